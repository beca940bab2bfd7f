"""Power spectra of a segment by Welch's method, over the windows of all its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.fft

from eeg2emg.connectivity.runs import runs_of
from eeg2emg.connectivity.windows import frequencies_within, window_length

if TYPE_CHECKING:
    from eeg2emg.connectivity.runs import Signals


def power_density(
    x: Signals, rate_hz: float, window_s: float, band: tuple[float, float] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Power spectral density: Hann windows that overlap by half, each without its mean.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples), or sequence of such
        One run, or several, whose windows are averaged; none reaches from one into the next.
    rate_hz : float
        Sampling rate.
    window_s : float
        Length of the windows.
    band : tuple of float or None
        Frequencies to keep, in Hz; all of them without one.

    Returns
    -------
    frequencies_hz : ndarray, shape (n_frequencies,)
        Frequencies.
    density : ndarray, shape (n_channels, n_frequencies)
        One-sided, in the square of the unit of the signals per Hz. Of one run the same as
        `scipy.signal.welch` gives.

    Raises
    ------
    EstimationError
        When the signals are shorter than two windows, or one of several runs than one.
    """
    runs = runs_of(x)
    length = window_length(runs, rate_hz, window_s)
    frequencies_hz = np.fft.rfftfreq(length, 1 / rate_hz)
    keep = frequencies_within(frequencies_hz, rate_hz, band)
    step = length - length // 2
    windows = np.concatenate(
        [np.lib.stride_tricks.sliding_window_view(run, length, axis=1)[:, ::step] for run in runs],
        axis=1,
    )
    taper = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    spectra = scipy.fft.rfft((windows - windows.mean(axis=2, keepdims=True)) * taper, axis=2)
    density = np.mean(np.abs(spectra[:, :, keep]) ** 2, axis=1) / (rate_hz * np.sum(taper**2))
    # What lies at negative frequencies belongs to their opposites.
    density[:, (keep > 0) & (2 * keep != length)] *= 2
    return frequencies_hz[keep], density
