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


def recovery_entries(
    truths: Mapping[str, np.ndarray],
    estimated: np.ndarray,
    phases: Sequence[str],
    channels: Sequence[str],
    *,
    segments: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Set the entries of estimated matrices beside those of the known ones.

    Parameters
    ----------
    truths : dict of str to ndarray, shape (segments, m, m)
        By definition of the truth, [sink, source]; the definition is a phrase such as ``value of
        the configured functional``. The first is the one by which recovery is judged.
    estimated : ndarray, shape (segments, m, m)
        Estimates of the same segments.
    phases : sequence of str
        Phase of each segment.
    channels : sequence of str
        Names of the m muscles.
    segments : sequence of str, optional
        Identifiers of the segments; by default their numbers.

    Returns
    -------
    DataFrame
        Entries off the diagonal: columns truth, segment, phase, sink, source, true, estimated.
    """
    names, labels = np.asarray(channels), np.asarray(phases)
    identifiers = np.asarray(segments if segments is not None else range(len(estimated)))
    outside = ~np.eye(len(names), dtype=bool)
    row, sink, source = np.nonzero(np.broadcast_to(outside, estimated.shape))
    parts = []
    for definition, matrices in truths.items():
        if matrices.shape != estimated.shape:
            raise ValueError(f"{definition}: shape {matrices.shape}, estimates {estimated.shape}")
        parts.append(
            pd.DataFrame(
                {
                    "truth": definition,
                    "segment": identifiers[row],
                    "phase": labels[row],
                    "sink": names[sink],
                    "source": names[source],
                    "true": matrices[row, sink, source],
                    "estimated": estimated[row, sink, source],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def recovery_summary(entries: pd.DataFrame) -> pd.DataFrame:
    """Summarise recovery by definition of the truth and phase.

    Parameters
    ----------
    entries : DataFrame
        As from `recovery_entries`.

    Returns
    -------
    DataFrame
        Columns truth, phase (and ``all``), segments, r, r2, slope (of the estimate on the truth),
        bias (mean estimate less mean truth, in the unit of the entries).
    """
    rows = []
    for truth, part in entries.groupby("truth", sort=False):
        groups = [*part.groupby("phase", sort=False), ("all", part)]
        for phase, group in groups if len(groups) > 2 else groups[-1:]:
            rows.append(
                {
                    "truth": truth,
                    "phase": phase,
                    "segments": group["segment"].nunique(),
                    **agreement(group["true"], group["estimated"]),
                    "slope": _slope(group),
                    "bias": float((group["estimated"] - group["true"]).mean()),
                }
            )
    return pd.DataFrame(rows)[["truth", "phase", "segments", "r", "r2", "slope", "bias"]]


def recovery_scatter(
    entries: pd.DataFrame,
    *,
    phase_order: Sequence[str] | None = None,
    title: str = "Recovery of the muscles' couplings",
    unit: str = "nats",
) -> tuple[Figure, pd.DataFrame]:
    """Draw estimated against true Granger causality of the simulated cohort, by phase.

    Parameters
    ----------
    entries : DataFrame
        As from `recovery_entries`.
    phase_order : sequence of str, optional
        The phases in their configured order, which decides their colours.
    title : str
        Title of the figure.
    unit : str
        Unit of the entries.

    Returns
    -------
    figure : Figure
        One panel per definition of the truth, with the identity line, r and slope by phase.
    data : DataFrame
        The entries.
    """
    colours = phase_colours(phase_order or list(dict.fromkeys(entries["phase"])))
    definitions = list(dict.fromkeys(entries["truth"]))
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN / 2 * len(definitions), 3.6)
        axes = figure.subplots(1, len(definitions), squeeze=False)[0]
        for ax, definition in zip(axes, definitions, strict=True):
            part = entries[entries["truth"] == definition]
            top = 1.04 * max(part["true"].max(), part["estimated"].max(), 1e-12)
            low = min(0.0, part["true"].min(), part["estimated"].min()) - 0.02 * top
            for phase, of_phase in part.groupby("phase", sort=False):
                found = agreement(of_phase["true"], of_phase["estimated"])
                ax.scatter(
                    of_phase["true"],
                    of_phase["estimated"],
                    s=5,
                    color=colours[phase],
                    alpha=0.4,
                    linewidths=0,
                    rasterized=True,
                    label=f"{phase}: r = {found['r']:.2f}, slope {_slope(of_phase):.2f}",
                )
            ax.plot([low, top], [low, top], color=INK, lw=0.8, ls=":", label="identity")
            ax.set(
                xlim=(low, top),
                ylim=(low, top),
                aspect="equal",
                xlabel=f"true, source → sink ({unit}):\n{definition}",
                ylabel=f"estimated, source → sink ({unit})",
            )
            ax.legend(loc="upper left", fontsize=6.5, markerscale=2)
        return finish(figure, title=title, simulated=True), entries


def _slope(part: pd.DataFrame) -> float:
    variance = part["true"].var(ddof=0)
    if not variance > 0:
        return float("nan")
    return float(np.cov(part["true"], part["estimated"], ddof=0)[0, 1] / variance)
