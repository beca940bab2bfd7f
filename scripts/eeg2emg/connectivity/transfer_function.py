"""Transfer functions of MVAR models and the directed measures made of them.

All matrices are [sink, source]. All measures are on the scale of power (squared moduli).
"""

from __future__ import annotations

import numpy as np


def spectral_coefficients(
    coefficients: np.ndarray, frequencies_hz: np.ndarray, rate_hz: float
) -> np.ndarray:
    r"""Fourier transform of a model's coefficients.

    .. math:: \bar A(f) = I - \sum_k A_k e^{-2 \pi \mathrm{i} f k / r}

    Parameters
    ----------
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source.
    frequencies_hz : ndarray, shape (n_frequencies,)
        Frequencies.
    rate_hz : float
        Sampling rate r of the signals that the model describes.

    Returns
    -------
    ndarray of complex, shape (n_frequencies, n, n)
        Sink, source.
    """
    coefficients = np.asarray(coefficients, dtype=np.float64)
    order, n, _ = coefficients.shape
    cycles = np.outer(
        np.asarray(frequencies_hz, dtype=np.float64) / rate_hz, np.arange(1, order + 1)
    )
    delays = np.exp(-2j * np.pi * cycles)
    flat = coefficients.reshape(order, n * n)
    result = -(delays.real @ flat + 1j * (delays.imag @ flat)).reshape(-1, n, n)
    result[:, np.arange(n), np.arange(n)] += 1.0
    return result


def transfer_function(
    coefficients: np.ndarray,
    frequencies_hz: np.ndarray,
    rate_hz: float,
    basis: np.ndarray | None = None,
) -> np.ndarray:
    r"""Transfer function :math:`H(f) = \bar A(f)^{-1}` from innovations to channels.

    With a basis U the model describes r principal components y = U^T x of n channels, and
    :math:`H(f) = U H_y(f) U^\top`: of rank r, defined where channels depend on each other, and with
    r = n the transfer function of the channels' own model.

    Parameters
    ----------
    coefficients : ndarray, shape (order, r, r)
        Lag, sink, source.
    frequencies_hz : ndarray, shape (n_frequencies,)
        Frequencies.
    rate_hz : float
        Sampling rate.
    basis : ndarray, shape (n, r), optional
        Orthonormal columns.

    Returns
    -------
    ndarray of complex, shape (n_frequencies, n, n)
        Sink, source.
    """
    transfer = np.linalg.inv(spectral_coefficients(coefficients, frequencies_hz, rate_hz))
    return transfer if basis is None else expand(transfer, basis)


