"""Judged entries: which numbers of a target count.

Of a matrix the diagonal says nothing: it is what a signal has with itself. A vector of named
numbers (one per muscle, or per pair and band) is a matrix of one column, of which all count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


def judged_entries(shape: Sequence[int]) -> np.ndarray:
    """Tell which entries of a target count.

    Parameters
    ----------
    shape : sequence of int
        Of the target of one segment: (m, m) for a matrix [sink, source], or (p, 1) for a vector.

    Returns
    -------
    ndarray of bool, of that shape
        All but the diagonal of a matrix; all of a vector.
    """
    rows, columns = shape
    return np.ones((rows, 1), dtype=bool) if columns == 1 else ~np.eye(rows, dtype=bool)
