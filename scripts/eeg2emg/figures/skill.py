"""Skill: how much better an estimate is than the best one that knows no EEG."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.figures.style import (
    AMBER,
    FAINT,
    INK,
    MUTED,
    PAGE_WIDTH_IN,
    PURPLE,
    SKY,
    figure_style,
    finish,
    new_figure,
    optimizer_colour,
    optimizer_name,
)
from eeg2emg.learning.recipes import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOWEST_DRAWN = -1.5
"""A skill below this is written as a number at the edge."""

_FAMILY_COLOURS = {"ridge": PURPLE, "pls": AMBER, "kernel": SKY, "ceiling": INK}


def model_colour(model: str) -> str:
    """Colour of a model: a network's is that of its optimizer, an EEG-free predictor's is grey."""
    name = model.lower()
    for optimizer in OPTIMIZERS:
        if optimizer in name:
            return optimizer_colour(optimizer)
    return next((colour for key, colour in _FAMILY_COLOURS.items() if key in name), MUTED)


def model_name(model: str) -> str:
    """Spell a model's name for people: ``network_tuned_adam`` is ``network, tuned, Adam``."""
    words = model.replace("-", "_").split("_")
    if words[0] == "network":
        return ", ".join(optimizer_name(word) for word in words)
    return " ".join(words)


def skill_forest(
    metrics: pd.DataFrame,
    *,
    simulated: bool,
    metric: str = "skill",
    part: str = "test",
    per_subject: pd.DataFrame | None = None,
    not_evidence: Sequence[str] = ("random",),
    title: str = "Skill on entries off the diagonal",
    names: Mapping[str, str] | None = None,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the skill of each model under each scheme.

    Parameters
    ----------
    metrics : DataFrame
        Columns scheme, model, part, metric, value, low, high, status, reason, primary.
    simulated : bool
        Whether the recordings were simulated.
    metric, part : str
        Which rows are drawn.
    per_subject : DataFrame, optional
        Columns scheme, model, subject, value: drawn as small points.
    not_evidence : sequence of str
        Schemes whose panel says that they are no evidence.
    title : str
        Title of the figure.
    names : dict of str to str, optional
        How models are called in the figure, where it is not by `model_name`.

    Returns
    -------
    figure : Figure
        One panel per scheme; the vertical line at zero is the best EEG-free predictor.
    data : DataFrame
        The rows that are drawn, and the subjects' values with ``subject`` filled in.
        Hollow markers are the paper's recipe; a diamond is the primary analysis.

    Raises
    ------
    ValueError
        If there is no such row.
    """
    rows = metrics[(metrics["metric"] == metric) & (metrics["part"] == part)].copy()
    if rows.empty:
        raise ValueError(f"no row with the metric {metric!r} of the part {part!r}")
    rows["subject"] = ""
    subjects = _subject_rows(rows, per_subject)
    schemes = list(dict.fromkeys(rows["scheme"]))
    heights = [max(1, int((rows["scheme"] == scheme).sum())) + 1.2 for scheme in schemes]
    limits = _limits(rows, subjects)
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 0.85 + 0.17 * sum(heights))
        grid = figure.subplots(
            len(schemes), 1, squeeze=False, sharex=True, height_ratios=heights
        )[:, 0]
        for ax, scheme in zip(grid, schemes, strict=True):
            _draw_scheme(
                ax,
                rows[rows["scheme"] == scheme].reset_index(drop=True),
                subjects[subjects["scheme"] == scheme],
                names or {},
                limits,
            )
            remark = ": never evidence, neighbours in time on both sides"
            ax.set_title(f"{scheme}{remark if scheme in not_evidence else ''}", loc="left")
        grid[-1].set_xlabel(
            "skill = 1 − SSE / SSE of the best EEG-free predictor (no unit)\n"
            "←  worse          better than the best EEG-free predictor  →"
        )
        figure = finish(figure, title=title, simulated=simulated)
    columns = ["scheme", "model", "subject", "value", "low", "high", "status", "reason", "primary"]
    data = pd.concat([rows, subjects], ignore_index=True) if len(subjects) else rows
    return figure, data[columns].reset_index(drop=True)


def _subject_rows(rows: pd.DataFrame, per_subject: pd.DataFrame | None) -> pd.DataFrame:
    if per_subject is None:
        return pd.DataFrame(columns=rows.columns)
    drawn = set(zip(rows["scheme"], rows["model"], strict=True))
    keep = [
        pair in drawn for pair in zip(per_subject["scheme"], per_subject["model"], strict=True)
    ]
    subjects = per_subject.loc[keep, ["scheme", "model", "subject", "value"]]
    return subjects.assign(low=np.nan, high=np.nan, status="ok", reason="", primary=False)


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
    names: Mapping[str, str],
    limits: tuple[float, float],
) -> None:
    ax.set_xlim(*limits)
    ax.axvline(0, color=INK, lw=0.8, zorder=1)
    for y, row in rows.iterrows():
        colour = model_colour(row["model"])
        if row["status"] != "ok" or not np.isfinite(row["value"]):
            ax.text(
                *(limits[0], y, f" not estimable: {_shortened(row['reason'])}"),
                **{"va": "center", "fontsize": 6, "color": MUTED, "style": "italic"},
            )
            continue
        if row["value"] < limits[0]:
            ax.text(
                *(limits[0], y, f" ◂ {row['value']:.3g}, beyond the axis"),
                **{"va": "center", "fontsize": 6, "color": colour},
            )
            continue
        own = subjects.loc[subjects["model"] == row["model"], "value"].astype(float)
        ax.plot(own, np.full(len(own), y), "|", color=colour, ms=6, alpha=0.7)
        if np.isfinite(row["low"]) and np.isfinite(row["high"]):
            ax.plot([row["low"], row["high"]], [y, y], color=colour, lw=1.6, zorder=2)
        marker = "D" if row["primary"] else "o"
        inside = "white" if "paper" in row["model"] else colour
        ax.plot(row["value"], y, marker, mfc=inside, mec=colour, ms=4.5, zorder=3, mew=1.0)
    labels = [
        names.get(model, model_name(model)) + (" (primary)" if is_primary else "")
        for model, is_primary in zip(rows["model"], rows["primary"], strict=True)
    ]
    ax.set_yticks(range(len(rows)), labels)
    for label, is_primary in zip(ax.get_yticklabels(), rows["primary"], strict=True):
        label.set_fontweight("bold" if is_primary else "normal")
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=FAINT, lw=0.4)
    ax.set_axisbelow(True)


def _shortened(text: object, most: int = 90) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + " …"

