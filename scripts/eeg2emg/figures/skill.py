"""Forest of skill: how much better each estimate is than the best one that knows no EEG."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.figures.style import (
    FAINT,
    INK,
    MUTED,
    PAGE_HEIGHT_IN,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    figure_style,
    finish,
    in_words,
    model_colour,
    new_figure,
)
from eeg2emg.learning.catalogue import RIVALS, model_title
from eeg2emg.learning.recipes import PAPER_RECIPE
from eeg2emg.names.models import BEST, ENSEMBLE, LAST, ModelName
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOWEST_DRAWN = -1.5
"""A skill below this is written as a number at the edge."""

_TOP_IN, _ROW_IN, _SMALLEST_ROW_IN = 0.95, 0.155, 0.118
_ROWS_OF_A_HEADING = 1.5


def drawn_models(models: Sequence[str]) -> list[str]:
    """Choose the models that a figure of skill shows.

    The network of the paper with the weights that its recipe returns (the last), that of the other
    recipes with those that were best on validation segments, and every other model that sees EEG;
    what sees no EEG is the zero line.

    Parameters
    ----------
    models : sequence of str
        All models.

    Returns
    -------
    list of str
        In the given order, the chosen ones last.
    """
    wanted = [model for model in dict.fromkeys(models) if model not in RIVALS and _is_drawn(model)]
    return sorted(wanted, key=lambda model: ModelName.parse(model).is_chosen)


def _is_drawn(model: str) -> bool:
    name = ModelName.parse(model)
    returned = LAST if name.recipe == PAPER_RECIPE else BEST
    return not name.is_network or name.is_chosen or name.weights in (returned, ENSEMBLE)


def skill_forest(
    metrics: pd.DataFrame,
    subjects: pd.DataFrame,
    *,
    simulated: bool,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the skill of each model under each scheme.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`: columns scheme, model, part, metric,
        value, low, high, primary, status, reason.
    subjects : DataFrame
        From the same: columns scheme, model, subject, skill.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    figure : Figure
        One panel per scheme; the vertical line at zero is the EEG-free rival.
    data : DataFrame
        The rows that are drawn, and the subjects' values with ``subject`` filled in.
        Hollow markers are the paper's recipe; a diamond and bold type are the primary analysis.

    Raises
    ------
    ValueError
        If there is no such row.
    """
    tested = metrics[metrics["part"] == "test"]
    tested = tested[tested["model"].isin(drawn_models(tested["model"].tolist()))]
    rows = tested[tested["metric"] == "skill"].copy()
    if rows.empty:
        raise ValueError("no model has a skill")
    place = {model: k for k, model in enumerate(drawn_models(rows["model"].tolist()))}
    rows = rows.sort_values("model", key=lambda column: column.map(place), kind="stable")
    subjects = subjects[subjects["model"].isin(set(rows["model"]))]
    subjects = subjects.rename(columns={"skill": "value"}).assign(status="estimated", primary=False)
    order = list(dict.fromkeys(tested["scheme"]))
    schemes = [scheme for scheme in order if scheme in set(rows["scheme"])]
    shown, left_out = _that_fit(rows, len(schemes))
    counts = [int((shown["scheme"] == scheme).sum()) for scheme in schemes]
    heights = [max(1, count) + _ROWS_OF_A_HEADING for count in counts]
    limits = _limits(shown, subjects)
    with figure_style():
        height_in = min(PAGE_HEIGHT_IN, _TOP_IN + _ROW_IN * sum(heights))
        figure = new_figure(PAGE_WIDTH_IN, height_in)
        grid = figure.subplots(len(schemes), 1, squeeze=False, sharex=True, height_ratios=heights)[
            :, 0
        ]
        beyond = 0
        for ax, scheme in zip(grid, schemes, strict=True):
            beyond += _draw_scheme(
                ax,
                shown[shown["scheme"] == scheme].reset_index(drop=True),
                subjects[subjects["scheme"] == scheme],
                limits,
            )
            remark = ": never evidence, neighbours in time on both sides"
            ax.set_title(f"{scheme}{'' if SCHEMES[scheme].is_evidence else remark}", loc="left")
            ax.set_xlim(*limits)
        notes = ["ticks: single people"]
        if beyond:
            notes.append("◂ n people whose value lies beyond the axis")
        if left_out:
            notes.append(f"{left_out} networks are left to the data, where all rows are")
        grid[-1].set_xlabel(
            "skill = 1 − SSE / SSE of the EEG-free rival (no unit)\n"
            "←  worse          better than the EEG-free rival  →"
        )
        figure.supxlabel("; ".join(notes), fontsize=SMALLEST_PT, color=MUTED)
        figure = finish(
            figure,
            title="Skill on entries off the diagonal",
            simulated=simulated,
            alt=_alternative(rows),
        )
    columns = ["scheme", "model", "subject", "value", "low", "high", "status", "reason", "primary"]
    data = pd.concat([rows, subjects], ignore_index=True)
    return figure, data[columns]


