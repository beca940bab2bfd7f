"""What a generated copy is known to hold, and its signals: simulated, laid out trial by trial."""

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from eeg2emg.simulation.head_model import simulate_subject_head
from eeg2emg.simulation.recording import draw_signals
from eeg2emg.simulation.settings import SimulationSettings
from scipy.signal import resample_poly

REST, ACTIVITY = "rest", "activity"
SIMULATED_HZ = 1000.0
FADE_S = 0.1
SLACK_S = 1.0


@dataclass(frozen=True)
class GeneratedRecording:
    """One recording of a generated copy.

    Attributes
    ----------
    file : str
        The file that is read, relative to the folder of the copy.
    subject, task : str
        Whose it is and of what, as the set writes them.
    eeg, emg, other : tuple of str
        Names of the channels, in the order of the file.
    units : dict of str to str
        Unit of each kind, ``eeg``, ``emg`` and ``other``, as published; of the numbers in the file
        after the set's own scale.
    rates_hz : dict of str to float
        Sampling rate of each kind.
    duration_s : float
        Length.
    events : tuple of (float, float, str)
        Onset in s, duration in s and name of every event that a reader should find.
    stretches : dict of str to tuple of (float, float)
        Onsets and durations in s of the times that lie in one phase alone.
    blocks : dict of str to tuple of int
        For each stretch the number of the simulated state that it is drawn from.
    states : ndarray, shape (states, dimensions)
        The brain's coupling state of each number.
    muscle_states : ndarray, shape (states, dimensions)
        The muscles'; correlated with the brain's by the coupling.
    eeg_v, emg_v : ndarray, shape (channels, samples)
        The signals as they were written, in volts.
    """

    file: str
    subject: str
    task: str
    eeg: tuple
    emg: tuple
    other: tuple
    units: dict
    rates_hz: dict
    duration_s: float
    events: tuple
    stretches: dict
    blocks: dict
    states: np.ndarray
    muscle_states: np.ndarray
    eeg_v: np.ndarray = field(repr=False)
    emg_v: np.ndarray = field(repr=False)

    def rms_v(self, phase):
        """Root mean square of each muscle over the stretches of a phase, shape (muscles,)."""
        rate_hz = self.rates_hz["emg"]
        pieces = [
            self.emg_v[:, round(onset * rate_hz) : round((onset + length) * rate_hz)]
            for onset, length in self.stretches[phase]
        ]
        return np.sqrt(np.square(np.concatenate(pieces, axis=1)).mean(axis=1))


@dataclass(frozen=True)
class Generated:
    """A generated copy of a set.

    Attributes
    ----------
    folder : Path
        Where it lies.
    files : tuple of str
        All files, relative to it, as published.
    recordings : tuple of GeneratedRecording
        Those with EEG and EMG.
    coupling : float
        How much of the muscles' coupling state comes from the brain's.
    traps : dict of str to str
        What is wrong with a file, or missing, as in the original; by its relative path.
    """

    folder: Path
    files: tuple
    recordings: tuple
    coupling: float
    traps: dict


@dataclass(frozen=True)
class Stretch:
    """A time of one phase: its length, its phase, and which simulated state it is drawn from."""

    length_s: float
    phase: str
    block: int


