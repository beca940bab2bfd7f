"""Pairs of electrodes that an estimate rests on, as lines on a head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.intervals import MIN_SUBJECTS
from eeg2emg.figures.importance import (
    LOSS_OF_SKILL,
    draw_bars,
    draw_missing,
    missing_models,
    model_with_skill,
    row_shares,
    words_of,
)
from eeg2emg.figures.style import (
    FAINT,
    INK,
    MUTED,
    PAGE_HEIGHT_IN,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    figure_style,
    finish,
    in_words,
    new_figure,
)
from eeg2emg.figures.topography import draw_head, electrode_places
from eeg2emg.importance.permutation import above_zero, edge_names
from eeg2emg.learning.catalogue import model_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_EDGES = 20
"""Pairs that are drawn: those that cost most; half of them where many models share a page."""

_ROWS_WITH_ALL = 2
_ALL_NAMED_UP_TO = 40  # beyond, electrodes of no drawn pair have no name


def edges_figure(
    importance: pd.DataFrame,
    channels: Sequence[str],
    *,
    simulated: bool,
    confidence: float,
    positions_m: np.ndarray | None = None,
) -> tuple[Figure, pd.DataFrame]:
    """Draw, model by model, the pairs of electrodes that cost most as lines on a head and as bars.

    Parameters
    ----------
    importance : DataFrame
        Columns model, skill, method, kind, name, importance, low, high, n_subjects; only
        permutations of the kind ``edge`` are drawn, and of models that are not estimable (by the
        columns status and reason) that and why.
    channels : sequence of str
        Names of the electrodes.
    simulated : bool
        Whether the recordings were simulated.
    confidence : float
        Level of the intervals, for how many lie above 0 by chance.
    positions_m : ndarray, shape (n, 3), optional
        Positions of the electrodes, in metres; by default those of the 10-05 system.

    Returns
    -------
    figure : Figure
        One row per model: left the head, right the same pairs with their intervals.
    data : DataFrame
        The pairs that are drawn: model, name, importance, low, high.
    """
    edges = importance[(importance["method"] == "permutation") & (importance["kind"] == "edge")]
    models = list(dict.fromkeys(edges["model"]))
    layout = places_of_edges(channels, positions_m)
    pairs = np.stack(np.triu_indices(len(channels), 1), axis=1).tolist()
    ends = dict(zip(edge_names(channels), pairs, strict=True))
    missing = missing_models(importance)
    drawn = []
    with figure_style():
        count = len(models) + len(missing)
        most = MOST_EDGES if len(models) <= _ROWS_WITH_ALL else MOST_EDGES // 2
        shares = row_shares(len(models), len(missing))
        figure = new_figure(PAGE_WIDTH_IN, min(PAGE_HEIGHT_IN, 0.4 + 3.4 * sum(shares)))
        axes = figure.subplots(
            count, 2, squeeze=False, width_ratios=[1.35, 1], height_ratios=shares
        )
        draw_missing(axes[len(models) :], missing)
        for (left, right), model in zip(axes, models, strict=False):
            own = edges[edges["model"] == model]
            top = own.nlargest(most, "importance").reset_index(drop=True)
            shown = top[top["importance"] > 0]
            _draw_lines(left, shown, [ends[name] for name in shown["name"]], channels, layout)
            left.set_title(
                f"{model_with_skill(model, own['skill'].iloc[0])}: "
                f"{edges_in_words(own, confidence)}",
                loc="left",
            )
            draw_bars(right, top, kind="edge")
            right.tick_params(axis="y", labelsize=SMALLEST_PT)
            right.set_title(f"the {len(top)} of {len(own)} that cost most", loc="left")
            drawn.append(top.assign(model=model))
        title = "Pairs of electrodes that the skill rests on"
        alt = _alternative(edges, models, missing, confidence)
        figure = finish(figure, title=title, simulated=simulated, alt=alt)
    columns = ["model", "name", "importance", "low", "high"]
    data = pd.concat([pd.DataFrame(columns=columns), *drawn][bool(drawn) :], ignore_index=True)
    return figure, data[columns]


def _alternative(
    edges: pd.DataFrame, models: Sequence[str], missing: Mapping[str, str], confidence: float
) -> str:
    """Say of each model which pair costs most, and how many intervals lie above 0."""
    said = []
    for model in models:
        own = edges[edges["model"] == model]
        top = own.loc[own["importance"].idxmax()]
        said.append(
            f"{model_title(model)}: {top['name']} ({in_words(top['importance'], 3)}), "
            f"{' '.join(edges_in_words(own, confidence).split())}"
        )
    said += [f"{model_title(model)}: {words_of(reason)}" for model, reason in missing.items()]
    return f"Pairs of electrodes that cost most skill when permuted. {'; '.join(said)}."


def edges_in_words(edges: pd.DataFrame, confidence: float) -> str:
    """Say how many of a model's pairs have an interval above 0, and how many would by chance."""
    known = int(edges["low"].notna().sum())
    if not known:
        subjects = int(edges["n_subjects"].iloc[0])
        return (
            f"no intervals with {subjects} subjects ({MIN_SUBJECTS} are needed),\n"
            f"none of the {len(edges)} pairs can be told from chance"
        )
    by_chance = known * (1 - confidence) / 2
    return (
        f"{above_zero(edges)} of {known} pairs have an interval above 0,\n"
        f"about {by_chance:.0f} would by chance"
    )


