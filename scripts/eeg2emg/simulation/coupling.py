"""Latent coupling states, and the couplings that follow them.

Per person and segment there is a state z of the brain and a state u that the brain knows nothing
of. The brain's couplings follow z, the muscles' follow ``w = k z + sqrt(1 - k^2) u``. As z and u
have the same law and are independent, the law of w, and with it that of the EMG, is the same for
every k.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.laws import LAWS
from eeg2emg.simulation.settings import REST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eeg2emg.simulation.laws import Law
    from eeg2emg.simulation.settings import SimulationSettings

# Cortical sources: name, site above them.
CORTICAL_SITES = {
    "occipital_left": "O1",
    "occipital_right": "O2",
    "parietal_left": "P3",
    "parietal_right": "P4",
    "sensorimotor_left": "C3",
    "sensorimotor_right": "C4",
    "supplementary_motor": "FCz",
    "frontal_left": "F5",
    "frontal_right": "F6",
    "temporal_left": "T7",
}
CORTICAL_COUPLING = 0.35
CORTICAL_LIMIT = 0.8
MUSCLE_COUPLING = 0.3
MUSCLE_LIMIT = 0.7


@dataclass(frozen=True)
class Graph:
    """Directed edges of one person with their delays.

    Parameters
    ----------
    n_nodes : int
        Number of signals.
    sinks, sources : ndarray of int, shape (edges,)
        Ends of the edges.
    delay_samples : ndarray of int, shape (edges,)
        Delays, at least one sample.
    base : ndarray, shape (edges,)
        Couplings of this person in activity at a state of zero.
    loadings : ndarray, shape (edges, states)
        Change of the logarithm of the coupling with each state.
    limit : float
        No coupling exceeds this, so that loops stay stable.
    """

    n_nodes: int
    sinks: NDArray[np.int64]
    sources: NDArray[np.int64]
    delay_samples: NDArray[np.int64]
    base: NDArray[np.floating]
    loadings: NDArray[np.floating]
    limit: float

    def couplings(
        self, log_change: NDArray[np.floating], share: NDArray[np.floating] | float = 1.0
    ) -> NDArray[np.floating]:
        """Couplings of the edges, shape of `log_change` (..., edges), never above the limit."""
        return np.minimum(self.base * share * np.exp(log_change), self.limit)

    def as_matrix(self, values: NDArray[np.floating]) -> NDArray[np.floating]:
        """Put edge values (..., edges) into matrices (..., sink, source)."""
        matrix = np.zeros((*values.shape[:-1], self.n_nodes, self.n_nodes))
        matrix[..., self.sinks, self.sources] = values
        return matrix


def state_courses(
    settings: SimulationSettings, subject_index: int, n_segments: int
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Draw the brain's state z and the muscles' state w for a person's first segments.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    subject_index : int
        The person, from 0.
    n_segments : int
        How many segments, counted over all recordings. A longer course begins with the shorter one.

    Returns
    -------
    z, w : ndarray, shape (n_segments, states)
        Unit variance each; w correlates with z by `settings.coupling`.
    """
    z = _drifting(settings, subject_index, "brain state", n_segments)
    u = _drifting(settings, subject_index, "muscle state", n_segments)
    k = settings.coupling
    return z, k * z + np.sqrt(1.0 - k**2) * u


def _drifting(
    settings: SimulationSettings, subject_index: int, label: str, n_segments: int
) -> NDArray[np.floating]:
    rng = np.random.default_rng(derive_seed(settings.seed, label, subject_index))
    draws = rng.standard_normal((n_segments, 2, settings.states))
    slow = draws[:, 0].copy()
    rho = settings.drift_rho
    for t in range(1, n_segments):
        slow[t] = rho * slow[t - 1] + np.sqrt(1.0 - rho**2) * draws[t, 0]
    return np.sqrt(settings.drift) * slow + np.sqrt(1.0 - settings.drift) * draws[:, 1]


def cortical_graph(settings: SimulationSettings, subject_index: int) -> Graph:
    """Couplings between a person's cortical sources."""
    names, law = list(CORTICAL_SITES), law_of(settings)
    edges = [(names.index(source), names.index(sink)) for source, sink in law.cortical_edges]
    return _graph(
        settings,
        ("cortical graph", subject_index),
        len(names),
        edges,
        (CORTICAL_COUPLING, CORTICAL_LIMIT, law.cortical_delays_s, settings.brain_gain),
    )


