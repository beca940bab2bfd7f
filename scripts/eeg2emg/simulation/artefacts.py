"""Artefacts: everything in the recordings that is neither brain nor muscle of interest.

No function here takes the muscles' state or couplings, so nothing in the EEG can depend on them but
through the tension of the temporal muscles, where that is asked to go with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.simulation.coupling import step_course
from eeg2emg.simulation.head_model import ARTEFACTS
from eeg2emg.simulation.settings import REST
from eeg2emg.simulation.spectra import coloured_noise, unit_variance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eeg2emg.simulation.settings import SimulationSettings

RAIL_UV = 3200.0  # where the amplifier saturates
SLOW_RATE_HZ = 20.0  # slow drift is drawn at this rate and interpolated


def event_times(
    rng: np.random.Generator, per_min: float, length_s: float, dead_time_s: float
) -> NDArray[np.floating]:
    """Draw ascending times of events with exponential gaps after a dead time."""
    if per_min <= 0:
        return np.empty(0)
    mean_gap_s = max(60.0 / per_min - dead_time_s, 0.05)
    count = int(3 * length_s / (mean_gap_s + dead_time_s)) + 20
    times = np.cumsum(dead_time_s + rng.exponential(mean_gap_s, count))
    return times[times < length_s]


def add_pulses(
    signal: NDArray[np.float32],
    times_s: NDArray[np.floating],
    heights: NDArray[np.floating],
    shape: NDArray[np.floating],
    rate_hz: float,
) -> None:
    """Add a scaled shape at each time to a signal, in place; what runs over the end is cut."""
    for start, height in zip(np.rint(times_s * rate_hz).astype(int), heights, strict=True):
        part = signal[start : start + shape.size]
        part += (height * shape[: part.size]).astype(np.float32)


def blink_course(
    settings: SimulationSettings, rng: np.random.Generator, n_samples: int
) -> NDArray[np.float32]:
    """Time course of the blinks (uV at Fp1 and Fp2): up in 0.1 s, down in 0.3 s, a sharp top."""
    rate_hz = settings.rate_hz
    up = 0.5 - 0.5 * np.cos(np.pi * np.arange(0.0, 1.0, 1 / (0.10 * rate_hz)))
    down = 0.5 + 0.5 * np.cos(np.pi * np.arange(0.0, 1.0, 1 / (0.30 * rate_hz)))
    times = event_times(rng, settings.blinks_per_min, n_samples / rate_hz, 0.8)
    heights = settings.blink_uv * np.exp(0.2 * rng.standard_normal(times.size))
    course = np.zeros(n_samples, np.float32)
    add_pulses(course, times, heights, np.concatenate([up, down]) ** 1.5, rate_hz)
    return course


def saccade_course(
    settings: SimulationSettings, rng: np.random.Generator, n_samples: int
) -> NDArray[np.float32]:
    """Horizontal gaze (uV at F8): steps within 40 ms between places, most near the middle."""
    times = event_times(rng, settings.saccades_per_min, n_samples / settings.rate_hz, 0.3)
    places = settings.saccade_uv * rng.standard_normal(times.size + 1)
    places[rng.random(places.size) < 0.5] *= 0.2
    clock = np.arange(n_samples, dtype=np.float32) / np.float32(settings.rate_hz)
    return step_course(places, times, 0.04, clock)


def temporal_muscle_courses(
    settings: SimulationSettings, rng: np.random.Generator, n_samples: int
) -> NDArray[np.float32]:
    """Left and right temporal muscle (uV): a weak tone, and bursts, commoner in activity."""
    rate_hz = settings.rate_hz
    clock = np.arange(n_samples, dtype=np.float32) / np.float32(rate_hz)

    def spectrum(f: NDArray[np.floating]) -> NDArray[np.floating]:
        return np.square(f) / (np.square(f) + 25.0**2) / (np.square(f) + 90.0**2)

    noise = coloured_noise(rng, unit_variance(spectrum, rate_hz), 2, n_samples, rate_hz)
    for side in range(2):
        times = event_times(rng, 8.0, n_samples / rate_hz, 1.5)
        lasting = rng.uniform(0.4, 1.3, times.size)
        height = rng.uniform(0.5, 1.3, times.size)
        segment = np.minimum((times / settings.segment_s).astype(int), settings.segments - 1)
        resting = np.array([settings.phase_of(int(i)) == REST for i in segment], bool)
        height *= ~(resting & (rng.random(times.size) < 0.7))
        borders = np.column_stack([times, times + lasting]).ravel()
        levels = np.column_stack([np.full(times.size, 0.12), 0.12 + height]).ravel()
        noise[side] *= step_course(np.append(levels, 0.12), borders, 0.15, clock)
    return noise * np.float32(settings.temporal_muscle_uv)


def heart_course(
    settings: SimulationSettings,
    rng: np.random.Generator,
    beats_per_min: float,
    n_samples: int,
) -> NDArray[np.float32]:
    """Electrocardiogram with an R peak of 1; the rate varies by beat, not by phase."""
    rate_hz = settings.rate_hz
    clock = np.arange(-0.25, 0.5, 1 / rate_hz)
    waves = (
        (-0.18, 0.025, 0.12),
        (-0.025, 0.008, -0.12),
        (0.0, 0.010, 1.0),
        (0.028, 0.009, -0.22),
        (0.25, 0.045, 0.25),
    )  # P, Q, R, S, T: time, width, height
    beat = sum(h * np.exp(-0.5 * np.square((clock - t) / s)) for t, s, h in waves)
    gap_s = 60.0 / beats_per_min
    count = int(n_samples / rate_hz / gap_s * 1.3) + 5
    gaps = gap_s * (1.0 + 0.03 * rng.standard_normal(count))
    times = np.cumsum(gaps) - gap_s
    times = times[(times >= 0) & (times < n_samples / rate_hz)]
    course = np.zeros(n_samples, np.float32)
    add_pulses(course, times, np.ones(times.size), np.asarray(beat), rate_hz)
    return course


def line_course(
    settings: SimulationSettings, rng: np.random.Generator, n_samples: int
) -> NDArray[np.float32]:
    """Line voltage of amplitude 1, with third and fifth harmonic where the rate allows."""
    clock = np.arange(n_samples) / settings.rate_hz
    course = np.zeros(n_samples, np.float32)
    for harmonic, height in ((1, 1.0), (3, 0.15), (5, 0.08)):
        frequency_hz = harmonic * settings.line_hz
        phase = rng.uniform(0.0, 2.0 * np.pi)
        if frequency_hz < 0.45 * settings.rate_hz:
            course += (height * np.cos(2.0 * np.pi * frequency_hz * clock + phase)).astype(
                np.float32
            )
    return course


def add_slow_drift(
    settings: SimulationSettings, rng: np.random.Generator, eeg_uv: NDArray[np.float32]
) -> None:
    """Add each electrode's slow drift (below about 0.3 Hz), in place."""
    n_channels, n_samples = eeg_uv.shape
    length_s = n_samples / settings.rate_hz
    coarse = int(length_s * SLOW_RATE_HZ) + 2
    power = unit_variance(lambda f: 1.0 / (1.0 + (f / 0.06) ** 4), SLOW_RATE_HZ)
    drift = coloured_noise(rng, power, n_channels, coarse, SLOW_RATE_HZ)
    drift *= settings.slow_drift_uv * settings.artefacts
    clock = np.arange(n_samples) * (SLOW_RATE_HZ / settings.rate_hz)
    nodes = np.arange(coarse)
    for channel in range(n_channels):
        eeg_uv[channel] += np.interp(clock, nodes, drift[channel]).astype(np.float32)


