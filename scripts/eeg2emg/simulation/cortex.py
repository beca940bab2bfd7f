"""Cortical sources: 1/f background, alpha and beta rhythms, delayed couplings that follow z."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.coupled_process import propagate
from eeg2emg.simulation.coupling import (
    CORTICAL_SITES,
    cortical_graph,
    log_changes,
    step_course,
)
from eeg2emg.simulation.settings import REST
from eeg2emg.simulation.spectra import coloured_noise, one_over_f, peak, unit_variance

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from eeg2emg.simulation.coupling import Graph
    from eeg2emg.simulation.settings import SimulationSettings

RAMP_S = 1.0
DRIVE_SOURCE = "sensorimotor_left"  # contralateral to the right arm

# Amplitude of the rhythms relative to the source's 1/f background: at rest, in activity.
ALPHA = {
    "occipital": (1.05, 0.45),
    "parietal": (0.85, 0.45),
    "sensorimotor": (0.65, 0.35),
    "supplementary": (0.35, 0.3),
    "frontal": (0.35, 0.3),
    "temporal": (0.45, 0.35),
}
BETA = {
    "occipital": (0.15, 0.15),
    "parietal": (0.2, 0.18),
    "sensorimotor": (0.55, 0.4),
    "supplementary": (0.35, 0.25),
    "frontal": (0.2, 0.2),
    "temporal": (0.15, 0.15),
}
SOURCE_UV = {  # root mean square of the 1/f background at the nearest 10-20 site
    "occipital": 11.5,
    "parietal": 11.0,
    "sensorimotor": 11.0,
    "supplementary": 11.0,
    "frontal": 11.0,
    "temporal": 9.0,
}
BACKGROUND_UV = 8.5
ALPHA_WIDTH_HZ = 0.9
BETA_WIDTH_HZ = 2.5


@dataclass(frozen=True)
class Cortex:
    """Laws of a person's cortical sources.

    Parameters
    ----------
    graph : Graph
        Couplings and delays.
    power : tuple of callable
        Spectra (unit variance) of the 1/f background, alpha and beta.
    alpha, beta : dict
        By phase level ("rest", "activity"): amplitudes, shape (sources,).
    source_uv : ndarray, shape (sources,)
        Scale of each source at the scalp.
    """

    graph: Graph
    power: tuple[Callable, Callable, Callable]
    alpha: dict[str, NDArray[np.floating]]
    beta: dict[str, NDArray[np.floating]]
    source_uv: NDArray[np.floating]

    def own_power(self, phase: str, frequencies_hz: NDArray[np.floating]) -> NDArray[np.floating]:
        """Spectra (f, sources) of what the sources make by themselves in a phase."""
        level = phase_level(phase)
        background, alpha, beta = (power(frequencies_hz)[:, None] for power in self.power)
        return background + self.alpha[level] ** 2 * alpha + self.beta[level] ** 2 * beta


def phase_level(phase: str) -> str:
    """Give the level of a phase: rest for ``rest``, activity for all else."""
    return REST if phase == REST else "activity"


def subject_cortex(settings: SimulationSettings, subject_index: int) -> Cortex:
    """Draw a person's rhythms, amplitudes and couplings."""
    rng = np.random.default_rng(derive_seed(settings.seed, "cortex of a person", subject_index))
    alpha_hz = float(np.clip(10.0 + 0.7 * rng.standard_normal(), 8.7, 11.5))
    beta_hz = float(np.clip(20.5 + 1.5 * rng.standard_normal(), 17.0, 24.0))
    exponent = rng.uniform(1.4, 1.8)
    kinds = [name.split("_")[0] for name in CORTICAL_SITES]
    spread = np.exp(0.12 * rng.standard_normal((3, len(kinds))))
    alpha_level = np.exp(0.15 * rng.standard_normal())

    def levels(table: dict[str, tuple[float, float]], scale: NDArray) -> dict[str, NDArray]:
        values = np.array([table[kind] for kind in kinds]).T * scale
        return {REST: values[0], "activity": values[1]}

    return Cortex(
        graph=cortical_graph(settings, subject_index),
        power=(
            unit_variance(lambda f: one_over_f(f, exponent), settings.rate_hz),
            unit_variance(lambda f: peak(f, alpha_hz, ALPHA_WIDTH_HZ), settings.rate_hz),
            unit_variance(lambda f: peak(f, beta_hz, BETA_WIDTH_HZ), settings.rate_hz),
        ),
        alpha=levels(ALPHA, spread[0] * alpha_level),
        beta=levels(BETA, spread[1]),
        source_uv=settings.eeg_scale * np.array([SOURCE_UV[kind] for kind in kinds]) * spread[2],
    )


def simulate_sources(
    settings: SimulationSettings,
    cortex: Cortex,
    z: NDArray[np.floating],
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Draw the sources' activity over one recording.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    cortex : Cortex
        The person's laws.
    z : ndarray, shape (segments, states)
        The brain's coupling state.
    rng : Generator
        Source of the random numbers.

    Returns
    -------
    sources_uv : ndarray, shape (sources, n_samples)
        Activity in uV at the nearest 10-20 site.
    beta : ndarray, shape (n_samples,)
        The contralateral sensorimotor source's own beta rhythm, unit variance: the drive of the
        muscles. It does not depend on z.
    """
    n_sources = len(CORTICAL_SITES)
    n_samples = settings.segments * settings.samples_per_segment
    times_s = np.arange(n_samples, dtype=np.float32) / np.float32(settings.rate_hz)
    edges_s = np.arange(1, settings.segments) * settings.segment_s
    level = [phase_level(settings.phase_of(i)) for i in range(settings.segments)]
    rest = np.array([float(name == REST) for name in level])
    resting = step_course(rest, edges_s, RAMP_S, times_s)

    def drawn(power: Callable) -> NDArray[np.float32]:
        return coloured_noise(rng, power, n_sources, n_samples, settings.rate_hz)

    own = drawn(cortex.power[0])
    beta = np.empty(0, np.float32)
    for power, amplitude in zip(cortex.power[1:], (cortex.alpha, cortex.beta), strict=True):
        rhythm = drawn(power)
        for i in range(n_sources):
            low, high = amplitude["activity"][i], amplitude[REST][i]
            own[i] += (np.float32(low) + np.float32(high - low) * resting) * rhythm[i]
        beta = rhythm[list(CORTICAL_SITES).index(DRIVE_SOURCE)]
    couplings = cortex.graph.couplings(log_changes(settings, z, cortex.graph.loadings))
    activity = propagate(
        own,
        cortex.graph,
        lambda edge: step_course(couplings[:, edge], edges_s, RAMP_S, times_s),
    )
    return activity * cortex.source_uv[:, None].astype(np.float32), beta
