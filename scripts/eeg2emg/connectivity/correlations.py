"""Pearson correlation, broad or limited to a band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.channels import centre_channels, standardise
from eeg2emg.connectivity.spectra import band_bins, fourier

if TYPE_CHECKING:
    from collections.abc import Sequence


def correlation(x: np.ndarray) -> np.ndarray:
    r"""Pearson correlation of every pair of channels (equation 3 of the paper).

    .. math:: r_{ij} = \frac{\sum_t (x_i - \bar x_i)(x_j - \bar x_j)}
                            {\sqrt{\sum_t (x_i - \bar x_i)^2 \sum_t (x_j - \bar x_j)^2}}

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, between -1 and 1, diagonal 1.

    Raises
    ------
    EstimationError
        When a channel is constant or not finite.
    """
    z = centre_channels(x)[0]
    return normalise_covariance(z @ z.T)


def band_correlation(x: np.ndarray, rate_hz: float, band: tuple[float, float]) -> np.ndarray:
    """Pearson correlation of the signals limited to a band by a zero-phase Fourier filter.

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
        Symmetric, between -1 and 1, diagonal 1.

    Raises
    ------
    ConfigurationError, EstimationError
        When the band is not possible, or a channel is constant or not finite.
    """
    z = standardise(x)
    return correlation_of_spectrum(fourier(z), band_bins(z.shape[1], rate_hz, band))


def correlation_of_spectrum(spectrum: np.ndarray, bins: slice) -> np.ndarray:
    r"""Correlation of band-limited signals from their Fourier coefficients alone.

    By Parseval's theorem the covariance of two signals that hold the bins k of a band only is
    :math:`\frac{2}{N^2} \mathrm{Re} \sum_k X_i(k) \bar X_j(k)`, so nothing has to be transformed
    back.

    Parameters
    ----------
    spectrum : ndarray of complex, shape (n_channels, n_frequencies)
        As `spectra.fourier` returns it.
    bins : slice
        The band, as `spectra.band_bins` returns it.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, between -1 and 1, diagonal 1.
    """
    return normalise_covariance(_products(spectrum, bins))


def correlation_of_runs(
    spectra: Sequence[np.ndarray], bins: Sequence[slice], lengths: Sequence[int]
) -> np.ndarray:
    """Correlation of band-limited signals over several runs, as `correlation_of_spectrum`.

    Parameters
    ----------
    spectra : sequence of ndarray, shape (n_channels, n_frequencies)
        Of each run.
    bins : sequence of slice
        The band in each.
    lengths : sequence of int
        Samples of each run: its sum of products over time is that over frequencies, divided by
        them.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Symmetric, between -1 and 1, diagonal 1.
    """
    summed = [
        _products(spectrum, own) / length
        for spectrum, own, length in zip(spectra, bins, lengths, strict=True)
    ]
    return normalise_covariance(np.sum(summed, axis=0))


def _products(spectrum: np.ndarray, bins: slice) -> np.ndarray:
    inside = spectrum[:, bins]
    return inside.real @ inside.real.T + inside.imag @ inside.imag.T


def normalise_covariance(covariance: np.ndarray) -> np.ndarray:
    """Divide a covariance matrix by the standard deviations of its rows and columns.

    Parameters
    ----------
    covariance : ndarray, shape (n, n)
        Symmetric, with a positive diagonal.

    Returns
    -------
    ndarray, shape (n, n)
        Correlations: symmetric, clipped to [-1, 1] against rounding, diagonal exactly 1.
    """
    deviation = np.sqrt(np.diagonal(covariance))
    matrix = np.clip(covariance / np.outer(deviation, deviation), -1.0, 1.0)
    matrix = (matrix + matrix.T) / 2
    np.fill_diagonal(matrix, 1.0)
    return matrix
