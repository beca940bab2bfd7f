"""Candidates: one model with one value of its hyperparameters, and the problem it is fitted to.

What is made of the features alone is apart from what is made of the targets, so that it serves for
any number of targets.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from eeg2emg.learning.groups import Groups
    from eeg2emg.learning.penalised_solutions import PenalisedSolutions

OfRows = Callable[[np.ndarray, np.ndarray], np.ndarray]

PENALTIES = tuple(10.0 ** np.arange(-3, 4.5, 0.5))
"""Candidate penalties, relative to the mean eigenvalue of the training kernel."""


@dataclass(frozen=True)
class Problem:
    """What regressions learn from in one fold: features less their training means.

    Targets are no part of it, so that what is made of the features serves for any number of them.

    Attributes
    ----------
    x : ndarray, shape (segments, d)
        Features of all segments, over their standard deviation in training.
    train : ndarray of bool, shape (segments,)
        Which are training segments.
    compared : ndarray of int
        Rows of the segments that candidates are compared on.
    groups : Groups
        Subject, phase and cell of each segment.
    scale : ndarray, shape (d,)
        What the features were divided by; infinite where they do not vary.
    """

    x: np.ndarray
    train: np.ndarray
    compared: np.ndarray
    groups: Groups
    scale: np.ndarray
    _made: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, features: np.ndarray, groups: Groups, parts: np.ndarray) -> Problem:
        """Scale features that are less their means; validation segments are compared."""
        train = parts == "training"
        deviation = features[train].std(axis=0)
        scale = np.where(deviation > 1e-9 * np.abs(features).max(), deviation, np.inf)
        compared = np.flatnonzero(parts == "validation")
        return cls(features / scale, train, compared, groups, scale)

    def once(self, name: Hashable, make: Callable[[], Any]) -> Any:
        """Make something of the features once for all who ask for it by this name."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]


class Candidate:
    """A regression with one value of its hyperparameters, fitted to targets.

    Parameters
    ----------
    label : str
        The hyperparameters in words.
    of_rows : callable
        As the method of this name. Nothing is computed before it is called.
    """

    def __init__(self, label: str, of_rows: OfRows) -> None:
        self.label, self._function = label, of_rows

    def of_rows(self, x: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Predict from scaled features (k, d) that take the place of those of k segments.

        Parameters
        ----------
        x : ndarray, shape (k, d)
            The features.
        rows : ndarray of int, shape (k,)
            The segments.

        Returns
        -------
        ndarray, shape (k, m * m)
        """
        return self._function(x, rows)

    def of_segments(self, problem: Problem, rows: np.ndarray) -> np.ndarray:
        """Predict some segments from the features that they have."""
        return self.of_rows(problem.x[rows], rows)

    def compare(self, problem: Problem) -> np.ndarray:
        """Predict the segments that candidates are compared on."""
        return self.of_segments(problem, problem.compared)


FitCandidates = Callable[[np.ndarray], Iterator[Candidate]]
"""From targets of the training segments less their means, shape (training segments, m * m), to the
candidates. Of candidates that are equally good the first is chosen. None where there is nothing to
learn from."""


class PrepareCandidates(Protocol):
    """What prepares a regression: the function of a `eeg2emg.learning.catalogue.Regression`."""

    def __call__(self, problem: Problem) -> FitCandidates:
        """Do all that needs no targets.

        Parameters
        ----------
        problem : Problem
            Features of one fold.

        Returns
        -------
        callable
            Which can be called for one set of targets after the other.
        """


class PenalisedCandidate(Candidate):
    """A ridge regression with one penalty, of which the compared segments cost little.

    Parameters
    ----------
    label : str
        The hyperparameters in words.
    solutions : PenalisedSolutions
        Of all penalties.
    projected : callable
        Gives what `PenalisedSolutions.project` made of the targets.
    penalty : float
        What is added to the eigenvalues.
    design : callable
        From features and rows, as of `Candidate`, to the design of these segments.
    """

    def __init__(
        self,
        label: str,
        solutions: PenalisedSolutions,
        projected: Callable[[], np.ndarray],
        penalty: float,
        design: OfRows,
    ) -> None:
        super().__init__(label, design)
        self._solutions, self._projected = solutions, projected
        self._penalty, self.design = penalty, design

    @cached_property
    def coefficients(self) -> np.ndarray:
        """Weights of the design, shape (k, m * m)."""
        return self._solutions.coefficients(self._projected(), self._penalty)

    def of_rows(self, x: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Predict from features in the place of those of some segments (`Candidate`)."""
        return self.design(x, rows) @ self.coefficients

    def of_segments(self, _: Problem, rows: np.ndarray) -> np.ndarray:
        """Predict some segments from the features that they have (`Candidate`)."""
        return self._solutions.design(rows) @ self.coefficients

    def compare(self, _: Problem) -> np.ndarray:
        """Predict the segments that candidates are compared on (`Candidate`)."""
        return self._solutions.compared(self._projected(), self._penalty)


def with_every_penalty(
    label: str,
    solutions: PenalisedSolutions,
    right: np.ndarray,
    mean_eigenvalue: float,
    design: OfRows,
) -> Iterator[Candidate]:
    """Offer a ridge regression with every candidate penalty; none where there is no feature."""
    if mean_eigenvalue <= 0:
        return
    projected = cache(lambda: solutions.project(right))
    for penalty in PENALTIES:
        strength = penalty * mean_eigenvalue
        named = f"{label}penalty {penalty:.3g}"
        yield PenalisedCandidate(named, solutions, projected, strength, design)
