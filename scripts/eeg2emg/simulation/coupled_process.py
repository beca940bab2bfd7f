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
    delay_s = graph.delay_samples / rate_hz
    phase = np.exp(-2j * np.pi * frequencies_hz[:, None] * delay_s)
    n = graph.n_nodes
    system = np.zeros((*couplings.shape[:-1], frequencies_hz.size, n, n), complex)
    system[..., graph.sinks, graph.sources] = -couplings[..., None, :] * phase
    system[..., np.arange(n), np.arange(n)] += 1.0
    transfer = np.linalg.inv(system)
    return (transfer * own_power[..., None, :]) @ np.conj(np.swapaxes(transfer, -1, -2))
