"""Cohorts of known corticomuscular coherence: what the block about brain and muscles finds there.

Recordings are simulated in memory and filtered as a run does. They are those of the clean twin, so
that nothing needs an ICA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.cleaning.cleaned_recording import CleanedRecording
from eeg2emg.corticomuscular.person import estimate_person, parts_of_recording
from eeg2emg.recordings.segments import Segment
from eeg2emg.signals.filters import prepare_eeg, prepare_emg
from eeg2emg.simulation.head_model import simulate_subject_head
from eeg2emg.simulation.recording import draw_signals
from eeg2emg.simulation.settings import SimulationSettings, recording_name, subject_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eeg2emg.corticomuscular.person import PersonCoherence
    from eeg2emg.corticomuscular.settings import CoherenceSettings

COHORT = SimulationSettings(
    subjects=8,
    recordings=3,
    segments=10,
    segment_s=20.0,
    artefacts=0.0,
    noisy_subjects=0,
)
"""Eight people with five minutes of rest and five of activity."""

MOTOR, BETA_HZ = "C3", (15.0, 30.0)
"""The electrode over the source of the drive in the simulation, and its band."""

FOUND_COLUMNS = ("where", "quantity", "found", "of")


def cohort_people(
    simulation: SimulationSettings, settings: CoherenceSettings, change: Callable | None = None
) -> Iterator[PersonCoherence]:
    """Simulate the people of a cohort and estimate each.

    Parameters
    ----------
    simulation : SimulationSettings
        The knobs; `corticomuscular` scales the planted coherence.
    settings : CoherenceSettings
        How it is estimated.
    change : callable, optional
        What happens to the signals before they are recorded: from EEG and EMG in volts, with their
        rate, to both.

    Yields
    ------
    PersonCoherence
    """
    for subject in range(simulation.subjects):
        head = simulate_subject_head(simulation, subject)
        segments = []
        for run in range(simulation.recordings):
            drawn = draw_signals(simulation, subject, run, head)
            signals = drawn.eeg_v, drawn.emg_v
            if change is not None:
                signals = change(*signals, simulation.rate_hz)
            recording = _prepared(simulation, subject, run, signals, settings)
            segments += parts_of_recording(recording, settings)[0]
        channels = simulation.eeg_channels, simulation.emg_channels
        yield estimate_person(subject_name(subject), segments, channels, settings)


def _prepared(
    simulation: SimulationSettings,
    subject: int,
    run: int,
    signals: tuple[np.ndarray, np.ndarray],
    settings: CoherenceSettings,
) -> CleanedRecording:
    line = {"line_freq_hz": simulation.line_hz}
    eeg_v, eeg_rate_hz = prepare_eeg(
        signals[0], simulation.rate_hz, analysis_rate_hz=settings.rate_hz, **line
    )
    emg_v, emg_rate_hz = prepare_emg(signals[1], simulation.rate_hz, **line)
    return CleanedRecording(
        name=recording_name(simulation, subject, run),
        subject=subject_name(subject),
        eeg_v=eeg_v,
        emg_v=emg_v,
        eeg_rate_hz=eeg_rate_hz,
        emg_rate_hz=emg_rate_hz,
        eeg_channels=simulation.eeg_channels,
        emg_channels=simulation.emg_channels,
        eeg_rank=len(simulation.eeg_channels),
        segments=tuple(
            Segment(
                index=place,
                onset_s=place * simulation.segment_s,
                duration_s=simulation.segment_s,
                phase=simulation.phase_of(place),
                cycle=place // len(simulation.phases),
            )
            for place in range(simulation.segments)
        ),
    )


def detections(people: Sequence[PersonCoherence], phase: str, alpha: float) -> pd.DataFrame:
    """Count what is detected at the motor electrode in beta, and everywhere.

    Parameters
    ----------
    people : sequence of PersonCoherence
        A cohort.
    phase : str
        Phase that is looked at.
    alpha : float
        Level.

    Returns
    -------
    DataFrame
        Columns `FOUND_COLUMNS`; `of` is the number of pairs of an electrode and a muscle (at the
        motor electrode in beta; everywhere in all bands), or of people.
    """
    rows = []
    for where in (f"{MOTOR}, beta", "everywhere"):
        parts = [
            _found(one, phase, _place(one) if where != "everywhere" else np.s_[:, :, :], alpha)
            for one in people
        ]
        for quantity in parts[0]:
            flat = np.concatenate([part[quantity] for part in parts])
            rows.append((where, quantity, int(flat.sum()), flat.size))
    whole = [np.any(one.values["p_corrected"][one.phases.index(phase)] <= alpha) for one in people]
    rows.append(("everywhere", "people with a corrected finding", int(np.sum(whole)), len(people)))
    return pd.DataFrame(rows, columns=list(FOUND_COLUMNS))


def _found(person: PersonCoherence, phase: str, place: Any, alpha: float) -> dict[str, np.ndarray]:
    """Tell for each pair at a place whether each quantity is found there."""
    at = person.phases.index(phase)
    of = {name: value[at][place].ravel() for name, value in person.values.items()}
    return {
        "coherence above surrogates": of["p"] <= alpha,
        "coherence above the analytic threshold": of["coherence"] > of["analytic_threshold"],
        "coherence above that of its amplitudes": of["coherence"] > of["amplitude_threshold"],
        "the brain leads by the phase slope": of["phase_slope_z"] > _Z,
        "the muscle leads by the phase slope": of["phase_slope_z"] < -_Z,
        "the brain leads by Granger": of["granger_contrast_z"] > _Z,
        "the muscle leads by Granger": of["granger_contrast_z"] < -_Z,
    }


_Z = 1.96


def _place(person: PersonCoherence) -> tuple[int, int, slice]:
    band = next(k for k, edges in enumerate(person.bands_hz) if tuple(edges) == BETA_HZ)
    return band, person.electrodes.index(MOTOR), slice(None)
