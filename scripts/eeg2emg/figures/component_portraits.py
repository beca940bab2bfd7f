"""Portraits of one subject's components: map, spectrum and course of each."""

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
    figure_style,
    finish,
    new_figure,
    not_estimable_figure,
)
from eeg2emg.figures.topography import draw_map, electrode_info
from eeg2emg.names.components import LABEL_IN_WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PORTRAITS_DPI = 140
"""Of the picture in a report, which has one per person."""

_TOP_IN, _ROW_IN, _BOTTOM_IN = 0.6, 0.62, 0.3
_DECADES = 6  # below the strongest power; a low-pass would take the axis down without end
_WIDTHS = (1.7, 0.6, 1.5, 4.0)  # words, map, spectrum, course
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
    located = electrode_info(solution.good_channels, solution.positions_m)
    removed = f"{len(solution.removed)} of {len(solution.labels)} removed"
    more = f", {len(chosen)} shown" if len(chosen) < len(solution.labels) else ""
    with figure_style():
        height_in = _TOP_IN + _ROW_IN * len(chosen) + _BOTTOM_IN
        figure = new_figure(PAGE_WIDTH_IN, height_in)
        # Every row has the same size: laying out by trial would take most of the time.
        figure.set_layout_engine("none")
        grid = figure.subplots(
            len(chosen),
            4,
            squeeze=False,
            width_ratios=_WIDTHS,
            gridspec_kw={
                "left": 0.01,
                "right": 0.99,
                "wspace": 0.18,
                "hspace": 0.3,
                "top": 1 - _TOP_IN / height_in,
                "bottom": _BOTTOM_IN / height_in,
            },
        )
        limits = _power_limits(solution.signals.spectra[chosen])
        for axes, number in zip(grid, chosen, strict=True):
            colour = ORANGE if number in solution.removed else INK
            _write(axes[0], solution, number, colour)
            if located is None:
                axes[1].set_axis_off()
            else:
                rows, info = located
                draw_map(
                    axes[1], _pattern(solution, number)[rows], info, cmap="RdBu_r", limits=(-1, 1)
                )
            _draw_spectrum(axes[2], solution.signals, number, limits)
            _draw_course(axes[3], solution.signals, number)
            for ax in axes[2:]:
                ax.lines[0].set_color(ORANGE if number in solution.removed else BLUE)
        _label_columns(grid, mapped=located is not None)
        figure = finish(figure, title=f"{title} ({removed}{more})", simulated=simulated)
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


def _write(ax: Axes, solution: Any, number: int, colour: str) -> None:
    ax.set_axis_off()
    state = "removed" if number in solution.removed else "kept"
    label = solution.labels[number]
    head = f"{number}: {LABEL_IN_WORDS.get(label, label)}, {state}"
    ax.text(0, 1.0, head, transform=ax.transAxes, va="top", fontsize=7, color=colour, weight="bold")
    detail = f"{solution.explained_variance[number]:.1%} of the variance"
    if solution.reasons[number]:
        detail += "\n" + "\n".join(textwrap.wrap(solution.reasons[number], 34))
    ax.text(0, 0.72, detail, transform=ax.transAxes, va="top", fontsize=5.5, color=colour)


def _draw_spectrum(ax: Axes, signals: Any, number: int, limits: tuple[float, float]) -> None:
    ax.loglog(signals.frequencies_hz, 1e12 * signals.spectra[number], lw=0.9)
    ax.set_ylim(limits)
    ax.set_xlim(signals.frequencies_hz[0], signals.frequencies_hz[-1])
    ticks = [hz for hz in (1, 3, 10, 30, 100) if hz <= signals.frequencies_hz[-1] + 1]
    ax.set_xticks(ticks, [""] * len(ticks))
    ax.set_xticks([], minor=True)
    ax.tick_params(labelsize=5.5, length=2, pad=1)


def _draw_course(ax: Axes, signals: Any, number: int) -> None:
    time_s = np.arange(signals.courses_v.shape[1]) / signals.rate_hz
    course_uv = 1e6 * signals.courses_v[number]
    ax.plot(time_s, course_uv, lw=0.5)
    ax.set_xlim(0, time_s[-1])
    reach = max(float(np.abs(course_uv).max()), 1e-6)
    ax.set_ylim(-1.05 * reach, 1.05 * reach)
    ax.set_yticks([-reach, reach], [f"{-reach:.0f}", f"{reach:.0f}"])
    ax.tick_params(labelsize=5.5, length=2, pad=1)
    ax.set_xticklabels([])
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", length=0)
    ax.text(
        1.0,
        1.0,
        f"at {signals.sites[number]}",
        transform=ax.transAxes,
        ha="right",
        va="bottom",
        fontsize=5.5,
        color=MUTED,
    )


def _label_columns(grid: np.ndarray, *, mapped: bool) -> None:
    grid[0, 1].set_title("map" if mapped else "map:\nelectrodes unknown", fontsize=6.5)
    grid[0, 2].set_title("power, µV²/Hz", fontsize=6.5)
    grid[0, 3].set_title("course, µV", fontsize=6.5)
    ticks = grid[-1, 2].get_xticks()
    grid[-1, 2].set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    grid[-1, 2].set_xlabel("frequency, Hz", fontsize=6)
    last = grid[-1, 3]
    seconds = np.arange(int(last.get_xlim()[1]) + 1)
    last.set_xticks(seconds, [f"{second}" for second in seconds])
    last.set_xlabel("time, s", fontsize=6)


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
