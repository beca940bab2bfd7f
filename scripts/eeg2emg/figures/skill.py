"""Forest of skill: how much better each estimate is than the best one that knows no EEG."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.figures.style import (
    FAINT,
    INK,
    MUTED,
    PAGE_WIDTH_IN,
    figure_style,
    finish,
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
        One panel per scheme; the vertical line at zero is the best EEG-free predictor.
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
    heights = [max(1, int((rows["scheme"] == scheme).sum())) + 1.2 for scheme in schemes]
    limits = _limits(rows, subjects)
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 0.85 + 0.17 * sum(heights))
        grid = figure.subplots(len(schemes), 1, squeeze=False, sharex=True, height_ratios=heights)[
            :, 0
        ]
        for ax, scheme in zip(grid, schemes, strict=True):
            _draw_scheme(
                ax,
                rows[rows["scheme"] == scheme].reset_index(drop=True),
                subjects[subjects["scheme"] == scheme],
                limits,
            )
            remark = ": never evidence, neighbours in time on both sides"
            ax.set_title(f"{scheme}{'' if SCHEMES[scheme].is_evidence else remark}", loc="left")
        grid[-1].set_xlabel(
            "skill = 1 − SSE / SSE of the best EEG-free predictor (no unit)\n"
            "←  worse          better than the best EEG-free predictor  →"
        )
        figure = finish(figure, title="Skill on entries off the diagonal", simulated=simulated)
    columns = ["scheme", "model", "subject", "value", "low", "high", "status", "reason", "primary"]
    data = pd.concat([rows, subjects], ignore_index=True)
    return figure, data[columns]


def _limits(rows: pd.DataFrame, subjects: pd.DataFrame) -> tuple[float, float]:
    """Range of the axis: zero and all estimates are inside; a hopeless model cannot flatten it."""
    values = pd.concat([rows[["value", "low", "high"]].stack(), subjects["value"].dropna()])
    values = values.astype(float)
    values = values[np.isfinite(values)]
    values = values[values >= LOWEST_DRAWN]
    low, high = values.min() if len(values) else 0.0, values.max() if len(values) else 0.0
    low, high = min(low, -0.1), max(high, 0.1)
    return low - 0.03 * (high - low), high + 0.03 * (high - low)


def _draw_scheme(
    ax: Axes,
    rows: pd.DataFrame,
    subjects: pd.DataFrame,
    limits: tuple[float, float],
) -> None:
    ax.set_xlim(*limits)
    ax.axvline(0, color=INK, lw=0.8, zorder=1)
    for y, row in rows.iterrows():
        colour = model_colour(row["model"])
        if row["status"] != "estimated" or not np.isfinite(row["value"]):
            ax.text(
                limits[0],
                y,
                f" not estimable: {_shortened(row['reason'])}",
                va="center",
                fontsize=6,
                color=MUTED,
                style="italic",
            )
            continue
        if row["value"] < limits[0]:
            ax.text(
                limits[0],
                y,
                f" ◂ {row['value']:.3g}, beyond the axis",
                va="center",
                fontsize=6,
                color=colour,
            )
            continue
        own = subjects.loc[subjects["model"] == row["model"], "value"].astype(float)
        ax.plot(own, np.full(len(own), y), "|", color=colour, ms=6, alpha=0.7)
        if np.isfinite(row["low"]) and np.isfinite(row["high"]):
            ax.plot([row["low"], row["high"]], [y, y], color=colour, lw=1.6, zorder=2)
        marker = "D" if row["primary"] else "o"
        inside = "white" if ModelName.parse(row["model"]).recipe == PAPER_RECIPE else colour
        ax.plot(row["value"], y, marker, mfc=inside, mec=colour, ms=4.5, zorder=3, mew=1.0)
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


def _shortened(reason: str, most: int = 76) -> str:
    """Shorten a reason to what fits beside the axis; the whole of it is in the data."""
    sentences = [text for text in reason.split(". ") if "not estimable" not in text]
    words = " ".join(". ".join(sentences or [reason]).split())
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + " …"
