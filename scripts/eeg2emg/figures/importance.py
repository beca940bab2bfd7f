"""Which measures and electrodes an estimate rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.figures.style import (
    COLUMN_WIDTH_IN,
    FAINT,
    INK,
    MUTED,
    figure_style,
    finish,
    measure_colour,
    measure_name,
    new_figure,
)
from eeg2emg.figures.topography import draw_map, electrode_info

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.figure import Figure

LOSS_OF_SKILL = "loss of skill when permuted\nwithin cells (no unit)"


def importance_bars(
    importance: pd.DataFrame,
    *,
    title: str,
    simulated: bool,
    kind: str = "measure",
    most: int = 20,
    label: str = LOSS_OF_SKILL,
) -> tuple[Figure, pd.DataFrame]:
    """Draw importances as bars, the largest on top.

    Parameters
    ----------
    importance : DataFrame
        Columns name, value, low, high (missing where there is no interval).
    title : str
        Title of the figure.
    simulated : bool
        Whether the recordings were simulated.
    kind : str
        What the names are: ``measure`` (coloured as everywhere), ``channel`` or ``edge``.
    most : int
        How many bars at most; the largest are drawn.
    label : str
        What the value is, with its unit.

    Returns
    -------
    figure : Figure
        Horizontal bars; intervals where there are any.
    data : DataFrame
        The rows that are drawn, sorted.
    """
    data = importance.sort_values(["value", "name"], ascending=[False, True], ignore_index=True)
    data = data.head(most)[["name", "value", "low", "high"]]
    is_measure = kind == "measure"
    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, 1.0 + 0.19 * len(data))
        ax = figure.subplots()
        colours = [measure_colour(name) if is_measure else MUTED for name in data["name"]]
        ax.barh(data.index, data["value"], color=colours, height=0.7)
        shown = data.dropna(subset=["low", "high"])
        ax.hlines(shown.index, shown["low"], shown["high"], color=INK, lw=1.0)
        ax.axvline(0, color=INK, lw=0.8)
        ax.set_yticks(
            data.index, [measure_name(name) if is_measure else name for name in data["name"]]
        )
        ax.invert_yaxis()
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x", color=FAINT, lw=0.4)
        ax.set_axisbelow(True)
        ax.set_xlabel(label)
        ax.set_ylabel("edge (source → sink)" if kind == "edge" else kind)
        return finish(figure, title=title, simulated=simulated), data


def importance_topomap(
    importance: pd.DataFrame,
    channels: Sequence[str],
    *,
    title: str,
    simulated: bool,
    positions_m: np.ndarray | None = None,
    label: str = LOSS_OF_SKILL,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the importance of each electrode on the scalp.

    Parameters
    ----------
    importance : DataFrame
        Columns name (of a channel), value, low, high.
    channels : sequence of str
        Names of the electrodes.
    title : str
        Title of the figure.
    simulated : bool
        Whether the recordings were simulated.
    positions_m : ndarray, shape (n, 3), optional
        Positions of the electrodes, in metres; by default those of the 10-20 system.
    label : str
        What the value is, with its unit.

    Returns
    -------
    figure : Figure
        A map; bars where too few positions are known.
    data : DataFrame
        Columns name, value, low, high, in the order of `channels`.
    """
    located = electrode_info(channels, positions_m)
    if located is None:
        return importance_bars(
            importance, title=title, simulated=simulated, kind="channel", label=label
        )
    rows, info = located
    columns = ["value", "low", "high"]
    data = importance.set_index("name")[columns].reindex(list(channels)).reset_index(names="name")
    values = data["value"].to_numpy(dtype=float)[rows]
    if not np.isfinite(values).all():
        raise ValueError("an electrode has no importance")
    limit = max(float(np.abs(values).max()), 1e-12)
    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, 3.1)
        ax = figure.subplots()
        image = draw_map(ax, values, info, cmap="RdBu_r", limits=(-limit, limit))
        bar = figure.colorbar(image, ax=ax, fraction=0.045, pad=0.02)
        bar.set_label(label, fontsize=6)
        bar.ax.tick_params(labelsize=6)
        bar.outline.set_visible(False)
        return finish(figure, title=title, simulated=simulated), data