def add_pops(
    settings: SimulationSettings, rng: np.random.Generator, eeg_uv: NDArray[np.float32]
) -> None:
    """Add electrode pops to single channels, in place: a jump that decays within a second."""
    n_channels, n_samples = eeg_uv.shape
    times = event_times(rng, settings.pops_per_min, n_samples / settings.rate_hz, 1.0)
    channels = rng.integers(0, n_channels, times.size)
    heights = settings.artefacts * rng.choice([-1.0, 1.0], times.size)
    heights *= rng.uniform(60.0, 250.0, times.size)
    shape = np.exp(-np.arange(0.0, 1.5, 1 / settings.rate_hz) / 0.25)
    for channel, time, height in zip(channels, times, heights, strict=True):
        add_pulses(eeg_uv[channel], np.array([time]), np.array([height]), shape, settings.rate_hz)


def eeg_artefact_courses(
    settings: SimulationSettings,
    rng: np.random.Generator,
    heart: NDArray[np.float32],
    tension: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Time courses (uV) of the artefacts that have a topography, in the order of `ARTEFACTS`.

    `tension` scales the person's temporal muscles: one number, or one per sample.
    """
    n_samples = heart.size
    courses = np.empty((len(ARTEFACTS), n_samples), np.float32)
    courses[0] = blink_course(settings, rng, n_samples)
    courses[1] = saccade_course(settings, rng, n_samples)
    courses[2:4] = tension * temporal_muscle_courses(settings, rng, n_samples)
    courses[4] = heart * np.float32(settings.ecg_eeg_uv)
    return courses * np.float32(settings.artefacts)


def spoil_eeg(rng: np.random.Generator, eeg_uv: NDArray[np.float32]) -> None:
    """Make the EEG of a noisy person, in place: dead, saturated and very noisy channels."""
    n_channels, n_samples = eeg_uv.shape
    order = rng.permutation(n_channels)
    share = max(1, round(0.16 * n_channels))
    dead, saturated, noisy = (order[i * share : (i + 1) * share] for i in range(3))
    eeg_uv[dead] = 0.0
    for channel in saturated:
        eeg_uv[channel] = np.clip(eeg_uv[channel] * 150.0, -RAIL_UV, RAIL_UV)
    for channel in noisy:
        eeg_uv[channel] += np.float32(200.0) * rng.standard_normal(n_samples, dtype=np.float32)


def spoil_emg(
    settings: SimulationSettings, rng: np.random.Generator, emg_uv: NDArray[np.float32]
) -> None:
    """Make the EMG of a noisy person, in place: line and cable artefacts far above the muscles."""
    n_channels, n_samples = emg_uv.shape
    line = line_course(settings, rng, n_samples)
    click = np.exp(-np.arange(0.0, 0.06, 1 / settings.rate_hz) / 0.008)
    sway = unit_variance(lambda f: 1.0 / (1.0 + (f / 4.0) ** 4), settings.rate_hz)
    for channel in range(n_channels):
        emg_uv[channel] += np.float32(rng.uniform(300.0, 500.0)) * line
        emg_uv[channel] += (
            np.float32(400.0) * coloured_noise(rng, sway, 1, n_samples, settings.rate_hz)[0]
        )
        times = event_times(rng, 90.0, n_samples / settings.rate_hz, 0.1)
        heights = rng.choice([-1.0, 1.0], times.size) * rng.uniform(500.0, 2500.0, times.size)
        add_pulses(emg_uv[channel], times, heights, click, settings.rate_hz)
    np.clip(emg_uv, -RAIL_UV, RAIL_UV, out=emg_uv)
