"""How well the known couplings of simulated muscles are recovered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.figures.estimates import agreement
from eeg2emg.figures.style import (
    INK,
    PAGE_WIDTH_IN,
    figure_style,
    finish,
    new_figure,
    phase_colours,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure


def recovery_scatter(
    true: np.ndarray,
    estimated: np.ndarray,
    phases: Sequence[str],
    channels: Sequence[str],
    *,
    phase_order: Sequence[str] | None = None,
    further_truths: Mapping[str, np.ndarray] | None = None,
    truth_name: str = "true value of the configured functional",
    title: str = "Recovery of the muscles' couplings",
    unit: str = "nats",
) -> tuple[Figure, pd.DataFrame]:
    """Draw estimated against true Granger causality of the simulated cohort, by phase.

    Parameters
    ----------
    true, estimated : ndarray, shape (segments, m, m)
        Known and estimated matrices, [sink, source]; entries off the diagonal are drawn.
    phases : sequence of str
        Phase of each segment.
    channels : sequence of str
        Names of the m muscles.
    phase_order : sequence of str, optional
        The phases in their configured order, which decides their colours.
    further_truths : mapping of str to ndarray, optional
        Other definitions of the truth, one more panel each, same shape as `true`: for instance the
        value of an infinite past without noise, whose distance shows the pipeline's bias.
    truth_name : str
        What `true` is.
    title : str
        Title of the figure.
    unit : str
        Unit of the entries.

    Returns
    -------
    figure : Figure
        One panel per definition of the truth, with the identity line, r and slope by phase.
    data : DataFrame
        Columns truth, segment (row number), phase, sink, source, true, estimated.
    """
    panels = {truth_name: true, **(further_truths or {})}
    colours = phase_colours(phase_order or list(dict.fromkeys(phases)))
    names = np.asarray(channels)
    labels = np.asarray(phases)
    parts = []
    for name, matrices in panels.items():
        if matrices.shape != estimated.shape:
            raise ValueError(f"{name}: shape {matrices.shape}, estimates {estimated.shape}")
        segment, sink, source = np.nonzero(
            np.broadcast_to(~np.eye(len(names), dtype=bool), estimated.shape)
        )
        parts.append(
            pd.DataFrame(
                {
                    "truth": name,
                    "segment": segment,
                    "phase": labels[segment],
                    "sink": names[sink],
                    "source": names[source],
                    "true": matrices[segment, sink, source],
                    "estimated": estimated[segment, sink, source],
                }
            )
        )
    data = pd.concat(parts, ignore_index=True)
    with figure_style():
        width = PAGE_WIDTH_IN / 2
        figure = new_figure(width * len(panels), 3.5)
        axes = figure.subplots(1, len(panels), squeeze=False)[0]
        for ax, (name, part) in zip(axes, data.groupby("truth", sort=False), strict=True):
            top = 1.04 * max(part["true"].max(), part["estimated"].max(), 1e-12)
            low = min(0.0, part["true"].min(), part["estimated"].min())
            for phase, of_phase in part.groupby("phase", sort=False):
                found = agreement(of_phase["true"], of_phase["estimated"])
                ax.scatter(
                    *(of_phase["true"], of_phase["estimated"]),
                    **{"s": 5, "color": colours[phase], "alpha": 0.4, "linewidths": 0},
                    rasterized=True,
                    label=f"{phase}: r = {found['r']:.2f}, slope {_slope(of_phase):.2f}",
                )
            ax.plot([low, top], [low, top], color=INK, lw=0.8, ls=":", label="identity")
            ax.set(
                xlim=(low, top),
                ylim=(low, top),
                aspect="equal",
                xlabel=f"{name},\nsource → sink ({unit})",
                ylabel=f"estimated, source → sink ({unit})",
            )
            ax.legend(loc="upper left", fontsize=6.5, markerscale=2)
        return finish(figure, title=title, simulated=True), data


def _slope(part: pd.DataFrame) -> float:
    variance = part["true"].var(ddof=0)
    if not variance > 0:
        return float("nan")
    return float(np.cov(part["true"], part["estimated"], ddof=0)[0, 1] / variance)