def muscle_graph(settings: SimulationSettings, subject_index: int) -> Graph:
    """Waveform couplings between any number of muscles of a person: a ring and some chords."""
    n, law = len(settings.emg_channels), law_of(settings)
    pairs = [(j, (j + on) % n) for on, every in law.muscle_steps for j in range(0, n, every)]
    edges = list(dict.fromkeys((j, i) for j, i in pairs if i != j))
    strength = MUSCLE_COUPLING if "waveform" in settings.generators else 0.0
    return _graph(
        settings,
        ("muscle graph", subject_index),
        n,
        edges,
        (strength, MUSCLE_LIMIT, law.muscle_delays_s, settings.muscle_gain),
    )


def _graph(
    settings: SimulationSettings,
    labels: tuple[str, int],
    n_nodes: int,
    edges: list[tuple[int, int]],
    strengths: tuple[float, float, tuple[float, float], float],
) -> Graph:
    strength, limit, delays_s, gain = strengths
    law = law_of(settings)
    rng = np.random.default_rng(derive_seed(settings.seed, *labels))
    offsets = rng.standard_normal(len(edges)) * settings.subject_offsets
    # Numbers of its own: where nobody is outlying, all else stays the same.
    chance = np.random.default_rng(derive_seed(settings.seed, "outlying", *labels)).random()
    if chance < law.outlying_share:
        offsets *= law.outlying_factor
    delay_s = rng.uniform(*delays_s, len(edges))
    return Graph(
        n_nodes=n_nodes,
        sinks=np.array([sink for _, sink in edges], np.int64),
        sources=np.array([source for source, _ in edges], np.int64),
        delay_samples=np.maximum(np.rint(delay_s * settings.rate_hz), 1).astype(np.int64),
        base=strength * np.exp(offsets),
        loadings=gain * edge_loadings(settings, len(edges)),
        limit=limit,
    )


def law_of(settings: SimulationSettings) -> Law:
    """Give the law of a cohort."""
    return LAWS[settings.law]


def edge_loadings(settings: SimulationSettings, n_edges: int) -> NDArray[np.floating]:
    """Assign edges to states as the law says, shape (n_edges, states), rows of length 1."""
    return resolve(law_of(settings).assignment)(n_edges, settings.states)


def log_changes(
    settings: SimulationSettings, states: NDArray[np.floating], loadings: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Change what follows the states, as the law says.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    states : ndarray, shape (..., states)
        z for the brain, w for the muscles.
    loadings : ndarray, shape (edges, states)
        Of the graph's edges.

    Returns
    -------
    ndarray, shape (..., edges)
        Changes of the logarithms of the couplings.
    """
    return resolve(law_of(settings).response)(states, loadings)


def coupling_share(settings: SimulationSettings, phases: list[str]) -> NDArray[np.floating]:
    """Muscular couplings of each phase relative to activity, shape (len(phases),)."""
    return np.array([settings.rest_coupling if phase == REST else 1.0 for phase in phases])


def step_course(
    values: NDArray[np.floating], edges_s: NDArray[np.floating], ramp_s: float, times_s: NDArray
) -> NDArray[np.float32]:
    """Turn values that hold for stretches of time into a smooth course.

    Parameters
    ----------
    values : ndarray, shape (stretches,)
        The values.
    edges_s : ndarray, shape (stretches - 1,)
        Where one stretch ends and the next begins, ascending.
    ramp_s : float
        Each change takes this long, half of it before the edge.
    times_s : ndarray, shape (n_samples,)
        Times of the samples, ascending.

    Returns
    -------
    ndarray, shape (n_samples,)
        The course, float32: linear ramps between constants.
    """
    nodes = np.column_stack([edges_s - ramp_s / 2, edges_s + ramp_s / 2]).ravel()
    levels = np.column_stack([values[:-1], values[1:]]).ravel()
    if nodes.size == 0:
        return np.full(times_s.size, values[0], np.float32)
    return np.interp(times_s, nodes, levels).astype(np.float32)
