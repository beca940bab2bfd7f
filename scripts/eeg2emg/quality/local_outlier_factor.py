"""Local outlier factor: channels unlike those that are most like them, on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.signals.filters import prepared_for_ica
from eeg2emg.signals.pieces import SignalsOfRows, as_signals, time_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eeg2emg.signals.pieces import Given, Signals

_BAND_HZ = (1.0, 45.0)
_RATE_HZ = 100.0  # enough for the band
_MOST_NEIGHBOURS = 20
_FEWEST_CHANNELS = 6


def local_outlier_factors(eeg_v: Given, rate_hz: float, line_freq_hz: float) -> NDArray[np.float64]:
    """Compare how far each channel's signal is from its neighbours with how far those are.

    The neighbours are the third of the channels (at most 20) whose signals on 1-45 Hz are nearest.
    With all channels as neighbours, as with 19 channels and MNE's own default of 20, every factor
    is 1 and nothing is found.

    Parameters
    ----------
    eeg_v : ndarray, shape (n, t), or Signals
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
    signals = as_signals(eeg_v)
    factors = np.full(signals.shape[0], np.nan)
    rows = np.flatnonzero(_moving(signals)).tolist()
    if len(rows) < _FEWEST_CHANNELS:
        return factors
    from sklearn.neighbors import LocalOutlierFactor

    prepared, _ = prepared_for_ica(
        SignalsOfRows(signals, rows),
        rate_hz,
        line_freq_hz=line_freq_hz,
        low_hz=_BAND_HZ[0],
        high_hz=_BAND_HZ[1],
        target_rate_hz=_RATE_HZ,
    )
    judge = LocalOutlierFactor(
        n_neighbors=min(_MOST_NEIGHBOURS, len(rows) // 3), metric="precomputed"
    )
    judge.fit(_distances(prepared))
    factors[rows] = -judge.negative_outlier_factor_
    return factors


def _moving(signals: Signals) -> NDArray[np.bool_]:
    """Tell which channels are finite and not constant."""
    low, high = np.full(signals.shape[0], np.inf), np.full(signals.shape[0], -np.inf)
    for start, stop in time_blocks(signals):
        x_v = signals.read(None, start, stop)
        # Not fmin and fmax: NaN must win.
        low, high = np.minimum(low, x_v.min(axis=1)), np.maximum(high, x_v.max(axis=1))
    with np.errstate(invalid="ignore"):
        return np.isfinite(low) & np.isfinite(high) & (high > low)


def _distances(signals: Signals) -> NDArray[np.float64]:
    """Euclidean distances between channels, relative to the size of all: the same in any unit."""
    n, t = signals.shape
    squared, total, power = np.zeros((n, n)), 0.0, 0.0
    for start, stop in time_blocks(signals):
        x_v = signals.read(None, start, stop)
        total, power = total + x_v.sum(), power + np.square(x_v).sum()
        for row, x in enumerate(x_v):
            squared[row, row + 1 :] += np.square(x_v[row + 1 :] - x).sum(axis=1)
    variance = power / (n * t) - (total / (n * t)) ** 2
    return np.sqrt((squared + squared.T) / variance)
