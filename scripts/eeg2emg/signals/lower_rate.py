"""Decimation by a Fourier transform, whose spectrum ends exactly at the new Nyquist frequency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scipy.fft

if TYPE_CHECKING:
    import numpy as np


def at_lower_rate(x: np.ndarray, rate_hz: float, lower_rate_hz: float) -> np.ndarray:
    """Decimate by a Fourier transform whose spectrum is cut exactly at the new Nyquist frequency.

    No empty band is left below it, which would make an MVAR model ill-conditioned.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals.
    rate_hz, lower_rate_hz : float
        Sampling rates of `x` and of the result, in Hz.

    Returns
    -------
    ndarray, shape (n_channels, round(n_samples * lower_rate_hz / rate_hz))
        Signals at the lower rate.
    """
    n_samples = x.shape[1]
    length = round(n_samples * lower_rate_hz / rate_hz)
    spectrum = scipy.fft.rfft(x, axis=1)[:, : length // 2 + 1]
    return scipy.fft.irfft(spectrum, n=length, axis=1) * (length / n_samples)
