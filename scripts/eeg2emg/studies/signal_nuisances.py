"""Nuisances that act on recorded signals (`eeg2emg.studies.nuisances` defines them).

What a nuisance adds is decided by the place of a segment and by random numbers of its own, never by
states or couplings of brain or muscles. Cross-talk alone brings the muscles' signals themselves
into the EEG, as it does in people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.seeds import derive_seed
from eeg2emg.simulation import artefacts
from eeg2emg.simulation.coupling import step_course
from eeg2emg.simulation.spectra import coloured_noise, unit_variance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eeg2emg.simulation.head_model import SubjectHead
    from eeg2emg.simulation.settings import SimulationSettings

UV = 1e-6
RAMP_S = 0.5
"""How long a level takes to change between segments."""

NOISE_UV = 2.0
CROSSTALK_CHANNELS = 8
LEAST_CROSSTALK = 0.1
"""Least share that a channel picks up, relative to the largest one."""
HEART_EEG_UV, HEART_EMG_UV = 10.0, 40.0
HEART_BEATS_PER_MIN = (55.0, 95.0)
LINE_EEG_UV, LINE_EMG_UV = 5.0, 15.0
MOVEMENT_UV = 30.0
MOVEMENTS_PER_MIN = 6.0
MOVEMENT_CORNER_HZ = 8.0
TEMPORAL_SHARE = 2.0
"""How much more the muscles of the head vary with effort than those of the arm."""
_SINC_HALF_WIDTH = 24


@dataclass(frozen=True)
class Recorded:
    """The signals of one recording, before a nuisance.

    Attributes
    ----------
    settings : SimulationSettings
        Those it was drawn with.
    subject_index, run_index : int
        Person and run, from 0.
    head : SubjectHead
        The person's head.
    eeg_v, emg_v : ndarray, shape (channels, n_samples)
        Signals in volts.
    """

    settings: SimulationSettings
    subject_index: int
    run_index: int
    head: SubjectHead
    eeg_v: NDArray[np.floating]
    emg_v: NDArray[np.floating]

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return self.eeg_v.shape[1]

    def of_person(self, label: str) -> np.random.Generator:
        """Give random numbers that are the same in all recordings of the person."""
        seed = derive_seed(self.settings.seed, "nuisance of a person", label, self.subject_index)
        return np.random.default_rng(seed)

    def of_recording(self, label: str) -> np.random.Generator:
        """Give random numbers of this recording."""
        labels = ("nuisance", label, self.subject_index, self.run_index)
        return np.random.default_rng(derive_seed(self.settings.seed, *labels))

    def course(self, of_segments: NDArray[np.floating]) -> NDArray[np.float32]:
        """Turn values of the segments into a course over the samples, with ramps between them."""
        settings = self.settings
        times_s = np.arange(self.n_samples) / settings.rate_hz
        borders_s = np.arange(1, settings.segments) * settings.segment_s
        return step_course(of_segments, borders_s, RAMP_S, times_s)

    def session(self) -> NDArray[np.floating]:
        """Give the place of each sample in the session: 0 where it begins, 1 where it ends."""
        return (self.run_index + np.arange(self.n_samples) / self.n_samples) / (
            self.settings.recordings
        )


Signals = tuple["NDArray[np.floating]", "NDArray[np.floating]"]


def nothing(recorded: Recorded, _: float) -> Signals:
    """Leave the signals as they are."""
    return recorded.eeg_v, recorded.emg_v


def amplifier_noise(recorded: Recorded, strength: float) -> Signals:
    """Add white noise whose level varies from segment to segment."""
    rng = recorded.of_recording("amplifier noise")
    levels = np.exp(strength * rng.standard_normal(recorded.settings.segments))
    return _with_noise(recorded, recorded.course(levels), rng)


def rising_noise(recorded: Recorded, strength: float) -> Signals:
    """Add white noise whose level grows by exp(2 `strength`) over the session."""
    level = np.exp(strength * (2.0 * recorded.session() - 1.0))
    return _with_noise(recorded, level, recorded.of_recording("rising noise"))


def cross_talk(recorded: Recorded, strength: float) -> Signals:
    """Add a muscle to each of some EEG channels, at most `strength` of it."""
    rng = recorded.of_person("cross-talk")
    n, m = len(recorded.eeg_v), len(recorded.emg_v)
    count = min(CROSSTALK_CHANNELS, n)
    gain = np.zeros((n, m))
    rows, muscles = rng.permutation(n)[:count], rng.integers(0, m, count)
    gain[rows, muscles] = strength * np.exp(rng.uniform(np.log(LEAST_CROSSTALK), 0.0, count))
    return recorded.eeg_v + gain @ recorded.emg_v, recorded.emg_v


def common_heart(recorded: Recorded, strength: float) -> Signals:
    """Add one heart to all channels, whose height varies by `strength` in logarithms."""
    settings, rng = recorded.settings, recorded.of_recording("common heart")
    size = settings.samples_per_segment
    heart = np.concatenate(
        [
            artefacts.heart_course(settings, rng, rng.uniform(*HEART_BEATS_PER_MIN), size)
            for _ in range(settings.segments)
        ]
    )
    heights = np.exp(strength * rng.standard_normal(settings.segments))
    return _with_common(
        recorded,
        heart * recorded.course(heights),
        (HEART_EEG_UV, HEART_EMG_UV),
        recorded.of_person("common heart"),
    )


def common_line(recorded: Recorded, strength: float) -> Signals:
    """Add the mains to all channels, whose height varies by `strength` in logarithms."""
    settings, rng = recorded.settings, recorded.of_recording("common line")
    heights = np.exp(strength * rng.standard_normal(settings.segments))
    line = artefacts.line_course(settings, rng, recorded.n_samples)
    return _with_common(
        recorded,
        line * recorded.course(heights),
        (LINE_EEG_UV, LINE_EMG_UV),
        recorded.of_person("common line"),
    )


def movement(recorded: Recorded, strength: float) -> Signals:
    """Add bursts to all channels at once, whose rate varies by `strength` in logarithms."""
    settings, rng = recorded.settings, recorded.of_recording("movement")
    gate = np.zeros(recorded.n_samples, np.float32)
    hump = np.hanning(round(settings.rate_hz))
    size = settings.samples_per_segment
    rates = MOVEMENTS_PER_MIN * np.exp(strength * rng.standard_normal(settings.segments))
    for segment, rate in enumerate(rates):
        count = rng.poisson(rate * settings.segment_s / 60.0)
        starts_s = (segment * size + rng.uniform(0, size, count)) / settings.rate_hz
        artefacts.add_pulses(gate, starts_s, rng.uniform(0.5, 1.5, count), hump, settings.rate_hz)
    power = unit_variance(lambda f: 1.0 / (1.0 + (f / MOVEMENT_CORNER_HZ) ** 2), settings.rate_hz)
    burst = coloured_noise(rng, power, 1, recorded.n_samples, settings.rate_hz)[0]
    return _with_common(
        recorded, gate * burst, (MOVEMENT_UV, MOVEMENT_UV), recorded.of_person("movement")
    )


def effort(recorded: Recorded, strength: float) -> Signals:
    """Let the contraction of arm and head vary together from segment to segment."""
    settings, rng = recorded.settings, recorded.of_recording("effort")
    efforts = rng.standard_normal(settings.segments)
    temples = artefacts.temporal_muscle_courses(settings, rng, recorded.n_samples)
    temples = temples * recorded.course(np.exp(TEMPORAL_SHARE * strength * efforts))
    columns = [artefacts.ARTEFACTS.index(name) for name in ("muscle_left", "muscle_right")]
    return (
        recorded.eeg_v + recorded.head.artefact_gain[:, columns] @ temples * UV,
        recorded.emg_v * recorded.course(np.exp(strength * efforts)),
    )


def clock_drift(recorded: Recorded, strength: float) -> Signals:
    """Sample the EMG by a clock that is wrong by up to `strength` ppm."""
    settings = recorded.settings
    wrong = 1e-6 * strength * recorded.of_person("clock drift").uniform(-1.0, 1.0)
    passed = recorded.session() * settings.recordings * recorded.n_samples
    return recorded.eeg_v, _read_at(recorded.emg_v, wrong * passed)


def trend_of_amplitude(recorded: Recorded, strength: float) -> Signals:
    """Let brain and muscles grow over the session beneath noise that stays."""
    gain = np.exp(strength * (2.0 * recorded.session() - 1.0))
    eeg_v, emg_v = _with_noise(recorded, 1.0 / gain, recorded.of_recording("trend of amplitude"))
    return eeg_v * gain, emg_v * gain


def _with_noise(
    recorded: Recorded, level: NDArray[np.floating], rng: np.random.Generator
) -> Signals:
    """Add white noise to every channel, `NOISE_UV` times a course of levels."""
    eeg_v, emg_v = (
        x_v + NOISE_UV * UV * level * rng.standard_normal(x_v.shape)
        for x_v in (recorded.eeg_v, recorded.emg_v)
    )
    return eeg_v, emg_v


def _with_common(
    recorded: Recorded,
    course: NDArray[np.floating],
    heights_uv: tuple[float, float],
    rng: np.random.Generator,
) -> Signals:
    """Add one course to all channels, up to these heights in EEG and EMG."""
    eeg_v, emg_v = (
        x_v + np.outer(height_uv * UV * rng.uniform(-1.0, 1.0, len(x_v)), course)
        for x_v, height_uv in zip((recorded.eeg_v, recorded.emg_v), heights_uv, strict=True)
    )
    return eeg_v, emg_v


def _read_at(x: NDArray[np.floating], later: NDArray[np.floating]) -> NDArray[np.floating]:
    """Read signals (channels, n) `later` samples after each sample, between them by a sinc."""
    n, half = x.shape[1], _SINC_HALF_WIDTH
    reach = half + int(np.ceil(np.abs(later).max())) + 1
    padded = np.pad(x, ((0, 0), (reach, reach)), mode="reflect")
    whole = np.floor(later).astype(int)
    taps = np.arange(1 - half, half + 1)
    distance = (later - whole)[:, None] - taps
    weights = np.sinc(distance) * np.cos(np.pi * distance / (2 * half + 2)) ** 2
    weights /= weights.sum(axis=1, keepdims=True)
    places = (np.arange(n) + whole + reach)[:, None] + taps
    return np.array([np.einsum("nk,nk->n", row[places], weights) for row in padded])
