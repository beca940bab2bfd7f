"""Principal components of the features of one fold, from training segments alone.

They are those of the features as they are, not of features of equal variance: the transforms of
measures (`eeg2emg.learning.features`) make errors of estimation alike, so that what varies more
says more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eeg2emg.learning.candidates import Problem

COMPONENTS = 64
"""Principal components that models of few dimensions see."""

_RELATIVE_RANK = 1e-10


def principal_components(problem: Problem, most: int) -> np.ndarray:
    """Find the principal components of the training segments, once for each problem.

    Parameters
    ----------
    problem : Problem
        Features of one fold; they are less their means already.
    most : int
        How many at most; fewer where the training segments have fewer dimensions.

    Returns
    -------
    ndarray, shape (d, k)
        Times the scaled features x of the problem they give the components, those of most variance
        first. Over `scale` they are of unit length and at right angles.
    """
    found: np.ndarray = problem.once(
        ("components", most), lambda: _principal_components(problem, most)
    )
    return found


def _principal_components(problem: Problem, most: int) -> np.ndarray:
    scale = np.where(np.isfinite(problem.scale), problem.scale, 0.0)
    known = problem.x[problem.train] * scale
    # Of the two sums of products the smaller one is decomposed; both have the same eigenvalues.
    wide = known.shape[1] > known.shape[0]
    values, vectors = np.linalg.eigh(known @ known.T if wide else known.T @ known)
    kept = np.flatnonzero(values > _RELATIVE_RANK * max(values[-1], 0.0))[::-1][:most]
    directions = vectors[:, kept]
    if wide:
        directions = known.T @ directions / np.sqrt(values[kept])
    # Its sign is arbitrary; with a fixed one nothing depends on how the decomposition was found.
    largest = np.abs(directions).argmax(axis=0)
    signs = np.sign(directions[largest, np.arange(len(kept))])
    return scale[:, None] * directions * signs
