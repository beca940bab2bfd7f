"""Which measures and electrodes an estimate rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.figures.style import (
    COLUMN_WIDTH_IN,
    FAINT,
    INK,
    MUTED,
    PAGE_WIDTH_IN,
    figure_style,
    finish,
    measure_colour,
    measure_name,
    new_figure,
)
from eeg2emg.figures.topography import draw_map, electrode_info

if TYPE_CHECKING:
    from collections.abc import Sequence

    import mne
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = ["name", "importance", "low", "high"]

LOSS_OF_SKILL = "loss of skill when permuted\nwithin cells (no unit)"


def importance_figure(
    importance: pd.DataFrame,
    channels: Sequence[str],
    *,
    simulated: bool,
    model: str = "",
    positions_m: np.ndarray | None = None,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the importance of measures as bars and that of electrodes as a map, side by side.

    Parameters
    ----------
    importance : DataFrame
        As from `eeg2emg.importance.permutation_importance`: columns kind (measure, channel), name,
        importance, low, high.
    channels : sequence of str
        Names of the electrodes.
    simulated : bool
        Whether the recordings were simulated.
    model : str
        Whose importances they are, for the title.
    positions_m : ndarray, shape (n, 3), optional
        Positions of the electrodes, in metres; by default those of the 10-05 system.

    Returns
    -------
    figure : Figure
        Left the measures, right the electrodes (bars where positions are unknown).
    data : DataFrame
        Columns kind, name, importance, low, high.
    """
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 3.2)
        left, right = figure.subplots(1, 2)
        measures = _sorted(importance[importance["kind"] == "measure"])
        electrodes = importance[importance["kind"] == "channel"]
        _draw_bars(left, measures, kind="measure", label=LOSS_OF_SKILL)
        left.set_title("Measures", loc="left")
        located = electrode_info(channels, positions_m)
        if located is None:
            electrodes = _sorted(electrodes).head(20)
            _draw_bars(right, electrodes, kind="channel", label=LOSS_OF_SKILL)
        else:
            electrodes = _in_order(electrodes, channels)
            _draw_electrodes(right, electrodes, located, LOSS_OF_SKILL)
        right.set_title("Electrodes", loc="left")
        title = f"What the skill rests on{': ' if model else ''}{model}"
        figure = finish(figure, title=title, simulated=simulated)
    data = pd.concat(
        [measures.assign(kind="measure"), electrodes.assign(kind="channel")], ignore_index=True
    )
    return figure, data[["kind", "name", "importance", "low", "high"]]


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
        Columns name, importance, low, high (missing where there is no interval).
    title : str
        Title of the figure.
    simulated : bool
        Whether the recordings were simulated.
    kind : str
        What the names are: ``measure`` (coloured as everywhere), ``channel`` or ``edge``.
    most : int
        How many bars at most; the largest are drawn.
    label : str
        What the importance is, with its unit.

    Returns
    -------
    figure : Figure
        Horizontal bars; intervals where there are any.
    data : DataFrame
        The rows that are drawn, sorted.
    """
    data = _sorted(importance).head(most)
    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, 1.0 + 0.19 * len(data))
        _draw_bars(figure.subplots(), data, kind=kind, label=label)
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
        Columns name (of a channel), importance, low, high.
    channels : sequence of str
        Names of the electrodes.
    title : str
        Title of the figure.
    simulated : bool
        Whether the recordings were simulated.
    positions_m : ndarray, shape (n, 3), optional
        Positions of the electrodes, in metres; by default those of the 10-05 system.
    label : str
        What the importance is, with its unit.

    Returns
    -------
    figure : Figure
        A map; bars where too few positions are known.
    data : DataFrame
        Columns name, importance, low, high.
    """
    located = electrode_info(channels, positions_m)
    if located is None:
        return importance_bars(
            importance, title=title, simulated=simulated, kind="channel", label=label
        )
    data = _in_order(importance, channels)
    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, 3.1)
        _draw_electrodes(figure.subplots(), data, located, label)
        return finish(figure, title=title, simulated=simulated), data


def _sorted(importance: pd.DataFrame) -> pd.DataFrame:
    order = importance.sort_values(["importance", "name"], ascending=[False, True])
    return order[_COLUMNS].reset_index(drop=True)


def _in_order(importance: pd.DataFrame, channels: Sequence[str]) -> pd.DataFrame:
    values = importance.set_index("name")[_COLUMNS[1:]]
    return values.reindex(list(channels)).reset_index(names="name")


def _draw_bars(ax: Axes, data: pd.DataFrame, *, kind: str, label: str) -> None:
    is_measure = kind == "measure"
    colours = [measure_colour(name) if is_measure else MUTED for name in data["name"]]
    ax.barh(data.index, data["importance"], color=colours, height=0.7)
    shown = data.dropna(subset=["low", "high"])
    ax.hlines(shown.index, shown["low"], shown["high"], color=INK, lw=1.0)
    ax.axvline(0, color=INK, lw=0.8)
    names = [measure_name(name) if is_measure else name for name in data["name"]]
    ax.set_yticks(data.index, names)
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=FAINT, lw=0.4)
    ax.set_axisbelow(True)
    ax.set_xlabel(label)
    ax.set_ylabel("edge (source → sink)" if kind == "edge" else kind)


def _draw_electrodes(
    ax: Axes, data: pd.DataFrame, located: tuple[np.ndarray, mne.Info], label: str
) -> None:
    rows, info = located
    values = data["importance"].to_numpy(dtype=float)[rows]
    if not np.isfinite(values).all():
        raise ValueError("an electrode has no importance")
    limit = max(float(np.abs(values).max()), 1e-12)
    image = draw_map(ax, values, info, cmap="RdBu_r", limits=(-limit, limit))
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.045, pad=0.02)
    bar.set_label(label, fontsize=6)
    bar.ax.tick_params(labelsize=6)
    bar.outline.set_visible(False)
