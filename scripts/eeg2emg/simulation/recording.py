"""One simulated recording, put together from brain, muscles and artefacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.seeds import derive_seed
from eeg2emg.simulation import artefacts
from eeg2emg.simulation.cortex import BACKGROUND_UV, simulate_sources, subject_cortex
from eeg2emg.simulation.coupling import state_courses
from eeg2emg.simulation.muscles import (
    crosstalk_matrix,
    draw_couplings,
    simulate_emg,
    subject_muscles,
)
from eeg2emg.simulation.settings import TEMPORAL_MUSCLES, recording_name
from eeg2emg.simulation.spectra import coloured_noise, one_over_f, unit_variance
from eeg2emg.simulation.truth import recording_truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eeg2emg.simulation.cortex import Cortex
    from eeg2emg.simulation.head_model import SubjectHead
    from eeg2emg.simulation.muscles import MuscleCouplings, Muscles
    from eeg2emg.simulation.settings import SimulationSettings
    from eeg2emg.simulation.truth import RecordingTruth


HEAD_EMG_GAIN = 4.0
"""How much larger a temporal muscle is in an EMG above it than in the EEG at T7 or T8."""


@dataclass(frozen=True)
class Event:
    """One segment of a recording.

    Parameters
    ----------
    onset_s, duration_s : float
        When it begins and how long it lasts.
    phase : str
        Its phase.
    """

    onset_s: float
    duration_s: float
    phase: str


@dataclass(frozen=True)
class SimulatedRecording:
    """A recording as the amplifier would give it, and its truth.

    Parameters
    ----------
    name : str
        BIDS name without suffix, ``sub-01_task-arm_run-01``.
    settings : SimulationSettings
        The knobs it was made with.
    eeg_v : ndarray, shape (eeg channels, n_samples)
        EEG in volts, against linked earlobes, float32.
    emg_v : ndarray, shape (emg channels, n_samples)
        Bipolar EMG in volts, float32.
    head_v : ndarray, shape (head muscles, n_samples)
        Bipolar EMG of the temporal muscles in volts, as many as are recorded.
    ecg_v : ndarray, shape (n_samples,), or None
        Electrocardiogram in volts, where it is recorded.
    rate_hz : float
        Sampling rate.
    events : tuple of Event
        The segments in order of time.
    truth : RecordingTruth
        What is true of each segment.
    """

    name: str
    settings: SimulationSettings
    eeg_v: NDArray[np.float32]
    emg_v: NDArray[np.float32]
    head_v: NDArray[np.float32]
    ecg_v: NDArray[np.float32] | None
    rate_hz: float
    events: tuple[Event, ...]
    truth: RecordingTruth


@dataclass(frozen=True)
class DrawnSignals:
    """The signals of one recording, with what they were drawn from.

    Parameters
    ----------
    eeg_v, emg_v : ndarray, shape (channels, n_samples)
        As in `SimulatedRecording`.
    head_v : ndarray, shape (head muscles, n_samples)
        As in `SimulatedRecording`.
    heart : ndarray, shape (n_samples,)
        Course of the heart, R peaks of 1.
    cortex, muscles : Cortex, Muscles
        The person's laws.
    z, w : ndarray, shape (segments, states)
        States of brain and muscles.
    couplings : MuscleCouplings
        The muscles' couplings.
    """

    eeg_v: NDArray[np.float32]
    emg_v: NDArray[np.float32]
    head_v: NDArray[np.float32]
    heart: NDArray[np.float32]
    cortex: Cortex
    muscles: Muscles
    z: NDArray[np.floating]
    w: NDArray[np.floating]
    couplings: MuscleCouplings


def draw_signals(
    settings: SimulationSettings, subject_index: int, run_index: int, head: SubjectHead
) -> DrawnSignals:
    """Draw the signals of one recording, without stating what is true of it.

    Every part has random numbers of its own, named after seed, person and run: a recording does not
    depend on which others are made, and the EEG not on `settings.coupling`.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    subject_index, run_index : int
        Person and run, from 0.
    head : SubjectHead
        The person's head, from `simulate_subject_head` with the same settings.

    Returns
    -------
    DrawnSignals

    Raises
    ------
    ValueError
        If `head` has other channels than the settings, or an index is out of range.
    """
    if tuple(head.channels) != settings.eeg_channels:
        raise ValueError("the head was made for other EEG channels than the settings name")
    if not (0 <= subject_index < settings.subjects and 0 <= run_index < settings.recordings):
        raise ValueError(f"there is no person {subject_index} with a run {run_index}")

    def stream(label: str) -> np.random.Generator:
        return np.random.default_rng(derive_seed(settings.seed, label, subject_index, run_index))

    first = run_index * settings.segments
    z, w = (
        course[first:]
        for course in state_courses(settings, subject_index, first + settings.segments)
    )
    phases = [settings.phase_of(i) for i in range(settings.segments)]
    cortex = subject_cortex(settings, subject_index)
    muscles = subject_muscles(settings, subject_index)
    sources_uv, beta = simulate_sources(settings, cortex, z, stream("sources"))
    couplings = draw_couplings(settings, muscles, w, phases, stream("muscle couplings"))
    emg_uv = simulate_emg(settings, muscles, couplings, beta, stream("muscles"))
    eeg_uv = _scalp(settings, head, sources_uv, stream("background"))

    person = np.random.default_rng(derive_seed(settings.seed, "heart", subject_index))
    beats_per_min = float(np.clip(person.normal(68.0, 7.0), 52.0, 90.0))
    person = np.random.default_rng(derive_seed(settings.seed, "tension", subject_index))
    tension = float(np.exp(np.clip(0.4 * person.standard_normal(), -0.8, 0.8)))
    heart = artefacts.heart_course(settings, stream("heart"), beats_per_min, beta.size)
    body = heart, tension * _effort(settings, w)
    courses_uv = _add_eeg_artefacts(settings, head, eeg_uv, body, stream("eeg artefacts"))
    head_uv = _head_emg(settings, courses_uv, stream("head muscles"))
    emg_uv = _recorded_emg(settings, emg_uv, heart, stream("emg artefacts"))
    _spoil(settings, subject_index, (eeg_uv, emg_uv), stream("spoilt"))
    return DrawnSignals(
        _amplified(eeg_uv),
        _amplified(emg_uv),
        _amplified(head_uv),
        heart,
        cortex,
        muscles,
        z,
        w,
        couplings,
    )


def simulate_recording(
    settings: SimulationSettings, subject_index: int, run_index: int, head: SubjectHead
) -> SimulatedRecording:
    """Simulate one recording: its signals, and what is true of them.

    Parameters
    ----------
    settings, subject_index, run_index, head
        As for `draw_signals`.

    Returns
    -------
    SimulatedRecording
        Signals, events and truth.

    Raises
    ------
    ValueError
        As `draw_signals`.
    """
    drawn = draw_signals(settings, subject_index, run_index, head)
    return SimulatedRecording(
        name=recording_name(settings, subject_index, run_index),
        settings=settings,
        eeg_v=drawn.eeg_v,
        emg_v=drawn.emg_v,
        head_v=drawn.head_v,
        ecg_v=drawn.heart * np.float32(1e-3) if settings.record_ecg else None,
        rate_hz=settings.rate_hz,
        events=tuple(
            Event(i * settings.segment_s, settings.segment_s, settings.phase_of(i))
            for i in range(settings.segments)
        ),
        truth=recording_truth(
            settings,
            (drawn.cortex, drawn.muscles),
            (drawn.z, drawn.w),
            drawn.couplings,
            (head.source_gain, head.artefact_gain, artefacts.ARTEFACTS),
        ),
    )


def background_covariance(settings: SimulationSettings, head: SubjectHead) -> NDArray[np.floating]:
    """Covariance (channels, channels) in uV^2 of all in the EEG that comes from no source.

    That is the background activity and the amplifier's noise; artefacts are not in it.
    """
    root = settings.eeg_scale * BACKGROUND_UV * head.background_root
    return root @ root.T + settings.sensor_noise_uv**2 * np.eye(len(root))


def _scalp(
    settings: SimulationSettings,
    head: SubjectHead,
    sources_uv: NDArray[np.float32],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """EEG (uV) of sources, background activity and the amplifier's noise."""
    n_channels, n_samples = len(head.channels), sources_uv.shape[1]
    power = unit_variance(lambda f: one_over_f(f, 1.5), settings.rate_hz)
    background = coloured_noise(rng, power, n_channels, n_samples, settings.rate_hz)
    mixing = (settings.eeg_scale * BACKGROUND_UV * head.background_root).astype(np.float32)
    eeg_uv = mixing @ background + head.source_gain.astype(np.float32) @ sources_uv
    noise = np.float32(settings.sensor_noise_uv)
    for i in range(n_channels):
        eeg_uv[i] += noise * rng.standard_normal(n_samples, dtype=np.float32)
    return eeg_uv


