"""Coherence and phase lag index by the multitapers of the package spectral-connectivity.

Of version 2 only what is correct there is used: the Fourier coefficients of `Multitaper`, and
coherency and the signed phase lag index of `Connectivity`. Frequencies are handed over in the place
of time windows and windows in the place of trials, so that a few frequencies at a time bound the
memory and the average runs over windows and tapers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.connectivity.channels import require_band
from eeg2emg.connectivity.runs import runs_of
from eeg2emg.connectivity.windows import frequencies_within, window_length
from eeg2emg.partial_imports import imported_without

if TYPE_CHECKING:
    from collections.abc import Callable

    from eeg2emg.connectivity.runs import Signals

TIME_HALF_BANDWIDTH = 2.0
"""Product of window length and half bandwidth: 3 tapers, at 2 s a smoothing of 1 Hz either way."""

MEMORY_BYTES = 32 * 2**20
"""Size of the largest array of cross-spectra that is held at once."""


def multitaper_coherency(
    x: Signals, rate_hz: float, window_s: float, band: tuple[float, float] | None
) -> tuple[np.ndarray, np.ndarray]:
    """Coherency averaged over half-overlapping windows and three Slepian tapers of each.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples), or sequence of such
        One run of standardised signals, or several, whose windows are pooled.
    rate_hz : float
        Sampling rate.
    window_s : float
        Length of the windows.
    band : tuple of float or None
        Frequencies to keep, in Hz.

    Returns
    -------
    frequencies_hz : ndarray, shape (n_frequencies,)
        Frequencies.
    coherency : ndarray of complex, shape (n_frequencies, n_channels, n_channels)
        Hermitian; the diagonal, NaN in the package, is 1.

    Raises
    ------
    EstimationError
        When the signals are shorter than two windows.

    References
    ----------
    Thomson (1982), doi:10.1109/PROC.1982.12433; Denovellis et al. (2022), doi:10.21105/joss.04840.
    """
    frequencies_hz, spectra = _tapered_spectra(x, rate_hz, window_s, band)
    coherency = _by_frequency(spectra, lambda connectivity: connectivity.coherency())
    diagonal = np.arange(coherency.shape[-1])
    coherency[:, diagonal, diagonal] = 1.0
    return frequencies_hz, np.nan_to_num(coherency, nan=0.0)


def multitaper_phase_lag_index(
    x: Signals, rate_hz: float, window_s: float, band: tuple[float, float]
) -> np.ndarray:
    """Phase lag index over windows, tapers and the frequencies of a band.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples), or sequence of such
        One run of standardised signals, or several, whose windows are pooled.
    rate_hz : float
        Sampling rate.
    window_s : float
        Length of the windows; they overlap by half.
    band : tuple of float
        Low and high edge, in Hz.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Modulus of the mean sign (the package's is signed): symmetric, between 0 and 1, diagonal 0.

    Raises
    ------
    ConfigurationError, EstimationError
        When the band is not possible, or the signals are shorter than two windows.
    """
    require_band(band, rate_hz)
    _, spectra = _tapered_spectra(x, rate_hz, window_s, band)
    signed = _by_frequency(spectra, lambda connectivity: connectivity.phase_lag_index())
    index = np.abs(signed.real.mean(axis=0))
    index = (index + index.T) / 2
    np.fill_diagonal(index, 0.0)
    return index


def _tapered_spectra(
    x: Signals, rate_hz: float, window_s: float, band: tuple[float, float] | None
) -> tuple[np.ndarray, np.ndarray]:
    """Fourier coefficients, shape (n_frequencies, n_windows, n_tapers, n_channels)."""
    multitaper, _ = _classes()
    runs = runs_of(x)
    length = window_length(runs, rate_hz, window_s)
    tapers = [
        multitaper(
            run.T[:, None, :],
            sampling_frequency=rate_hz,
            time_halfbandwidth_product=TIME_HALF_BANDWIDTH,
            n_time_samples_per_window=length,
            n_time_samples_per_step=length - length // 2,
            n_fft_samples=length,
        )
        for run in runs
    ]
    frequencies_hz = np.fft.rfftfreq(length, 1 / rate_hz)
    keep = frequencies_within(frequencies_hz, rate_hz, band)
    # window, taper, frequency, channel
    coefficients = np.concatenate([own.fft()[:, 0][:, :, keep] for own in tapers])
    return frequencies_hz[keep], coefficients.transpose(2, 0, 1, 3)


def _by_frequency(spectra: np.ndarray, measure: Callable) -> np.ndarray:
    """Apply a measure of `Connectivity` to a few frequencies at a time."""
    _, connectivity = _classes()
    n_frequencies, n_windows, n_tapers, n_channels = spectra.shape
    one_frequency = n_windows * n_tapers * n_channels**2 * spectra.itemsize
    at_once = max(MEMORY_BYTES // one_frequency, 1)
    parts = [
        measure(connectivity(spectra[start : start + at_once, :, :, None, :]))[:, 0]
        for start in range(0, n_frequencies, at_once)
    ]
    return np.concatenate(parts)


def _classes() -> tuple[Any, Any]:
    """Import `Multitaper` and `Connectivity` without their wrapper, which imports xarray."""
    with imported_without("spectral_connectivity.wrapper", "multitaper_connectivity"):
        from spectral_connectivity import Connectivity, Multitaper
    return Multitaper, Connectivity
