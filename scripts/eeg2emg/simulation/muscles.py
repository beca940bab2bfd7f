"""Muscles: interference EMG with Stulen-De Luca spectra, coupled by two generators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.coupled_process import cross_spectrum, propagate
from eeg2emg.simulation.coupling import (
    coupling_share,
    edge_loadings,
    law_of,
    log_changes,
    muscle_graph,
    step_course,
)
from eeg2emg.simulation.settings import REST
from eeg2emg.simulation.spectra import coloured_noise, peak, stulen_de_luca, unit_variance

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from eeg2emg.simulation.coupling import Graph
    from eeg2emg.simulation.settings import SimulationSettings

RAMP_S = 0.5
SHARED_DEPTH = 0.30  # modulation depth of the 15-30 Hz drive in activity
CORTICAL_DEPTH = 0.175
CORTICAL_REST_SHARE = 0.0
FORCE_DEPTH = 0.08  # slow fluctuations of the force
DRIVE_SHARE_LOGIT = 0.0  # half of the drive is shared at a state of zero
CORTICOSPINAL_DELAY_S = 0.012


@dataclass(frozen=True)
class Muscles:
    """Laws of a person's muscles.

    Parameters
    ----------
    graph : Graph
        Waveform couplings and their delays.
    power : tuple of callable
        Spectra (unit variance) of the interference signals, one per muscle.
    level : ndarray, shape (muscles,)
        Amplitude of each muscle relative to the cohort's.
    drive_delay_samples : ndarray of int, shape (muscles,)
        Conduction delay of the shared drive.
    drive_loadings : ndarray, shape (muscles, states)
        Change of the logit of the shared part of the drive with each state.
    """

    graph: Graph
    power: tuple[Callable, ...]
    level: NDArray[np.floating]
    drive_delay_samples: NDArray[np.int64]
    drive_loadings: NDArray[np.floating]


@dataclass(frozen=True)
class MuscleCouplings:
    """Couplings between a person's muscles over the segments of one recording.

    Parameters
    ----------
    waveform : ndarray, shape (segments, stretches, edges)
        Waveform couplings in each stretch of each segment.
    drive_share : ndarray, shape (segments, muscles)
        Share of the variance of each muscle's 15-30 Hz drive that is common to all.
    """

    waveform: NDArray[np.floating]
    drive_share: NDArray[np.floating]


def subject_muscles(settings: SimulationSettings, subject_index: int) -> Muscles:
    """Draw a person's spectra, amplitudes, delays and couplings."""
    rng = np.random.default_rng(derive_seed(settings.seed, "muscles of a person", subject_index))
    n = len(settings.emg_channels)
    low_hz = 60.0 * np.exp(0.10 * rng.standard_normal(n))
    high_hz = 120.0 * np.exp(0.10 * rng.standard_normal(n))
    level = np.exp(0.2 * rng.standard_normal(n))
    delay_s = 0.008 + 0.003 * np.arange(n) + rng.uniform(0.0, 0.002, n)

    def spectrum(low: float, high: float) -> Callable:
        return unit_variance(lambda f: stulen_de_luca(f, low, high), settings.rate_hz)

    return Muscles(
        graph=muscle_graph(settings, subject_index),
        power=tuple(spectrum(low, high) for low, high in zip(low_hz, high_hz, strict=True)),
        level=level,
        drive_delay_samples=np.rint(delay_s * settings.rate_hz).astype(np.int64),
        drive_loadings=2.0 * settings.muscle_gain * edge_loadings(settings, n),
    )


def stretches_per_segment(settings: SimulationSettings) -> int:
    """Count the stretches within a segment over which a muscular coupling stays constant."""
    return max(1, round(settings.segment_s / settings.wobble_s))


def draw_couplings(
    settings: SimulationSettings,
    muscles: Muscles,
    w: NDArray[np.floating],
    phases: list[str],
    rng: np.random.Generator,
) -> MuscleCouplings:
    """Draw the muscles' couplings given their state.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    muscles : Muscles
        The person's laws.
    w : ndarray, shape (segments, states)
        The muscles' coupling state.
    phases : list of str
        Phase of each segment.
    rng : Generator
        Source of the part that w does not explain.

    Returns
    -------
    MuscleCouplings
        The couplings.
    """
    noise = draw_coupling_noise(settings, len(w), muscles.graph.sinks.size, rng)
    log_change = log_changes(settings, w, muscles.graph.loadings)[:, None, :] + noise
    share = coupling_share(settings, phases)[:, None, None]
    logit = DRIVE_SHARE_LOGIT + log_changes(settings, w, muscles.drive_loadings)
    return MuscleCouplings(
        waveform=muscles.graph.couplings(log_change, share),
        drive_share=1.0 / (1.0 + np.exp(-logit)),
    )


def draw_coupling_noise(
    settings: SimulationSettings, n_segments: int, n_edges: int, rng: np.random.Generator
) -> NDArray[np.floating]:
    """Draw what changes the couplings besides their state.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    n_segments, n_edges : int
        Number of segments and of couplings.
    rng : Generator
        Source of the random numbers.

    Returns
    -------
    ndarray, shape (n_segments, stretches, n_edges)
        Changes of the logarithms of the couplings.
    """
    drawn = rng.standard_normal((n_segments, 1 + stretches_per_segment(settings), n_edges))
    of_segment = resolve(law_of(settings).segment_noise)(drawn[:, :1])
    return settings.segment_noise * of_segment + settings.wobble * drawn[:, 1:]


