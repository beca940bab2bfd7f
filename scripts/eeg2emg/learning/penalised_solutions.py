"""Solutions of ridge regression for all penalties, and any number of targets, at once.

With the symmetric decomposition G = U diag(w) U', the coefficients for penalty a and targets of
which R is made are

    (G + a I)^-1 R = U diag(1 / (w + a)) U' R.

G and the design depend on the features alone, so one decomposition serves all penalties and all
targets that are ever set against these features.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np


class PenalisedSolutions:
    """Ridge regression on one set of features, solved by one decomposition.

    Parameters
    ----------
    gram : callable
        Makes G, shape (k, k), symmetric and without negative eigenvalues; called once, when the
        first solution is asked for. Either the kernel between training segments, for which R are
        the targets, or the features' sums of products, for which R are their sums of products
        with the targets.
    design : callable
        From rows of segments to their design, shape (rows, k): their kernel with the training
        segments, or their features.
    compared : ndarray of int
        Rows of the segments that penalties are compared on.
    """

    def __init__(
        self,
        gram: Callable[[], np.ndarray],
        design: Callable[[np.ndarray], np.ndarray],
        compared: np.ndarray,
    ) -> None:
        self._gram, self.design, self._compared = gram, design, compared

    @cached_property
    def _decomposition(self) -> tuple[np.ndarray, np.ndarray]:
        from scipy.linalg import eigh

        return eigh(self._gram(), overwrite_a=True, check_finite=False)

    @cached_property
    def _projected(self) -> np.ndarray:
        """Design of the compared segments in the coordinates of the decomposition."""
        return self.design(self._compared) @ self._decomposition[1]

    def project(self, right: np.ndarray) -> np.ndarray:
        """Bring R, shape (k, outputs), into the coordinates of the decomposition: U' R."""
        return self._decomposition[1].T @ right

    def coefficients(self, projected: np.ndarray, penalty: float) -> np.ndarray:
        """Solve for one penalty.

        Parameters
        ----------
        projected : ndarray, shape (k, outputs)
            As from `project`.
        penalty : float
            What is added to the eigenvalues; above 0.

        Returns
        -------
        ndarray, shape (k, outputs)
            Times the design of a segment they give its prediction.
        """
        eigenvalues, vectors = self._decomposition
        return vectors @ (projected / (eigenvalues + penalty)[:, None])

    def compared(self, projected: np.ndarray, penalty: float) -> np.ndarray:
        """Predict the compared segments, shape (rows, outputs), without their coefficients."""
        eigenvalues, _ = self._decomposition
        return self._projected @ (projected / (eigenvalues + penalty)[:, None])
