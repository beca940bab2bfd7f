"""The answer as one small figure: skill of a few models in the scheme of the primary analysis."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.figures.style import (
    COLUMN_WIDTH_IN,
    FAINT,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    SMALLEST_PT,
    add_panel,
    figure_style,
    finish,
    in_words,
    model_colour,
    new_figure,
    not_estimable_figure,
)
from eeg2emg.learning.catalogue import FAM, KERNEL_RIDGE, RIDGE, model_title
from eeg2emg.learning.recipes import REPLICATION_MODEL
from eeg2emg.names.models import PRIMARY_CHOSEN

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUMMARISED = (PRIMARY_CHOSEN, RIDGE, KERNEL_RIDGE, FAM, REPLICATION_MODEL)
"""Models of the figure, from top to bottom, as far as a run has them."""

LIMITS = {"ceiling": "ceiling", "learnable": "learnable limit"}
"""Columns of the table of limits that are drawn as vertical lines, and what they are called."""

_LABELS_IN, _ROW_IN, _LINE_IN = 1.42, 0.29, 0.13
_VALUES_IN = 0.42
_BELOW_IN = 0.42  # numbers and label of the axis
_COLUMNS = ["model", "title", "value", "low", "high", "status", "reason"]


def skill_summary(
    metrics: pd.DataFrame, limits: pd.DataFrame, *, simulated: bool
) -> tuple[Figure, pd.DataFrame]:
    """Draw the skill of a few models over the EEG-free rival, with intervals.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    limits : DataFrame
        As from `eeg2emg.evaluation.limits`: columns scheme, model, ceiling, learnable.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    figure : Figure
        A point per model with its interval and its value; zero is the EEG-free rival.
        The reason, where the cohort cannot carry the scheme.
    data : DataFrame
        The points, then the limits that are drawn.
    """
    scheme = PRIMARY["scheme"]
    title = "Skill over the EEG-free rival"
    tested = metrics[(metrics["scheme"] == scheme) & (metrics["part"] == PRIMARY["part"])]
    tested = tested[tested["metric"] == PRIMARY["metric"]].set_index("model")
    rows = tested.reindex([name for name in SUMMARISED if name in tested.index])
    rows = rows[np.isfinite(rows["value"].astype(float))].reset_index()
    if rows.empty:
        of_scheme = metrics.loc[metrics["scheme"] == scheme, "reason"].dropna()
        reason = next((text for text in map(str, of_scheme) if text), "no model was fitted")
        return not_estimable_figure(title, reason, simulated=simulated)
    rows["title"] = [_title(row) for _, row in rows.iterrows()]
    reached = _limits_of(limits, scheme)
    rival = next((str(name) for name in rows["rival"].dropna()), "")
    without = "" if rows["low"].notna().any() else _why_without(rows)
    zero = f"0: {rival}, chosen on validation segments" if rival else ""
    notes = [text for text in (zero, without) if text]
    lines_above = 2.4 + simulated + len(reached)
    top_in = _LINE_IN * lines_above + 0.06
    height_in = top_in + _ROW_IN * len(rows) + _BELOW_IN + _LINE_IN * len(notes)
    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, height_in, laid_out=False)
        ax = add_panel(
            figure,
            _LABELS_IN,
            top_in,
            COLUMN_WIDTH_IN - _LABELS_IN - _VALUES_IN,
            _ROW_IN * len(rows),
        )
        _draw_models(ax, rows)
        _draw_limits(ax, reached)
        ax.set_xlabel("skill on test segments (no unit)", labelpad=2)
        figure.text(
            *(0.02, 0.04 / height_in, "\n".join(notes)),
            fontsize=SMALLEST_PT,
            color=MUTED,
            linespacing=1.2,
        )
        alt = _alternative(scheme, rows, reached, rival)
        figure = finish(figure, title=f"{title}, scheme {scheme}", simulated=simulated, alt=alt)
    lines = pd.DataFrame(
        [{"model": name, "title": LIMITS[name], "value": value} for name, value in reached.items()],
        columns=_COLUMNS,
    ).assign(status="limit")
    data = pd.concat([rows[_COLUMNS], lines], ignore_index=True) if reached else rows[_COLUMNS]
    return figure, data


def _title(row: pd.Series) -> str:
    if row["model"] == PRIMARY_CHOSEN:
        return f"primary analysis: {model_title(str(row['chosen']))}"
    if row["model"] == REPLICATION_MODEL:
        return "the paper's network, tuned until it learns"
    return model_title(row["model"])


def _limits_of(limits: pd.DataFrame, scheme: str) -> dict[str, float]:
    """Find the limits of the scheme; they are the same for all of its models."""
    own = limits[limits["scheme"] == scheme]
    found = {name: own[name].dropna() for name in LIMITS if name in own}
    return {name: float(values.iloc[0]) for name, values in found.items() if len(values)}


def _why_without(rows: pd.DataFrame) -> str:
    reasons = [str(text) for text in rows["reason"].dropna() if text]
    return reasons[0] if reasons else "no intervals"


def _draw_models(ax: Axes, rows: pd.DataFrame) -> None:
    ends = rows[["value", "low", "high"]].astype(float)
    low, high = min(float(ends.min().min()), 0.0), max(float(ends.max().max()), 0.0)
    spread = max(high - low, 0.1)
    ax.set_xlim(low - 0.08 * spread, high + 0.08 * spread)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.axvline(0, color=INK, lw=0.9)
    for y, row in rows.iterrows():
        colour = model_colour(row["model"])
        is_primary = row["model"] == PRIMARY_CHOSEN
        if np.isfinite([row["low"], row["high"]]).all():
            ax.plot([row["low"], row["high"]], [y, y], color=colour, lw=1.6)
        ax.plot(row["value"], y, "D" if is_primary else "o", color=colour, ms=5)
        ax.text(
            *(1.05, y, in_words(float(row["value"]))),
            transform=ax.get_yaxis_transform(),
            va="center",
            weight="bold" if is_primary else "normal",
        )
    names = ["\n".join(textwrap.wrap(title, 23)) for title in rows["title"]]
    ax.set_yticks(range(len(rows)), names, linespacing=1.05)
    for label, model in zip(ax.get_yticklabels(), rows["model"], strict=True):
        label.set_fontweight("bold" if model == PRIMARY_CHOSEN else "normal")
    ax.tick_params(axis="y", length=0)
    ax.locator_params(axis="x", nbins=5)
    ax.grid(axis="x", color=FAINT, lw=0.4)
    ax.set_axisbelow(True)


def _draw_limits(ax: Axes, reached: dict[str, float]) -> None:
    """Draw limits as vertical lines, named above the panel one over the other."""
    colours = {"ceiling": ORANGE, "learnable": GREEN}
    low, high = ax.get_xlim()
    for value in reached.values():
        high = max(high, value + 0.06 * (value - low))
    ax.set_xlim(low, high)
    for lift, (name, value) in enumerate(reached.items()):
        ax.axvline(value, color=colours[name], lw=1.0, ls=(0, (4, 2)), zorder=1)
        ax.annotate(
            f"{LIMITS[name]} {in_words(value)}",
            (value, 1),
            xycoords=ax.get_xaxis_transform(),
            xytext=(0, 3 + 9 * lift),
            textcoords="offset points",
            ha="right" if value > (low + high) / 2 else "left",
            fontsize=SMALLEST_PT,
            color=colours[name],
        )


def _alternative(scheme: str, rows: pd.DataFrame, reached: dict[str, float], rival: str) -> str:
    said = []
    for _, row in rows.iterrows():
        interval = ""
        if np.isfinite([row["low"], row["high"]]).all():
            interval = f" ({in_words(row['low'])} to {in_words(row['high'])})"
        said.append(f"{row['title']} {in_words(row['value'])}{interval}")
    without = "" if rows["low"].notna().any() else f"; {_why_without(rows)}"
    limits = "".join(f"; {LIMITS[name]} {in_words(value)}" for name, value in reached.items())
    over = f" ({rival})" if rival else ""
    return (
        f"Skill over the EEG-free rival{over}, scheme {scheme}: {'; '.join(said)}{limits}{without}."
    )
