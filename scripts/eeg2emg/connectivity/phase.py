"""Phase lag indices of band-limited analytic signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.spectra import analytic_signal, band_bins, fourier
from eeg2emg.connectivity.windows import window_coefficients

if TYPE_CHECKING:
    from collections.abc import Iterator

ZERO_PHASE = 1e-12
"""Phase differences smaller than this (rad) count as none: they are rounding."""

APART = 3
"""The second window of a pair is at least so many windows later: two lie between them."""

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
    x: np.ndarray, rate_hz: float, band: tuple[float, float], *, window_s: float = 2.0
) -> np.ndarray:
    r"""Square of the weighted phase lag index without the bias of few observations.

    Observations are windows, as Vinck and others (2011) take trials: at each frequency

    .. math:: \frac{\sum_{v, w} s_v s_w}{\sum_{v, w} |s_v| |s_w|}, \quad
              s_w = \mathrm{Im}(X_{iw} \bar X_{jw})

    with the Fourier coefficients X of the windows (Hann, side by side) and all pairs of windows
    with two others or more between them, averaged over the frequencies of the band. The
    expectation without coupling is 0 where the windows of a pair are independent, as trials are.
    Near windows of one signal are not: a rhythm of B Hz remembers its phase for about 1/B s.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    rate_hz : float
        Sampling rate.
    band : tuple of float
        Low and high edge, in Hz.
    window_s : float
        Length of a window.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, between -1 and 1, about 0 (on either side) without phase coupling, diagonal 0.

    Raises
    ------
    ConfigurationError, EstimationError
        When the band is not possible, a channel is constant or not finite, or the signals are
        shorter than four windows.

    References
    ----------
    Vinck et al. (2011), doi:10.1016/j.neuroimage.2011.01.055.
    """
    coefficients = window_coefficients(standardise(x), rate_hz, window_s, band, at_least=APART + 1)
    return debiased_wpli2_of_windows(coefficients)


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
    total, absolute = _imaginary_sums(analytic)
    return _ratio(total, absolute)


def debiased_wpli2_of_windows(coefficients: np.ndarray, apart: int = APART) -> np.ndarray:
    """Debiased squared weighted phase lag index from the Fourier coefficients of windows.

    Parameters
    ----------
    coefficients : ndarray of complex, shape (n_frequencies, n_windows, n_channels)
        As `windows.window_coefficients` returns them; more windows than `apart`.
    apart : int
        How many windows later the second of a pair is at least; 1 is right for trials.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, between -1 and 1, diagonal 0; mean over frequencies.
    """
    by_channel = np.ascontiguousarray(coefficients.transpose(2, 0, 1))
    real, imag = by_channel.real.copy(), by_channel.imag.copy()
    power = np.vecdot(by_channel, by_channel).real
    index = np.zeros((len(by_channel), len(by_channel)))
    for i in range(len(by_channel) - 1):
        s = imag[i] * real[i + 1 :] - real[i] * imag[i + 1 :]
        size = np.abs(s)
        pairs, sizes = _over_pairs(s, apart), _over_pairs(size, apart)
        pairs[size.sum(axis=2) <= ZERO_PHASE * np.sqrt(power[i] * power[i + 1 :])] = 0.0
        index[i, i + 1 :] = _ratio(pairs, sizes).mean(axis=1)
    return index + index.T


def _over_pairs(values: np.ndarray, apart: int) -> np.ndarray:
    """Sum products of all pairs of windows at least so far apart; shape (..., w) to (...)."""
    earlier = np.cumsum(values[..., :-apart], axis=-1)
    return np.vecdot(earlier, values[..., apart:])


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


def _imaginary_sums(analytic: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    r"""Sum over time :math:`s = \mathrm{Im}(z_i \bar z_j)` and its modulus.

    The first sum is returned as its modulus. Where the moduli are rounding (relative to the power
    of both signals) all sums are 0: the channels are multiples of each other.
    """
    n_channels = len(analytic)
    total, absolute = np.zeros((2, n_channels, n_channels))
    for real, imag in _blocks(analytic):
        lagged, products = np.empty((2, *real.shape))
        for i in range(n_channels - 1):
            rest = n_channels - 1 - i
            s = np.multiply(real[i + 1 :], imag[i], out=lagged[:rest])
            s -= np.multiply(imag[i + 1 :], real[i], out=products[:rest])
            total[i, i + 1 :] += s.sum(axis=1)
            absolute[i, i + 1 :] += np.abs(s, out=s).sum(axis=1)
    power = np.vecdot(analytic, analytic).real
    total[absolute <= ZERO_PHASE * np.sqrt(np.outer(power, power))] = 0.0
    absolute[total == 0] = 0.0
    return np.abs(total + total.T), absolute + absolute.T


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator > 0)