def expand(matrices: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Carry matrices of principal components over to the channels, U M U^T.

    Parameters
    ----------
    matrices : ndarray of complex, shape (n_frequencies, r, r)
        Matrices between components.
    basis : ndarray, shape (n, r)
        Orthonormal columns U.

    Returns
    -------
    ndarray of complex, shape (n_frequencies, n, n)
        Matrices between channels.
    """
    # Real times complex would make numpy convert the real factor: both parts are multiplied apart
    return (basis @ matrices.real @ basis.T) + 1j * (basis @ matrices.imag @ basis.T)


def directed_transfer_function(
    coefficients: np.ndarray, frequencies_hz: np.ndarray, rate_hz: float
) -> np.ndarray:
    r"""Directed transfer function (equation 4 of the paper).

    .. math:: \gamma^2_{ij}(f) = \frac{|H_{ij}(f)|^2}{\sum_m |H_{im}(f)|^2}

    Parameters
    ----------
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source, as `fit_mvar` gives them.
    frequencies_hz : ndarray, shape (n_frequencies,)
        Frequencies.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    ndarray, shape (n_frequencies, n, n)
        Sink, source; between 0 and 1, each row (sink) sums to 1.

    References
    ----------
    Kaminski and Blinowska (1991), doi:10.1007/BF00198091.
    """
    return dtf(transfer_function(coefficients, frequencies_hz, rate_hz))


def power(transfer: np.ndarray) -> np.ndarray:
    r"""Non-normalised DTF :math:`|H_{ij}(f)|^2` (equation 5 of the paper).

    Parameters
    ----------
    transfer : ndarray of complex, shape (n_frequencies, n, n)
        Transfer function.

    Returns
    -------
    ndarray, shape (n_frequencies, n, n)
        Sink, source; not negative, without upper bound.

    References
    ----------
    Kaminski et al. (2001), doi:10.1007/s004220000235.
    """
    return transfer.real**2 + transfer.imag**2


def dtf(transfer: np.ndarray) -> np.ndarray:
    """DTF of a transfer function, normalised over the sources of each sink and frequency.

    Parameters
    ----------
    transfer : ndarray of complex, shape (n_frequencies, n, n)
        Transfer function.

    Returns
    -------
    ndarray, shape (n_frequencies, n, n)
        Sink, source; rows sum to 1.
    """
    squared = power(transfer)
    return squared / squared.sum(axis=2, keepdims=True)


def full_frequency_dtf(transfer: np.ndarray) -> np.ndarray:
    r"""Full-frequency DTF, normalised over sources and all frequencies given.

    .. math:: \eta^2_{ij}(f) = \frac{|H_{ij}(f)|^2}{\sum_f \sum_m |H_{im}(f)|^2}

    Parameters
    ----------
    transfer : ndarray of complex, shape (n_frequencies, n, n)
        Transfer function.

    Returns
    -------
    ndarray, shape (n_frequencies, n, n)
        Sink, source; summed over sources and frequencies each sink has 1.

    References
    ----------
    Korzeniewska et al. (2003), doi:10.1016/S0165-0270(03)00052-9.
    """
    squared = power(transfer)
    return squared / squared.sum(axis=(0, 2), keepdims=True)


def direct_dtf(transfer: np.ndarray, partial_coherence: np.ndarray) -> np.ndarray:
    r"""Direct DTF :math:`\delta^2 = \eta^2 C^2` (equation 6 of the paper).

    Parameters
    ----------
    transfer : ndarray of complex, shape (n_frequencies, n, n)
        Transfer function.
    partial_coherence : ndarray, shape (n_frequencies, n, n)
        Squared partial coherence, as `squared_partial_coherence` gives it.

    Returns
    -------
    ndarray, shape (n_frequencies, n, n)
        Sink, source; between 0 and 1.

    References
    ----------
    Korzeniewska et al. (2003), doi:10.1016/S0165-0270(03)00052-9.
    """
    return full_frequency_dtf(transfer) * partial_coherence


def squared_partial_coherence(
    spectral: np.ndarray, noise_covariance: np.ndarray, basis: np.ndarray | None = None
) -> np.ndarray:
    r"""Squared partial coherence of a model.

    The inverse of the spectrum is :math:`P(f) = \bar A^* \Sigma^{-1} \bar A`, of principal
    components carried over to the channels as their pseudo-inverse, and
    :math:`C^2_{ij} = |P_{ij}|^2 / (P_{ii} P_{jj})`.

    Parameters
    ----------
    spectral : ndarray of complex, shape (n_frequencies, r, r)
        As `spectral_coefficients` gives it.
    noise_covariance : ndarray, shape (r, r)
        Covariance of the innovations.
    basis : ndarray, shape (n, r), optional
        Orthonormal columns.

    Returns
    -------
    ndarray, shape (n_frequencies, n, n)
        Symmetric, between 0 and 1, diagonal 1.
    """
    inverse = spectral.conj().swapaxes(1, 2) @ np.linalg.inv(noise_covariance) @ spectral
    if basis is not None:
        inverse = expand(inverse, basis)
    diagonal = np.diagonal(inverse, axis1=1, axis2=2).real
    squared = power(inverse) / (diagonal[:, :, None] * diagonal[:, None, :])
    return np.minimum((squared + squared.swapaxes(1, 2)) / 2, 1.0)


def partial_directed_coherence(spectral: np.ndarray) -> np.ndarray:
    r"""Squared partial directed coherence.

    .. math:: \pi^2_{ij}(f) = \frac{|\bar A_{ij}(f)|^2}{\sum_m |\bar A_{mj}(f)|^2}

    Parameters
    ----------
    spectral : ndarray of complex, shape (n_frequencies, n, n)
        As `spectral_coefficients` gives it.

    Returns
    -------
    ndarray, shape (n_frequencies, n, n)
        Sink, source; between 0 and 1, each column (source) sums to 1.

    References
    ----------
    Baccala and Sameshima (2001), doi:10.1007/PL00007990, who define it without the square.
    """
    squared = power(spectral)
    return squared / squared.sum(axis=1, keepdims=True)
