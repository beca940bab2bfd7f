"""Maps of the components that the ICA removed, of all subjects."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.figures.style import (
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
    from collections.abc import Mapping

    from matplotlib.figure import Figure

_COLUMNS = 7
_ALL = 99.95  # in %: what is written as a hundred needs no digit behind the point
_TOP_IN, _BAR_IN, _LINE_IN = 0.42, 0.6, 0.12


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
        located = electrode_places(solution.good_channels, solution.positions_m)
        if located is None:
            reason = "the positions of the electrodes are unknown; the weights are in the data"
            return not_estimable_figure(title, reason, simulated=simulated)[0], data
        label = LABEL_IN_WORDS.get(solution.labels[k], solution.labels[k])
        heading = [*textwrap.wrap(unit, 16), f"{k}: {label}", _share(solution, k)]
        drawn.append((heading, part["weight"].to_numpy(), located))
    lines_of_text = max(len(heading) for heading, _, _ in drawn)
    map_in = (PAGE_WIDTH_IN - _BAR_IN) / _COLUMNS
    row_in = map_in + _LINE_IN * lines_of_text
    with figure_style():
        lines = -(-len(drawn) // _COLUMNS)
        figure = new_figure(PAGE_WIDTH_IN, _TOP_IN + row_in * lines + 0.04, laid_out=False)
        for place, (heading, weights, (rows, places)) in enumerate(drawn):
            line, column = divmod(place, _COLUMNS)
            top_in = _TOP_IN + line * row_in + _LINE_IN * lines_of_text
            ax = add_panel(figure, column * map_in + 0.03, top_in, map_in - 0.06, map_in - 0.04)
            image = draw_map(ax, weights[rows], places, cmap="RdBu_r", limits=(-1, 1))
            ax.set_title("\n".join(heading), fontsize=SMALLEST_PT, weight="normal", pad=1)
        beside = add_panel(
            figure, PAGE_WIDTH_IN - 0.5, _TOP_IN + _LINE_IN * lines_of_text, 0.09, map_in - 0.04
        )
        bar = figure.colorbar(image, cax=beside, ticks=[-1, 0, 1])
        bar.set_label("weight", fontsize=SMALLEST_PT, labelpad=-2)
        bar.ax.tick_params(labelsize=SMALLEST_PT, length=2, pad=1.5)
        bar.outline.set_visible(False)
        more = f" (the first {most} of {len(items)})" if len(items) > most else ""
        alt = _alternative(items, solutions)
        return finish(figure, title=title + more, simulated=simulated, alt=alt), data


def _share(solution: Any, component: int) -> str:
    share = 100 * float(solution.explained_variance[component])
    return f"{share:.{1 if share < _ALL else 0}f}% of variance"


def _alternative(items: list[tuple[str, Any, int]], solutions: Mapping[str, Any]) -> str:
    """Count the removed components by label, and name the range of their shares."""
    labels = pd.Series([LABEL_IN_WORDS.get(one.labels[k], one.labels[k]) for _, one, k in items])
    counts = [f"{count} {label}" for label, count in labels.value_counts().items()]
    shares = [float(one.explained_variance[k]) for _, one, k in items]
    return (
        f"Maps of the {len(items)} independent components that were removed from "
        f"{len({unit for unit, _, _ in items})} of {len(solutions)} decompositions: "
        f"{listed(counts)}. Each had {min(shares):.1%} to {max(shares):.1%} of the variance."
    )


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
