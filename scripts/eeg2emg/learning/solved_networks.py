r"""Networks whose hidden layer is drawn and whose head is solved (`PrepareCandidates`).

One hidden layer h = relu(x B + b) with fixed random weights, B ~ N(0, 1) and b ~ 0.7 N(0, 1), of
inputs that are scaled to a root mean square norm of sqrt(2); h is centred and brought to the same
norm. The head is linear in

    phi = gate (x) [sqrt(1 - a) x, sqrt(a) h],

so that the share 1 - a goes past the hidden layer, and is found by ridge regression in closed
form: no training, no learning rate, the same bits every time. The gate says who shares a slope: it
holds a constant and one entry per group, so that a product of two segments is multiplied by the
constant's square plus the weights of the groups that they have in common.

Share and penalty are chosen on validation segments like every hyperparameter
(`eeg2emg.learning.model_fits`).

References
----------
Rahimi and Recht (2008), Advances in Neural Information Processing Systems 21; Huang, Zhu and Siew
(2006), doi 10.1016/j.neucom.2005.12.126.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.learning.candidates import with_every_penalty
from eeg2emg.learning.components import COMPONENTS, principal_components
from eeg2emg.learning.gates import BY_GROUP, BY_PHASE, SHARED_ALONE
from eeg2emg.learning.penalised_solutions import PenalisedSolutions
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eeg2emg.learning.candidates import Candidate, FitCandidates, OfRows, Problem
    from eeg2emg.learning.gates import Gate

SHARES = (0.0, 0.3, 0.6, 0.8, 1.0)
"""Candidate shares a of the hidden layer."""

UNITS_OF_COMPONENTS, UNITS_OF_ALL = 1536, 1024
"""Hidden units."""

NORM = 2.0**0.5
"""Root mean square norm of what enters the head, and the hidden layer."""

BIAS = 0.7
"""Standard deviation of the biases."""


@dataclass(frozen=True)
class HiddenLayer:
    """A layer with fixed random weights, scaled on training segments.

    Attributes
    ----------
    weights : ndarray, shape (k, units)
        B, with the scaling of the inputs in it.
    biases : ndarray, shape (units,)
        b.
    centre : ndarray, shape (units,)
        Mean over training segments.
    scale : float
        What brings the centred units to the norm of the inputs.
    """

    weights: np.ndarray
    biases: np.ndarray
    centre: np.ndarray
    scale: float

    def of(self, x: np.ndarray) -> np.ndarray:
        """Give the centred and scaled units, shape (segments, units)."""
        return self.scale * (np.maximum(x @ self.weights + self.biases, 0.0) - self.centre)


def drawn_layer(known: np.ndarray, units: int) -> HiddenLayer:
    """Draw a hidden layer for inputs of which these are the training segments'.

    Parameters
    ----------
    known : ndarray, shape (training segments, k)
        Inputs of root mean square norm `NORM`.
    units : int
        How many.

    Returns
    -------
    HiddenLayer
        The weights depend on k and the number of units alone.
    """
    inputs = known.shape[1]
    rng = np.random.default_rng(derive_seed(0, "hidden layer", inputs, units))
    weights = rng.standard_normal((inputs, units))
    biases = BIAS * rng.standard_normal(units)
    hidden = np.maximum(known @ weights + biases, 0.0)
    centre = hidden.mean(axis=0)
    return HiddenLayer(weights, biases, centre, NORM / max(_norm(hidden - centre), _TINY))


_TINY = float(np.finfo(float).tiny)


def _norm(x: np.ndarray) -> float:
    """Root mean square over segments of the length of their vectors."""
    return float(np.sqrt(np.sum(x**2) / len(x)))


def of_all_features(problem: Problem) -> FitCandidates:
    """Prepare a network of all features, with slopes of phases, subjects and cells."""
    return _prepared(problem, None, UNITS_OF_ALL, BY_GROUP)


def of_components_by_phase(problem: Problem) -> FitCandidates:
    """Prepare a network of principal components, with slopes of each phase."""
    return _prepared(problem, COMPONENTS, UNITS_OF_COMPONENTS, BY_PHASE)


def of_components(problem: Problem) -> FitCandidates:
    """Prepare a network of principal components, with the same slopes for everybody."""
    return _prepared(problem, COMPONENTS, UNITS_OF_COMPONENTS, SHARED_ALONE)


@dataclass(frozen=True)
class Inputs:
    """What enters a solved network: features, brought to few dimensions and to a common norm.

    Attributes
    ----------
    directions : ndarray, shape (d, k), or None
        Of the principal components; None where all features enter.
    scale : float
        What brings training segments to a root mean square norm of `NORM`.
    """

    directions: np.ndarray | None
    scale: float

    def of(self, x: np.ndarray) -> np.ndarray:
        """Give the inputs of scaled features, shape (segments, k)."""
        return self.scale * (x if self.directions is None else x @ self.directions)


def inputs_of(problem: Problem, components: int | None) -> Inputs | None:
    """Fit what enters a network; None where features of training segments do not vary."""
    known = problem.x[problem.train]
    if not known.any():
        return None
    if components is None:
        return Inputs(None, NORM / _norm(known))
    directions = principal_components(problem, components)
    return Inputs(directions, NORM / _norm(known @ directions))


def _prepared(problem: Problem, components: int | None, units: int, gate: Gate) -> FitCandidates:
    inputs = inputs_of(problem, components)
    if inputs is None or np.count_nonzero(problem.train) < 2:
        return lambda _: iter(())
    train = np.flatnonzero(problem.train)
    x = inputs.of(problem.x)
    layer = drawn_layer(x[train], units)
    h = layer.of(x)
    linear, hidden = x @ x[train].T, h @ h[train].T

    def prepare(share: float) -> tuple[str, PenalisedSolutions, float, OfRows]:
        def own_design(rows: np.ndarray) -> np.ndarray:
            products = (1 - share) * linear[rows] + share * hidden[rows]
            return products * gate.between(problem.groups, rows, train)

        def design(changed: np.ndarray, rows: np.ndarray) -> np.ndarray:
            own = inputs.of(changed)
            products = (1 - share) * own @ x[train].T + share * layer.of(own) @ h[train].T
            return products * gate.between(problem.groups, rows, train)

        solutions = PenalisedSolutions(lambda: own_design(train), own_design, problem.compared)
        # Linear inputs and hidden units have the same norm, so that every share has this mean.
        mean_eigenvalue = NORM**2 * gate.of_itself
        return f"share {share:g}, ", solutions, mean_eigenvalue, design

    prepared = [prepare(share) for share in SHARES]

    def fit(y: np.ndarray) -> Iterator[Candidate]:
        for label, solutions, mean_eigenvalue, design in prepared:
            yield from with_every_penalty(label, solutions, y, mean_eigenvalue, design)

    return fit
