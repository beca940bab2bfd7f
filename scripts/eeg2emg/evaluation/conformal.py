"""Conformal quantiles and CV+ bounds, with weights where late errors count more.

References stand in `eeg2emg.evaluation.edge_intervals`, which uses them.
"""

from __future__ import annotations

import numpy as np

WEIGHT_OF_EARLIER = 0.5
"""How much a block counts for each time that the block after it counts."""


def conformal_quantile(
    scores: np.ndarray, level: float, weights: np.ndarray | None = None
) -> np.ndarray:
    """Take the conformal quantile of scores.

    Parameters
    ----------
    scores : ndarray, shape (n, ...)
        For instance absolute errors.
    level : float
        Coverage that is asked for.
    weights : ndarray, shape (n,), optional
        How much each counts, from 0 to 1; all count 1 if not given.

    Returns
    -------
    ndarray, shape (...)
        The smallest score that, with all below it, has the share `level` of all weights and one
        more: the ceil((n + 1) * level)-th smallest where all count 1. Infinite where they are too
        few for the level.
    """
    scores = np.asarray(scores, dtype=float)
    counts = np.ones(len(scores)) if weights is None else weights
    if not _enough(counts, level):
        return np.full(scores.shape[1:], np.inf)
    order = np.argsort(scores, axis=0, kind="stable")
    reached = np.cumsum(counts[order], axis=0) >= _wanted(counts, level)
    first = np.expand_dims(reached.argmax(axis=0), 0)
    return np.take_along_axis(scores, np.take_along_axis(order, first, axis=0), axis=0)[0]


def _wanted(weights: np.ndarray, level: float) -> float:
    # Rounding must not ask for one more: 0.9 * 10 is 9.
    return (float(weights.sum()) + 1) * level - 1e-9


def _enough(weights: np.ndarray, level: float) -> bool:
    return float(weights.sum()) >= _wanted(weights, level)


def cv_plus_bounds(
    centres: np.ndarray, errors: np.ndarray, level: float, weights: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Give the ends of the CV+ intervals of tested segments.

    Parameters
    ----------
    centres : ndarray, shape (n, tested, edges)
        For each of n known segments what the fit without its block says about the tested ones.
    errors : ndarray, shape (n, edges)
        Absolute errors of the same fits on the known segments.
    level : float
        Coverage that is asked for; at least 1/2.
    weights : ndarray, shape (n,), optional
        How much each known segment counts, as in `conformal_quantile`.

    Returns
    -------
    low, high : ndarray, shape (tested, edges)
        Where all count 1, the floor((n + 1) (1 - level))-th smallest of centre - error, and the
        ceil((n + 1) level)-th smallest of centre + error; infinite where n is too small.
    """
    spread = errors[:, None]
    low = -conformal_quantile(spread - centres, level, weights)
    return low, conformal_quantile(centres + spread, level, weights)


def recency(block: np.ndarray, level: float) -> np.ndarray | None:
    """Weigh the known segments of a subject by their blocks.

    Parameters
    ----------
    block : ndarray of int, shape (n,)
        Block of each, counted in time.
    level : float
        Coverage that is asked for.

    Returns
    -------
    ndarray, shape (n,), or None
        1 in the last block, and `WEIGHT_OF_EARLIER` times as much in each before; None where that
        is too little for the level. The weights depend on no error.
    """
    weights = WEIGHT_OF_EARLIER ** (block.max(initial=0) - block).astype(float)
    return weights if _enough(weights, level) else None
