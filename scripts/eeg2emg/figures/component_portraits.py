"""Portraits of one person's components: map, spectrum and course of each, in two columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.figures.style import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    add_panel,
    figure_style,
    finish,
    listed,
    new_figure,
    not_estimable_figure,
)
from eeg2emg.figures.topography import draw_map, electrode_places
from eeg2emg.names.components import LABEL_IN_WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DECADES = 6  # below the strongest power; a low-pass would take the axis down without end
_TOP_IN, _ROW_IN, _BOTTOM_IN = 0.62, 0.79, 0.36
_HEAD_IN, _PANEL_IN = 0.27, 0.44  # of a row: its two lines of words, and what is below them
_COLUMN_IN = PAGE_WIDTH_IN / 2
_MAP_IN, _SPECTRUM_IN, _COURSE_IN = (0.02, 0.48), (0.86, 0.78), (1.84, 1.6)  # left and width
UNLABELLED = "no artefact"
"""What a component is called that has no label; it need not be brain."""

_COLUMNS = ("component", "label", "removed", "reason", "quantity", "at", "value")


def component_portraits(
    solution: Any, *, unit: str, simulated: bool, most: int = 20
) -> tuple[Figure, pd.DataFrame]:
    """Draw a row per component: what it was taken for, its map, its spectrum, its course.

    Parameters
    ----------
    solution : IcaSolution
        The components; with `signals`.
    unit : str
        Whose they are.
    simulated : bool
        Whether the recordings were simulated.
    most : int
        How many components are drawn at most: those that were labelled as artefacts first, then by
        their share of the variance.

    Returns
    -------
    figure : Figure
        Removed components in orange. Where there are no components, this is said instead.
    data : DataFrame
        Columns component, label, removed, reason, quantity (weight, power, course), at (electrode,
        frequency in Hz, time in s), value (share of the largest weight, uV^2/Hz, uV); of the
        components that are drawn.
    """
    title = f"Independent components of {unit}"
    if solution.left_out:
        return not_estimable_figure(title, solution.left_out, simulated=simulated)
    if solution.signals is None:
        return not_estimable_figure(title, "no ICA was asked for", simulated=simulated)
    chosen = _order(solution)[:most]
    located = electrode_places(solution.good_channels, solution.positions_m)
    removed = f"{len(solution.removed)} of {len(solution.labels)} removed"
    more = f", {len(chosen)} shown" if len(chosen) < len(solution.labels) else ""
    lines = -(-len(chosen) // 2)
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, _TOP_IN + _ROW_IN * lines + _BOTTOM_IN, laid_out=False)
        limits = _power_limits(solution.signals.spectra[chosen])
        for place, number in enumerate(chosen):
            column, line = divmod(place, lines)
            left_in, top_in = column * _COLUMN_IN, _TOP_IN + line * _ROW_IN
            is_removed = number in solution.removed
            _write(figure, (left_in, top_in), solution, number, ORANGE if is_removed else INK)
            if located is not None:
                rows, places = located
                draw_map(
                    _panel(figure, left_in, top_in, _MAP_IN),
                    _pattern(solution, number)[rows],
                    places,
                    cmap="RdBu_r",
                    limits=(-1, 1),
                    dots=0.8,
                )
            colour = ORANGE if is_removed else BLUE
            last = line == lines - 1 or place == len(chosen) - 1
            spectrum = _panel(figure, left_in, top_in, _SPECTRUM_IN)
            _draw_spectrum(spectrum, solution.signals, number, limits, colour, last=last)
            course = _panel(figure, left_in, top_in, _COURSE_IN)
            _draw_course(course, solution.signals, number, colour, last=last)
            if line == 0:
                _label_columns(figure, left_in, mapped=located is not None)
        alt = _alternative(solution, unit)
        heading = f"{title} ({removed}{more})"
        figure = finish(figure, title=heading, simulated=simulated, alt=alt)
    parts = [_data(solution, number) for number in chosen]
    return figure, pd.concat(parts, ignore_index=True)[list(_COLUMNS)]


def _order(solution: Any) -> list[int]:
    """Put removed components first, then those labelled but kept; each by their variance."""

    def place(number: int) -> tuple[int, float]:
        kind = 0 if number in solution.removed else 1 if solution.reasons[number] else 2
        return kind, -float(solution.explained_variance[number])

    return sorted(range(len(solution.labels)), key=place)


def _pattern(solution: Any, number: int) -> np.ndarray:
    weights = np.asarray(solution.mixing)[:, number]
    # As at the electrode where the component is strongest: there the map is positive.
    return weights / weights[np.argmax(np.abs(weights))]


def _power_limits(spectra: np.ndarray) -> tuple[float, float]:
    power = 1e12 * spectra[spectra > 0]
    highest = float(power.max()) * 2
    return max(float(power.min()) / 2, highest / 10**_DECADES), highest


def _panel(figure: Figure, left_in: float, top_in: float, place: tuple[float, float]) -> Axes:
    return add_panel(figure, left_in + place[0], top_in + _HEAD_IN, place[1], _PANEL_IN)


def _alternative(solution: Any, unit: str) -> str:
    """Count the components by label, and say of the removed ones why."""
    words = [LABEL_IN_WORDS.get(label, UNLABELLED) for label in solution.labels]
    counts = [f"{count} {label}" for label, count in pd.Series(words).value_counts().items()]
    why = [
        f"{number} ({solution.reasons[number]}, {solution.explained_variance[number]:.1%} of the "
        "variance)"
        for number in sorted(solution.removed)
    ]
    gone = f"Removed: {listed(why, 3)}." if why else "None was removed."
    return (
        f"Map, spectrum and course of the independent components of {unit}: {listed(counts)} of "
        f"{len(words)}. {gone}"
    )


def _write(
    figure: Figure, place_in: tuple[float, float], solution: Any, number: int, colour: str
) -> None:
    """Write above a component what it was taken for and why, and where its course is taken."""
    width_in, height_in = figure.get_size_inches()
    left_in, top_in = place_in
    label = solution.labels[number]
    state = "removed" if number in solution.removed else "kept"
    head = (
        f"{number}: {LABEL_IN_WORDS.get(label, UNLABELLED)}, {state}, "
        f"{solution.explained_variance[number]:.1%} of variance"
    )
    reach_uv = 1e6 * float(np.abs(solution.signals.courses_v[number]).max())
    where = f"at {solution.signals.sites[number]}, ±{reach_uv:.0f} µV"
    reason = textwrap.shorten(solution.reasons[number], 58, placeholder=" …")
    below = 1 - (top_in + 0.14) / height_in
    above = 1 - (top_in + 0.01) / height_in if reason else below
    right = (left_in + _COURSE_IN[0] + _COURSE_IN[1]) / width_in
    left = (left_in + 0.05) / width_in
    style: dict[str, Any] = {"va": "top", "fontsize": SMALLEST_PT}
    figure.text(left, above, head, color=colour, weight="bold", **style)
    figure.text(right, above, where, color=MUTED, ha="right", **style)
    figure.text(left, below, reason, color=colour, **style)


def _draw_spectrum(
    ax: Axes, signals: Any, number: int, limits: tuple[float, float], colour: str, *, last: bool
) -> None:
    ax.loglog(signals.frequencies_hz, 1e12 * signals.spectra[number], lw=0.8, color=colour)
    ax.set_ylim(limits)
    ax.set_xlim(signals.frequencies_hz[0], signals.frequencies_hz[-1])
    powers = range(int(np.ceil(np.log10(limits[0]))), int(np.floor(np.log10(limits[1]))) + 1)
    ax.set_yticks([10.0**power for power in powers[:: max(1, len(powers) // 2)]])
    ax.set_yticks([], minor=True)
    ticks = [hz for hz in (1, 10, 100) if hz <= signals.frequencies_hz[-1] + 1]
    ax.set_xticks(ticks)
    ax.set_xticks([], minor=True)
    ax.tick_params(labelsize=SMALLEST_PT, length=2, pad=1, labelbottom=last)
    if last:
        ax.set_xlabel("frequency (Hz)", fontsize=SMALLEST_PT, labelpad=1)


def _draw_course(ax: Axes, signals: Any, number: int, colour: str, *, last: bool) -> None:
    time_s = np.arange(signals.courses_v.shape[1]) / signals.rate_hz
    course_uv = 1e6 * signals.courses_v[number]
    ax.plot(time_s, course_uv, lw=0.5, color=colour)
    ax.set_xlim(0, time_s[-1])
    reach = max(float(np.abs(course_uv).max()), 1e-6)
    ax.set_ylim(-1.05 * reach, 1.05 * reach)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xticks(np.arange(int(time_s[-1]) + 1))
    ax.tick_params(labelsize=SMALLEST_PT, length=2 * last, pad=1, labelbottom=last)
    ax.spines["bottom"].set_visible(last)
    if last:
        ax.set_xlabel("time (s)", fontsize=SMALLEST_PT, labelpad=1)


def _label_columns(figure: Figure, left_in: float, *, mapped: bool) -> None:
    width_in, height_in = figure.get_size_inches()
    for (start, width), words in (
        (_MAP_IN, "map" if mapped else ""),
        (
            _SPECTRUM_IN,
            "power (µV²/Hz)" if mapped else "power (µV²/Hz), no map: electrodes unknown",
        ),
        (_COURSE_IN, "course"),
    ):
        figure.text(
            (left_in + start + width / 2) / width_in,
            1 - (_TOP_IN - 0.04) / height_in,
            words,
            ha="center",
            va="bottom",
            fontsize=SMALLEST_PT,
            color=MUTED,
        )


def _data(solution: Any, number: int) -> pd.DataFrame:
    signals = solution.signals
    time_s = np.arange(signals.courses_v.shape[1]) / signals.rate_hz
    parts = [
        pd.DataFrame({"quantity": quantity, "at": list(map(str, at)), "value": values})
        for quantity, at, values in (
            ("weight", solution.good_channels, _pattern(solution, number)),
            ("power", np.round(signals.frequencies_hz, 3), 1e12 * signals.spectra[number]),
            ("course", np.round(time_s, 4), 1e6 * signals.courses_v[number]),
        )
    ]
    return pd.concat(parts, ignore_index=True).assign(
        component=number,
        label=solution.labels[number],
        removed=number in solution.removed,
        reason=solution.reasons[number],
    )
