"""Fourier spectra of whole segments, shared by the measures that are limited to a band."""

from __future__ import annotations

import numpy as np
import scipy.fft

from eeg2emg.connectivity.channels import require_band
from eeg2emg.errors import EstimationError


def band_bins(n_samples: int, rate_hz: float, band: tuple[float, float]) -> slice:
    """Find the bins of a real Fourier transform that lie in a band, without 0 and Nyquist.

    Parameters
    ----------
    n_samples : int
        Length of the transformed signal.
    rate_hz : float
        Sampling rate.
    band : tuple of float
        Low and high edge, in Hz; both are included.

    Returns
    -------
    slice
        The bins k with low <= k rate / n_samples <= high.

    Raises
    ------
    ConfigurationError
        When the band is not possible at this rate.
    EstimationError
        When no bin lies in the band: the signals are too short for it.
    """
    low_hz, high_hz = require_band(band, rate_hz)
    width_hz = rate_hz / n_samples
    # The small shift keeps an edge that falls on a bin, whatever the rounding of the division
    first = max(int(np.ceil(low_hz / width_hz - 1e-9)), 1)
    last = min(int(np.floor(high_hz / width_hz + 1e-9)), (n_samples - 1) // 2)
    if last < first:
        raise EstimationError(
            f"{n_samples} samples at {rate_hz:g} Hz have no frequency in {low_hz:g}-{high_hz:g} Hz",
            f"their frequencies are {width_hz:g} Hz apart",
            "Use longer segments or a wider band",
        )
    return slice(first, last + 1)


def fourier(x: np.ndarray) -> np.ndarray:
    """Transform each channel (real input, non-negative frequencies).

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals.

    Returns
    -------
    ndarray of complex, shape (n_channels, n_samples // 2 + 1)
        Their spectra.
    """
    return scipy.fft.rfft(x, axis=-1)


def analytic_signal(spectrum: np.ndarray, bins: slice, n_samples: int) -> np.ndarray:
    r"""Band-limited analytic signals up to a factor of modulus 1 that all channels share.

    The analytic signal of the band-passed channel i is
    :math:`z_i(t) = \sum_k X_i(k) e^{2 \pi \mathrm{i} k t / N}` over the bins k of the band, up to a
    constant. With the bins moved to the origin the sum becomes
    :math:`z_i(t) e^{-2 \pi \mathrm{i} k_0 t / N}`; the factor cancels in every product
    :math:`z_i \bar z_j`, which is all that phase measures use.

    Parameters
    ----------
    spectrum : ndarray, shape (n_channels, n_frequencies)
        As `fourier` returns it.
    bins : slice
        The band, as `band_bins` returns it.
    n_samples : int
        Number of points wanted over the duration of the signal, at least the number of bins; with
        exactly that number successive points share no information.

    Returns
    -------
    ndarray of complex, shape (n_channels, n_samples)
        Analytic signals.
    """
    return scipy.fft.ifft(spectrum[:, bins], n=n_samples, axis=-1)
