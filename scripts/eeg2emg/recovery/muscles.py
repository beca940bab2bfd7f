"""Recovery of the known couplings of simulated muscles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.metrics import pearson_r, r_squared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TWIN, BEFORE, AFTER = "clean twin", "before cleaning", "after cleaning"
"""Signals that are compared: the brain recorded without artefacts, and the recording."""

SITES = {
    "Fp1, Fp2": ("Fp1", "Fp2"),
    "F7, F8": ("F7", "F8"),
    "T7, T8": ("T7", "T8"),
}
"""Where blinks, horizontal eye movements and temporal muscle are largest."""

ALL_SITES = "all channels"

SOURCES = "sources, Granger"
"""Name of the row that compares with the true Granger causality between the sources."""


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

    Raises
    ------
    ValueError
        If the shapes of a truth and of the estimates differ.
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
            true, estimated = group["true"].to_numpy(), group["estimated"].to_numpy()
            rows.append(
                {
                    "truth": truth,
                    "phase": phase,
                    "segments": group["segment"].nunique(),
                    "r": pearson_r(true, estimated),
                    "r2": r_squared(true, estimated),
                    "slope": regression_slope(true, estimated),
                    "bias": float(np.mean(estimated - true)),
                }
            )
    return pd.DataFrame(rows)


def regression_slope(true: np.ndarray, estimated: np.ndarray) -> float:
    """Slope of the estimate on the truth; NaN where the truth does not vary."""
    centred = np.ravel(true) - np.mean(true)
    power = centred @ centred
    return float(centred @ np.ravel(estimated) / power) if power > 0 else float("nan")
