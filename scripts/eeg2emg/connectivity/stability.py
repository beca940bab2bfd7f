"""Diagnostics of MVAR models: stability, condition, whiteness and consistency."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import scipy.fft
from scipy.special import gammaincc

from eeg2emg.connectivity.mvar import LARGEST_CONDITION, MvarModel
from eeg2emg.connectivity.runs import runs_of, total_samples
from eeg2emg.connectivity.transfer_function import transfer_function
from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eeg2emg.connectivity.runs import Signals

DOUBLINGS = 14
LONGEST_GRID = 8192


def companion(coefficients: np.ndarray) -> np.ndarray:
    """Companion matrix: the model as one of order 1 in the stacked past.

    Parameters
    ----------
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source.

    Returns
    -------
    ndarray, shape (order * n, order * n)
        Coefficients in the first n rows, ones on the n-th subdiagonal.
    """
    order, n, _ = coefficients.shape
    matrix = np.eye(order * n, k=-n)
    matrix[:n] = coefficients.transpose(1, 0, 2).reshape(n, order * n)
    return matrix


def spectral_radius(coefficients: np.ndarray) -> float:
    """Largest modulus of the eigenvalues of the companion matrix; below 1 the model is stable.

    Parameters
    ----------
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source.

    Returns
    -------
    float
        Spectral radius.
    """
    return float(np.abs(np.linalg.eigvals(companion(coefficients))).max())


def is_stable(coefficients: np.ndarray) -> bool:
    r"""Tell whether the spectral radius is below 1, in most cases without eigenvalues.

    The radius is at most :math:`\|C^m\|^{1/m}` for every power m of the companion matrix C, so one
    power of norm below 1 proves stability, and squaring reaches m = 2, 4, 8, ... in one product
    each: for 19 channels and order 12 a fifth of the time of the eigenvalues. Where no power up to
    :math:`2^{14}` proves it, the eigenvalues decide.

    Parameters
    ----------
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source.

    Returns
    -------
    bool
        True when stable.
    """
    power = companion(coefficients)
    for _ in range(DOUBLINGS):
        power = power @ power
        norm = np.sqrt(np.einsum("ij,ij->", power, power))
        if norm < 1:
            return True
        if not np.isfinite(norm) or norm > 1e100:
            break
    return spectral_radius(coefficients) < 1


def require_trustworthy(model: MvarModel) -> None:
    """Refuse a model that is unstable or whose noise covariance is ill-conditioned.

    Parameters
    ----------
    model : MvarModel
        A model of standardised signals or of their principal components.

    Raises
    ------
    EstimationError
        With the reason.
    """
    condition = float(np.linalg.cond(model.noise_covariance))
    if not condition <= LARGEST_CONDITION:
        raise EstimationError(
            f"The noise covariance of the MVAR model has condition {condition:.1e}",
            f"above {LARGEST_CONDITION:.0e} its inverse is rounding: channels are nearly dependent",
            "Lower the MVAR rank, or leave out copied or bridged channels",
        )
    if not is_stable(model.coefficients):
        radius = spectral_radius(model.coefficients)
        raise EstimationError(
            f"The MVAR model is unstable: its spectral radius is {radius:.4f}",
            "its transfer function describes no stationary signal; data that were low-passed below "
            "half the sampling rate are the usual cause",
            "Decimate to a rate that fits the band of the data, or lower the order",
        )


def residuals(x: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Subtract what the model predicts.

    Parameters
    ----------
    x : ndarray, shape (n, n_samples)
        Signals.
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source.

    Returns
    -------
    ndarray, shape (n, n_samples - order)
        Residuals.
    """
    order, n_samples = len(coefficients), x.shape[1]
    left = x[:, order:].copy()
    for lag, weights in enumerate(coefficients, start=1):
        left -= weights @ x[:, order - lag : n_samples - lag]
    return left


