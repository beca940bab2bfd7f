"""Count what the block about brain and muscles finds in simulated cohorts of known coherence.

    python benchmarks/corticomuscular.py [--cohorts 5]

Cohorts of eight people with five minutes of rest and five of activity: with the planted coherence,
with a quarter of its depth, and without. Printed are two tables in Markdown: which share of pairs,
or of people, is detected at the electrode over the source in beta, and everywhere; and in how many
cohorts a cluster differs from rest, with the planted electrode in it.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from eeg2emg.cleaning.cleaned_recording import CleanedRecording
from eeg2emg.corticomuscular.group import group_table
from eeg2emg.corticomuscular.person import estimate_person, parts_of_recording
from eeg2emg.corticomuscular.settings import CoherenceSettings
from eeg2emg.recordings.segments import Segment
from eeg2emg.signals.filters import prepare_eeg, prepare_emg
from eeg2emg.simulation.head_model import simulate_subject_head
from eeg2emg.simulation.recording import draw_signals
from eeg2emg.simulation.settings import SimulationSettings, recording_name, subject_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eeg2emg.corticomuscular.estimates import PersonCoherence

SETTINGS = CoherenceSettings(250.0, 12, 50.0, 1)
DEPTHS = {"planted (1)": 1.0, "a quarter (0.25)": 0.25, "none (0)": 0.0}
ALPHA = 0.05
PHASES = ("activity", "rest")

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cohorts", type=int, default=5)
    cohorts = parser.parse_args().cohorts
    found, clusters = [], []
    for name, depth in DEPTHS.items():
        for seed in range(1, cohorts + 1):
            simulation = replace(COHORT, corticomuscular=depth, seed=seed)
            people = list(cohort_people(simulation, replace(SETTINGS, seed=seed)))
            for phase in ("activity", "rest"):
                rows = detections(people, phase, ALPHA)
                found.append(rows.assign(depth=name, phase=phase))
            group = group_table(people, ["rest", "activity"], confidence=1 - ALPHA, seed=seed)
            hits = group[group["p_cluster"] <= ALPHA]
            motor = hits[(hits["electrode"] == MOTOR) & (hits["low_hz"] == 15)]
            clusters.append((name, not hits.empty, len(motor) == len(simulation.emg_channels)))
    table = pd.concat(found, ignore_index=True)
    sums = table.groupby(["where", "quantity", "depth", "phase"], sort=False)[["found", "of"]].sum()
    print("| where | quantity | " + " | ".join(f"{d}, {p}" for d in DEPTHS for p in PHASES) + " |")
    print("|---|---|" + "--:|" * (2 * len(DEPTHS)))
    for (where, quantity), own in sums.groupby(level=[0, 1], sort=False):
        cells = []
        for d in DEPTHS:
            for p in PHASES:
                counts = own.loc[(where, quantity, d, p)]
                cells.append(f"{counts['found']} of {counts['of']}")
        print(f"| {where} | {quantity} | " + " | ".join(cells) + " |")
    print(
        "\n| planted | cohorts with a cluster | with all muscles at the planted electrode in beta |"
    )
    print("|---|--:|--:|")
    for name in DEPTHS:
        own = [row for row in clusters if row[0] == name]
        print(f"| {name} | {sum(r[1] for r in own)} of {len(own)} | {sum(r[2] for r in own)} |")


if __name__ == "__main__":
    main()
