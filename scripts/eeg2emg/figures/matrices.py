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
    is_symmetric,
    measure_title,
    measure_unit,
)
from eeg2emg.figures.style import (
    EXCLUDED,
    PAGE_WIDTH_IN,
    figure_style,
    finish,
    hide_unused,
    new_figure,
)

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


def connectivity_matrices(
    values: np.ndarray,
    measures: Sequence[str],
    channels: Sequence[str],
    *,
    title: str,
    simulated: bool,
) -> tuple[Figure, pd.DataFrame]:
    """Draw one matrix per measure, each with its own colour bar.

    The diagonal is left grey: it is fixed by definition for most measures and would decide the
    colours of the rest.

    Parameters
    ----------
    values : ndarray, shape (measures, n, n)
        [sink, source].
    measures : sequence of str
        Names of the planes.
    channels : sequence of str
        Names of the n channels.
    title : str
        Title above all panels.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    figure : Figure
        A grid of matrices.
    data : DataFrame
        Columns measure, sink, source, value: the entries off the diagonal.
    """
    _check(values, measures, channels)
    columns = min(3, len(measures))
    rows = -(-len(measures) // columns)
    with figure_style():
        size = PAGE_WIDTH_IN / 3
        figure = new_figure(size * columns, (size - 0.2) * rows + 0.25)
        figure.set_layout_engine("compressed")
        grid = figure.subplots(rows, columns, squeeze=False)
        for ax, measure, matrix in zip(grid.flat, measures, values, strict=False):
            kind = "symmetric" if is_symmetric(measure) else "directed: source → sink"
            name = f"{measure_title(measure)}\n{kind}"
            _draw_matrix(ax, matrix, channels, name=name, **_colours(measure, [matrix]))
            _bar(ax, measure_unit(measure))
        for ax in grid[:, 0]:
            ax.set_ylabel("sink")
        for ax in grid.flat[max(0, len(measures) - columns) : len(measures)]:
            ax.set_xlabel("source")
        hide_unused(grid.flat, len(measures))
        data = pd.concat(
            _long(matrix, channels).assign(measure=measure)
            for measure, matrix in zip(measures, values, strict=True)
        )
        figure = finish(figure, title=title, simulated=simulated)
        return figure, data[["measure", "sink", "source", "value"]].reset_index(drop=True)


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
    with figure_style():
        size = PAGE_WIDTH_IN / 3
        figure = new_figure(size * len(panels), (size - 0.42) * len(measures) + 0.4)
        figure.set_layout_engine("compressed")
        grid = figure.subplots(len(measures), len(panels), squeeze=False)
        for k, measure in enumerate(measures):
            common = _colours(measure, [values[k] for values in means.values()])
            if share_of:
                common = {"cmap": "viridis", "vmin": 0.0, "vmax": 1.0}
            for ax, (panel, values) in zip(grid[k], panels.items(), strict=True):
                least = 0.1 if share_of else 1e-12
                colours = common if panel in means else _diverging([values[k]], least)
                name = panel if panel in means else f"{phases[-1]} − {phases[0]}"
                _draw_matrix(ax, values[k], channels, name=name, **colours)
                _bar(ax, f"share of {share_of}" if share_of else measure_unit(measure))
                parts.append(_long(values[k], channels).assign(measure=measure, panel=panel))
            grid[k, 0].set_ylabel(f"{_two_lines(measure_title(measure))}\nsink")
        for ax in grid[-1]:
            ax.set_xlabel("source")
        figure = finish(figure, title=title, simulated=simulated)
    data = pd.concat(parts, ignore_index=True)
    return figure, data[["measure", "panel", "sink", "source", "value"]]


def _two_lines(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 24))


def _check(values: np.ndarray, measures: Sequence[str], channels: Sequence[str]) -> None:
    if values.shape != (len(measures), len(channels), len(channels)):
        raise ValueError(
            f"values have shape {values.shape}, not {(len(measures), *(len(channels),) * 2)}"
        )


def _draw_matrix(ax: Axes, matrix: np.ndarray, channels: Sequence[str], *, name: str, **image: Any):
    shown = np.ma.masked_where(np.eye(len(channels), dtype=bool), matrix)
    ax.set_facecolor(EXCLUDED)
    ax.imshow(shown, interpolation="none", aspect="equal", **image)
    at = np.arange(len(channels))
    small = 6 if len(channels) <= 10 else max(3.2, 5 * 19 / max(19, len(channels)))
    ax.set_xticks(at, channels, rotation=90, fontsize=small)
    ax.set_yticks(at, channels, fontsize=small)
    ax.tick_params(length=1.5, pad=1)
    ax.set_title(name, fontsize=7.5)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _bar(ax: Axes, unit: str) -> None:
    bar = ax.figure.colorbar(ax.images[0], ax=ax, fraction=0.05, pad=0.03)
    bar.ax.tick_params(labelsize=5.5, length=2)
    bar.ax.yaxis.get_offset_text().set_fontsize(5.5)
    bar.outline.set_visible(False)
    bar.set_label(unit, fontsize=6)


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
    drawn = {}
    for name, (kind, wanted, title) in _SHOWN.items():
        if kind not in contents.groups:
            continue
        group = contents.groups[kind]
        measures = [one for one in wanted or group.measures if one in group.measures]
        rows = [group.measures.index(one) for one in measures]
        means = means_by_phase(group.values[:, rows], labels)
        drawn[name] = phase_matrices(
            {phase: means[phase] for phase in order},
            measures,
            group.channels,
            title=title,
            simulated=simulated,
        )
    return drawn
