"""Regressions: linear and kernel models of what EEG adds to a training mean.

Each prepares what needs the features alone, and offers one candidate for every value of its
hyperparameters; `eeg2emg.learning.model_fits` chooses among them.

To add one, write its function (`eeg2emg.learning.candidates.PrepareCandidates`) and its entry in
`eeg2emg.learning.catalogue.REGRESSIONS`.
"""

from __future__ import annotations

import warnings
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.learning.candidates import Candidate, with_every_penalty
from eeg2emg.learning.components import COMPONENTS, principal_components
from eeg2emg.learning.gates import BY_GROUP, BY_PHASE, SHARED_ALONE
from eeg2emg.learning.penalised_solutions import PenalisedSolutions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eeg2emg.learning.candidates import FitCandidates, OfRows, Problem
    from eeg2emg.learning.gates import Gate

PLS_COMPONENTS = 20
"""Most components of partial least squares that are tried."""

WIDTHS = (0.5, 1.0, 2.0, 4.0)
"""Candidate widths of the Gaussian kernel, relative to the median distance in training."""


def ridge(problem: Problem) -> FitCandidates:
    """Prepare linear regression with penalties on the squared weights (`PrepareCandidates`).

    It is solved for the weights of the features or for those of the segments, whichever are fewer.
    """
    known = problem.x[problem.train]
    mean_eigenvalue = float(np.sum(known**2) / len(known))
    of_features = known.shape[1] < len(known)

    def design(x: np.ndarray, _: np.ndarray) -> np.ndarray:
        return x if of_features else x @ known.T

    own_design = cache(lambda: design(problem.x, np.arange(len(problem.x))))
    solutions = PenalisedSolutions(
        lambda: known.T @ known if of_features else own_design()[problem.train],
        lambda rows: own_design()[rows],
        problem.compared,
    )

    def fit(y: np.ndarray) -> Iterator[Candidate]:
        right = known.T @ y if of_features else y
        return with_every_penalty("", solutions, right, mean_eigenvalue, design)

    return fit


def kernel_ridge(problem: Problem) -> FitCandidates:
    """Prepare multi-task kernel ridge regression, widths and penalties (`PrepareCandidates`).

    The kernel is a Gaussian one of the features times
    (0.2 + 3 [same phase] + [same subject] + [same cell]).

    References
    ----------
    Bonilla, Chai and Williams (2007), Advances in Neural Information Processing Systems 20, for
    kernels over tasks.
    """
    return _gaussian_kernels(problem, None, BY_GROUP)


def kernel_of_components_by_phase(problem: Problem) -> FitCandidates:
    """Prepare kernel ridge regression of principal components (`PrepareCandidates`).

    The kernel is a Gaussian one of the first 64 times (0.2 + [same phase]).
    """
    return _gaussian_kernels(problem, COMPONENTS, BY_PHASE)


def kernel_of_components(problem: Problem) -> FitCandidates:
    """Prepare kernel ridge regression of principal components (`PrepareCandidates`).

    The kernel is a Gaussian one of the first 64, whoever and in whatever phase.
    """
    return _gaussian_kernels(problem, COMPONENTS, SHARED_ALONE)


def _gaussian_kernels(problem: Problem, components: int | None, gate: Gate) -> FitCandidates:
    train = np.flatnonzero(problem.train)
    if len(train) < 2:
        return lambda _: iter(())
    directions = None if components is None else principal_components(problem, components)

    def inputs_of(x: np.ndarray) -> np.ndarray:
        return x if directions is None else x @ directions

    known = inputs_of(problem.x[train])
    known_norms = np.sum(known**2, axis=1)

    def distance_of(x: np.ndarray) -> np.ndarray:
        own = inputs_of(x)
        distance = np.sum(own**2, axis=1)[:, None] + known_norms - 2 * own @ known.T
        return np.maximum(distance, 0)

    distance = problem.once(("distance", components), lambda: distance_of(problem.x))
    median = np.median(distance[train][~np.eye(len(known), dtype=bool)])

    def prepare(width: float) -> tuple[str, PenalisedSolutions, float, OfRows]:
        spread = 2 * width**2 * max(median, np.finfo(float).tiny)

        def design(x: np.ndarray, rows: np.ndarray) -> np.ndarray:
            return np.exp(-distance_of(x) / spread) * gate.between(problem.groups, rows, train)

        def own_design(rows: np.ndarray) -> np.ndarray:
            return np.exp(-distance[rows] / spread) * gate.between(problem.groups, rows, train)

        solutions = PenalisedSolutions(lambda: own_design(train), own_design, problem.compared)
        diagonal = np.exp(-distance[train, np.arange(len(train))] / spread) * gate.of_itself
        return f"width {width:g}, ", solutions, float(diagonal.mean()), design

    prepared = [prepare(width) for width in WIDTHS]

    def fit(y: np.ndarray) -> Iterator[Candidate]:
        for label, solutions, mean_eigenvalue, design in prepared:
            yield from with_every_penalty(label, solutions, y, mean_eigenvalue, design)

    return fit


def partial_least_squares(problem: Problem) -> FitCandidates:
    """Prepare partial least squares with one more component at a time (`PrepareCandidates`).

    References
    ----------
    Wold, Sjostrom and Eriksson (2001), doi 10.1016/S0169-7439(01)00155-1.
    """
    return partial(_components, problem)


def _components(problem: Problem, y: np.ndarray) -> Iterator[Candidate]:
    from sklearn.cross_decomposition import PLSRegression
    from sklearn.exceptions import ConvergenceWarning

    x = problem.x[problem.train]
    if not (x.any() and y.any()):
        return
    most = min(PLS_COMPONENTS, len(x) - 1, x.shape[1])
    if most < 1:
        return
    centre = x.mean(axis=0)
    with warnings.catch_warnings():
        # Once the residual is exhausted further components are zero and change nothing.
        warnings.filterwarnings("ignore", "y residual is constant", UserWarning)
        warnings.filterwarnings("ignore", category=RuntimeWarning)
        warnings.filterwarnings("ignore", "Maximum number of iterations", ConvergenceWarning)
        try:
            model = PLSRegression(n_components=most, scale=False).fit(x, y)
        except ValueError:  # the features have fewer dimensions, so that it divides by nothing
            most = int(np.linalg.matrix_rank(x - centre))
            if most < 1:
                return
            model = PLSRegression(n_components=most, scale=False).fit(x, y)
    for k in range(1, most + 1):
        # The first k components of the largest fit are those of a fit with k components.
        def of_rows(x: np.ndarray, _: np.ndarray, k: int = k) -> np.ndarray:
            of_components = (x - centre) @ model.x_rotations_[:, :k]
            return model.intercept_ + of_components @ model.y_loadings_[:, :k].T

        yield Candidate(f"{k} component{'s' if k > 1 else ''}", of_rows)
