"""Granger causality by frequency: pairwise spectra, and the share within a band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.channels import require_band, standardise
from eeg2emg.connectivity.granger import pair_factors
from eeg2emg.connectivity.lagged_gram import LaggedGram, lagged_gram

if TYPE_CHECKING:
    from collections.abc import Sequence

FREQUENCIES = 256
"""Points over the full band from which the integral over a band is taken."""


def spectral_granger(
    x: np.ndarray, order: int, frequencies_hz: np.ndarray, rate_hz: float
) -> np.ndarray:
    r"""Pairwise spectral Granger causality (Geweke 1982).

    .. math:: f_{j \to i}(\nu) = \ln \frac{S_{ii}(\nu)}
              {S_{ii}(\nu) - (\Sigma_{jj} - \Sigma_{ij}^2 / \Sigma_{ii}) |H_{ij}(\nu)|^2}

    of the model of the two channels alone, fitted to the full band of the data.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    order : int
        Number of lags.
    frequencies_hz : ndarray, shape (n_frequencies,)
        Frequencies.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    ndarray, shape (n_frequencies, n_channels, n_channels)
        Sink, source; not negative, diagonal 0.

    Raises
    ------
    EstimationError
        As `granger.granger_causality`.

    References
    ----------
    Geweke (1982), doi:10.1080/01621459.1982.10477803.
    """
    return spectral_granger_of_gram(
        lagged_gram(standardise(x), order), np.asarray(frequencies_hz) / rate_hz
    )


def band_granger(
    x: np.ndarray, order: int, rate_hz: float, band: tuple[float, float]
) -> np.ndarray:
    """Part of the pairwise Granger causality that lies in a band.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit, not low-passed below half the sampling rate.
    order : int
        Number of lags.
    rate_hz : float
        Sampling rate.
    band : tuple of float
        Low and high edge, in Hz.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Sink, source; diagonal 0. The values of bands that cover 0 to half the sampling rate add up
        to the time-domain value of the same model, with the reduced model of infinite order.

    Raises
    ------
    ConfigurationError, EstimationError
        When the band is not possible, or as `granger.granger_causality`.
    """
    return band_granger_of_gram(lagged_gram(standardise(x), order), rate_hz, band)


def band_granger_of_gram(
    gram: LaggedGram,
    rate_hz: float,
    band: tuple[float, float],
    channel_names: Sequence[str] | None = None,
) -> np.ndarray:
    r"""Integrate the spectral Granger causality over a band.

    .. math:: \frac{2}{r} \int_{low}^{high} f(\nu) \, d\nu

    by the midpoint rule on equal steps of the band, about rate / (2 `FREQUENCIES`) wide.

    Parameters
    ----------
    gram : LaggedGram
        Products of standardised signals.
    rate_hz : float
        Sampling rate r.
    band : tuple of float
        Low and high edge, in Hz.
    channel_names : sequence of str, optional
        For the messages.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Sink, source; diagonal 0.

    Raises
    ------
    ConfigurationError, EstimationError
        When the band is not possible, or as `granger.pairwise_of_gram`.
    """
    low_hz, high_hz = require_band(band, rate_hz)
    share = 2 * (high_hz - low_hz) / rate_hz
    steps = max(int(np.ceil(FREQUENCIES * share)), 8)
    middles_hz = low_hz + (high_hz - low_hz) * (np.arange(steps) + 0.5) / steps
    return share * spectral_granger_of_gram(gram, middles_hz / rate_hz, channel_names).mean(axis=0)


def spectral_granger_of_gram(
    gram: LaggedGram, frequencies: np.ndarray, channel_names: Sequence[str] | None = None
) -> np.ndarray:
    """Pairwise spectral Granger causality from lagged products.

    Parameters
    ----------
    gram : LaggedGram
        Products of standardised signals.
    frequencies : ndarray, shape (n_frequencies,)
        In cycles per sample.
    channel_names : sequence of str, optional
        For the messages.

    Returns
    -------
    ndarray, shape (n_frequencies, n_channels, n_channels)
        Sink, source; diagonal 0.

    Raises
    ------
    RankDeficiencyError
        When a channel is a copy of another.
    """
    n, p = gram.n_channels, gram.order
    first, second = np.triu_indices(n, k=1)
    result = np.zeros((len(frequencies), n, n))
    if not len(first):
        return result
    factors = pair_factors(gram, first, second, channel_names)
    # L [past, past] and the rows of the present below it: weights = L_pp^-T L_np^T
    weights = np.linalg.solve(
        factors[:, : 2 * p, : 2 * p].swapaxes(1, 2), factors[:, 2 * p :, : 2 * p].swapaxes(1, 2)
    ).reshape(len(first), 2, p, 2)  # pair, source, lag, sink
    left = factors[:, 2 * p :, 2 * p :]
    noise = left @ left.swapaxes(1, 2)
    delays = np.exp(-2j * np.pi * np.outer(frequencies, np.arange(1, p + 1)))
    spectral = -np.einsum("fk,cjki->ijfc", delays, weights, optimize=True)
    spectral[0, 0] += 1.0
    spectral[1, 1] += 1.0
    determinant = np.abs(spectral[0, 0] * spectral[1, 1] - spectral[0, 1] * spectral[1, 0]) ** 2
    for sink, source, to, of in ((0, 1, first, second), (1, 0, second, first)):
        # H = adj(A) / det(A): H_ii = A_jj / det, H_ij = -A_ij / det
        variance, other, shared = noise[:, sink, sink], noise[:, source, source], noise[:, 0, 1]
        direct, crossing = spectral[source, source], -spectral[sink, source]
        total = (
            variance * np.abs(direct) ** 2
            + 2 * shared * (direct * crossing.conj()).real
            + other * np.abs(crossing) ** 2
        ) / determinant
        caused = (other - shared**2 / variance) * np.abs(crossing) ** 2 / determinant
        result[:, to, of] = -np.log1p(-np.minimum(caused / total, 1 - 1e-15))
    return np.maximum(result, 0.0)
