"""Recovery of the brain networks of a simulated recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cleaning.cleaned_recording import cut
from eeg2emg.connectivity.eeg import estimate_eeg
from eeg2emg.connectivity.granger import granger_causality
from eeg2emg.connectivity.settings import plane_names
from eeg2emg.errors import EstimationError
from eeg2emg.evaluation.metrics import off_diagonal, pearson_r
from eeg2emg.recovery.muscles import AFTER, BEFORE, SOURCES, TWIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.connectivity.settings import EegSettings
    from eeg2emg.recordings.segments import Segment


RECOVERY_COLUMNS = ("measure", "signal", "phase", "segments", "r", "r_of_changes")


def connectivity_recovery(
    signals_v: Mapping[str, np.ndarray],
    segments: Sequence[Segment],
    settings: EegSettings,
) -> pd.DataFrame:
    """Compare the brain networks before and after cleaning with those of the clean twin.

    Parameters
    ----------
    signals_v : dict of str to ndarray, shape (n, t)
        EEG of the same channels at ``settings.rate_hz`` under `TWIN`, `BEFORE` and `AFTER`.
    segments : sequence of Segment
        The segments; those of which one signal cannot be estimated are passed over.
    settings : EegSettings
        What is estimated.

    Returns
    -------
    DataFrame
        Columns measure, signal, phase, segments, r (over the entries off the diagonal, all segments
        of the phase), r_of_changes (the same after each entry's mean over the phase was
        subtracted; NaN for a single segment).
    """
    used, found = [], []
    for segment in segments:
        try:
            found.append(
                {
                    name: estimate_eeg(
                        cut(x, settings.rate_hz, segment), settings, diagnostics=False
                    ).planes
                    for name, x in signals_v.items()
                }
            )
        except EstimationError:
            continue
        used.append(segment)
    rows = []
    for measure in plane_names(settings) if used else ():
        matrices = {
            name: off_diagonal(np.array([planes[name][measure] for planes in found]))
            for name in signals_v
        }
        for name in (BEFORE, AFTER):
            rows += _by_phase(measure, name, used, matrices[TWIN], matrices[name])
    return pd.DataFrame(rows, columns=list(RECOVERY_COLUMNS))


def source_recovery(
    signals_v: Mapping[str, np.ndarray],
    segments: Sequence[Segment],
    true: np.ndarray,
    unmixing: np.ndarray,
    settings: EegSettings,
) -> pd.DataFrame:
    """Compare Granger causality between the unmixed sources with the true one.

    Between channels, volume conduction makes Granger causality another quantity than between
    sources; so the known lead field is undone first.

    Parameters
    ----------
    signals_v : dict of str to ndarray, shape (n, t)
        EEG at ``settings.rate_hz``, by the name of the signal.
    segments : sequence of Segment
        The segments; those of which one signal cannot be estimated are passed over.
    true : ndarray, shape (segments, sources, sources)
        True pairwise Granger causality of unlimited order, [sink, source].
    unmixing : ndarray, shape (sources, n)
        As from `unmixing_matrix`.
    settings : EegSettings
        Gives the order.

    Returns
    -------
    DataFrame
        The columns of `connectivity_recovery`.
    """
    sources = {name: unmixing @ x for name, x in signals_v.items()}
    used, found = [], []
    for place, segment in enumerate(segments):
        try:
            found.append(
                [
                    granger_causality(cut(x, settings.rate_hz, segment), settings.order)
                    for x in sources.values()
                ]
            )
        except EstimationError:
            continue
        used.append(place)
    rows = []
    for number, name in enumerate(sources if used else ()):
        estimated = np.array([matrices[number] for matrices in found])
        own = [segments[place] for place in used]
        rows += _by_phase(SOURCES, name, own, off_diagonal(true[used]), off_diagonal(estimated))
    return pd.DataFrame(rows, columns=list(RECOVERY_COLUMNS))


def unmixing_matrix(gain: np.ndarray, noise_covariance: np.ndarray) -> np.ndarray:
    r"""Best linear unbiased estimate of sources: :math:`(G^T C^{-1} G)^{-1} G^T C^{-1}`.

    Parameters
    ----------
    gain : ndarray, shape (n, sources)
        How the sources reach the channels; no more sources than channels.
    noise_covariance : ndarray, shape (n, n)
        Covariance of all else in the channels.

    Returns
    -------
    ndarray, shape (sources, n)
        Its product with `gain` is the identity.

    References
    ----------
    Aitken 1936, doi 10.1017/S0370164600014346.
    """
    weighted = np.linalg.solve(noise_covariance, gain)
    return np.linalg.solve(gain.T @ weighted, weighted.T)


def _by_phase(
    measure: str,
    signal: str,
    segments: Sequence[Segment],
    true: np.ndarray,
    estimated: np.ndarray,
) -> list[dict[str, object]]:
    labels = np.array([segment.phase for segment in segments])
    rows = []
    for phase in dict.fromkeys(labels.tolist()):
        a, b = true[labels == phase], estimated[labels == phase]
        several = len(a) > 1
        rows.append(
            {
                "measure": measure,
                "signal": signal,
                "phase": phase,
                "segments": len(a),
                "r": pearson_r(a, b),
                "r_of_changes": pearson_r(a - a.mean(axis=0), b - b.mean(axis=0))
                if several
                else float("nan"),
            }
        )
    return rows
