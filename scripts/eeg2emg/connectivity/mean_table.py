"""Table of mean matrices, for readers who do not use netCDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from eeg2emg.connectivity.file import ConnectivityContents

SIGNALS = ("eeg", "emg")
COLUMNS = (
    "signal",
    "measure",
    "subject",
    "phase",
    "segments",
    "sink",
    "source",
    "mean",
    "standard_deviation",
)


def mean_matrices_table(contents: ConnectivityContents) -> pd.DataFrame:
    """Average each entry of each matrix over the segments of a subject and phase.

    Parameters
    ----------
    contents : ConnectivityContents
        Matrices of a cohort, as `eeg2emg.connectivity.file.read_connectivity` reads them.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: ``signal`` (of `SIGNALS`), ``measure``, ``subject``, ``phase``,
        ``segments`` (how many were averaged), ``sink``, ``source`` (the influence of the source on
        the sink), ``mean`` and ``standard_deviation`` over the segments (empty for a single one).
        The diagonal is left out; a measure without direction has each pair both ways round.
    """
    subjects = np.asarray(contents.segments["subject"])
    phases = np.asarray(contents.segments["phase"])
    parts = []
    for signal in SIGNALS:
        if signal not in contents.groups:
            continue
        group = contents.groups[signal]
        names = np.asarray(group.channels)
        sinks, sources = np.nonzero(~np.eye(len(names), dtype=bool))
        for subject, phase in sorted(set(zip(subjects.tolist(), phases.tolist(), strict=True))):
            own = group.values[(subjects == subject) & (phases == phase)]
            for k, measure in enumerate(group.measures):
                entries = own[:, k, sinks, sources]
                spread = entries.std(axis=0, ddof=1) if len(own) > 1 else np.nan
                parts.append(
                    pd.DataFrame(
                        {
                            "signal": signal,
                            "measure": measure,
                            "subject": subject,
                            "phase": phase,
                            "segments": len(own),
                            "sink": names[sinks],
                            "source": names[sources],
                            "mean": entries.mean(axis=0),
                            "standard_deviation": spread,
                        }
                    )
                )
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]
