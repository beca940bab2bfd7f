"""Linear processes with delayed couplings: their sample paths and their exact spectra."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from eeg2emg.simulation.coupling import Graph

TOLERANCE = 1e-5
MAX_SWEEPS = 200


def propagate(
    own: NDArray[np.float32],
    graph: Graph,
    coupling_of: Callable[[int], NDArray[np.float32]],
) -> NDArray[np.float32]:
    r"""Solve :math:`x_i(t) = own_i(t) + \sum_j c_{ij}(t) x_j(t - d_{ij})`.

    Solved by sweeps over the whole recording (Gauss-Seidel); a graph without loops needs one or
    two, weak loops a few more. What entered before the first sample counts as zero.

    Parameters
    ----------
    own : ndarray, shape (n_nodes, n_samples)
        What each node makes by itself.
    graph : Graph
        Edges and delays.
    coupling_of : callable
        Course of the coupling of an edge by its number, shape (n_samples,).

    Returns
    -------
    ndarray, shape (n_nodes, n_samples)
        The coupled signals.

    Raises
    ------
    ValueError
        If the sweeps do not settle: the couplings are unstable.
    """
    x = own.copy()
    courses = [coupling_of(edge) for edge in range(graph.sinks.size)]
    limit = TOLERANCE * float(np.abs(own).max(initial=1e-30))
    for _ in range(MAX_SWEEPS):
        change = 0.0
        for node in np.unique(graph.sinks):
            fresh = own[node].copy()
            for edge in np.flatnonzero(graph.sinks == node):
                delay = int(graph.delay_samples[edge])
                with np.errstate(over="ignore"):
                    fresh[delay:] += courses[edge][delay:] * x[graph.sources[edge], :-delay]
            if not np.isfinite(fresh).all():
                raise ValueError(f"the couplings of {graph.sinks.size} edges are unstable")
            change = max(change, float(np.abs(fresh - x[node]).max()))
            x[node] = fresh
        if change <= limit:
            return x
    raise ValueError(f"the couplings of {graph.sinks.size} edges are too strong to be solved")


def cross_spectrum(
    graph: Graph,
    couplings: NDArray[np.floating],
    own_power: NDArray[np.floating],
    frequencies_hz: NDArray[np.floating],
    rate_hz: float,
) -> NDArray[np.complexfloating]:
    r"""Exact spectrum, :math:`S = T\,\mathrm{diag}(P)\,T^H` with :math:`T = (I - A)^{-1}`.

    Parameters
    ----------
    graph : Graph
        Edges and delays.
    couplings : ndarray, shape (..., edges)
        Constant couplings.
    own_power : ndarray, shape (..., f, n) or (f, n)
        Spectra of what each node makes by itself.
    frequencies_hz : ndarray, shape (f,)
        Frequencies.
    rate_hz : float
        Rate at which the delays are counted.

    Returns
    -------
    ndarray, shape (..., f, n, n)
        Cross-spectra, [sink, source] in the sense that ``S[i, j] = <X_i conj(X_j)>``.
    """
    transfer = transfer_function(graph, couplings, frequencies_hz, rate_hz)
    return (transfer * own_power[..., None, :]) @ np.conj(np.swapaxes(transfer, -1, -2))


def mean_cross_spectrum(
    graph: Graph,
    couplings: NDArray[np.floating],
    own_power: NDArray[np.floating],
    frequencies_hz: NDArray[np.floating],
    rate_hz: float,
) -> NDArray[np.complexfloating]:
    """Average exact spectra over stretches in which the couplings differ.

    Parameters
    ----------
    graph, frequencies_hz, rate_hz
        As in `cross_spectrum`.
    couplings : ndarray, shape (stretches, edges)
        Couplings of each stretch.
    own_power : ndarray, shape (f, n)
        Spectra of what each node makes by itself, the same in all stretches.

    Returns
    -------
    ndarray, shape (f, n, n)
        The mean of `cross_spectrum` over the stretches.
    """
    transfer = transfer_function(graph, couplings, frequencies_hz, rate_hz)
    weighted = np.moveaxis(transfer * np.sqrt(own_power)[:, None, :], 0, 2)
    side_by_side = weighted.reshape(frequencies_hz.size, graph.n_nodes, -1)
    return side_by_side @ np.conj(np.swapaxes(side_by_side, 1, 2)) / len(couplings)


def transfer_function(
    graph: Graph,
    couplings: NDArray[np.floating],
    frequencies_hz: NDArray[np.floating],
    rate_hz: float,
) -> NDArray[np.complexfloating]:
    """Solve for what each node's own signal becomes in all nodes, ``T = (I - A)^-1``.

    Parameters
    ----------
    graph, couplings, frequencies_hz, rate_hz
        As in `cross_spectrum`.

    Returns
    -------
    ndarray, shape (..., f, n, n)
        Transfer functions, [sink, source].
    """
    delay_s = graph.delay_samples / rate_hz
    phase = np.exp(-2j * np.pi * frequencies_hz[:, None] * delay_s)
    n = graph.n_nodes
    # Gauss-Jordan elimination for all frequencies at once, many times as fast as one by one. The
    # couplings are those of a stable process, so that no pivot is near zero.
    gains = couplings[..., None, :] * phase
    system = np.zeros((n, n, *gains.shape[:-1]), complex)
    system[graph.sinks, graph.sources] = -np.moveaxis(gains, -1, 0)
    system[np.arange(n), np.arange(n)] = 1.0
    for node in range(n):
        pivot = 1.0 / system[node, node]
        row = system[node] * pivot
        row[node] = pivot
        column = system[:, node].copy()
        column[node] = 0.0
        system[:, node] = 0.0
        system[node] = row
        for other in np.flatnonzero(column.any(axis=tuple(range(1, column.ndim)))):
            system[other] -= column[other] * row
    return np.moveaxis(system, (0, 1), (-2, -1))