def modulation_depths(
    settings: SimulationSettings, phases: list[str]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Depths of the muscles' own 15-30 Hz drive and of the cortical one, by segment."""
    resting = np.array([phase == REST for phase in phases])
    own = SHARED_DEPTH * ("common_drive" in settings.generators)
    cortical = CORTICAL_DEPTH * settings.corticomuscular
    return (
        own * np.where(resting, settings.rest_coupling, 1.0),
        cortical * np.where(resting, CORTICAL_REST_SHARE, 1.0),
    )


def simulate_emg(
    settings: SimulationSettings,
    muscles: Muscles,
    couplings: MuscleCouplings,
    cortical_beta: NDArray[np.float32],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Draw the clean EMG of one recording: no line, no heart, no noise, no cross-talk.

    The modulation acts before the waveform couplings, so that the couplings' Granger causality
    keeps an exact value.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    muscles, couplings : Muscles, MuscleCouplings
        The person's laws, the recording's couplings.
    cortical_beta : ndarray, shape (n_samples,)
        Cortical drive, unit variance.
    rng : Generator
        Source of the random numbers.

    Returns
    -------
    ndarray, shape (muscles, n_samples)
        The EMG in uV.
    """
    n, n_samples, rate_hz = len(muscles.power), cortical_beta.size, settings.rate_hz
    times_s = np.arange(n_samples, dtype=np.float32) / np.float32(rate_hz)
    phases = [settings.phase_of(i) for i in range(settings.segments)]
    borders_s = np.arange(1, settings.segments) * settings.segment_s

    def course(values: NDArray) -> NDArray[np.float32]:
        return step_course(values, borders_s, RAMP_S, times_s)

    own = np.vstack([coloured_noise(rng, power, 1, n_samples, rate_hz) for power in muscles.power])
    force_power = unit_variance(lambda f: peak(f, 0.0, 0.4), rate_hz)
    drives = coloured_noise(rng, drive_power(rate_hz), n + 1, n_samples, rate_hz)
    force = coloured_noise(rng, force_power, n, n_samples, rate_hz)
    own_depth, cortical_depth = map(course, modulation_depths(settings, phases))
    cortical = cortical_depth * _unit_per_segment(cortical_beta, settings.segments)
    corticospinal = round(CORTICOSPINAL_DELAY_S * rate_hz)
    for i in range(n):
        shared = couplings.drive_share[:, i]
        delay = int(muscles.drive_delay_samples[i])
        drive = course(np.sqrt(shared)) * _delayed(drives[n], delay)
        drive += course(np.sqrt(1.0 - shared)) * drives[i]
        modulation = 1.0 + own_depth * drive + _delayed(cortical, delay + corticospinal)
        own[i] *= np.maximum(modulation + np.float32(FORCE_DEPTH) * force[i], 0.05)

    stretches = couplings.waveform.reshape(-1, couplings.waveform.shape[-1])
    step_s = settings.segment_s / couplings.waveform.shape[1]
    inner_s = np.arange(1, len(stretches)) * step_s
    emg = propagate(
        own,
        muscles.graph,
        lambda edge: step_course(stretches[:, edge], inner_s, RAMP_S, times_s),
    )
    amplitude_uv = amplitudes_uv(settings, muscles, phases)
    for i in range(n):
        emg[i] *= course(amplitude_uv[:, i])
    return emg


def drive_power(rate_hz: float) -> Callable:
    """Spectrum (unit variance) of the 15-30 Hz drive."""
    return unit_variance(lambda f: peak(f, 22.0, 3.5), rate_hz)


def amplitudes_uv(
    settings: SimulationSettings, muscles: Muscles, phases: list[str]
) -> NDArray[np.floating]:
    """Scale of each muscle's signal by segment (segments, muscles), in uV.

    What couplings and modulation add at a state of zero is divided out, so that the settings name
    the root mean square that is recorded.
    """
    depth, cortical_depth = modulation_depths(settings, phases)
    modulated = 1.0 + depth**2 + cortical_depth**2 + FORCE_DEPTH**2
    frequencies_hz = np.linspace(0.0, settings.rate_hz / 2, 257)
    power = np.column_stack([spectrum(frequencies_hz) for spectrum in muscles.power])
    gain = {}
    for phase in dict.fromkeys(phases):
        couplings = muscles.graph.base * coupling_share(settings, [phase])
        spectra = cross_spectrum(muscles.graph, couplings, power, frequencies_hz, settings.rate_hz)
        gain[phase] = np.diagonal(spectra, axis1=1, axis2=2).real.mean(axis=0)
    wanted = [
        settings.emg_rest_uv if phase == REST else settings.emg_activity_uv for phase in phases
    ]
    variance = np.array([gain[phase] for phase in phases]) * modulated[:, None]
    return np.array(wanted)[:, None] * muscles.level / np.sqrt(variance)


def crosstalk_matrix(settings: SimulationSettings) -> NDArray[np.floating]:
    """Gain (electrode, muscle) of volume conduction between neighbouring muscles."""
    place = np.arange(len(settings.emg_channels))
    distance = np.abs(place[:, None] - place)
    return np.where(distance <= 2, settings.crosstalk ** distance.astype(float), 0.0)


def _delayed(signal: NDArray[np.float32], samples: int) -> NDArray[np.float32]:
    """Delay a signal; its first value holds until then."""
    return np.concatenate(
        [np.full(samples, signal[0], signal.dtype), signal[: signal.size - samples]]
    )


def _unit_per_segment(signal: NDArray[np.float32], segments: int) -> NDArray[np.float32]:
    """Scale each segment to unit variance.

    Else a segment with, by chance, more beta in the EEG would have a deeper modulation in the
    EMG, and the brain would say something about the muscles at a coupling of zero.
    """
    parts = signal.reshape(segments, -1)
    return (parts / np.sqrt(np.square(parts).mean(axis=1, keepdims=True))).ravel()
