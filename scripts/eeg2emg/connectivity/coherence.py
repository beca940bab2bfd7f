"""Magnitude-squared and imaginary coherence by Welch's method or by multitapers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.fft

from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.runs import runs_of
from eeg2emg.connectivity.windows import frequencies_within, window_length
from eeg2emg.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from eeg2emg.connectivity.runs import Signals

ESTIMATORS = ("welch", "multitaper")


def coherence_spectrum(
    x: np.ndarray, rate_hz: float, *, window_s: float = 2.0, estimator: str = "welch"
) -> tuple[np.ndarray, np.ndarray]:
    r"""Magnitude-squared coherence at every frequency (equation 7 of the paper).

    .. math:: C_{xy}(f) = \frac{|G_{xy}(f)|^2}{G_{xx}(f) \, G_{yy}(f)}

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    rate_hz : float
        Sampling rate.
    window_s : float
        Length of the windows over which the spectra are averaged; they overlap by half.
    estimator : {"welch", "multitaper"}
        Hann windows, or three Slepian tapers per window by the package spectral-connectivity.

    Returns
    -------
    frequencies_hz : ndarray, shape (n_frequencies,)
        From 0 to half the sampling rate.
    coherence : ndarray, shape (n_frequencies, n_channels, n_channels)
        Symmetric, between 0 and 1, diagonal 1.

    Raises
    ------
    ConfigurationError
        When the estimator is unknown.
    EstimationError
        When the signals are shorter than two windows: the coherence of one window is always 1.
    """
    frequencies_hz, coherency = coherency_spectrum(
        x, rate_hz, window_s=window_s, estimator=estimator
    )
    return frequencies_hz, squared_magnitude(coherency)


def coherency_spectrum(
    x: np.ndarray,
    rate_hz: float,
    *,
    window_s: float = 2.0,
    estimator: str = "welch",
    band: tuple[float, float] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    r"""Complex coherency :math:`G_{ij} / \sqrt{G_{ii} G_{jj}}`, of which both coherences are made.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    rate_hz : float
        Sampling rate.
    window_s : float
        Length of the windows; they overlap by half.
    estimator : {"welch", "multitaper"}
        How the cross-spectra are estimated.
    band : tuple of float, optional
        Only frequencies within it, in Hz; all by default.

    Returns
    -------
    frequencies_hz : ndarray, shape (n_frequencies,)
        Frequencies.
    coherency : ndarray of complex, shape (n_frequencies, n_channels, n_channels)
        Hermitian, diagonal 1. The phase of ``[i, j]`` is that of i less that of j: where i follows
        j by a delay d it is :math:`-2 \pi f d`.

    Raises
    ------
    ConfigurationError
        When the estimator is unknown or the band impossible.
    EstimationError
        When the signals are shorter than two windows.
    """
    return estimator_function(estimator)(standardise(x), rate_hz, window_s, band)


def estimator_function(
    estimator: str,
) -> Callable[[Signals, float, float, tuple[float, float] | None], tuple[np.ndarray, np.ndarray]]:
    """Find the function that estimates the coherency of standardised signals.

    Parameters
    ----------
    estimator : {"welch", "multitaper"}
        Its name.

    Returns
    -------
    callable
        Taking signals, rate, window length and band (or None), giving frequencies and coherency.

    Raises
    ------
    ConfigurationError
        When there is none of this name.
    """
    if estimator == "welch":
        return welch_coherency
    if estimator == "multitaper":
        from eeg2emg.connectivity.multitaper import multitaper_coherency

        return multitaper_coherency
    raise ConfigurationError(
        f"Unknown estimator {estimator!r}", "", f"Allowed are {', '.join(ESTIMATORS)}"
    )


def welch_coherency(
    x: Signals, rate_hz: float, window_s: float, band: tuple[float, float] | None
) -> tuple[np.ndarray, np.ndarray]:
    """Coherency by Welch's method: periodic Hann windows, half overlap, each window's mean removed.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples), or sequence of such
        One run, or several, over whose windows the spectra are averaged.
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
        Hermitian, diagonal 1.

    Raises
    ------
    EstimationError
        When the signals are shorter than two windows.

    References
    ----------
    Welch (1967), doi:10.1109/TAU.1967.1161901.
    """
    runs = runs_of(x)
    length = window_length(runs, rate_hz, window_s)
    frequencies_hz = np.fft.rfftfreq(length, 1 / rate_hz)
    keep = frequencies_within(frequencies_hz, rate_hz, band)
    step = length - length // 2
    of_runs = [
        np.lib.stride_tricks.sliding_window_view(run, length, axis=1)[:, ::step] for run in runs
    ]
    windows = of_runs[0] if len(of_runs) == 1 else np.concatenate(of_runs, axis=1)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    tapered = (windows - windows.mean(axis=2, keepdims=True)) * hann
    spectra = scipy.fft.rfft(tapered, axis=2)[:, :, keep]
    by_frequency = np.ascontiguousarray(spectra.transpose(2, 0, 1))
    return frequencies_hz[keep], normalise_cross_spectra(
        by_frequency @ by_frequency.conj().transpose(0, 2, 1)
    )


def normalise_cross_spectra(cross_spectra: np.ndarray) -> np.ndarray:
    """Coherency of cross-spectra.

    Parameters
    ----------
    cross_spectra : ndarray of complex, shape (..., n_channels, n_channels)
        Hermitian.

    Returns
    -------
    ndarray of complex, same shape
        Divided by the roots of both powers; where a channel has no power at a frequency its
        coherency with others is 0; diagonal 1.
    """
    power = np.sqrt(np.diagonal(cross_spectra, axis1=-2, axis2=-1).real)
    inverse = np.divide(1.0, power, out=np.zeros_like(power), where=power > 0)
    coherency = cross_spectra * inverse[..., :, None] * inverse[..., None, :]
    diagonal = np.arange(coherency.shape[-1])
    coherency[..., diagonal, diagonal] = 1.0
    return coherency


def squared_magnitude(coherency: np.ndarray) -> np.ndarray:
    """Magnitude-squared coherence of a coherency, exactly symmetric and within [0, 1].

    Parameters
    ----------
    coherency : ndarray of complex, shape (..., n, n)
        Hermitian.

    Returns
    -------
    ndarray, shape (..., n, n)
        Its squared modulus.
    """
    squared = np.minimum(coherency.real**2 + coherency.imag**2, 1.0)
    return (squared + squared.swapaxes(-1, -2)) / 2


def zero_lag_share(coherency: np.ndarray) -> np.ndarray:
    """Part of the magnitude-squared coherence that has no delay: the squared real part.

    Instantaneous mixing (cross-talk between muscles, volume conduction) makes coherency real, so
    this part may be nothing but mixing.

    Parameters
    ----------
    coherency : ndarray of complex, shape (..., n, n)
        Hermitian.

    Returns
    -------
    ndarray, shape (..., n, n)
        Symmetric, between 0 and 1, diagonal 1.
    """
    squared = np.minimum(coherency.real**2, 1.0)
    return (squared + squared.swapaxes(-1, -2)) / 2


def imaginary_part(coherency: np.ndarray) -> np.ndarray:
    r"""Modulus of the imaginary part of coherency.

    Instantaneous mixing of independent sources leaves it at 0.

    Parameters
    ----------
    coherency : ndarray of complex, shape (..., n, n)
        Hermitian.

    Returns
    -------
    ndarray, shape (..., n, n)
        :math:`|\mathrm{Im}\, c_{ij}|`, symmetric, between 0 and 1, diagonal 0.

    References
    ----------
    Nolte et al. (2004), doi:10.1016/j.clinph.2004.04.029. Their value is signed; here, as in a
    plane for a network, its modulus.
    """
    magnitude = np.minimum(np.abs(coherency.imag), 1.0)
    magnitude = (magnitude + magnitude.swapaxes(-1, -2)) / 2
    diagonal = np.arange(coherency.shape[-1])
    magnitude[..., diagonal, diagonal] = 0.0
    return magnitude
