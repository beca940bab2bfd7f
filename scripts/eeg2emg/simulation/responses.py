"""How couplings follow the states under the laws of `eeg2emg.simulation.laws`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SATURATION = 1.5
TURN = 1.6
DEGREES_OF_FREEDOM = 3


def one_state_each(n_edges: int, states: int) -> NDArray[np.floating]:
    """Assign each edge to one state, in turn, with alternating signs.

    The same for all people, so that what is learned from some holds for others.

    Returns
    -------
    ndarray, shape (n_edges, states)
        One entry of +1 or -1 per row.
    """
    loadings = np.zeros((n_edges, states))
    edge = np.arange(n_edges)
    loadings[edge, edge % states] = np.where((edge // states) % 2 == 0, 1.0, -1.0)
    return loadings


def two_states_each(n_edges: int, states: int) -> NDArray[np.floating]:
    """Assign each edge to two states, with the weights 0.8 and 0.6 and signs of its own.

    Returns
    -------
    ndarray, shape (n_edges, states)
        Rows of length 1.
    """
    loadings = np.zeros((n_edges, states))
    edge = np.arange(n_edges)
    first = (2 * edge + edge // states) % states
    loadings[edge, first] = np.where(edge % 4 < 2, 0.8, -0.8)
    loadings[edge, (first + 1) % states] += np.where(edge % 3 == 0, -0.6, 0.6)
    return loadings / np.linalg.norm(loadings, axis=1, keepdims=True)


def linear(states: NDArray[np.floating], loadings: NDArray[np.floating]) -> NDArray[np.floating]:
    """Change of the logarithm of each coupling: the states weighted by the loadings.

    Parameters
    ----------
    states : ndarray, shape (..., states)
        Standard normal.
    loadings : ndarray, shape (edges, states)
        What a step of each state changes.

    Returns
    -------
    ndarray, shape (..., edges)
        The changes.
    """
    return states @ loadings.T


def saturating(
    states: NDArray[np.floating], loadings: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Let couplings saturate, every third of a state's rise and fall; arguments as for `linear`.

    The variance of the changes over the states is the one that `linear` gives.
    """
    gain = np.linalg.norm(loadings, axis=1)
    driven = linear(states, loadings / np.where(gain > 0, gain, 1.0)[:, None])
    edge = np.arange(len(loadings))
    turns = (edge // loadings.shape[1]) % 3 == 2
    turned = np.sin(TURN * driven) / np.sqrt((1.0 - np.exp(-2.0 * TURN**2)) / 2.0)
    return gain * np.where(turns, turned, np.tanh(SATURATION * driven) / _spread_of_tanh())


def _spread_of_tanh() -> float:
    """Give the standard deviation of tanh(`SATURATION` x) for a standard normal x."""
    x, weights = np.polynomial.hermite_e.hermegauss(101)
    return float(np.sqrt(weights @ np.tanh(SATURATION * x) ** 2 / weights.sum()))


def heavy_tailed(
    states: NDArray[np.floating], loadings: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Let couplings follow states with heavy tails, made by `student`; arguments as for `linear`.

    Were z and u themselves drawn with heavy tails, the law of ``k z + sqrt(1 - k^2) u`` would
    depend on k, since such laws do not add up to their own kind.
    """
    return linear(student(states), loadings)


def student(normal_numbers: NDArray[np.floating]) -> NDArray[np.floating]:
    """Turn standard normal numbers into those of Student's t, 3 degrees of freedom, variance 1."""
    from scipy.special import ndtr, stdtrit

    # The lower tail, where probabilities keep their digits.
    t = -stdtrit(DEGREES_OF_FREEDOM, ndtr(-np.abs(normal_numbers)))
    variance = DEGREES_OF_FREEDOM / (DEGREES_OF_FREEDOM - 2.0)
    return np.sign(normal_numbers) * t / np.sqrt(variance)


def normal(normal_numbers: NDArray[np.floating]) -> NDArray[np.floating]:
    """Leave standard normal numbers as they are."""
    return normal_numbers
