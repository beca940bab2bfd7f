"""Options of the simulated cohort; imports the standard library only."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields

from eeg2emg.errors import ConfigurationError

GENERATORS = ("waveform", "common_drive")
REST = "rest"
TEN_TWENTY = (
    *("Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "T7", "C3", "Cz"),
    *("C4", "T8", "P7", "P3", "Pz", "P4", "P8", "O1", "O2"),
)


@dataclass(frozen=True)
class SimulationSettings:
    """Everything that decides what the simulated cohort looks like.

    The law of the EMG does not depend on `coupling`, and for one `seed` the EEG is the same, byte
    for byte, at every `coupling`.

    Parameters
    ----------
    subjects : int
        Number of people.
    recordings : int
        Recordings (BIDS runs) per person.
    segments : int
        Segments per recording; the phases alternate from segment to segment.
    segment_s : float
        Length of one segment.
    rate_hz : float
        Sampling rate of EEG and EMG.
    phases : tuple of str
        The phases in their order of turns. One called ``rest`` has the levels of rest (amplitude,
        rhythms, couplings), any other those of activity.
    task : str
        BIDS task entity (letters and digits).
    eeg_channels : tuple of str
        Any names that MNE's ``standard_1005`` montage knows.
    emg_channels : tuple of str
        Any number of muscles, named at will.
    coupling : float
        k in [0, 1]: how much of the muscles' coupling state comes from the brain's,
        ``w = k z + sqrt(1 - k^2) u``.
    generators : tuple of str
        How couplings between muscles are made: ``waveform`` (delayed copies of the raw signals),
        ``common_drive`` (a shared 15-30 Hz modulation with conduction delays), or both.
    states : int
        Dimension of the latent state z (and u, w).
    brain_gain : float
        Change of the logarithm of a cortical coupling per unit of z.
    muscle_gain : float
        Change of the logarithm of a muscular coupling per unit of w.
    drift : float
        Share of the variance of z and of u that drifts slowly (AR(1) from segment to segment).
    drift_rho : float
        Correlation of the slow drift of z and of u from one segment to the next.
    segment_noise : float
        Standard deviation of the logarithm of a muscular coupling over segments, apart from w.
    wobble : float
        Standard deviation of the logarithm of a muscular coupling over the stretches of
        `wobble_s` within a segment: what keeps the target's split-half reliability below 1.
    wobble_s : float
        Length of the stretches within a segment over which `wobble` changes the couplings, in
        seconds.
    subject_offsets : float
        Standard deviation, over people and edges, of the logarithm of every coupling. Brain and
        muscle offsets are independent of each other.
    rest_coupling : float
        Muscular couplings at rest as a share of those in activity.
    corticomuscular : float
        Scales the cortical beta drive of the muscles; 1 gives a corticomuscular coherence of about
        0.15 in activity and nearly none at rest, 0 none at all.
    emg_rest_uv : float
        Root mean square of the EMG at rest; muscles and people differ by some 20 %.
    emg_activity_uv : float
        Root mean square of the EMG in activity.
    emg_noise_uv : float
        Root mean square of the EMG amplifier's white noise.
    eeg_scale : float
        Scales the cortical and background EEG.
    sensor_noise_uv : float
        Root mean square of the EEG amplifier's white noise.
    crosstalk : float
        Share of each muscle that its neighbours' electrodes pick up, without delay; its square
        reaches the next but one.
    artefacts : float
        Scales everything that is neither brain nor muscle (blinks, eye movements, temporal
        muscle, line, ECG, slow drift, pops); at 0 the flat channels go too. The brain's and the
        muscles' signals stay the same, so 0 gives the clean twin of a recording.
    line_hz : float
        50 or 60.
    line_uv : float
        Typical amplitude of the line at an EEG electrode (three times that in the EMG).
    blink_uv : float
        Typical height of a blink at Fp1 and Fp2.
    blinks_per_min : float
        How many blinks there are per minute.
    saccade_uv : float
        Typical size of horizontal eye movements at F7 and F8.
    saccades_per_min : float
        How many horizontal eye movements there are per minute.
    temporal_muscle_uv : float
        Root mean square at T7 and T8 during a burst of a typical person; between tense and relaxed
        people it differs two- to threefold.
    ecg_eeg_uv : float
        Height of the R peak in the EEG.
    ecg_emg_uv : float
        Height of the R peak in the first of `proximal_muscles`; each further one has half of it.
    proximal_muscles : tuple of str
        EMG channels that see the heart; names that are not recorded do not matter.
    record_ecg : bool
        Record the heart as a channel of its own, ``ECG``.
    slow_drift_uv : float
        Root mean square of the electrodes' drift below 0.3 Hz.
    pops_per_min : float
        Electrode pops, over all EEG channels.
    flat_channel_share : float
        Share of the recordings (of people who are not noisy) with one dead EEG channel.
    noisy_subjects : int
        The last so many people are noisy, in turn in the EMG (line and cable artefacts swamp it)
        and in the EEG (dead, saturated and noisy channels).
    eeg_analysis_rate_hz : float
        Rate at which the sources' truth is stated (at most `rate_hz`).
    emg_analysis_rate_hz : float
        Rate at which the EMG's truth is stated (at most `rate_hz`).
    emg_order : int
        Order of the configured Granger functional of the EMG (the truth of form (b)).
    emg_high_pass_hz : float
        The pipeline's zero-phase high-pass of the EMG (form (b)).
    seed : int
        The one seed.

    Raises
    ------
    ConfigurationError
        If a value is out of range; the message names the option.
    """

    subjects: int = 12
    recordings: int = 10
    segments: int = 10
    segment_s: float = 60.0
    rate_hz: float = 1000.0
    phases: tuple[str, ...] = (REST, "activity")
    task: str = "arm"
    eeg_channels: tuple[str, ...] = TEN_TWENTY
    emg_channels: tuple[str, ...] = ("BSH", "TRIO", "PMJ", "DEL", "TRIA", "TRIO2")
    coupling: float = 0.8
    generators: tuple[str, ...] = GENERATORS
    states: int = 3
    brain_gain: float = 0.5
    muscle_gain: float = 0.35
    drift: float = 0.3
    drift_rho: float = 0.97
    segment_noise: float = 0.1
    wobble: float = 0.5
    wobble_s: float = 5.0
    subject_offsets: float = 0.25
    rest_coupling: float = 0.45
    corticomuscular: float = 1.0
    emg_rest_uv: float = 8.0
    emg_activity_uv: float = 60.0
    emg_noise_uv: float = 1.0
    eeg_scale: float = 1.0
    sensor_noise_uv: float = 0.7
    crosstalk: float = 0.0
    artefacts: float = 1.0
    line_hz: float = 50.0
    line_uv: float = 1.5
    blink_uv: float = 140.0
    blinks_per_min: float = 12.0
    saccade_uv: float = 25.0
    saccades_per_min: float = 15.0
    temporal_muscle_uv: float = 30.0
    ecg_eeg_uv: float = 4.0
    ecg_emg_uv: float = 25.0
    proximal_muscles: tuple[str, ...] = ("PMJ", "DEL")
    record_ecg: bool = False
    slow_drift_uv: float = 15.0
    pops_per_min: float = 0.1
    flat_channel_share: float = 0.05
    noisy_subjects: int = 2
    eeg_analysis_rate_hz: float = 250.0
    emg_analysis_rate_hz: float = 1000.0
    emg_order: int = 20
    emg_high_pass_hz: float = 20.0
    seed: int = 1

    def __post_init__(self) -> None:
        for field in fields(self):  # lists come out of YAML; a frozen value must be hashable
            value = getattr(self, field.name)
            if isinstance(value, list):
                object.__setattr__(self, field.name, tuple(value))
        self._check_counts()
        self._check_ranges()
        self._check_names()

    def _check_counts(self) -> None:
        for name in ("subjects", "recordings", "segments", "states", "emg_order"):
            if not _is_whole(getattr(self, name)) or getattr(self, name) < 1:
                _refuse(name, getattr(self, name), "a whole number of at least 1")
        if not _is_whole(self.noisy_subjects) or not 0 <= self.noisy_subjects <= self.subjects:
            _refuse("noisy_subjects", self.noisy_subjects, f"0 to {self.subjects} (subjects)")
        if not _is_whole(self.seed) or self.seed < 0:
            _refuse("seed", self.seed, "a whole number of at least 0")

    def _check_ranges(self) -> None:
        shares = ("coupling", "drift", "drift_rho", "rest_coupling", "flat_channel_share")
        for field in fields(self):
            value = getattr(self, field.name)
            if field.type == "float" and (not math.isfinite(value) or value < 0):
                _refuse(field.name, value, "a finite number of at least 0")
            if field.name in shares and value > 1:
                _refuse(field.name, value, "a number from 0 to 1")
        if self.rate_hz < 250:
            _refuse("rate_hz", self.rate_hz, "at least 250, else the EMG's spectrum is cut off")
        if self.segment_s < 2 or self.segment_s * self.rate_hz % 1:
            _refuse("segment_s", self.segment_s, "at least 2, and a whole number of samples")
        if self.wobble_s <= 0.5:
            _refuse("wobble_s", self.wobble_s, "above 0.5, the time a coupling takes to change")
        if self.line_hz not in (50.0, 60.0):
            _refuse("line_hz", self.line_hz, "50 or 60")
        if self.crosstalk > 0.5:
            _refuse("crosstalk", self.crosstalk, "a number from 0 to 0.5")
        for name in ("eeg_analysis_rate_hz", "emg_analysis_rate_hz"):
            if getattr(self, name) == 0:
                _refuse(name, 0, "above 0")

    def _check_names(self) -> None:
        for name in ("phases", "eeg_channels", "emg_channels", "generators"):
            values = getattr(self, name)
            if not values or len(set(values)) != len(values):
                _refuse(name, values, "a list of different names, not empty")
        unknown = [name for name in self.generators if name not in GENERATORS]
        if unknown:
            _refuse("generators", unknown, f"any of {', '.join(GENERATORS)}")
        shared = set(self.eeg_channels) & {*self.emg_channels, "ECG"} | {"ECG"} & set(
            self.emg_channels
        )
        if shared:
            _refuse("emg_channels", sorted(shared), "names that no other channel has")
        if not self.task.isalnum():
            _refuse("task", self.task, "letters and digits only")

    @property
    def recording_s(self) -> float:
        """Length of one recording in seconds."""
        return self.segments * self.segment_s

    @property
    def samples_per_segment(self) -> int:
        """Samples in one segment."""
        return round(self.segment_s * self.rate_hz)

    def phase_of(self, segment: int) -> str:
        """Give the phase of a segment, counted from 0 within its recording."""
        return self.phases[segment % len(self.phases)]

    def noise_kind(self, subject_index: int) -> str | None:
        """Say how a person is noisy: ``"emg"``, ``"eeg"`` or not at all (None)."""
        place = subject_index - (self.subjects - self.noisy_subjects)
        return None if place < 0 else ("emg", "eeg")[place % 2]


def subject_name(subject_index: int) -> str:
    """Name a person as BIDS does, ``sub-01`` for index 0."""
    return f"sub-{subject_index + 1:02d}"


def recording_name(settings: SimulationSettings, subject_index: int, run_index: int) -> str:
    """Name a recording as BIDS does, ``sub-01_task-arm_run-01`` for indices 0 and 0."""
    return f"{subject_name(subject_index)}_task-{settings.task}_run-{run_index + 1:02d}"


def recording_indices(name: str) -> tuple[int, int]:
    """Tell the indices of person and run by a name as `recording_name` gives it."""
    subject, run = map(int, re.findall(r"(?:sub|run)-(\d+)", name))
    return subject - 1, run - 1


def recording_names(settings: SimulationSettings) -> list[str]:
    """List the names of all recordings, subjects in the outer order."""
    return [
        recording_name(settings, subject, run)
        for subject in range(settings.subjects)
        for run in range(settings.recordings)
    ]


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _refuse(name: str, value: object, allowed: str) -> None:
    raise ConfigurationError(
        f"The simulation's {name} is {value!r}",
        "no recording can be simulated with that",
        f"Allowed: {allowed}",
    )
