"""Windows of spectral estimates, and their frequencies in a band."""

from __future__ import annotations

import numpy as np

from eeg2emg.connectivity.channels import require_band
from eeg2emg.errors import ConfigurationError, EstimationError


def window_length(n_samples: int, rate_hz: float, window_s: float) -> int:
    """Count the samples of a window, and refuse it where fewer than two would fit.

    Parameters
    ----------
    n_samples : int
        Length of the signals.
    rate_hz : float
        Sampling rate.
    window_s : float
        Length of a window.

    Returns
    -------
    int
        Length in samples, at least 4.

    Raises
    ------
    ConfigurationError
        When a window holds fewer than 4 samples.
    EstimationError
        When the signals are shorter than two windows.
    """
    length = round(window_s * rate_hz)
    if length < 4:
        raise ConfigurationError(
            f"A window of {window_s:g} s has {length} samples at {rate_hz:g} Hz",
            "a spectrum needs at least 4",
            "Choose a longer window",
        )
    if n_samples < 2 * length:
        raise EstimationError(
            f"{n_samples / rate_hz:g} s of signal is shorter than two windows of {window_s:g} s",
            "the coherence of a single window is always 1",
            "Use longer segments or a shorter window",
        )
    return length


def frequencies_within(
    frequencies_hz: np.ndarray, rate_hz: float, band: tuple[float, float] | None
) -> np.ndarray:
    """Find the indices of the frequencies in a band (all of them without one).

    Parameters
    ----------
    frequencies_hz : ndarray, shape (n_frequencies,)
        Frequencies.
    rate_hz : float
        Sampling rate.
    band : tuple of float or None
        Low and high edge, in Hz; both are included.

    Returns
    -------
    ndarray of int
        Indices, in order.

    Raises
    ------
    ConfigurationError
        When the band is impossible, or no frequency lies in it.
    """
    if band is None:
        return np.arange(len(frequencies_hz))
    low_hz, high_hz = require_band(band, rate_hz)
    inside = np.flatnonzero((frequencies_hz >= low_hz - 1e-9) & (frequencies_hz <= high_hz + 1e-9))
    if not len(inside):
        raise ConfigurationError(
            f"No frequency of the spectrum lies in {low_hz:g}-{high_hz:g} Hz",
            f"its frequencies are {frequencies_hz[1] - frequencies_hz[0]:g} Hz apart",
            "Choose longer windows or a wider band",
        )
    return inside
