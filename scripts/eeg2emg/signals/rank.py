"""Numerical rank of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def numerical_rank(covariance: NDArray[np.float64], *, tolerance: float = 1e-6) -> int:
    """Count the dimensions of a covariance whose variance is not negligible.

    Each channel is scaled to unit variance first, so that a quiet channel counts too. The tolerance
    lies below the smallest dimension of 64 real channels (5e-6 of the largest) and above what the
    rounding of samples to 0.1 uV adds to a dimension that was removed.
    """
    scale = np.sqrt(np.diag(covariance))
    used = scale > 0
    if not used.any():
        return 0
    scaled = covariance[np.ix_(used, used)] / np.outer(scale[used], scale[used])
    eigenvalues = np.linalg.eigvalsh(scaled)
    return int(np.sum(eigenvalues > tolerance * eigenvalues[-1]))