def places_of_edges(
    channels: Sequence[str], positions_m: np.ndarray | None = None
) -> tuple[np.ndarray, bool]:
    """Place electrodes on a head seen from above, the nose at the top.

    Parameters
    ----------
    channels : sequence of str
        Names of the electrodes.
    positions_m : ndarray, shape (n, 3), optional
        Positions, in metres; by default those of the 10-05 system.

    Returns
    -------
    places : ndarray, shape (n, 2)
        As from `eeg2emg.figures.topography.electrode_places`. Where a position is unknown,
        electrodes go round a circle from the top, counter-clockwise, as configured.
    on_head : bool
        Whether they are positions on the head.
    """
    located = electrode_places(channels, positions_m)
    if located is not None and len(located[0]) == len(channels):
        return located[1], True
    angles = np.pi / 2 + 2 * np.pi * np.arange(len(channels)) / len(channels)
    return 0.9 * np.stack([np.cos(angles), np.sin(angles)], axis=1), False


_BEND = 0.12
"""How far a line is bent aside, as a share of its length: those along a row stay apart."""


def _draw_lines(
    ax: Axes,
    edges: pd.DataFrame,
    ends: Sequence[Sequence[int]],
    channels: Sequence[str],
    layout: tuple[np.ndarray, bool],
) -> None:
    """Draw pairs as lines: the darker and wider, the more they cost; dashed if 0 is possible."""
    import matplotlib as mpl
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Curve

    places, on_head = layout
    largest = max(float(edges["importance"].max()), 1e-12) if len(edges) else 1.0
    colours = ScalarMappable(Normalize(0, largest), mpl.colormaps["cividis_r"])
    if on_head:
        draw_head(ax)
    for (_, row), (i, j) in list(zip(edges.iterrows(), ends, strict=True))[::-1]:
        share = row["importance"] / largest
        aside = np.array([places[i, 1] - places[j, 1], places[j, 0] - places[i, 0]])
        curve = Curve(
            [places[i], (places[i] + places[j]) / 2 + 2 * _BEND * aside, places[j]],
            [Curve.MOVETO, Curve.CURVE3, Curve.CURVE3],
        )
        certain = row["low"] > 0
        ax.add_patch(
            PathPatch(
                curve,
                fill=False,
                edgecolor=colours.to_rgba(row["importance"]),
                lw=0.6 + 2.2 * share,
                ls="-" if certain else (0, (3, 1.5)),
            )
        )
    touched = {k for pair in ends for k in pair}
    for k, name in enumerate(channels):
        x, y = places[k]
        used = k in touched
        ax.plot(x, y, "o", ms=4, color=INK if used else FAINT, zorder=3)
        if used or len(channels) <= _ALL_NAMED_UP_TO:
            ax.text(
                *(x, y - 0.06, name),
                ha="center",
                va="top",
                fontsize=SMALLEST_PT,
                color=INK if used else MUTED,
                zorder=4,
                bbox={"facecolor": "white", "alpha": 0.6, "edgecolor": "none", "pad": 0.3},
            )
    if edges.empty:
        ax.text(0, 0, "no pair costs skill", ha="center", va="center", color=MUTED)
    else:
        bar = ax.figure.colorbar(colours, ax=ax, fraction=0.04, pad=0.02, shrink=0.7)
        bar.set_label(LOSS_OF_SKILL, fontsize=SMALLEST_PT)
        bar.ax.tick_params(labelsize=SMALLEST_PT)
        bar.outline.set_visible(False)
    ax.set(xlim=(-1.15, 1.15), ylim=(-1.1, 1.18), aspect="equal")
    ax.set_axis_off()
