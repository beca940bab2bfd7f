"""Phase lag indices of band-limited analytic signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.spectra import analytic_signal, band_bins, fourier

if TYPE_CHECKING:
    from collections.abc import Iterator

ZERO_PHASE = 1e-12
"""Phase differences smaller than this (rad) count as none: they are rounding."""

BLOCK = 3000
"""Samples handled at once, so that the temporary arrays of 19 channels stay in the cache."""


def phase_lag_index(x: np.ndarray, rate_hz: float, band: tuple[float, float]) -> np.ndarray:
    r"""Phase lag index: how consistently one channel leads the other (Stam 2007).

    .. math:: \mathrm{PLI}_{ij} = \left| \frac{1}{T} \sum_t \mathrm{sign} \, \mathrm{Im}
              \left( z_i(t) \bar z_j(t) \right) \right|

    with the analytic signals z of the channels limited to the band. In a broad band the sign
    changes with frequency and the index cancels: take narrow bands and average.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    rate_hz : float
        Sampling rate.
    band : tuple of float
        Low and high edge, in Hz.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, between 0 and 1, diagonal 0.

    Raises
    ------
    ConfigurationError, EstimationError
        When the band is not possible, or a channel is constant or not finite.

    References
    ----------
    Stam, Nolte and Daffertshofer (2007), doi:10.1002/hbm.20346.
    """
    return phase_lag_index_of(_analytic(x, rate_hz, band))


def weighted_phase_lag_index(
    x: np.ndarray, rate_hz: float, band: tuple[float, float]
) -> np.ndarray:
    r"""Phase lag index weighted by the size of the imaginary part (Vinck 2011).

    .. math:: \mathrm{wPLI}_{ij} = \frac{|\sum_t s_t|}{\sum_t |s_t|}, \quad
              s_t = \mathrm{Im}(z_i(t) \bar z_j(t))

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    rate_hz : float
        Sampling rate.
    band : tuple of float
        Low and high edge, in Hz.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, between 0 and 1, diagonal 0.

    Raises
    ------
    ConfigurationError, EstimationError
        When the band is not possible, or a channel is constant or not finite.

    References
    ----------
    Vinck et al. (2011), doi:10.1016/j.neuroimage.2011.01.055.
    """
    return weighted_phase_lag_index_of(_analytic(x, rate_hz, band))


def debiased_weighted_phase_lag_index_squared(
    x: np.ndarray, rate_hz: float, band: tuple[float, float]
) -> np.ndarray:
    r"""Square of the weighted phase lag index without the bias of a short record.

    .. math:: \frac{(\sum_t s_t)^2 - \sum_t s_t^2}{(\sum_t |s_t|)^2 - \sum_t s_t^2}, \quad
              s_t = \mathrm{Im}(z_i(t) \bar z_j(t))

    The correction holds for observations that are independent of each other. Points of a signal
    limited to B Hz are, at a spacing of 1/B: so the analytic signal is taken at that spacing, and
    none of its information is lost.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    rate_hz : float
        Sampling rate.
    band : tuple of float
        Low and high edge, in Hz.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, at most 1, about 0 (on either side) without phase coupling, diagonal 0.

    Raises
    ------
    ConfigurationError, EstimationError
        When the band is not possible, or a channel is constant or not finite.

    References
    ----------
    Vinck et al. (2011), doi:10.1016/j.neuroimage.2011.01.055.
    """
    z = standardise(x)
    return debiased_wpli2_of_spectrum(fourier(z), band_bins(z.shape[1], rate_hz, band))


def phase_lag_index_of(analytic: np.ndarray) -> np.ndarray:
    r"""Phase lag index of analytic signals.

    Signals are scaled to modulus 1, so that
    :math:`\mathrm{Im}(z_i \bar z_j) = \sin(\varphi_i - \varphi_j)` and a phase difference below
    `ZERO_PHASE` counts as none: a channel and its multiple have index 0, and not the chance value
    that the signs of rounding errors would give.

    Parameters
    ----------
    analytic : ndarray of complex, shape (n_channels, n_samples)
        Analytic signals, up to a factor of modulus 1 that may vary in time.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, between 0 and 1, diagonal 0.
    """
    n_channels, n_samples = analytic.shape
    signs = np.zeros((n_channels, n_channels))
    for real, imag in _blocks(analytic):
        modulus = np.sqrt(real**2 + imag**2)
        modulus[modulus == 0] = 1.0
        cosine, sine = real / modulus, imag / modulus
        lags, products = np.empty((2, *real.shape))
        for i in range(n_channels - 1):
            rest = n_channels - 1 - i
            lag = np.multiply(cosine[i + 1 :], sine[i], out=lags[:rest])
            lag -= np.multiply(sine[i + 1 :], cosine[i], out=products[:rest])
            signs[i, i + 1 :] += _count(lag > ZERO_PHASE)
            signs[i, i + 1 :] -= _count(lag < -ZERO_PHASE)
    return np.abs(signs + signs.T) / n_samples


def weighted_phase_lag_index_of(analytic: np.ndarray) -> np.ndarray:
    """Weighted phase lag index of analytic signals.

    Parameters
    ----------
    analytic : ndarray of complex, shape (n_channels, n_samples)
        Analytic signals, up to a factor of modulus 1 that may vary in time.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, between 0 and 1, diagonal 0.
    """
    total, absolute, _ = _imaginary_sums(analytic)
    return _ratio(total, absolute)


def debiased_wpli2_of_spectrum(spectrum: np.ndarray, bins: slice) -> np.ndarray:
    """Debiased squared weighted phase lag index from Fourier coefficients.

    Parameters
    ----------
    spectrum : ndarray of complex, shape (n_channels, n_frequencies)
        As `spectra.fourier` returns it.
    bins : slice
        The band, as `spectra.band_bins` returns it.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, at most 1, diagonal 0.
    """
    independent = analytic_signal(spectrum, bins, bins.stop - bins.start)
    total, absolute, squares = _imaginary_sums(independent)
    return _ratio(total**2 - squares, absolute**2 - squares)


def _analytic(x: np.ndarray, rate_hz: float, band: tuple[float, float]) -> np.ndarray:
    z = standardise(x)
    n_samples = z.shape[1]
    return analytic_signal(fourier(z), band_bins(n_samples, rate_hz, band), n_samples)


def _blocks(analytic: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Split into contiguous real and imaginary parts of a few samples at a time."""
    for start in range(0, analytic.shape[1], BLOCK):
        block = analytic[:, start : start + BLOCK]
        yield block.real.copy(), block.imag.copy()


