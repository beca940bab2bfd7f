"""Brain or muscle: a matrix of muscle edges, each with the word for where its skill comes from."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.evaluation.edge_skills import EDGE
from eeg2emg.figures.style import (
    AMBER,
    BLUE,
    COLUMN_WIDTH_IN,
    EXCLUDED,
    INK,
    MUTED,
    ORANGE,
    SMALLEST_PT,
    add_panel,
    figure_style,
    finish,
    in_words,
    listed,
    new_figure,
)
from eeg2emg.names.muscles import muscles_in_words
from eeg2emg.verdict.origins import (
    BRAIN,
    MUSCLE,
    NOT_ESTIMABLE,
    NOTHING,
    ORIGINS,
    UNDECIDED,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE = "Brain or muscle, edge by edge"

COLOURS = {
    BRAIN: BLUE,
    MUSCLE: ORANGE,
    UNDECIDED: AMBER,
    NOTHING: "#ececec",
    NOT_ESTIMABLE: "white",
}
"""Colours of cells by origin; the letter of the origin stands in each beside."""

_LETTERS = {BRAIN: "white", MUSCLE: "white"}
_SIZE_IN, _TOP_IN, _LINE_IN, _LONGEST_NAME = 2.3, 0.5, 0.145, 14
_NUMBERS_UP_TO = 8
"""Muscles up to which a cell has room for its skill."""


def brain_or_muscle_figure(table: pd.DataFrame, *, simulated: bool) -> tuple[Figure, pd.DataFrame]:
    """Draw the origin of the skill of every muscle edge as a matrix, [sink, source].

    Parameters
    ----------
    table : DataFrame
        As from `eeg2emg.verdict.brain_or_muscle.brain_or_muscle`.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    figure : Figure
        In each cell the letter of the origin and, where there is room, the skill.
    data : DataFrame
        Columns scope, sink, source, origin, skill.
    """
    data = table[["scope", "sink", "source", "origin", "skill"]].reset_index(drop=True)
    edges, whole = data[data["scope"] == EDGE], data.iloc[0]
    channels = list(dict.fromkeys(edges["source"].tolist() + edges["sink"].tolist()))
    channels = sorted(channels, key=edges["sink"].drop_duplicates().tolist().index)
    names = [
        name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…" for name in channels
    ]
    key = textwrap.wrap(muscles_in_words(channels), 58)
    lane_in = 0.1 + 0.064 * max(map(len, names))
    left_in = lane_in + 1.4 * _LINE_IN
    size_in = min(_SIZE_IN, 0.6 * len(channels), COLUMN_WIDTH_IN - left_in - 0.1)
    legend_in = _LINE_IN * (len(ORIGINS) + 1.6)
    below_in = _TOP_IN + size_in + lane_in + 1.6 * _LINE_IN
    height_in = below_in + legend_in + _LINE_IN * (len(key) + 0.4)
    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, height_in, laid_out=False)
        left_in += (COLUMN_WIDTH_IN - left_in - 0.1 - size_in) / 2
        ax = add_panel(figure, left_in, _TOP_IN, size_in, size_in)
        _draw_cells(ax, edges, channels, names)
        _draw_legend(add_panel(figure, 0.1, below_in, COLUMN_WIDTH_IN - 0.2, legend_in), data)
        if key:
            figure.text(0.03, 0.04 / height_in, "\n".join(key), fontsize=SMALLEST_PT, color=MUTED)
        alt = _alternative(edges, whole)
        figure = finish(figure, title=TITLE, simulated=simulated, alt=alt)
    return figure, data


def _draw_cells(
    ax: Axes, edges: pd.DataFrame, channels: Sequence[str], names: Sequence[str]
) -> None:
    from matplotlib.patches import Rectangle

    count = len(channels)
    place = {name: k for k, name in enumerate(channels)}
    ax.set_facecolor(EXCLUDED)
    for row in edges.itertuples(index=False):
        x, y = place[row.source], place[row.sink]
        style: dict[str, Any] = {
            "facecolor": COLOURS[row.origin],
            "edgecolor": EXCLUDED,
            "linewidth": 0.5,
        }
        ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, **style))
        numbered = count <= _NUMBERS_UP_TO and np.isfinite(row.skill)
        colour = _LETTERS.get(row.origin, INK)
        symbol = ORIGINS[row.origin].symbol
        middle: dict[str, Any] = {"ha": "center", "va": "center", "color": colour}
        ax.text(x, y - 0.17 * numbered, symbol, fontsize=8.5, fontweight="bold", **middle)
        if numbered:
            ax.text(x, y + 0.24, in_words(row.skill), fontsize=SMALLEST_PT, **middle)
    ax.set(xlim=(-0.5, count - 0.5), ylim=(count - 0.5, -0.5), xlabel="source", ylabel="sink")
    ax.set_xticks(range(count), names, rotation=90)
    ax.set_yticks(range(count), names)
    ax.tick_params(length=0, pad=2)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _draw_legend(ax: Axes, data: pd.DataFrame) -> None:
    """List the words with their colours, letters and numbers of edges; all edges together first."""
    from matplotlib.patches import Rectangle

    edges, whole = data[data["scope"] == EDGE], data.iloc[0]
    skill = f" (skill {in_words(whole['skill'])})" if np.isfinite(whole["skill"]) else ""
    ax.set(xlim=(0, 1), ylim=(len(ORIGINS) + 1.5, 0))
    ax.set_axis_off()
    ax.text(
        0.0, 0.6, f"all edges together: {whole['origin']}{skill}", fontweight="bold", va="center"
    )
    for k, (name, origin) in enumerate(ORIGINS.items()):
        y = k + 2.0
        ax.add_patch(
            Rectangle((0, y - 0.45), 0.045, 0.9, facecolor=COLOURS[name], edgecolor=MUTED, lw=0.4)
        )
        middle: dict[str, Any] = {"va": "center", "fontsize": SMALLEST_PT}
        colour = _LETTERS.get(name, INK)
        ax.text(0.0225, y, origin.symbol, ha="center", color=colour, fontweight="bold", **middle)
        number = int((edges["origin"] == name).sum())
        ax.text(0.06, y, f"{name}: {number} of {len(edges)} edges", **middle)


def _alternative(edges: pd.DataFrame, whole: pd.Series) -> str:
    counts = [
        f"{name} {int((edges['origin'] == name).sum())}"
        for name in ORIGINS
        if (edges["origin"] == name).any()
    ]
    skill = f", skill {in_words(whole['skill'])}" if np.isfinite(whole["skill"]) else ""
    return (
        f"Matrix of {len(edges)} muscle edges, sinks in rows and sources in columns, by where the "
        f"skill on each comes from: {listed(counts)}. All edges together: {whole['origin']}{skill}."
    )
