"""The page of the coupling sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.learning.catalogue import model_title
from eeg2emg.names.models import BEST_CHOSEN
from eeg2emg.recovery.coupling_sweep import WITHOUT_EEG
from eeg2emg.report.figure_parts import figure_parts
from eeg2emg.report.tables import Table
from eeg2emg.report.templating import page_environment
from eeg2emg.report.words import interval, number

if TYPE_CHECKING:
    import pandas as pd

    from eeg2emg.report.context import ReportFigure


def build_sweep_page(
    *, name: str, table: pd.DataFrame, figure: ReportFigure, confidence: float
) -> str:
    """Write the page about skill against coupling.

    Parameters
    ----------
    name : str
        Name of the run.
    table : DataFrame
        As from `eeg2emg.recovery.coupling_sweep.sweep_table`.
    figure : ReportFigure
        ``skill_against_coupling``.
    confidence : float
        Level of the intervals.

    Returns
    -------
    str
        HTML that loads nothing.
    """
    estimated = table[table["status"] == "estimated"]
    reasons = sorted(set(table.loc[table["status"] != "estimated", "reason"].dropna()))
    return (
        page_environment()
        .get_template("coupling_sweep.html.jinja")
        .render(
            name=name,
            figures={"skill_against_coupling": figure_parts("skill_against_coupling", figure)},
            sentence=_sentence(estimated),
            reasons=reasons,
            table=_table(estimated) if len(estimated) else None,
            confidence=f"{100 * confidence:g} %",
        )
    )


def _sentence(estimated: pd.DataFrame) -> str:
    """Say what happens between the smallest and the largest coupling."""
    chosen = estimated[estimated["model"] == BEST_CHOSEN].pivot_table(
        index="coupling", columns="metric", values="value"
    )
    if not {"skill", "r"} <= set(chosen.columns) or len(chosen) < 2:
        return ""
    low, high = chosen.index.min(), chosen.index.max()
    return (
        f"From k = {low:g} to k = {high:g} the skill of the model that was chosen on validation "
        f"segments goes from {number(chosen.loc[low, 'skill'])} to "
        f"{number(chosen.loc[high, 'skill'])}, its pooled correlation from "
        f"{number(chosen.loc[low, 'r'])} to {number(chosen.loc[high, 'r'])}."
    )


def _table(estimated: pd.DataFrame) -> Table:
    couplings = sorted(estimated["coupling"].unique())
    rows = []
    for model in dict.fromkeys(estimated["model"]):
        for metric, words in (("skill", "skill"), ("r", "pooled r")):
            own = estimated[(estimated["model"] == model) & (estimated["metric"] == metric)]
            if own.empty:
                continue
            values = own.set_index("coupling")
            spelled = "EEG-free rival" if model == WITHOUT_EEG else model_title(model)
            cells = [
                _cell(values.loc[coupling]) if coupling in values.index else "–"
                for coupling in couplings
            ]
            rows.append([spelled, words, *cells])
    headings = ["model", "metric", *(f"k = {coupling:g}" for coupling in couplings)]
    return Table(headings, rows, frozenset(range(2, len(headings))))


def _cell(row: pd.Series) -> str:
    text = number(row["value"], 3)
    bounds = interval(row["low"], row["high"])
    return f"{text} ({bounds})" if bounds else text
