"""Numerical rank of channels, also where rounding hides that they depend on each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eeg2emg.connectivity.channels import standardise

FLOATING_POINT_FLOOR = 1e-11
"""Smallest share of the largest variance (of the correlation matrix) that is more than the
rounding of float32 storage."""

ROUNDING_CEILING = 3e-4
"""Components weaker than this share of the mean variance may be the rounding of integer storage."""

ROUNDING_GAP = 12.0
"""By how much the variance falls from the weakest real component to the first one of rounding."""


@dataclass(frozen=True)
class Rank:
    """Numerical rank of channels and the principal directions that carry it.

    Attributes
    ----------
    value : int
        Number of linearly independent channels.
    variances : ndarray, shape (n_channels,)
        Eigenvalues of the correlation matrix, falling.
    directions : ndarray, shape (n_channels, n_channels)
        Its eigenvectors, one per column, in the same order.
    """

    value: int
    variances: np.ndarray
    directions: np.ndarray


def numerical_rank(x: np.ndarray) -> int:
    """Count the linearly independent channels.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.

    Returns
    -------
    int
        Between 1 and the number of channels. See `rank_of_covariance` for the rule.

    Raises
    ------
    EstimationError
        When a channel is constant or not finite.
    """
    z = standardise(x)
    return rank_of_covariance(z @ z.T / z.shape[1], z.shape[1]).value


def rank_of_covariance(correlation: np.ndarray, n_samples: int) -> Rank:
    """Rank of channels from their correlation matrix.

    Two kinds of dependence are told from weak but real components. *Exact*: an eigenvalue below
    `FLOATING_POINT_FLOOR` times the largest is rounding of floating-point storage. *Hidden by
    integer storage*: data that were re-referenced or cleaned and then stored as int16 have, in
    place of zero eigenvalues, those of the rounding error, which is nearly equal in all the
    directions lost; the spectrum falls by a cliff (more than `ROUNDING_GAP`) to a plateau below
    `ROUNDING_CEILING`.

    Parameters
    ----------
    correlation : ndarray, shape (n_channels, n_channels)
        Correlation matrix.
    n_samples : int
        Number of samples it was computed from; the rank cannot be higher.

    Returns
    -------
    Rank
        The rank and the eigenvectors.
    """
    variances, directions = np.linalg.eigh(correlation)
    variances, directions = np.maximum(variances[::-1], 0.0), directions[:, ::-1]
    rank = int(np.count_nonzero(variances > FLOATING_POINT_FLOOR * variances[0]))
    falls = variances[: rank - 1] > ROUNDING_GAP * variances[1:rank]
    cliffs = np.flatnonzero(falls & (variances[1:rank] < ROUNDING_CEILING))
    if len(cliffs):
        rank = int(cliffs[0]) + 1
    return Rank(min(rank, n_samples - 1), variances, directions)
