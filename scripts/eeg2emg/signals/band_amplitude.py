"""Amplitude of signals in a band, without the mains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.signals.pieces import WORK_BYTES, as_signals, time_blocks
from eeg2emg.signals.welch import WelchAverage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eeg2emg.signals.pieces import Given

_WINDOW_S = 4.0  # a Hann window of it has a main lobe of half a hertz to each side
_MAINS_HZ = 2.0  # to each side of a harmonic: it wavers, and the window spreads it


def band_amplitude(
    given: Given,
    rate_hz: float,
    band_hz: tuple[float, float],
    *,
    line_freq_hz: float,
) -> NDArray[np.float64]:
    """Root mean square of each channel in a band, from which the mains' harmonics are cut.

    Parameters
    ----------
    given : ndarray, shape (n, t), or Signals
        Signals of any unit; offsets do not matter.
    rate_hz : float
        Sampling rate.
    band_hz : tuple of (float, float)
        Its edges, of which the upper one is below half of the rate.
    line_freq_hz : float
        Power line frequency; 2 Hz to each side of its multiples do not count.

    Returns
    -------
    ndarray, shape (n,)
        In the unit of the signals, averaged over the whole time (Welch, Hann windows of 4 s).
    """
    signals = as_signals(given)
    average = WelchAverage(rate_hz, round(_WINDOW_S * rate_hz), signals.joins)
    for start, stop in time_blocks(signals, WORK_BYTES):
        average.add(signals.read(None, start, stop))
    frequencies, density = average.result()
    nearest = np.maximum(np.round(frequencies / line_freq_hz), 1) * line_freq_hz
    counted = (frequencies >= band_hz[0]) & (frequencies <= band_hz[1])
    counted &= np.abs(frequencies - nearest) > _MAINS_HZ
    return np.sqrt(density[:, counted].sum(axis=1) * frequencies[1])
