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
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.learning.candidates import with_every_penalty
from eeg2emg.learning.components import COMPONENTS, principal_components
from eeg2emg.learning.gates import BY_GROUP, BY_PHASE, SHARED_ALONE
from eeg2emg.learning.penalised_solutions import PenalisedSolutions
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eeg2emg.learning.candidates import Candidate, FitCandidates, Problem
    from eeg2emg.learning.gates import Gate
    from eeg2emg.learning.groups import Groups

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


@dataclass(frozen=True)
class SolvedNetwork:
    """A network up to its head, and the training segments that the head is solved for.

    It is the design of a ridge regression (`eeg2emg.learning.candidates.PenalisedCandidate`): the
    products of segments with training segments.

    Attributes
    ----------
    inputs : Inputs
        What enters.
    layer : HiddenLayer
        The drawn layer.
    share : float
        a.
    gate : Gate
        Who shares slopes.
    groups : Groups
        Of all segments of the fold.
    train : ndarray of int
        Rows of the training segments.
    known, known_hidden : ndarray, shape (training segments, k) and (training segments, units)
        Their inputs and hidden units.
    """

    inputs: Inputs
    layer: HiddenLayer
    share: float
    gate: Gate
    groups: Groups
    train: np.ndarray
    known: np.ndarray
    known_hidden: np.ndarray

    def __call__(self, x: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Give the products of features in the place of some segments', shape (rows, training)."""
        own = self.inputs.of(x)
        # A share of 0 or 1 leaves one of them without weight.
        linear = own @ self.known.T if self.share < 1 else np.zeros(1)
        hidden = self.layer.of(own) @ self.known_hidden.T if self.share > 0 else np.zeros(1)
        return self.weighted(linear, hidden, rows)

    def weighted(self, linear: np.ndarray, hidden: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Weight products of inputs and of hidden units by share and gate."""
        products = (1 - self.share) * linear + self.share * hidden
        return products * self.gate.between(self.groups, rows, self.train)

    def heads(self, coefficients: np.ndarray) -> dict[str, np.ndarray]:
        """Give the head of every group that shares slopes.

        Parameters
        ----------
        coefficients : ndarray, shape (training segments, m * m)
            Of the products.

        Returns
        -------
        dict of str to ndarray, shape (k + units, m * m)
            By group (`eeg2emg.learning.gates.Gate.memberships`). The head of a segment is the sum
            over its groups; it applies to its inputs and hidden units side by side.
        """
        weights = np.repeat(
            [1 - self.share, self.share], [self.known.shape[1], self.known_hidden.shape[1]]
        )
        sides = np.concatenate([self.known, self.known_hidden], axis=1) * weights
        return {
            name: weight * sides[inside].T @ coefficients[inside]
            for name, weight, inside in self.gate.memberships(self.groups, self.train)
        }


class _Products(NamedTuple):
    """The hidden layer, and products of all segments with training segments, before any gate."""

    layer: HiddenLayer
    known: np.ndarray
    known_hidden: np.ndarray
    linear: np.ndarray
    hidden: np.ndarray

    @classmethod
    def of(cls, problem: Problem, inputs: Inputs, units: int) -> _Products:
        x = inputs.of(problem.x)
        known = x[problem.train]
        layer = drawn_layer(known, units)
        hidden = layer.of(x)
        known_hidden = hidden[problem.train]
        return cls(layer, known, known_hidden, x @ known.T, hidden @ known_hidden.T)


def _prepared(problem: Problem, components: int | None, units: int, gate: Gate) -> FitCandidates:
    inputs = inputs_of(problem, components)
    if inputs is None or np.count_nonzero(problem.train) < 2:
        return lambda _: iter(())
    train = np.flatnonzero(problem.train)
    found = problem.once(
        ("hidden layer", components, units), lambda: _Products.of(problem, inputs, units)
    )

    def prepare(share: float) -> tuple[str, PenalisedSolutions, SolvedNetwork]:
        network = SolvedNetwork(
            inputs, found.layer, share, gate, problem.groups, train, found.known, found.known_hidden
        )

        def own_design(rows: np.ndarray) -> np.ndarray:
            return network.weighted(found.linear[rows], found.hidden[rows], rows)

        solutions = PenalisedSolutions(lambda: own_design(train), own_design, problem.compared)
        return f"share {share:g}, ", solutions, network

    prepared = [prepare(share) for share in SHARES]
    # Inputs and hidden units have the same norm, so that it is the same for every share.
    mean_eigenvalue = NORM**2 * gate.of_itself

    def fit(y: np.ndarray) -> Iterator[Candidate]:
        for label, solutions, network in prepared:
            yield from with_every_penalty(label, solutions, y, mean_eigenvalue, network)

    return fit