def whiteness_p(x: Signals, coefficients: np.ndarray) -> float:
    r"""p-value of the Li-McLeod portmanteau test that the residuals are white.

    .. math:: Q = N \sum_{h=1}^{H} \mathrm{tr}(C_h^\top C_0^{-1} C_h C_0^{-1})
                  + \frac{n^2 H (H + 1)}{2 N}

    is about chi-square with :math:`n^2 (H - p)` degrees of freedom; H = 2 p, at least p + 10.

    Parameters
    ----------
    x : ndarray, shape (n, n_samples), or sequence of such
        The run, or the runs, that the model was fitted to.
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source.

    Returns
    -------
    float
        Small where the order leaves correlation in the residuals. In minutes of data nearly any
        model is rejected: it is a diagnostic, no rule.

    References
    ----------
    Li and McLeod (1981), doi:10.1111/j.2517-6161.1981.tb01175.x.
    """
    order, n, _ = coefficients.shape
    left = [residuals(run, coefficients) for run in runs_of(x)]
    n_windows = total_samples(left)
    lags = min(max(2 * order, order + 10), min(run.shape[1] for run in left) - 1)
    precision = np.linalg.inv(_summed(run @ run.T for run in left) / n_windows)
    total = 0.0
    for lag in range(1, lags + 1):
        covariance = _summed(run[:, lag:] @ run[:, :-lag].T for run in left) / n_windows
        total += float(np.sum((covariance.T @ precision) * (precision @ covariance).T))
    statistic = n_windows * total + n**2 * lags * (lags + 1) / (2 * n_windows)
    return float(gammaincc(n**2 * (lags - order) / 2, statistic / 2))


def consistency(x: Signals, model: MvarModel, radius: float | None = None) -> float:
    r"""Share of the correlation structure of the data that the model reproduces, in per cent.

    .. math:: 100 \left(1 - \frac{\|R_{\mathrm{model}} - R_{\mathrm{data}}\|}
                                 {\|R_{\mathrm{data}}\|}\right)

    over auto- and cross-covariances of lags 0 to 2 p. Those of the model are the Fourier transform
    of its spectrum, not of a simulated record, so the number is free of chance.

    Parameters
    ----------
    x : ndarray, shape (n, n_samples), or sequence of such
        The run, or the runs, that the model was fitted to.
    model : MvarModel
        A stable model.
    radius : float, optional
        Its spectral radius, where it is known already.

    Returns
    -------
    float
        100 at best.

    References
    ----------
    Ding, Bressler, Yang and Liang (2000), doi:10.1007/s004229900137.
    """
    lags = 2 * model.order
    runs = runs_of(x)
    n_samples = total_samples(runs)
    data = np.stack(
        [
            _summed(run[:, lag:] @ run[:, : run.shape[1] - lag].T for run in runs) / n_samples
            for lag in range(lags + 1)
        ]
    )
    implied = autocovariance(model.coefficients, model.noise_covariance, lags, radius)
    return float(100 * (1 - np.linalg.norm(implied - data) / np.linalg.norm(data)))


def _summed(products: Iterable[np.ndarray]) -> np.ndarray:
    return functools.reduce(np.add, products)


def autocovariance(
    coefficients: np.ndarray,
    noise_covariance: np.ndarray,
    lags: int,
    radius: float | None = None,
) -> np.ndarray:
    r"""Covariances :math:`E[x(t) x(t-k)^\top]` that a stable model implies.

    The inverse Fourier transform of :math:`S(f) = H(f) \Sigma H(f)^*`. On a grid of m frequencies
    covariances m samples apart are added up, an error of the order of the spectral radius to the
    power m; the grid is chosen to make it negligible, up to 8192 points.

    Parameters
    ----------
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source.
    noise_covariance : ndarray, shape (n, n)
        Covariance of the innovations.
    lags : int
        Largest k.
    radius : float, optional
        Spectral radius of the model, where it is known already: its eigenvalues take longer than
        all the rest.

    Returns
    -------
    ndarray, shape (lags + 1, n, n)
        Covariances of lags 0, 1, ...
    """
    if radius is None:
        radius = spectral_radius(coefficients)
    wanted = 2 * lags + 2
    if 0 < radius < 1:
        wanted += int(np.log(1e-12) / np.log(radius))
    points = min(max(scipy.fft.next_fast_len(wanted, real=True), 64), LONGEST_GRID)
    points += points % 2
    transfer = transfer_function(coefficients, np.arange(points // 2 + 1) / points, 1.0)
    spectrum = transfer @ noise_covariance @ transfer.conj().swapaxes(1, 2)
    return scipy.fft.irfft(spectrum, n=points, axis=0)[: lags + 1]
