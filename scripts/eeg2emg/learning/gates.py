"""Gates: how much two segments tell about each other, by what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eeg2emg.learning.groups import Groups


@dataclass(frozen=True)
class Gate:
    """Weights by which products of two segments are multiplied.

    Attributes
    ----------
    shared : float
        Of any two segments.
    phase, subject, cell : float
        What is added where they are of the same phase, subject, and both.
    """

    shared: float = 1.0
    phase: float = 0.0
    subject: float = 0.0
    cell: float = 0.0

    @property
    def of_itself(self) -> float:
        """Weight of a segment with itself."""
        return self.shared + self.phase + self.subject + self.cell

    def between(self, groups: Groups, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
        """Give the weights of some segments with others, shape (rows, others)."""
        weights = np.full((len(rows), len(others)), self.shared)
        for kind, weight in self._by_kind().items():
            if weight:
                of_segments = getattr(groups, kind)
                weights += weight * (of_segments[rows][:, None] == of_segments[others][None, :])
        return weights

    def memberships(
        self, groups: Groups, rows: np.ndarray
    ) -> Iterator[tuple[str, float, np.ndarray]]:
        """List the groups that share slopes.

        Yields
        ------
        name, weight, inside : str, float, ndarray of bool
            ``shared``, and ``phase 0`` and the like by the numbers of `groups`; which of `rows`
            belong to it.
        """
        yield "shared", self.shared, np.full(len(rows), True)
        for kind, weight in self._by_kind().items():
            of_segments = getattr(groups, kind)[rows]
            for number in np.unique(of_segments) if weight else ():
                yield f"{kind} {number}", weight, of_segments == number

    def _by_kind(self) -> dict[str, float]:
        return {"phase": self.phase, "subject": self.subject, "cell": self.cell}


BY_GROUP = Gate(shared=0.2, phase=3.0, subject=1.0, cell=1.0)
"""Slopes of phases, subjects and cells beside those of all."""

BY_PHASE = Gate(shared=0.2, phase=1.0)
"""Slopes of phases beside those of all."""

SHARED_ALONE = Gate()
"""The same slopes for everybody."""
