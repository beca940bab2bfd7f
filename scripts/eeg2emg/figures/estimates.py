"""Scatter of estimated against true connectivity of the muscles, pooled and within cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.connectivity.catalogue import PAPERS_TARGET, TARGETS
from eeg2emg.figures.style import (
    INK,
    MUTED,
    PAGE_WIDTH_IN,
    figure_style,
    finish,
    in_unit,
    new_figure,
)
from eeg2emg.learning.catalogue import spell_models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEXAGONS_FROM = 3000
"""Number of points from which density is drawn in place of points."""


def estimates_scatter(
    truth: np.ndarray,
    prediction: np.ndarray,
    cells: Sequence,
    *,
    model: str,
    scheme: str,
    colour: str,
    simulated: bool,
    target: str = PAPERS_TARGET,
    emg_channels: Sequence[str] | None = None,
) -> tuple[Figure, pd.DataFrame]:
    """Draw estimates against truth: all entries pooled, and their deviations from cell means.

    Much of the pooled correlation is that entries, subjects and phases differ in their means, which
    no EEG is needed to know. What is left within a cell (subject x phase) and entry is the part
    that the EEG has to explain.

    Parameters
    ----------
    truth, prediction : ndarray, shape (segments, m, m)
        Test segments, [sink, source]. Only entries off the diagonal are drawn.
    cells : sequence, length segments
        Cell of each segment. A cell with a single segment has no deviation and is left out of the
        right panel.
    model, scheme : str
        Names as in files, for the title.
    colour : str
        Colour of the model.
    simulated : bool
        Whether the recordings were simulated.
    target : str
        Name of the target, of which the entries are values.
    emg_channels : sequence of str, optional
        Names of the m channels, for the data; by default their numbers.

    Returns
    -------
    figure : Figure
        Left pooled, right within cells, each with R2 and r.
    data : DataFrame
        Columns segment (row number), sink, source, true, estimated, true_within_cell,
        estimated_within_cell.
    """
    if truth.shape != prediction.shape or truth.ndim != 3:
        raise ValueError(f"truth {truth.shape} and prediction {prediction.shape} do not match")
    names = np.asarray(emg_channels if emg_channels is not None else range(truth.shape[1]))
    segment, sink, source = np.nonzero(
        np.broadcast_to(~np.eye(truth.shape[1], dtype=bool), truth.shape)
    )
    data = pd.DataFrame(
        {
            "segment": segment,
            "sink": names[sink],
            "source": names[source],
            "true": truth[segment, sink, source],
            "estimated": prediction[segment, sink, source],
            "true_within_cell": _within(truth, cells)[segment, sink, source],
            "estimated_within_cell": _within(prediction, cells)[segment, sink, source],
        }
    )
    kind = TARGETS[target]
    unit = in_unit(kind.unit)
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 3.5)
        left, right = figure.subplots(1, 2)
        _scatter(left, data["true"], data["estimated"], colour)
        left.set(
            title="Pooled: all entries off the diagonal",
            xlabel=f"true, source → sink{unit}:\n{kind.title}",
            ylabel=f"estimated from EEG{unit}",
        )
        within = data.dropna(subset=["true_within_cell"])
        _scatter(right, within["true_within_cell"], within["estimated_within_cell"], colour)
        right.set(
            title="Within cells: deviation from the mean of\nits subject, phase and entry",
            xlabel=f"true deviation{unit}",
            ylabel=f"estimated deviation{unit}",
        )
        title = f"{spell_models(model)}; scheme {scheme}, test segments"
        return finish(figure, title=title, simulated=simulated), data


def agreement(true: np.ndarray, estimated: np.ndarray) -> dict[str, float]:
    """Coefficient of determination and Pearson's r; NaN where there is no variance.

    Parameters
    ----------
    true, estimated : ndarray, shape (k,)
        Paired values.

    Returns
    -------
    dict of str to float
        ``r2`` = 1 - SSE / SST, and ``r``.
    """
    true, estimated = np.asarray(true, float), np.asarray(estimated, float)
    total = np.sum((true - true.mean()) ** 2) if true.size else 0.0
    # Deviations that are rounding errors of equal numbers are no variance.
    if total <= 1e-24 * max(1.0, np.sum(true**2)):
        return {"r2": np.nan, "r": np.nan}
    r2 = 1 - np.sum((true - estimated) ** 2) / total
    spread = estimated.std() > 1e-12 * max(1e-12, np.abs(estimated).max())
    return {"r2": float(r2), "r": float(np.corrcoef(true, estimated)[0, 1]) if spread else np.nan}


def _within(values: np.ndarray, cells: Sequence) -> np.ndarray:
    """Subtract the mean of each cell; NaN for cells with one segment."""
    labels = np.asarray(cells)
    deviations = np.full(values.shape, np.nan)
    for cell in pd.unique(labels):
        rows = labels == cell
        if rows.sum() > 1:
            deviations[rows] = values[rows] - values[rows].mean(axis=0)
    return deviations


def _scatter(ax: Axes, true: pd.Series, estimated: pd.Series, colour: str) -> None:
    if true.empty:
        ax.text(0.5, 0.5, "no cell has two segments", ha="center", transform=ax.transAxes)
        return
    low, high = min(true.min(), estimated.min()), max(true.max(), estimated.max())
    margin = 0.04 * (high - low or 1.0)
    low, high = low - margin, high + margin
    ax.plot([low, high], [low, high], color=INK, lw=0.8, ls=":", zorder=3)
    if len(true) >= HEXAGONS_FROM:
        from matplotlib.colors import LinearSegmentedColormap

        shades = LinearSegmentedColormap.from_list("density", ["#e8e8e8", colour, INK])
        density = ax.hexbin(
            true,
            estimated,
            gridsize=45,
            extent=(low, high, low, high),
            mincnt=1,
            bins="log",
            cmap=shades,
            linewidths=0.1,
        )
        bar = ax.figure.colorbar(density, ax=ax, fraction=0.045, pad=0.02)
        bar.set_label("entries per hexagon", fontsize=6)
        bar.ax.tick_params(labelsize=6)
        bar.outline.set_visible(False)
    else:
        ax.scatter(true, estimated, s=5, color=colour, alpha=0.35, linewidths=0, rasterized=True)
    ax.set(xlim=(low, high), ylim=(low, high), aspect="equal")
    found = agreement(true, estimated)
    ax.annotate(
        f"R² = {_number(found['r2'])}\nr = {_number(found['r'])}\n{len(true)} entries",
        (0.03, 0.97),
        xycoords="axes fraction",
        va="top",
        fontsize=7.5,
        bbox={"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 2},
    )
    ax.annotate(
        "dotted: identity",
        (0.98, 0.03),
        xycoords="axes fraction",
        ha="right",
        fontsize=6,
        color=MUTED,
    )


def _number(value: float) -> str:
    return "undefined" if np.isnan(value) else f"{value:.2f}"
