"""Maps of the components that the ICA removed, of all subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.figures.style import (
    PAGE_WIDTH_IN,
    figure_style,
    finish,
    hide_unused,
    new_figure,
    not_estimable_figure,
)
from eeg2emg.figures.topography import draw_map, electrode_info
from eeg2emg.names.components import LABEL_IN_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

_COLUMNS = 7


def removed_component_maps(
    solutions: Mapping[str, Any],
    *,
    simulated: bool,
    most: int = 42,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the scalp pattern of every component that was removed, of all subjects.

    Parameters
    ----------
    solutions : dict of str to IcaSolution
        By subject (or recording): anything with good_channels, positions_m (of these, or None for
        those of the 10-05 system), mixing (good channels, components), labels, removed and
        explained_variance.
    simulated : bool
        Whether the recordings were simulated.
    most : int
        How many maps are drawn at most.

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
        located = electrode_info(solution.good_channels, solution.positions_m)
        if located is None:
            reason = "the positions of the electrodes are unknown; the weights are in the data"
            return not_estimable_figure(title, reason, simulated=simulated)[0], data
        label = LABEL_IN_WORDS.get(solution.labels[k], solution.labels[k])
        heading = f"{unit}\n{k}: {label}, {solution.explained_variance[k]:.1%}"
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
