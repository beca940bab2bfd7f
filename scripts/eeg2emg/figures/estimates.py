"""Scatter of estimated against measured connectivity of the muscles, pooled and within cells.

What is measured is an estimate too, from the EMG of a segment; it is not called true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.connectivity.catalogue import PAPERS_TARGET, TARGETS
from eeg2emg.evaluation.metrics import pearson_r, r_squared
from eeg2emg.figures.style import (
    INK,
    MUTED,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    figure_style,
    finish,
    in_unit,
    in_words,
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
    """Draw estimates against what was measured: all entries pooled, and their deviations.

    Much of the pooled correlation is that entries, subjects and phases differ in their means, which
    no EEG is needed to know. What is left within a cell (subject x phase) and entry is the part
    that the EEG has to explain.

    Parameters
    ----------
    truth, prediction : ndarray, shape (segments, m, m)
        Measured and estimated, of test segments, [sink, source]. Only entries off the diagonal are
        drawn.
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
        Left pooled, with R2 and r of all entries, as the tables have them, where the diagonal
        counts; right the deviations of measured and of estimated values, each from their own mean
        over the test segments of a cell and entry, with their r.
    data : DataFrame
        Columns segment (row number), sink, source, measured, estimated, measured_within_cell,
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
            "measured": truth[segment, sink, source],
            "estimated": prediction[segment, sink, source],
            "measured_within_cell": _within(truth, cells)[segment, sink, source],
            "estimated_within_cell": _within(prediction, cells)[segment, sink, source],
        }
    )
    kind = TARGETS[target]
    unit = in_unit(kind.unit)
    pooled = {"R²": r_squared(truth, prediction), "r": pearson_r(truth, prediction)}
    within = data.dropna(subset=["measured_within_cell"])
    pair = within["measured_within_cell"], within["estimated_within_cell"]
    of_deviations = {"r": pearson_r(*(x.to_numpy() for x in pair)) if len(within) else np.nan}
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 3.75)
        left, right = figure.subplots(1, 2)
        _scatter(left, data["measured"], data["estimated"], colour)
        _write_agreement(left, pooled, "of all entries with the diagonal,\nas in the tables")
        left.set(
            title="Pooled: all entries off the diagonal",
            xlabel=f"measured from EMG, source → sink{unit}:\n{kind.title}",
            ylabel=f"estimated from EEG{unit}",
        )
        _scatter(right, *pair, colour)
        if len(within):
            _write_agreement(right, of_deviations, "of the deviations")
        right.set(
            title="Within cells: both less their own mean",
            xlabel=f"measured less its mean over the test segments\n"
            f"of the same person, phase and entry{unit}",
            ylabel=f"estimated less its mean over the same segments{unit}",
        )
        title = f"{spell_models(model)}; scheme {scheme}, test segments"
        alt = (
            f"Estimated against measured {kind.title} of {len(truth)} test segments, scheme "
            f"{scheme}, {spell_models(model)}: pooled over all entries r is "
            f"{in_words(pooled['r'])} and R² {in_words(pooled['R²'])}; of the deviations from the "
            f"mean of person, phase and entry, which the EEG has to explain, r is "
            f"{in_words(of_deviations['r'])}."
        )
        return finish(figure, title=title, simulated=simulated, alt=alt), data


def _write_agreement(ax: Axes, found: dict[str, float], of_what: str) -> None:
    values = ", ".join(f"{name} = {_number(value)}" for name, value in found.items())
    ax.annotate(
        f"{values}\n{of_what}",
        (0.03, 0.97),
        xycoords="axes fraction",
        va="top",
        fontsize=7.5,
        bbox={"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 2},
    )


def _within(values: np.ndarray, cells: Sequence) -> np.ndarray:
    """Subtract the mean of each cell; NaN for cells with one segment."""
    labels = np.asarray(cells)
    deviations = np.full(values.shape, np.nan)
    for cell in pd.unique(labels):
        rows = labels == cell
        if rows.sum() > 1:
            deviations[rows] = values[rows] - values[rows].mean(axis=0)
    return deviations


def _scatter(ax: Axes, measured: pd.Series, estimated: pd.Series, colour: str) -> None:
    if measured.empty:
        ax.text(0.5, 0.5, "no cell has two segments", ha="center", transform=ax.transAxes)
        return
    low, high = (
        min(measured.min(), estimated.min()),
        max(measured.max(), estimated.max()),
    )
    margin = 0.04 * (high - low or 1.0)
    low, high = low - margin, high + margin
    ax.plot([low, high], [low, high], color=INK, lw=0.8, ls=":", zorder=3)
    if len(measured) >= HEXAGONS_FROM:
        from matplotlib.colors import LinearSegmentedColormap

        shades = LinearSegmentedColormap.from_list("density", ["#e8e8e8", colour, INK])
        density = ax.hexbin(
            measured,
            estimated,
            gridsize=45,
            extent=(low, high, low, high),
            mincnt=1,
            bins="log",
            cmap=shades,
            linewidths=0.1,
        )
        bar = ax.figure.colorbar(density, ax=ax, fraction=0.045, pad=0.02)
        bar.set_label("entries per hexagon", fontsize=SMALLEST_PT)
        bar.ax.tick_params(labelsize=SMALLEST_PT)
        bar.outline.set_visible(False)
    else:
        ax.scatter(
            measured, estimated, s=5, color=colour, alpha=0.35, linewidths=0, rasterized=True
        )
    ax.set(xlim=(low, high), ylim=(low, high), aspect="equal")
    ax.annotate(
        f"{len(measured)} entries; dotted: identity",
        (0.98, 0.03),
        xycoords="axes fraction",
        ha="right",
        fontsize=SMALLEST_PT,
        color=MUTED,
    )


def _number(value: float) -> str:
    return "undefined" if np.isnan(value) else in_words(value)