def _count(true: np.ndarray) -> np.ndarray:
    """Count the true entries of each row, eight at a time."""
    return np.bitwise_count(np.packbits(true, axis=1)).sum(axis=1, dtype=np.int64)


def _imaginary_sums(analytic: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Sum over time :math:`s = \mathrm{Im}(z_i \bar z_j)`, its modulus and its square.

    The first sum is returned as its modulus. Where the moduli are rounding (relative to the power
    of both signals) all sums are 0: the channels are multiples of each other.
    """
    n_channels = len(analytic)
    total, absolute, squares = np.zeros((3, n_channels, n_channels))
    for real, imag in _blocks(analytic):
        lagged, products = np.empty((2, *real.shape))
        for i in range(n_channels - 1):
            rest = n_channels - 1 - i
            s = np.multiply(real[i + 1 :], imag[i], out=lagged[:rest])
            s -= np.multiply(imag[i + 1 :], real[i], out=products[:rest])
            total[i, i + 1 :] += s.sum(axis=1)
            squares[i, i + 1 :] += np.vecdot(s, s)
            absolute[i, i + 1 :] += np.abs(s, out=s).sum(axis=1)
    power = np.vecdot(analytic, analytic).real
    total[absolute <= ZERO_PHASE * np.sqrt(np.outer(power, power))] = 0.0
    absolute[total == 0] = 0.0
    squares[total == 0] = 0.0
    return np.abs(total + total.T), absolute + absolute.T, squares + squares.T


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator > 0)