def _amplified(signals_uv: NDArray[np.float32]) -> NDArray[np.float32]:
    """Clip at the amplifier's rails and turn into volts, in place."""
    np.clip(signals_uv, -artefacts.RAIL_UV, artefacts.RAIL_UV, out=signals_uv)
    signals_uv *= np.float32(1e-6)
    return signals_uv


def _add_eeg_artefacts(
    settings: SimulationSettings,
    head: SubjectHead,
    eeg_uv: NDArray[np.float32],
    body: tuple[NDArray[np.float32], NDArray[np.float32]],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Add to the EEG (uV), in place, what comes from eyes, jaw, heart, mains and electrodes.

    `body` is the heart's course and the tension of the person's temporal muscles, whose courses
    (uV at T7 and T8) are returned.
    """
    if settings.artefacts == 0:
        return np.zeros((TEMPORAL_MUSCLES, eeg_uv.shape[1]), np.float32)
    courses = artefacts.eeg_artefact_courses(settings, rng, *body)
    eeg_uv += head.artefact_gain.astype(np.float32) @ courses
    line = artefacts.line_course(settings, rng, eeg_uv.shape[1])
    heights = settings.artefacts * settings.line_uv * np.exp(0.5 * rng.standard_normal(len(eeg_uv)))
    for i, height in enumerate(heights):
        eeg_uv[i] += np.float32(height) * line
    artefacts.add_slow_drift(settings, rng, eeg_uv)
    artefacts.add_pops(settings, rng, eeg_uv)
    return courses[[artefacts.ARTEFACTS.index(name) for name in ("muscle_left", "muscle_right")]]


def _effort(settings: SimulationSettings, w: NDArray[np.floating]) -> NDArray[np.float32]:
    """Amplitude of the temporal muscles that goes with the muscles' state: one per sample, or 1."""
    if settings.temporal_muscle_effort == 0:
        return np.ones(1, np.float32)
    of_segments = np.exp(settings.temporal_muscle_effort * w[: settings.segments, 0])
    return np.repeat(of_segments, settings.samples_per_segment).astype(np.float32)


def _head_emg(
    settings: SimulationSettings, courses_uv: NDArray[np.float32], rng: np.random.Generator
) -> NDArray[np.float32]:
    """EMG (uV) of the temporal muscles from electrodes above them, with the noise of an EMG."""
    courses_uv = courses_uv[: len(settings.head_muscles)]
    noise = rng.standard_normal(courses_uv.shape, dtype=np.float32)
    return np.float32(HEAD_EMG_GAIN) * courses_uv + np.float32(settings.emg_noise_uv) * noise


def _recorded_emg(
    settings: SimulationSettings,
    emg_uv: NDArray[np.float32],
    heart: NDArray[np.float32],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Add what the electrodes pick up besides: neighbours, noise, line, heart."""
    n_channels, n_samples = emg_uv.shape
    if settings.crosstalk > 0:
        emg_uv = crosstalk_matrix(settings).astype(np.float32) @ emg_uv
    noise = np.float32(settings.emg_noise_uv)
    line = artefacts.line_course(settings, rng, n_samples)
    heights = 3.0 * settings.artefacts * settings.line_uv
    heights = heights * np.exp(0.5 * rng.standard_normal(n_channels))
    ecg_uv = settings.artefacts * settings.ecg_emg_uv
    for i, name in enumerate(settings.emg_channels):
        emg_uv[i] += noise * rng.standard_normal(n_samples, dtype=np.float32)
        emg_uv[i] += np.float32(heights[i]) * line
        if name in settings.proximal_muscles:
            rank = settings.proximal_muscles.index(name)
            emg_uv[i] += np.float32(ecg_uv * 0.5**rank) * heart
    return emg_uv


def _spoil(
    settings: SimulationSettings,
    subject_index: int,
    signals: tuple[NDArray[np.float32], NDArray[np.float32]],
    rng: np.random.Generator,
) -> None:
    """Make noisy people noisy; give a few others a flat channel."""
    eeg_uv, emg_uv = signals
    kind = settings.noise_kind(subject_index)
    if kind == "eeg":
        artefacts.spoil_eeg(rng, eeg_uv)
    elif kind == "emg":
        artefacts.spoil_emg(settings, rng, emg_uv)
    elif settings.artefacts > 0 and rng.random() < settings.flat_channel_share:
        eeg_uv[rng.integers(len(eeg_uv))] = 0.0
