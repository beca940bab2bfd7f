"""Metrics of estimated matrices against true ones, pooled or per entry.

Arrays have the shape (segments, m, m), [sink, source], or (segments, p, 1) where the target is a
vector (`eeg2emg.cohort.judged_entries`). What is undefined is NaN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.cohort.judged_entries import judged_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_ROUNDING = 1e-24
"""Share of the squares of some numbers up to which squared differences are their rounding."""


def is_rounding(error: np.ndarray | float, truth: np.ndarray) -> bool:
    """Tell whether a sum of squared differences is no more than rounding of the numbers.

    Parameters
    ----------
    error : float
        Sum of squares.
    truth : ndarray
        What the differences are of: an average of equal numbers differs from them by rounding.

    Returns
    -------
    bool
    """
    return bool(error <= _ROUNDING * np.sum(np.asarray(truth) ** 2))


def off_diagonal(matrices: np.ndarray) -> np.ndarray:
    """Take the entries that count, row by row: of matrices (..., m, m) all but the diagonal.

    Vectors, of shape (..., p, 1), give all their entries: (..., p).
    """
    return matrices[..., judged_entries(matrices.shape[-2:])]


def mean_squared_error(truth: np.ndarray, prediction: np.ndarray) -> float:
    """MSE = mean((truth - prediction)^2) over all entries of all segments."""
    return float(np.mean((truth - prediction) ** 2))


def root_mean_squared_error(truth: np.ndarray, prediction: np.ndarray) -> float:
    """RMSE = sqrt(MSE), per entry."""
    return float(np.sqrt(mean_squared_error(truth, prediction)))


def mean_absolute_error(truth: np.ndarray, prediction: np.ndarray) -> float:
    """MAE = mean(|truth - prediction|) over all entries of all segments."""
    return float(np.mean(np.abs(truth - prediction)))


def r_squared(truth: np.ndarray, prediction: np.ndarray) -> float:
    """Pooled R2 = 1 - SSE / SST, SST about the one mean of all entries of all segments.

    The mean levels of the entries differ so much that any guess of them makes R2 large: it is the
    paper's metric, and no evidence.
    """
    total = np.sum((truth - np.mean(truth)) ** 2)
    if is_rounding(total, truth):
        return float("nan")
    return float(1 - np.sum((truth - prediction) ** 2) / total)


def pearson_r(truth: np.ndarray, prediction: np.ndarray) -> float:
    """Pooled Pearson correlation over all entries of all segments."""
    x, y = truth.ravel() - np.mean(truth), prediction.ravel() - np.mean(prediction)
    # Rounding alone makes a constant vary; that is no variation.
    for centred, values in ((x, truth), (y, prediction)):
        if np.abs(centred).max() <= 1e-12 * np.abs(values).max():
            return float("nan")
    return float(np.clip(x @ y / np.sqrt((x @ x) * (y @ y)), -1, 1))


def weighted_r_squared(truth: np.ndarray, prediction: np.ndarray) -> float:
    """Variance-weighted mean of the off-diagonal entries' R2: 1 - sum SSE_e / sum SST_e.

    SST_e is about the mean of entry e, so that the entries' levels count for nothing.
    """
    y, f = off_diagonal(truth), off_diagonal(prediction)
    total = np.sum((y - y.mean(axis=0)) ** 2)
    return float("nan") if is_rounding(total, y) else float(1 - np.sum((y - f) ** 2) / total)


def mean_entry_r(truth: np.ndarray, prediction: np.ndarray) -> float:
    """Mean over the off-diagonal entries of the correlation across segments.

    Entries that do not vary are left aside.
    """
    y, f = off_diagonal(truth), off_diagonal(prediction)
    entries = [pearson_r(y[:, e], f[:, e]) for e in range(y.shape[1])]
    defined = [r for r in entries if np.isfinite(r)]
    return float(np.mean(defined)) if defined else float("nan")


METRICS: Mapping[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "r2": r_squared,
    "mse": mean_squared_error,
    "mae": mean_absolute_error,
    "r": pearson_r,
    "rmse": root_mean_squared_error,
    "weighted_r2": weighted_r_squared,
    "mean_entry_r": mean_entry_r,
}
"""Metrics that need no rival, by name in tables; the paper's four come first."""


def squared_error_by_group(
    truth: np.ndarray, prediction: np.ndarray, groups: np.ndarray, n_groups: int
) -> np.ndarray:
    """Sum squared errors of the off-diagonal entries by group.

    Parameters
    ----------
    truth, prediction : ndarray, shape (segments, m, m)
        Matrices, [sink, source].
    groups : ndarray of int, shape (segments,)
        Group of each segment, from 0.
    n_groups : int
        Number of groups.

    Returns
    -------
    ndarray, shape (n_groups,)
        SSE of each group.
    """
    errors = np.sum(off_diagonal(truth - prediction) ** 2, axis=1)
    return np.bincount(groups, weights=errors, minlength=n_groups)


def skill(truth: np.ndarray, prediction: np.ndarray, rival: np.ndarray) -> float:
    """Compute the skill of a prediction over a rival.

    skill = 1 - SSE(prediction) / SSE(rival), sums over the off-diagonal entries of all segments:
    1 is perfect, 0 no better than the rival, below 0 worse.

    Parameters
    ----------
    truth, prediction, rival : ndarray, shape (segments, m, m) or (segments, p, 1)
        True, estimated, and rival matrices, [sink, source], or vectors.

    Returns
    -------
    float
        NaN where the rival makes no error but rounding.

    Raises
    ------
    ValueError
        If the shapes differ, or are neither of square matrices nor of vectors.

    References
    ----------
    Murphy (1988), doi 10.1175/1520-0493(1988)116<2417:SSBOTM>2.0.CO;2
    """
    truth, prediction, rival = (np.asarray(a, dtype=float) for a in (truth, prediction, rival))
    if not truth.shape == prediction.shape == rival.shape:
        raise ValueError(f"shapes differ: {truth.shape}, {prediction.shape}, {rival.shape}")
    if truth.ndim != 3 or truth.shape[2] not in (1, truth.shape[1]):
        raise ValueError(f"shape {truth.shape} is neither (segments, m, m) nor (segments, p, 1)")
    error = np.sum(off_diagonal(truth - prediction) ** 2)
    rival_error = np.sum(off_diagonal(truth - rival) ** 2)
    if is_rounding(rival_error, off_diagonal(truth)):
        return float("nan")
    return float(1 - error / rival_error)
