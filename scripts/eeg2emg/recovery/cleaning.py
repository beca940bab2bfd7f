"""Effect of cleaning at the electrodes: artefacts left, and brain taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.recovery.muscles import ALL_SITES, SITES

if TYPE_CHECKING:
    from collections.abc import Sequence


REDUCTION_COLUMNS = (
    *("what", "artefact_before_uv", "artefact_after_uv", "reduction_db"),
    *("brain_uv", "brain_changed_share"),
)


def artefact_reduction(
    brain_v: np.ndarray, artefact_v: np.ndarray, matrix: np.ndarray, channels: Sequence[str]
) -> pd.DataFrame:
    """Measure at the electrodes what cleaning left of the artefacts and took from the brain.

    Parameters
    ----------
    brain_v : ndarray, shape (n, t)
        The clean twin, in volts.
    artefact_v : ndarray, shape (n, t)
        The recording less its twin, in volts.
    matrix : ndarray, shape (n, n)
        The cleaning matrix of these channels.
    channels : sequence of str
        Names of the n channels.

    Returns
    -------
    DataFrame
        One row per group of `SITES` that is recorded and one for all channels: what,
        artefact_before_uv and artefact_after_uv (root mean squares of the artefacts before and
        after cleaning), reduction_db (10 log10 of the ratio of their powers), brain_uv,
        brain_changed_share (power of what cleaning changed in the brain's signal, relative to that
        signal).
    """
    names = list(channels)
    left_v, changed_v = matrix @ artefact_v, matrix @ brain_v - brain_v
    power = {
        name: np.square(x).mean(axis=1)
        for name, x in (
            ("before", artefact_v),
            ("after", left_v),
            ("brain", brain_v),
            ("changed", changed_v),
        )
    }
    groups = {
        what: rows
        for what, sites in SITES.items()
        if (rows := [names.index(site) for site in sites if site in names])
    } | {ALL_SITES: list(range(len(names)))}
    table = []
    for what, rows in groups.items():
        before, after, brain, changed = (values[rows].mean() for values in power.values())
        table.append(
            {
                "what": what,
                "artefact_before_uv": 1e6 * np.sqrt(before),
                "artefact_after_uv": 1e6 * np.sqrt(after),
                "reduction_db": decibels(before, after),
                "brain_uv": 1e6 * np.sqrt(brain),
                "brain_changed_share": changed / brain,
            }
        )
    return pd.DataFrame(table, columns=list(REDUCTION_COLUMNS))


def topography_reduction(
    topographies: np.ndarray, kinds: Sequence[str], matrix: np.ndarray
) -> pd.DataFrame:
    """Measure how much of each kind of artefact cleaning lets through, from its known topography.

    Parameters
    ----------
    topographies : ndarray, shape (n, kinds)
        Mixing of the artefacts into the channels.
    kinds : sequence of str
        Their names.
    matrix : ndarray, shape (n, n)
        The cleaning matrix of these channels.

    Returns
    -------
    DataFrame
        One row per kind, the columns of `artefact_reduction` of which all but ``what`` and
        ``reduction_db`` are NaN.
    """
    before = np.square(topographies).sum(axis=0)
    after = np.square(matrix @ topographies).sum(axis=0)
    rows = [
        {"what": kind, "reduction_db": decibels(*pair)}
        for kind, *pair in zip(kinds, before, after, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(REDUCTION_COLUMNS))


def decibels(before: float, after: float) -> float:
    """Reduction of a power, in decibels; NaN where there was none."""
    return float(10 * np.log10(before / after)) if before > 0 and after > 0 else float("nan")