def _that_fit(rows: pd.DataFrame, schemes: int) -> tuple[pd.DataFrame, int]:
    """Leave out single networks where a page has no room for all rows; the chosen ones stay."""
    room = (PAGE_HEIGHT_IN - _TOP_IN) / _SMALLEST_ROW_IN - _ROWS_OF_A_HEADING * schemes
    if len(rows) <= room:
        return rows, 0
    names = rows["model"].map(ModelName.parse)
    single = names.map(lambda name: name.is_network and not name.is_chosen)
    shown = rows[~single | rows["primary"]]
    return shown, len(rows) - len(shown)


def _alternative(rows: pd.DataFrame) -> str:
    """Say how many models there are, and by scheme which of them has the highest skill."""
    said = []
    for scheme, own in rows.groupby("scheme", sort=False):
        known = own[(own["status"] == "estimated") & np.isfinite(own["value"].astype(float))]
        chosen = [ModelName.parse(name).is_chosen for name in known["model"]]
        known = known[~np.array(chosen, dtype=bool)]
        if known.empty:
            said.append(f"{scheme} not estimable")
            continue
        best = known.loc[known["value"].astype(float).idxmax()]
        above = int((known["low"].astype(float) > 0).sum())
        intervals = f", {above} of {len(known)} intervals above 0"
        said.append(
            f"{scheme} {model_title(best['model'])} {in_words(best['value'])}"
            f"{intervals if np.isfinite(known['low'].astype(float)).any() else ', no intervals'}"
        )
    return (
        "Skill over the EEG-free rival, on test segments; the highest by scheme: "
        f"{'; '.join(said)}."
    )


def _limits(rows: pd.DataFrame, subjects: pd.DataFrame) -> tuple[float, float]:
    """Range of the axis: zero and all estimates are inside; a hopeless model cannot flatten it."""
    values = pd.concat([rows[["value", "low", "high"]].stack(), subjects["value"].dropna()])
    values = values.astype(float)
    values = values[np.isfinite(values)]
    values = values[values >= LOWEST_DRAWN]
    low, high = values.min() if len(values) else 0.0, values.max() if len(values) else 0.0
    beyond = (subjects["value"].astype(float) < LOWEST_DRAWN).any()
    low, high = min(low, -0.1), max(high, 0.1)
    # At the left edge it is counted how many lie beyond it.
    return low - (0.08 if beyond else 0.03) * (high - low), high + 0.03 * (high - low)


def _draw_scheme(
    ax: Axes,
    rows: pd.DataFrame,
    subjects: pd.DataFrame,
    limits: tuple[float, float],
) -> int:
    """Draw the models of a scheme; gives how many people's values lie beyond the axis."""
    beyond_all = 0
    ax.axvline(0, color=INK, lw=0.8, zorder=1)
    for y, row in rows.iterrows():
        colour = model_colour(row["model"])
        if row["status"] != "estimated" or not np.isfinite(row["value"]):
            words = f" not estimable: {_shortened(row['reason'])}"
            _write_at_the_edge(ax, limits, y, words, color=MUTED, style="italic")
            continue
        own = subjects.loc[subjects["model"] == row["model"], "value"].astype(float)
        inside = own[own >= limits[0]]
        beyond = int((own < limits[0]).sum())
        ax.plot(inside, np.full(len(inside), y), "|", color=colour, ms=6, alpha=0.7)
        if row["value"] < limits[0]:
            words = f" ◂ {in_words(row['value'])}, beyond the axis"
            _write_at_the_edge(ax, limits, y, words, color=colour)
            continue
        beyond_all += beyond
        if beyond:
            _write_at_the_edge(ax, limits, y, f" ◂ {beyond}", color=colour)
        if np.isfinite(row["low"]) and np.isfinite(row["high"]):
            ax.plot([row["low"], row["high"]], [y, y], color=colour, lw=1.6, zorder=2)
            if row["low"] < limits[0]:
                ax.plot(limits[0], y, "<", color=colour, ms=3, clip_on=False)
        marker = "D" if row["primary"] else "o"
        is_papers = ModelName.parse(row["model"]).recipe == PAPER_RECIPE
        ax.plot(
            row["value"],
            y,
            marker,
            mfc="white" if is_papers else colour,
            mec=colour,
            ms=4.5,
            zorder=3,
            mew=1.0,
        )
    labels = [
        "primary analysis: model by validation" if is_primary else model_title(model)
        for model, is_primary in zip(rows["model"], rows["primary"], strict=True)
    ]
    ax.set_yticks(range(len(rows)), labels)
    for label, is_primary in zip(ax.get_yticklabels(), rows["primary"], strict=True):
        label.set_fontweight("bold" if is_primary else "normal")
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=FAINT, lw=0.4)
    ax.set_axisbelow(True)
    return beyond_all


def _write_at_the_edge(
    ax: Axes, limits: tuple[float, float], y: float, words: str, **style: Any
) -> None:
    ax.text(limits[0], y, words, va="center", fontsize=SMALLEST_PT, **style)


def _shortened(reason: str, most: int = 76) -> str:
    """Shorten a reason to what fits beside the axis; the whole of it is in the data."""
    sentences = [text for text in reason.split(". ") if "not estimable" not in text]
    words = " ".join(". ".join(sentences or [reason]).split())
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + " …"
