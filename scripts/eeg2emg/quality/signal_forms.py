"""Forms of signals: what was done to them before they were saved, as far as they show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.quality.windows import read_windows
from eeg2emg.signals.pieces import as_finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from eeg2emg.quality.recording_quality import ChannelValues
    from eeg2emg.signals.pieces import Given

_LEAST_SYMMETRY = 0.42  # that of raw EMG is 0.5; the absolute value of noise has 0.32
_MOST_SLOW_SHARE = 0.75  # raw EMG has a tenth to a half of its power there
_SLOW_HZ = (3.0, 15.0)  # below lie drifts and sways
_REFERENCE_HZ = (15.0, 30.0)
_EMPTY = 1e-4  # of the density at 15-30 Hz; amplifiers' own noise lies above it
_FILLED = 0.92  # of half the rate of the analysis


def symmetry(given: Given, rate_hz: float) -> NDArray[np.float64]:
    """Tell signals that swing to both sides from those that were rectified.

    Parameters
    ----------
    given : ndarray, shape (n, t), or Signals
        Signals of any unit.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    ndarray, shape (n,)
        Where the median lies between the quantiles 0.05 and 0.95, median over one-second windows:
        0.5 in the middle, near 0 at the lower one. Neither an offset nor a drift changes it.
    """
    signals = as_finite(given)
    found = []
    for _, _, windows in read_windows(signals, rate_hz):
        low, middle, high = np.quantile(windows, [0.05, 0.5, 0.95], axis=2)
        span = high - low
        found.append(np.divide(middle - low, span, out=np.full(span.shape, 0.5), where=span > 0))
    if not found:
        return np.full(signals.shape[0], 0.5)
    return np.median(np.concatenate(found, axis=1), axis=1)


def slow_share(
    power: NDArray[np.float64], frequencies_hz: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share of the power above 3 Hz that lies below 15 Hz; power is (n, f)."""
    slow = (frequencies_hz >= _SLOW_HZ[0]) & (frequencies_hz < _SLOW_HZ[1])
    total = power[:, frequencies_hz >= _SLOW_HZ[0]].sum(axis=1)
    part = power[:, slow].sum(axis=1)
    return np.divide(part, total, out=np.zeros_like(total), where=total > 0)


def highest_hz(
    power: NDArray[np.float64], frequencies_hz: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Highest frequency at which there is any signal to speak of; power is (n, f)."""
    reference = (frequencies_hz >= _REFERENCE_HZ[0]) & (frequencies_hz < _REFERENCE_HZ[1])
    if not reference.any():
        return np.full(len(power), np.nan)
    filled = power > _EMPTY * np.median(power[:, reference], axis=1)[:, None]
    return np.where(filled, frequencies_hz, 0.0).max(axis=1)


def form_notes(
    eeg: ChannelValues, emg: ChannelValues, analysis_rate_hz: float, rate_hz: float
) -> list[str]:
    """Say which signals look as if they had been processed.

    Parameters
    ----------
    eeg, emg : mapping of str to mapping of str to float
        Values by channel: ``highest_hz`` of the EEG, ``symmetry`` and ``slow_share`` of the EMG.
    analysis_rate_hz, rate_hz : float
        Rate at which the EEG is analysed, and that of the recording.

    Returns
    -------
    list of str
    """
    notes = []
    processed = [
        name
        for name, values in emg.items()
        if _of(values, "symmetry", 0.5) < _LEAST_SYMMETRY
        or _of(values, "slow_share", 0.0) > _MOST_SLOW_SHARE
    ]
    if processed:
        notes.append(
            f"the EMG of {', '.join(processed)} looks rectified or smoothed: raw EMG swings to "
            "both sides, with most of its power above 15 Hz; the muscle network would be that of "
            "envelopes"
        )
    reach = _FILLED * min(analysis_rate_hz or rate_hz, rate_hz) / 2
    tops = [_of(values, "highest_hz", np.inf) for values in eeg.values()]
    top = float(np.median(tops)) if tops else np.inf
    if top < reach:
        notes.append(
            f"the EEG has next to no power above {top:.0f} Hz, as where it was low-passed or "
            f"recorded at a lower rate: models of EEG at {min(analysis_rate_hz, rate_hz):g} Hz "
            "describe that filter; lower connectivity.eeg_rate_hz"
        )
    return notes


def _of(values: Mapping[str, float | None], name: str, otherwise: float) -> float:
    found = values.get(name)
    return otherwise if found is None else found
