"""Connectivity matrices: sinks in rows, sources in columns, everywhere."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.connectivity.catalogue import (
    BEFORE_ICA,
    COMPANIONS,
    TARGETS,
    is_signed,
    measure_title,
    measure_unit,
)
from eeg2emg.figures.pages import name_of_page, pages_of
from eeg2emg.figures.style import (
    COLUMN_WIDTH_IN,
    EXCLUDED,
    FAINT,
    MUTED,
    PAGE_HEIGHT_IN,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    add_panel,
    figure_style,
    finish,
    in_words,
    new_figure,
)
from eeg2emg.names.muscles import muscles_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eeg2emg.connectivity.file import ConnectivityContents

DIFFERENCE_MAP = "RdBu_r"

_SHOWN: Mapping[str, tuple[str, Sequence[str] | None, str]] = {
    "eeg_connectivity": ("eeg", None, "Brain network, mean over segments"),
    "emg_connectivity": ("emg", tuple(TARGETS), "Muscle network, mean over segments"),
    "emg_controls": (
        "emg",
        (BEFORE_ICA, *(name for name in COMPANIONS if name != BEFORE_ICA)),
        "Controls of the muscle network, mean over segments",
    ),
}


def means_by_phase(values: np.ndarray, phases: Sequence[str]) -> dict[str, np.ndarray]:
    """Average matrices over the segments of each phase.

    Parameters
    ----------
    values : ndarray, shape (segments, ...)
        One array per segment.
    phases : sequence of str
        The phase of each segment.

    Returns
    -------
    dict of str to ndarray
        By phase, in the order of first appearance.
    """
    labels = np.asarray(phases)
    return {name: values[labels == name].mean(axis=0) for name in dict.fromkeys(phases)}


def phase_matrices(
    means: Mapping[str, np.ndarray],
    measures: Sequence[str],
    channels: Sequence[str],
    *,
    title: str,
    simulated: bool,
    share_of: str = "",
) -> tuple[Figure, pd.DataFrame]:
    """Draw the mean matrices of each phase on one scale, and the last phase less the first.

    Parameters
    ----------
    means : dict of str to ndarray, shape (measures, n, n)
        Mean matrices by phase, [sink, source]; the first phase is rest. With a single phase no
        difference is drawn.
    measures : sequence of str
        Names of the planes: one row of panels each.
    channels : sequence of str
        Names of the n channels.
    title : str
        Title above all panels.
    simulated : bool
        Whether the recordings were simulated.
    share_of : str
        Where the values are shares between 0 and 1: of what, for the colour bars.

    Returns
    -------
    figure : Figure
        Rows measures; columns phases and their difference.
    data : DataFrame
        Columns measure, panel (a phase, or ``<last> - <first>``), sink, source, value.
    """
    phases = list(means)
    for values in means.values():
        _check(values, measures, channels)
    panels = dict(means)
    if len(phases) > 1:
        panels[f"{phases[-1]} - {phases[0]}"] = means[phases[-1]] - means[phases[0]]
    parts = []
    place = _Places(len(panels), len(measures), channels)
    with figure_style():
        figure = new_figure(place.width_in, place.height_in, laid_out=False)
        for k, measure in enumerate(measures):
            common = _colours(measure, [values[k] for values in means.values()])
            if share_of:
                common = {"cmap": "viridis", "vmin": 0.0, "vmax": 1.0}
            for column, (panel, values) in enumerate(panels.items()):
                is_mean = panel in means
                least = 0.1 if share_of else 1e-12
                colours = common if is_mean else _diverging([values[k]], least)
                ax = add_panel(figure, *place.panel(k, column, beyond_bar=not is_mean))
                _draw_matrix(ax, values[k], **colours)
                _name_channels(
                    ax,
                    channels,
                    place.size_in,
                    sinks=column == 0,
                    sources=k == len(measures) - 1,
                )
                if k == 0:
                    ax.set_title(panel if is_mean else f"{phases[-1]} − {phases[0]}", pad=4)
                if not is_mean or panel == phases[-1]:
                    # Phases share one scale, so one bar of colours stands behind them.
                    unit = f"share of {share_of}" if share_of else measure_unit(measure)
                    _bar(ax, add_panel(figure, *place.bar(k, column, beyond_bar=not is_mean)), unit)
                parts.append(_long(values[k], channels).assign(measure=measure, panel=panel))
            _name_row(figure, place, k, measure_title(measure))
        if place.key:
            figure.text(0.02, 0.03 / place.height_in, place.key, fontsize=SMALLEST_PT, color=MUTED)
        alt = _alternative(title, means, measures, channels, share_of)
        figure = finish(figure, title=title, simulated=simulated, alt=alt)
    data = pd.concat(parts, ignore_index=True)
    return figure, data[["measure", "panel", "sink", "source", "value"]]


_TOP_IN, _GAP_IN, _LINE_IN = 0.48, 0.1, 0.13
_MEASURE_IN, _BAR_IN, _BESIDE_BAR_IN = 0.32, 0.09, 0.72
_LARGEST_PANEL_IN = 1.85


class _Places:
    """Where the parts of a figure of matrices lie, in inches from the left and from the top."""

    def __init__(self, columns: int, rows: int, channels: Sequence[str]) -> None:
        self.width_in = PAGE_WIDTH_IN if columns > 1 else COLUMN_WIDTH_IN
        key = muscles_in_words(channels)
        self.key = "\n".join(textwrap.wrap(key, 128 if columns > 1 else 58))
        bars = 2 if columns > 1 else 1
        self.lane_in = _width_in(channels) * (2 if _in_two_lanes(channels) else 1) + 0.07
        self.left_in = _MEASURE_IN + _LINE_IN + self.lane_in + 0.06
        # Where not all channels are named, a line says so.
        lines = 2.4 if len(channels) > _ONE_LANE_UP_TO else 1.4
        lines_of_key = self.key.count("\n") + 1.5 if key else 0.0
        self.below_in = self.lane_in + (lines + lines_of_key) * _LINE_IN
        across = self.width_in - self.left_in - bars * _BESIDE_BAR_IN - _GAP_IN * (columns - bars)
        down = PAGE_HEIGHT_IN - _TOP_IN - self.below_in - _GAP_IN * (rows - 1)
        self.size_in = min(across / columns, down / rows, _LARGEST_PANEL_IN)
        # What is left of the width goes between the phases and their difference.
        self.rest_in = (across - columns * self.size_in) / max(1, bars)
        self.height_in = _TOP_IN + rows * self.size_in + (rows - 1) * _GAP_IN + self.below_in

    def panel(self, row: int, column: int, *, beyond_bar: bool) -> tuple[float, ...]:
        left = self.left_in + column * (self.size_in + _GAP_IN)
        if beyond_bar:
            left += _BESIDE_BAR_IN + self.rest_in - _GAP_IN
        return left, _TOP_IN + row * (self.size_in + _GAP_IN), self.size_in, self.size_in

    def bar(self, row: int, column: int, *, beyond_bar: bool) -> tuple[float, ...]:
        left, top, _, _ = self.panel(row, column, beyond_bar=beyond_bar)
        return left + self.size_in + 0.05, top, _BAR_IN, self.size_in


def _name_row(figure: Figure, place: _Places, row: int, title: str) -> None:
    _, top, _, height = place.panel(row, 0, beyond_bar=False)
    middle = 1 - (top + height / 2) / place.height_in
    most = max(12, int(place.size_in * 14))
    even = -(-len(title) // -(-len(title) // most)) + 3  # lines of one length, not a last word
    lines = "\n".join(textwrap.wrap(title, min(most, even), break_on_hyphens=False))
    for at, words, weight in (
        (_MEASURE_IN / 2 + 0.02, lines, "bold"),
        (_MEASURE_IN + _LINE_IN / 2, "sink", "normal"),
    ):
        figure.text(
            at / place.width_in,
            middle,
            words,
            rotation=90,
            ha="center",
            va="center",
            weight=weight,
            linespacing=1.05,
        )


def _alternative(
    title: str,
    means: Mapping[str, np.ndarray],
    measures: Sequence[str],
    channels: Sequence[str],
    share_of: str,
) -> str:
    """Say how large the entries are on average, measure by measure and phase by phase."""
    levels = []
    for k, measure in enumerate(measures):
        values = [in_words(float(_off_diagonal([one[k]]).mean()), 3) for one in means.values()]
        levels.append(f"{measure_title(measure)} {' and '.join(values)}")
    what = f"share of {share_of}" if share_of else "mean off the diagonal"
    return (
        f"{title}, of {len(channels)} channels. By measure the {what} in "
        f"{' and in '.join(means)}: {'; '.join(levels)}."
    )


def _check(values: np.ndarray, measures: Sequence[str], channels: Sequence[str]) -> None:
    if values.shape != (len(measures), len(channels), len(channels)):
        raise ValueError(
            f"values have shape {values.shape}, not {(len(measures), *(len(channels),) * 2)}"
        )


def _draw_matrix(ax: Axes, matrix: np.ndarray, **image: Any) -> None:
    shown = np.ma.masked_where(np.eye(len(matrix), dtype=bool), matrix)
    ax.set_facecolor(EXCLUDED)
    ax.imshow(shown, interpolation="none", aspect="auto", **image)
    for spine in ax.spines.values():
        spine.set_visible(False)


_ONE_LANE_UP_TO = 10
_TWO_LANES_UP_TO = 5
_LONGEST_NAME = 14
_LETTER_PT = 1.15 * SMALLEST_PT


def _width_in(channels: Sequence[str]) -> float:
    """Room for the longest name, in inches; those that are longer still are cut."""
    return 0.064 * min(_LONGEST_NAME, max(map(len, channels)))


def _in_two_lanes(channels: Sequence[str]) -> bool:
    """Whether many short names stand in two lanes, so that all of them have room."""
    return len(channels) > _ONE_LANE_UP_TO and max(map(len, channels)) <= _TWO_LANES_UP_TO


def _name_channels(
    ax: Axes, channels: Sequence[str], size_in: float, *, sinks: bool, sources: bool
) -> None:
    """Name the channels beside a matrix, as many as have room for their letters."""
    at = np.arange(len(channels))
    names = np.array([_cut(name) for name in channels], dtype=object)
    pitch_pt = 72 * size_in / len(channels)
    lanes = 2 if _in_two_lanes(channels) else 1
    step = max(1, int(np.ceil(_LETTER_PT / pitch_pt / lanes)))
    first, second = slice(None, None, lanes * step), slice(step, None, lanes * step)
    for axis, wanted in ((ax.yaxis, sinks), (ax.xaxis, sources)):
        axis.set_ticks(at[first], names[first] if wanted else [])
        axis.set_tick_params(length=1.5 * wanted, pad=1)
        if lanes == 2:
            axis.set_ticks(at[second], names[second] if wanted else [], minor=True)
            lane_pt = 72 * _width_in(channels) if wanted else 0.0
            style: dict[str, Any] = {"width": 0.4, "color": FAINT, "labelsize": SMALLEST_PT}
            axis.set_tick_params(which="minor", length=lane_pt, pad=1, **style)
    if sources:
        ax.tick_params(axis="x", which="both", labelrotation=90)
        every = f"\n(1 of {step} named)" if step > 1 else ""
        ax.set_xlabel(f"source{every}", labelpad=2)


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _bar(ax: Axes, beside: Axes, unit: str) -> None:
    from matplotlib.ticker import MaxNLocator, ScalarFormatter

    numbers = ScalarFormatter()
    numbers.set_powerlimits((-4, 5))
    bar = ax.figure.colorbar(ax.images[0], cax=beside, ticks=MaxNLocator(5), format=numbers)
    bar.ax.tick_params(labelsize=SMALLEST_PT, length=2, pad=1.5)
    bar.outline.set_visible(False)
    bar.set_label(unit, fontsize=SMALLEST_PT, labelpad=2)


def _colours(measure: str, matrices: list[np.ndarray]) -> dict[str, Any]:
    if is_signed(measure):
        return _diverging(matrices)
    inside = _off_diagonal(matrices)
    lowest = min(0.0, float(inside.min(initial=0)))
    return {"cmap": "viridis", "vmin": lowest, "vmax": max(float(inside.max(initial=0)), 1e-12)}


def _diverging(matrices: list[np.ndarray], least: float = 1e-12) -> dict[str, Any]:
    limit = max(float(np.abs(_off_diagonal(matrices)).max(initial=0)), least)
    return {"cmap": DIFFERENCE_MAP, "vmin": -limit, "vmax": limit}


def _off_diagonal(matrices: list[np.ndarray]) -> np.ndarray:
    outside = ~np.eye(len(matrices[0]), dtype=bool)
    entries = np.concatenate([matrix[outside] for matrix in matrices])
    return entries[np.isfinite(entries)]


def _long(matrix: np.ndarray, channels: Sequence[str]) -> pd.DataFrame:
    sinks, sources = np.nonzero(~np.eye(len(channels), dtype=bool))
    names = np.asarray(channels)
    return pd.DataFrame(
        {"sink": names[sinks], "source": names[sources], "value": matrix[sinks, sources]}
    )


def network_figures(
    contents: ConnectivityContents, phases: Sequence[str], *, simulated: bool
) -> dict[str, tuple[Figure, pd.DataFrame]]:
    """Draw the mean brain and muscle networks of a cohort, and what stands beside the latter.

    Parameters
    ----------
    contents : ConnectivityContents
        The cohort.
    phases : sequence of str
        The configured phases, the resting one first.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    dict of str to (Figure, DataFrame)
        By name of the figure: ``eeg_connectivity`` and, where there is EMG, ``emg_connectivity``
        (the targets) and ``emg_controls`` (their companions).
    """
    labels = contents.segments["phase"]
    order = [phase for phase in phases if phase in set(labels)]
    drawn: dict[str, tuple[Figure, pd.DataFrame]] = {}
    for name, (kind, wanted, title) in _SHOWN.items():
        if kind not in contents.groups:
            continue
        group = contents.groups[kind]
        measures = [one for one in wanted or group.measures if one in group.measures]
        rows = [group.measures.index(one) for one in measures]
        means = means_by_phase(group.values[:, rows], labels)
        drawn |= paged_matrices(
            name,
            {phase: means[phase] for phase in order},
            measures,
            group.channels,
            title=title,
            simulated=simulated,
        )
    return drawn


def paged_matrices(
    name: str,
    means: Mapping[str, np.ndarray],
    measures: Sequence[str],
    channels: Sequence[str],
    *,
    title: str,
    simulated: bool,
    share_of: str = "",
) -> dict[str, tuple[Figure, pd.DataFrame]]:
    """Draw matrices as `phase_matrices` does, those of the EEG on as many pages as they need.

    Parameters
    ----------
    name : str
        Name of the figure.
    means, measures, channels, title, simulated, share_of
        As of `phase_matrices`.

    Returns
    -------
    dict of str to (Figure, DataFrame)
        By the names of the pages (`eeg2emg.figures.pages`).
    """
    # Of muscles there are few, and few matrices: they stay on one page.
    pages = pages_of(len(measures)) if name.startswith("eeg") else [range(len(measures))]
    drawn: dict[str, tuple[Figure, pd.DataFrame]] = {}
    for number, rows in enumerate(pages, start=1):
        drawn[name_of_page(name, number)] = phase_matrices(
            {phase: values[rows.start : rows.stop] for phase, values in means.items()},
            measures[rows.start : rows.stop],
            channels,
            title=f"{title} ({number} of {len(pages)})" if len(pages) > 1 else title,
            simulated=simulated,
            share_of=share_of,
        )
    return drawn
