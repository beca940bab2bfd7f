"""Local outlier factor: channels unlike those that are most like them, on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.signals.filters import prepare_for_ica

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BAND_HZ = (1.0, 45.0)
_RATE_HZ = 100.0  # enough for the band
_MOST_NEIGHBOURS = 20
_FEWEST_CHANNELS = 6


def local_outlier_factors(
    eeg_v: NDArray[np.floating], rate_hz: float, line_freq_hz: float
) -> NDArray[np.float64]:
    """Compare how far each channel's signal is from its neighbours with how far those are.

    The neighbours are the third of the channels (at most 20) whose signals on 1-45 Hz are nearest.
    With all channels as neighbours, as with 19 channels and MNE's own default of 20, every factor
    is 1 and nothing is found.

    Parameters
    ----------
    eeg_v : ndarray, shape (n, t)
        EEG in volts.
    rate_hz : float
        Sampling rate.
    line_freq_hz : float
        Power line frequency.

    Returns
    -------
    ndarray, shape (n,)
        About 1 for a channel among its like, larger for one by itself. NaN for channels with NaN
        or infinite samples or without any signal, which take no part, and for all where fewer than
        six are left.

    References
    ----------
    Breunig M. et al. (2000), LOF: identifying density-based local outliers, ACM SIGMOD Record
    29(2), doi 10.1145/335191.335388.
    Kumaravel V. et al. (2022), NEAR: An artifact removal pipeline for human newborn EEG data,
    Developmental Cognitive Neuroscience 54, doi 10.1016/j.dcn.2022.101068.
    """
    factors = np.full(eeg_v.shape[0], np.nan)
    rows = np.flatnonzero([np.isfinite(x).all() and np.ptp(x) > 0 for x in eeg_v])
    if len(rows) < _FEWEST_CHANNELS:
        return factors
    import mne

    x_v, rate = prepare_for_ica(
        eeg_v[rows],
        rate_hz,
        line_freq_hz=line_freq_hz,
        low_hz=_BAND_HZ[0],
        high_hz=_BAND_HZ[1],
        target_rate_hz=_RATE_HZ,
    )
    info = mne.create_info([str(row) for row in rows], rate, "eeg")
    _, scores = mne.preprocessing.find_bad_channels_lof(
        mne.io.RawArray(x_v / x_v.std(), info, verbose="error"),  # the same in any unit
        n_neighbors=min(_MOST_NEIGHBOURS, len(rows) // 3),
        return_scores=True,
        verbose="error",
    )
    factors[rows] = -scores
    return factors
