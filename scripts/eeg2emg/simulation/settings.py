"""Options of the simulated cohort; imports nothing heavy."""

from __future__ import annotations

import re
import reprlib
from dataclasses import dataclass, fields
from typing import Annotated

from eeg2emg.errors import ConfigurationError
from eeg2emg.limits import Distinct, Limits, check_limits
from eeg2emg.simulation.laws import LAWS, STANDARD_LAW

GENERATORS = ("waveform", "common_drive")
REST = "rest"
TEN_TWENTY = (
    *("Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "T7", "C3", "Cz"),
    *("C4", "T8", "P7", "P3", "Pz", "P4", "P8", "O1", "O2"),
)

TEMPORAL_MUSCLES = 2
"""Muscles of the head that are simulated: left and right."""

_Count = Annotated[int, Limits(1, 1000, "a cohort has at least one, and more take days")]
_People = Annotated[int, Limits(0, 1000, "a cohort has at most 1000 people")]
_States = Annotated[int, Limits(1, 100, "a state has at least one dimension, and more mean little")]
_Order = Annotated[int, Limits(1, 1000, "an order is at least 1, and no second has more")]
_Seed = Annotated[int, Limits(0, 2**63 - 1, "a seed is a whole number of 63 bits, not negative")]
_Share = Annotated[float, Limits(0, 1, "it is a share, from 0 to 1")]
_Crosstalk = Annotated[float, Limits(0, 0.5, "beyond 0.5 a muscle's neighbours would outweigh it")]
_Scale = Annotated[float, Limits(0, 1000, "it scales what is typical, and is not negative")]
_Spread = Annotated[float, Limits(0, 10, "couplings would differ by more than exp(10)")]
_Volts = Annotated[float, Limits(0, 1e6, "no electrode gives more than a volt, or less than none")]
_PerMinute = Annotated[float, Limits(0, 600, "nobody does that more than ten times a second")]
_Length = Annotated[float, Limits(2, 3600, "a segment lasts at least 2 s, and at most an hour")]
_Rate = Annotated[
    float, Limits(250, 50_000, "below 250 Hz the EMG's spectrum is cut off; no recorder is faster")
]
_Analysis = Annotated[
    float, Limits(0, 50_000, "it is a rate above 0, at which signals are", above=True)
]
_HighPass = Annotated[float, Limits(0, 5000, "EMG has nothing above 5 kHz")]
_Line = Annotated[float, Limits(50, 60, "it is the mains', 50 or 60")]
_Wobble = Annotated[
    float, Limits(0.5, 3600, "0.5 s is the time that a coupling takes to change", above=True)
]
_Names = Annotated[tuple[str, ...], Distinct()]


@dataclass(frozen=True)
class SimulationSettings:
    """Everything that decides what the simulated cohort looks like.

    The law of the EMG does not depend on `coupling`, and for one `seed` the EEG is the same, byte
    for byte, at every `coupling` (unless `temporal_muscle_effort` is above 0).

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
    head_muscles : tuple of str
        Names under which the EMG of the left and the right temporal muscle is recorded, one or two;
        none by default.
    coupling : float
        k in [0, 1]: how much of the muscles' coupling state comes from the brain's,
        ``w = k z + sqrt(1 - k^2) u``.
    law : str
        Who is coupled with whom, and how couplings follow the states, by its name in
        `eeg2emg.simulation.laws`: ``standard``, ``other graph``, ``saturating`` or
        ``heavy tails``.
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
    temporal_muscle_effort : float
        How far the temporal muscles go with the effort of the arm: the logarithm of their amplitude
        per unit of the first of the muscles' `states`, segment by segment. Above 0 muscles of the
        head leak into the EEG what the EMG holds, and the EEG depends on `coupling` through them.
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

    subjects: _Count = 12
    recordings: _Count = 10
    segments: _Count = 10
    segment_s: _Length = 60.0
    rate_hz: _Rate = 1000.0
    phases: _Names = (REST, "activity")
    task: str = "arm"
    eeg_channels: _Names = TEN_TWENTY
    emg_channels: _Names = ("BSH", "TRIO", "PMJ", "DEL", "TRIA", "TRIO2")
    head_muscles: _Names = ()
    coupling: _Share = 0.8
    law: str = STANDARD_LAW
    generators: _Names = GENERATORS
    states: _States = 3
    brain_gain: _Spread = 0.5
    muscle_gain: _Spread = 0.35
    drift: _Share = 0.3
    drift_rho: _Share = 0.97
    segment_noise: _Spread = 0.1
    wobble: _Spread = 0.5
    wobble_s: _Wobble = 5.0
    subject_offsets: _Spread = 0.25
    rest_coupling: _Share = 0.45
    corticomuscular: _Scale = 1.0
    emg_rest_uv: _Volts = 8.0
    emg_activity_uv: _Volts = 60.0
    emg_noise_uv: _Volts = 1.0
    eeg_scale: _Scale = 1.0
    sensor_noise_uv: _Volts = 0.7
    crosstalk: _Crosstalk = 0.0
    artefacts: _Scale = 1.0
    line_hz: _Line = 50.0
    line_uv: _Volts = 1.5
    blink_uv: _Volts = 140.0
    blinks_per_min: _PerMinute = 12.0
    saccade_uv: _Volts = 25.0
    saccades_per_min: _PerMinute = 15.0
    temporal_muscle_uv: _Volts = 30.0
    temporal_muscle_effort: _Spread = 0.0
    ecg_eeg_uv: _Volts = 4.0
    ecg_emg_uv: _Volts = 25.0
    proximal_muscles: _Names = ("PMJ", "DEL")
    record_ecg: bool = False
    slow_drift_uv: _Volts = 15.0
    pops_per_min: _PerMinute = 0.1
    flat_channel_share: _Share = 0.05
    noisy_subjects: _People = 2
    eeg_analysis_rate_hz: _Analysis = 250.0
    emg_analysis_rate_hz: _Analysis = 1000.0
    emg_order: _Order = 20
    emg_high_pass_hz: _HighPass = 20.0
    seed: _Seed = 1

    def __post_init__(self) -> None:
        for field in fields(self):  # lists come out of YAML; a frozen value must be hashable
            value = getattr(self, field.name)
            if isinstance(value, list):
                object.__setattr__(self, field.name, tuple(value))
        check_limits(self, "simulation")
        self._check_ranges()
        self._check_names()

    def _check_ranges(self) -> None:
        if self.noisy_subjects > self.subjects:
            _refuse(
                "noisy_subjects",
                self.noisy_subjects,
                f"0 to {self.subjects} (subjects)",
                "subjects",
            )
        if self.segment_s * self.rate_hz % 1:
            _refuse("segment_s", self.segment_s, "a whole number of samples", "rate_hz")
        if self.line_hz not in (50.0, 60.0):
            _refuse("line_hz", self.line_hz, "50 or 60")

    def _check_names(self) -> None:
        for name in ("phases", "eeg_channels", "emg_channels", "generators"):
            values = getattr(self, name)
            if not values:
                _refuse(name, values, "a list of different names, not empty")
        if self.law not in LAWS:
            _refuse("law", self.law, f"one of {', '.join(LAWS)}")
        unknown = [name for name in self.generators if name not in GENERATORS]
        if unknown:
            _refuse("generators", unknown, f"any of {', '.join(GENERATORS)}")
        shared = set(self.eeg_channels) & {*self.emg_channels, "ECG"} | {"ECG"} & set(
            self.emg_channels
        )
        if shared:
            _refuse("emg_channels", sorted(shared), "names that no other channel has")
        if len(self.head_muscles) > TEMPORAL_MUSCLES:
            _refuse("head_muscles", self.head_muscles, "one or two: the temporal muscles")
        shared = set(self.head_muscles) & {*self.eeg_channels, *self.emg_channels, "ECG"}
        if shared:
            _refuse("head_muscles", sorted(shared), "names that no other channel has")
        if not re.fullmatch("[A-Za-z0-9]{1,50}", self.task):
            _refuse("task", self.task, "letters and digits only, at most 50")

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


def _refuse(name: str, value: object, allowed: str, *beside: str) -> None:
    raise ConfigurationError(
        f"The simulation's {name} is {reprlib.repr(value)}",
        "no recording can be simulated with that",
        f"Allowed: {allowed}",
        options=(name, *beside),
    )