def simulate_person(
    plan,
    *,
    person,
    people,
    run=0,
    seed,
    coupling,
    sites,
    muscles,
    emg_hz,
    eeg_hz,
    activity_uv=60.0,
    line_hz=60.0,
):
    """Simulate a person's signals along a plan of phases.

    Every block of a phase is one simulated segment, that is one state of the couplings; the
    stretches of a block take their samples from it one after the other, so that trials which
    belong together share a state while the phases take turns.

    Parameters
    ----------
    plan : sequence of Stretch
        In the order of time; phases are `REST` and `ACTIVITY`.
    person, people, run, seed
        Whose, of how many, and which of the recordings.
    coupling : float
        How much of the muscles' state comes from the brain's; at 0 nothing links them at all.
    sites, muscles : sequence of str
        EEG channels, of MNE's ``standard_1005``, and EMG channels.
    emg_hz, eeg_hz : float
        Sampling rates.
    activity_uv : float
        Amplitude of the muscles in activity; in rest it is 8 microvolts.
    line_hz : float
        The mains of the country.

    Returns
    -------
    eeg_v, emg_v : ndarray, shape (channels, samples)
    states, muscle_states : ndarray, shape (segments, states)
        Those of block k are in rows 2 k (rest) and 2 k + 1 (activity).
    """
    blocks = 1 + max(stretch.block for stretch in plan)
    needed = np.zeros(2 * blocks)
    for stretch in plan:
        needed[segment_of(stretch)] += stretch.length_s + FADE_S
    settings = SimulationSettings(
        subjects=people, recordings=run + 1, segments=2 * blocks,
        segment_s=float(max(2.0, np.ceil(needed.max() + SLACK_S))), rate_hz=SIMULATED_HZ,
        eeg_channels=tuple(sites), emg_channels=tuple(muscles), coupling=coupling,
        corticomuscular=1.0 if coupling else 0.0, emg_activity_uv=activity_uv,
        rest_coupling=0.45 if activity_uv > 8.0 else 1.0, artefacts=0.3, noisy_subjects=0,
        flat_channel_share=0.0, pops_per_min=0.0, proximal_muscles=tuple(muscles[:1]), seed=seed,
        line_hz=line_hz,
    )  # fmt: skip
    drawn = draw_signals(settings, person, run, simulate_subject_head(settings, person))
    length = round(settings.segment_s * SIMULATED_HZ)
    cursor = [round(number * length + SLACK_S / 2 * SIMULATED_HZ) for number in range(2 * blocks)]
    fade = round(FADE_S * SIMULATED_HZ)
    total = round(sum(stretch.length_s for stretch in plan) * SIMULATED_HZ)
    joined = [np.zeros((len(x), total + fade)) for x in (drawn.eeg_v, drawn.emg_v)]
    ramp = np.linspace(0.0, 1.0, fade)
    onset_s, fades_in = 0.0, False
    for stretch in plan:
        onset = round(onset_s * SIMULATED_HZ)
        onset_s += stretch.length_s
        count = round(onset_s * SIMULATED_HZ) - onset + fade
        weight = np.ones(count)
        weight[-fade:] = ramp[::-1]
        if fades_in:
            weight[:fade] *= ramp
        fades_in = True
        number = segment_of(stretch)
        for out, x in zip(joined, (drawn.eeg_v, drawn.emg_v), strict=True):
            out[:, onset : onset + count] += weight * x[:, cursor[number] : cursor[number] + count]
        cursor[number] += count
    eeg_v, emg_v = (x[:, :total] for x in joined)
    return resampled(eeg_v, eeg_hz), resampled(emg_v, emg_hz), drawn.z, drawn.w


def segment_of(stretch):
    """Number the simulated segment of a stretch: phases take turns within a block."""
    return 2 * stretch.block + (stretch.phase == ACTIVITY)


def resampled(x, rate_hz):
    """Bring simulated signals to a rate."""
    ratio = Fraction(rate_hz / SIMULATED_HZ).limit_denominator(10_000)
    return x if ratio == 1 else resample_poly(x, ratio.numerator, ratio.denominator, axis=1)


def stretches_of(plan, margin_s=2 * FADE_S):
    """Give onsets and durations of each phase, without the times at which phases blend, and the
    number of the state of each.
    """
    spans, numbers = {REST: [], ACTIVITY: []}, {REST: [], ACTIVITY: []}
    onset_s = 0.0
    for stretch in plan:
        if stretch.length_s > 2 * margin_s:
            spans[stretch.phase].append((onset_s + margin_s, stretch.length_s - 2 * margin_s))
            numbers[stretch.phase].append(segment_of(stretch))
        onset_s += stretch.length_s
    return ({phase: tuple(own) for phase, own in found.items()} for found in (spans, numbers))
