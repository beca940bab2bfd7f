"""What ICA found: maps of the components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.figures.style import (
    INK,
    ORANGE,
    PAGE_WIDTH_IN,
    figure_style,
    finish,
    hide_unused,
    new_figure,
    not_estimable_figure,
)
from eeg2emg.figures.topography import draw_map, electrode_info

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = 7


def component_maps(
    patterns: np.ndarray,
    channels: Sequence[str],
    *,
    labels: Sequence[str],
    removed: Collection[int],
    explained_variance: Sequence[float],
    subject: str,
    simulated: bool,
    positions_m: np.ndarray | None = None,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the scalp pattern of each component, those that were removed in orange frames.

    Parameters
    ----------
    patterns : ndarray, shape (n, components)
        Column k is the weight of component k in each channel (the mixing matrix).
    channels : sequence of str
        Names of the n channels that were decomposed.
    labels : sequence of str
        What each component was taken for.
    removed : collection of int
        Numbers of the components that were removed.
    explained_variance : sequence of float
        Share of the variance of each component.
    subject : str
        Whose components they are.
    simulated : bool
        Whether the recordings were simulated.
    positions_m : ndarray, shape (n, 3), optional
        Positions of the electrodes, in metres; by default those of the 10-20 system.

    Returns
    -------
    figure : Figure
        One map per component; where positions are unknown, one matrix of weights.
    data : DataFrame
        Columns component, label, removed, explained_variance, channel, weight; each pattern is
        scaled to a largest absolute weight of 1.
    """
    n, count = patterns.shape
    if n != len(channels) or count != len(labels):
        raise ValueError(
            f"{len(channels)} channels, {len(labels)} labels, patterns {patterns.shape}"
        )
    scaled = patterns / np.maximum(np.abs(patterns).max(axis=0), np.finfo(float).tiny)
    located = electrode_info(channels, positions_m)
    title = f"Independent components of {subject} ({len(removed)} of {count} removed)"
    with figure_style():
        if located is None:
            figure = _weights(scaled, channels, labels, removed)
        else:
            rows, info = located
            lines = -(-count // _COLUMNS)
            figure = new_figure(PAGE_WIDTH_IN, 1.22 * lines + 0.55)
            grid = figure.subplots(lines, _COLUMNS, squeeze=False)
            for k, ax in zip(range(count), grid.flat, strict=False):
                image = draw_map(ax, scaled[rows, k], info, cmap="RdBu_r", limits=(-1, 1))
                _name(ax, k, labels[k], explained_variance[k], is_removed=k in removed)
            hide_unused(grid.flat, count)
            bar = figure.colorbar(image, ax=grid, fraction=0.012, pad=0.01, ticks=[-1, 0, 1])
            bar.set_label("weight (share of the largest)", fontsize=6)
            bar.ax.tick_params(labelsize=6)
            bar.outline.set_visible(False)
        figure = finish(figure, title=title, simulated=simulated)
    data = pd.DataFrame(
        {
            "component": np.repeat(np.arange(count), n),
            "label": np.repeat(np.asarray(labels, dtype=object), n),
            "removed": np.repeat([k in removed for k in range(count)], n),
            "explained_variance": np.repeat(np.asarray(explained_variance, dtype=float), n),
            "channel": np.tile(np.asarray(channels, dtype=object), count),
            "weight": scaled.T.ravel(),
        }
    )
    return figure, data


def removed_component_maps(
    solutions: Mapping[str, Any],
    *,
    simulated: bool,
    most: int = 42,
    positions_m: np.ndarray | None = None,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the scalp pattern of every component that was removed, of all subjects.

    Parameters
    ----------
    solutions : dict of str to IcaSolution
        By subject (or recording): anything with channels, good_channels, mixing (good channels,
        components), labels, removed and explained_variance.
    simulated : bool
        Whether the recordings were simulated.
    most : int
        How many maps are drawn at most.
    positions_m : ndarray, shape (channels, 3), optional
        Positions of the electrodes, in metres; by default those of the 10-05 system.

    Returns
    -------
    figure : Figure
        One map per removed component. Where nothing was removed, or positions are unknown, this is
        said instead.
    data : DataFrame
        Columns unit, component, label, explained_variance, channel, weight.
    """
    title = "Components that were removed from the EEG"
    items = [
        (unit, solution, k)
        for unit, solution in solutions.items()
        for k in sorted(solution.removed)
    ]
    parts = [_removed_weights(unit, solution, k) for unit, solution, k in items]
    if not items:
        return not_estimable_figure(title, "no component was removed", simulated=simulated)
    data = pd.concat(parts, ignore_index=True)
    drawn = []
    for (unit, solution, k), part in zip(items[:most], parts, strict=False):
        places = None
        if positions_m is not None:
            good = [list(solution.channels).index(name) for name in solution.good_channels]
            places = np.asarray(positions_m)[good]
        located = electrode_info(solution.good_channels, places)
        if located is None:
            reason = "the positions of the electrodes are unknown; the weights are in the data"
            return not_estimable_figure(title, reason, simulated=simulated)[0], data
        heading = f"{unit}\n{k}: {solution.labels[k]}, {solution.explained_variance[k]:.1%}"
        drawn.append((heading, part["weight"].to_numpy(), located))
    with figure_style():
        lines = -(-len(drawn) // _COLUMNS)
        figure = new_figure(PAGE_WIDTH_IN, 1.32 * lines + 0.5)
        grid = figure.subplots(lines, _COLUMNS, squeeze=False)
        for (heading, weights, (rows, info)), ax in zip(drawn, grid.flat, strict=False):
            image = draw_map(ax, weights[rows], info, cmap="RdBu_r", limits=(-1, 1))
            ax.set_title(heading, fontsize=6, pad=2)
        hide_unused(grid.flat, len(drawn))
        bar = figure.colorbar(image, ax=grid, fraction=0.012, pad=0.01, ticks=[-1, 0, 1])
        bar.set_label("weight (share of the largest)", fontsize=6)
        bar.ax.tick_params(labelsize=6)
        bar.outline.set_visible(False)
        more = f" (the first {most} of {len(items)})" if len(items) > most else ""
        return finish(figure, title=title + more, simulated=simulated), data


def _removed_weights(unit: str, solution: Any, component: int) -> pd.DataFrame:
    pattern = np.asarray(solution.mixing)[:, component]
    return pd.DataFrame(
        {
            "unit": unit,
            "component": component,
            "label": solution.labels[component],
            "explained_variance": float(solution.explained_variance[component]),
            "channel": list(solution.good_channels),
            "weight": pattern / max(float(np.abs(pattern).max()), np.finfo(float).tiny),
        }
    )


def _name(ax: Axes, number: int, label: str, variance: float, *, is_removed: bool) -> None:
    from matplotlib.patches import Rectangle

    text = f"{number}: {label or 'kept'}\n{variance:.1%}"
    ax.set_title(
        text,
        fontsize=6,
        fontweight="bold" if is_removed else "normal",
        color=ORANGE if is_removed else INK,
        pad=2,
    )
    if is_removed:
        frame = Rectangle((0, 0), 1, 1, transform=ax.transAxes, fill=False, ec=ORANGE, lw=1.2)
        frame.set_clip_on(False)
        ax.add_artist(frame)


def _weights(
    scaled: np.ndarray, channels: Sequence[str], labels: Sequence[str], removed: Collection[int]
) -> Figure:
    """Draw weights as a matrix, for electrodes whose place is not known."""
    figure = new_figure(PAGE_WIDTH_IN, 1.3 + 0.13 * len(channels))
    ax = figure.subplots()
    image = ax.imshow(scaled, cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto", interpolation="none")
    ax.set_yticks(range(len(channels)), channels, fontsize=6)
    names = [f"{k}: {label or 'kept'}" for k, label in enumerate(labels)]
    ax.set_xticks(range(len(labels)), names, rotation=90, fontsize=6)
    for k, tick in enumerate(ax.get_xticklabels()):
        tick.set_color(ORANGE if k in removed else INK)
    ax.set(xlabel="component", ylabel="channel (positions unknown)")
    figure.colorbar(image, ax=ax, fraction=0.03).set_label("weight (share of the largest)")
    return figure
