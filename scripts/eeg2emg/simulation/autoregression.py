"""Granger causality of a law, from its spectrum through its autocovariance, without data."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import blas, lapack

if TYPE_CHECKING:
    from numpy.typing import NDArray


def frequency_grid(rate_hz: float, n_fft: int) -> NDArray[np.floating]:
    """Frequencies from 0 to half the rate at which `autocovariance` wants a spectrum."""
    return np.fft.rfftfreq(n_fft, 1.0 / rate_hz)


def autocovariance(spectrum: NDArray[np.complexfloating], max_lag: int) -> NDArray[np.floating]:
    """Autocovariance of a process with a two-sided density whose mean is the covariance.

    Parameters
    ----------
    spectrum : ndarray, shape (f, n, n)
        ``S[i, j] = <X_i conj(X_j)>`` on the grid of `frequency_grid`.
    max_lag : int
        Largest lag.

    Returns
    -------
    ndarray, shape (max_lag + 1, n, n)
        ``R[h, i, j] = E[x_i(t + h) x_j(t)]``.
    """
    return np.fft.irfft(spectrum, axis=0)[: max_lag + 1]


def granger_of_autocovariance(
    covariances: NDArray[np.floating], order: int, *, conditional: bool = False
) -> NDArray[np.floating]:
    r"""Granger causality of finite order, full and reduced model of the same order.

    Pairwise :math:`\ln(V[x_i | x_i^-] / V[x_i | x_i^-, x_j^-])`; conditional with the past of all
    others in both models. As the order grows this tends to the causality of the law itself.

    Parameters
    ----------
    covariances : ndarray, shape (order + 1 or more, n, n)
        ``R[h, i, j] = E[x_i(t + h) x_j(t)]``.
    order : int
        Lags in the models.
    conditional : bool
        Whether the other signals' past is known to both models.

    Returns
    -------
    ndarray, shape (n, n)
        [sink, source], zero on the diagonal.
    """
    scale = 1.0 / np.sqrt(np.diagonal(covariances[0]))
    covariances = covariances * scale[:, None] * scale
    return (_conditional if conditional else _pairwise)(covariances, order)


def _past(
    covariances: NDArray[np.floating], order: int, chosen: list[int]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Covariance of the past (n * order square, lag fastest), and with the present."""
    n = len(chosen)
    lags = np.arange(order)
    shift = lags[None, :] - lags[:, None]  # E[x_i(t - a) x_j(t - b)] = R[b - a, i, j]
    part = covariances[: order + 1][:, chosen][:, :, chosen]
    both = np.concatenate([part[:0:-1].transpose(0, 2, 1), part])  # lags -order .. order
    gram = both[shift + order].transpose(2, 0, 3, 1).reshape(n * order, n * order)
    cross = part[1:].transpose(2, 0, 1).reshape(n * order, n)  # E[x_j(t - b) x_i(t)] = R[b, i, j]
    return gram, cross


def _pairwise(covariances: NDArray[np.floating], order: int) -> NDArray[np.floating]:
    """All pairs at once: of each pair the two signals' pasts side by side."""
    n = covariances.shape[1]
    gram, cross = _past(covariances, order, list(range(n)))
    grams = gram.reshape(n, order, n, order).transpose(0, 2, 1, 3)  # [j, j', b, b']
    crosses = cross.reshape(n, order, n).transpose(0, 2, 1)  # [j, i, b]
    each = np.arange(n)
    own = crosses[each, each]
    past = np.linalg.solve(grams[each, each], own[..., None])[..., 0]
    now = np.diagonal(covariances[0])
    alone = now - np.sum(own * past, axis=1)
    pairs = np.array(list(combinations(range(n), 2))).reshape(-1, 2)
    first, second = pairs[:, :, None], pairs[:, None, :]
    joint = grams[first, second].transpose(0, 1, 3, 2, 4).reshape(-1, 2 * order, 2 * order)
    right = crosses[first, second].transpose(0, 1, 3, 2).reshape(-1, 2 * order, 2)
    explained = np.sum(right * np.linalg.solve(joint, right), axis=1)
    granger = np.zeros((n, n))
    for sink, source in ((0, 1), (1, 0)):
        left = now[pairs[:, sink]] - explained[:, sink]
        granger[pairs[:, sink], pairs[:, source]] = np.log(alone[pairs[:, sink]] / left)
    return np.maximum(granger, 0.0)


def _conditional(covariances: NDArray[np.floating], order: int) -> NDArray[np.floating]:
    """All reduced models from the full one: leaving out J raises V by b_J' [(G^-1)_JJ]^-1 b_J."""
    n = covariances.shape[1]
    gram, cross = _past(covariances, order, list(range(n)))
    inverse = _inverse(gram)
    coefficients = blas.dsymm(1.0, inverse, cross, lower=True)
    full = np.diagonal(covariances[0]) - np.einsum("pi,pi->i", cross, coefficients)
    granger = np.zeros((n, n))
    for j in range(n):
        left_out = slice(j * order, (j + 1) * order)
        b = coefficients[left_out]
        block = np.tril(inverse[left_out, left_out])
        block += np.tril(block, -1).T
        rise = np.einsum("pi,pi->i", b, np.linalg.solve(block, b))
        granger[:, j] = np.log1p(np.maximum(rise, 0.0) / full)
        granger[j, j] = 0.0
    return granger


def _inverse(gram: NDArray[np.floating]) -> NDArray[np.floating]:
    """Inverse of a positive definite matrix, which is lost: its lower triangle alone is right.

    That takes a third of the time of solving for the identity. The transposed matrix lies in memory
    as LAPACK wants it, so that nothing is copied.
    """
    factor, failed = lapack.dpotrf(gram.T, lower=True, overwrite_a=True, clean=False)
    if not failed:
        inverse, failed = lapack.dpotri(factor, lower=True, overwrite_c=True)
    if failed:
        raise np.linalg.LinAlgError(f"the covariance of the past is singular ({failed})")
    return inverse
