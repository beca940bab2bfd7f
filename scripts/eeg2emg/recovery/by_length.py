"""Recovery of the muscles' couplings against the length of what is analysed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cleaning.cleaned_recording import cut
from eeg2emg.connectivity.catalogue import PAPERS_TARGET
from eeg2emg.connectivity.emg import estimate_emg
from eeg2emg.errors import EstimationError
from eeg2emg.evaluation.metrics import off_diagonal, pearson_r, root_mean_squared_error
from eeg2emg.recovery.muscles import regression_slope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.settings import EmgSettings
    from eeg2emg.recordings.segments import Segment

LENGTHS_S = (5.0, 10.0, 20.0, 30.0, 60.0)
"""Lengths of the windows by which recovery is followed, as far as the segments reach."""

COLUMNS = ("length_s", "phase", "windows", "r", "slope", "rmse")


def recovery_by_length(
    emg_v: np.ndarray,
    segments: Sequence[Segment],
    true: np.ndarray,
    settings: EmgSettings,
    *,
    lengths_s: Sequence[float] = LENGTHS_S,
) -> pd.DataFrame:
    """Follow how recovery grows with the length of what is analysed.

    Each segment is cut into windows that do not overlap; each window is estimated by itself and set
    against the truth of its whole segment. A short window loses twice: to sampling error, and to
    couplings that were not those of the whole segment while it lasted.

    Parameters
    ----------
    emg_v : ndarray, shape (m, t)
        Cleaned EMG of one recording at ``settings.rate_hz``.
    segments : sequence of Segment
        Its segments.
    true : ndarray, shape (segments, m, m)
        Their true matrices, [sink, source].
    settings : EmgSettings
        What is estimated; the target ``raw`` is judged.
    lengths_s : sequence of float
        Lengths in seconds. Those that no segment holds, or that are too short to be estimated, are
        passed over.

    Returns
    -------
    DataFrame
        Columns length_s, phase, windows, and over their entries off the diagonal r, slope, rmse.
    """
    rows = []
    for length_s in lengths_s:
        pairs: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
        for segment, matrix in zip(segments, true, strict=True):
            for number in range(int(segment.duration_s / length_s + 1e-9)):
                window = replace(
                    segment, onset_s=segment.onset_s + number * length_s, duration_s=length_s
                )
                try:
                    found = estimate_emg(
                        cut(emg_v, settings.rate_hz, window), settings, diagnostics=False
                    ).planes[PAPERS_TARGET]
                except EstimationError:
                    continue
                pairs.setdefault(segment.phase, []).append((matrix, found))
        for phase, of_phase in pairs.items():
            truth, estimated = off_diagonal(np.swapaxes(np.array(of_phase), 0, 1))
            rows.append(
                {
                    "length_s": float(length_s),
                    "phase": phase,
                    "windows": len(of_phase),
                    "r": pearson_r(truth, estimated),
                    "slope": regression_slope(truth, estimated),
                    "rmse": root_mean_squared_error(truth, estimated),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))
