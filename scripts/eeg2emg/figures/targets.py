"""Skill of every target, and of every group of features, side by side."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.connectivity.vectors.catalogue import FEATURE_GROUPS
from eeg2emg.evaluation.feature_table import BOTH, CONNECTIVITY, GROUP
from eeg2emg.figures.style import (
    BLUE,
    COLUMN_WIDTH_IN,
    FAINT,
    INK,
    MUTED,
    ORANGE,
    PAGE_WIDTH_IN,
    PURPLE,
    SMALLEST_PT,
    add_panel,
    figure_style,
    finish,
    in_words,
    new_figure,
    not_estimable_figure,
)
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE = "What the EEG tells, by target and by features"
LATER, NEW = "later in the session", "new people"

_LABELS_IN, _ROW_IN, _LINE_IN, _VALUES_IN = 1.4, 0.3, 0.13, 0.4
_BELOW_IN = 0.42  # numbers and label of the axis
_LETTERS = 24  # of a line of a label
_COLUMNS = ["panel", "row", "label", "shown", "value", "low", "high"]


@dataclass(frozen=True)
class _Point:
    """A skill with its interval, in a row of a panel."""

    panel: str
    row: int
    label: str
    shown: str
    value: float
    low: float
    high: float
    colour: str
    bold: bool = False

    @property
    def has_interval(self) -> bool:
        return bool(np.isfinite([self.low, self.high]).all())


def targets_figure(
    targets: pd.DataFrame | None, features: pd.DataFrame | None, *, simulated: bool
) -> tuple[Figure, pd.DataFrame]:
    """Draw the skills over the EEG-free rival, with their intervals over people.

    Parameters
    ----------
    targets : DataFrame or None
        As from `eeg2emg.verdict.target_summary.summarise_targets`.
    features : DataFrame or None
        As from `eeg2emg.evaluation.feature_groups.compare_groups`.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    figure : Figure
        A panel each: targets, with later segments of the same people and with new people; groups
        of features, with connectivity, the group and both.
    data : DataFrame
        The points.
    """
    panels = [
        points
        for points in (
            [] if targets is None else _of_targets(targets),
            [] if features is None else _of_features(features),
        )
        if points
    ]
    if not panels:
        reason = "no skill of a target or of a group of features is estimable"
        return not_estimable_figure(TITLE, reason, simulated=simulated)
    width_in = PAGE_WIDTH_IN if len(panels) > 1 else COLUMN_WIDTH_IN
    rows = max(1 + max(point.row for point in points) for points in panels)
    top_in = _LINE_IN * (3.4 + simulated)
    height_in = top_in + _ROW_IN * rows + _BELOW_IN + _LINE_IN
    each_in = width_in / len(panels)
    with figure_style():
        figure = new_figure(width_in, height_in, laid_out=False)
        for place, points in enumerate(panels):
            count = 1 + max(point.row for point in points)
            ax = add_panel(
                figure,
                place * each_in + _LABELS_IN,
                top_in,
                each_in - _LABELS_IN - _VALUES_IN,
                _ROW_IN * count,
            )
            _draw(ax, points)
            if len(panels) > 1:
                figure.text(
                    (place * each_in + 0.04) / width_in,
                    1 - (top_in - 0.5 * _LINE_IN) / height_in,
                    "ab"[place],
                    weight="bold",
                )
        figure.text(
            *(0.02 * COLUMN_WIDTH_IN / width_in, 0.04 / height_in),
            "0: the rival without EEG that validation chose",
            fontsize=SMALLEST_PT,
            color=MUTED,
        )
        everything = [point for points in panels for point in points]
        figure = finish(figure, title=TITLE, simulated=simulated, alt=_alternative(everything))
    data = pd.DataFrame([{name: getattr(point, name) for name in _COLUMNS} for point in everything])
    return figure, data[_COLUMNS]


def _of_targets(targets: pd.DataFrame) -> list[_Point]:
    points: list[_Point] = []
    for row in targets.to_dict("records"):
        place = 1 + max((point.row for point in points), default=-1)
        bold = bool(row["is_primary"])
        own = [
            _Point("targets", place, row["title"], shown, *numbers, colour, bold)
            for shown, colour, numbers in (
                (LATER, BLUE, (row["skill"], row["low"], row["high"])),
                (
                    NEW,
                    ORANGE,
                    (row["new_people"], row["new_people_low"], row["new_people_high"]),
                ),
            )
        ]
        points += [point for point in own if np.isfinite(point.value)]
    return points


def _of_features(features: pd.DataFrame) -> list[_Point]:
    own = features[(features["scheme"] == PRIMARY_SCHEME) & (features["status"] == "estimated")]
    points: list[_Point] = []
    for group, rows in own.groupby("group", sort=False):
        title = FEATURE_GROUPS[str(group)].title
        first = 1 + max((point.row for point in points), default=-1)
        found = rows.set_index("features")
        for place, (name, label, colour) in enumerate(
            (
                (CONNECTIVITY, "Connectivity", BLUE),
                (GROUP, title, ORANGE),
                (BOTH, f"Connectivity and {title[0].lower()}{title[1:]}", PURPLE),
            )
        ):
            row = found.loc[name]
            numbers = float(row["value"]), float(row["low"]), float(row["high"])
            points.append(
                _Point("features", first + place, label, LATER, *numbers, colour, name == BOTH)
            )
    return points


def _draw(ax: Axes, points: Sequence[_Point]) -> None:
    values = np.array([[point.value, point.low, point.high] for point in points])
    low, high = min(np.nanmin(values), 0.0), max(np.nanmax(values), 0.0)
    spread = max(high - low, 0.1)
    rows = 1 + max(point.row for point in points)
    ax.set_xlim(low - 0.08 * spread, high + 0.08 * spread)
    ax.set_ylim(rows - 0.5, -0.5)
    ax.axvline(0, color=INK, lw=0.9)
    labels = {point.row: point for point in reversed(points)}
    kinds = list(dict.fromkeys(point.shown for point in points))
    for point in points:
        shift = 0.0 if len(kinds) == 1 else (kinds.index(point.shown) - 0.5) * 0.44
        y = point.row + shift
        if point.has_interval:
            ax.plot([point.low, point.high], [y, y], color=point.colour, lw=1.6)
        marker = "o" if point.shown == NEW else "D" if point.bold else "s"
        face = "white" if point.shown == NEW else point.colour
        ax.plot(point.value, y, marker, color=point.colour, mfc=face, ms=4.5)
        ax.text(
            *(1.05, y, in_words(point.value)),
            transform=ax.get_yaxis_transform(),
            va="center",
            fontsize=SMALLEST_PT,
            color=point.colour if len(kinds) > 1 else INK,
        )
    wrapped = ["\n".join(textwrap.wrap(labels[row].label, _LETTERS)) for row in range(rows)]
    ax.set_yticks(range(rows), wrapped, linespacing=1.05)
    for tick, row in zip(ax.get_yticklabels(), range(rows), strict=True):
        tick.set_fontweight("bold" if labels[row].bold else "normal")
    for row in range(1, rows):
        if points[0].panel == "features" and labels[row].colour == BLUE:
            ax.axhline(row - 0.5, color=MUTED, lw=0.5)
    if len(kinds) > 1:
        for place, (kind, colour) in enumerate(((LATER, BLUE), (NEW, ORANGE))):
            ax.annotate(
                f"{'■' if kind == LATER else '○'} {kind}",
                (place, 1),
                xycoords="axes fraction",
                xytext=(0, 4),
                textcoords="offset points",
                ha="right" if place else "left",
                fontsize=SMALLEST_PT,
                color=colour,
            )
    ax.set_xlabel("skill on test segments (no unit)", labelpad=2)
    ax.tick_params(axis="y", length=0)
    ax.locator_params(axis="x", nbins=5)
    ax.grid(axis="x", color=FAINT, lw=0.4)
    ax.set_axisbelow(True)


def _alternative(points: Sequence[_Point]) -> str:
    said = []
    for point in points:
        interval = (
            f" ({in_words(point.low)} to {in_words(point.high)})" if point.has_interval else ""
        )
        said.append(f"{point.label}, {point.shown} {in_words(point.value)}{interval}")
    text = f"Skill over the EEG-free rival: {'; '.join(said)}."
    return text if len(text) <= 480 else text[:470].rpartition(";")[0] + "; and so on."
