"""Cohorts by name and number through signals: simulated in memory, without BIDS and without ICA.

Recordings are those of the clean twin (no artefacts of eyes, jaw and so on), so that nothing needs
an ICA; what a nuisance adds stays in them. Filters, estimates and the file are those of a run.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.cleaning.cleaned_recording import CleanedRecording
from eeg2emg.cleaning.high_frequencies import HighFrequencies
from eeg2emg.cleaning.segment_sources import estimate_segments
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.connectivity.catalogue import LOG_COHERENCY_BANDS_HZ
from eeg2emg.connectivity.eeg_subsets import subsets_of
from eeg2emg.connectivity.segment_result import estimate_segment, write_results
from eeg2emg.connectivity.settings import EegSettings, EmgSettings
from eeg2emg.names.controls import LIMIT_HZ
from eeg2emg.recordings.segments import Segment
from eeg2emg.signals.band_amplitude import band_amplitude
from eeg2emg.signals.filters import prepare_eeg, prepare_emg
from eeg2emg.simulation.head_model import simulate_subject_head
from eeg2emg.simulation.recording import draw_signals
from eeg2emg.simulation.settings import SimulationSettings, recording_name, subject_name
from eeg2emg.studies.cohorts import cohort_settings, uncoupled_settings
from eeg2emg.studies.nuisances import NUISANCES
from eeg2emg.studies.signal_nuisances import Recorded

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.connectivity.segment_result import SegmentResult
    from eeg2emg.simulation.head_model import SubjectHead

SIGNAL_SETTINGS = SimulationSettings(
    subjects=8,
    recordings=6,
    segments=10,
    segment_s=10.0,
    rate_hz=500.0,
    emg_analysis_rate_hz=500.0,
    emg_order=10,
    artefacts=0.0,
    noisy_subjects=0,
)
"""Cohorts of signals: eight people with sixty segments of 10 s each."""


_HIGHEST = 0.45  # of the rate: up to where the EEG carries anything


@dataclass(frozen=True)
class Estimates:
    """What is estimated of each segment.

    Attributes
    ----------
    eeg : EegSettings
        Of the EEG.
    emg : EmgSettings
        Of the EMG, at the rate of the recordings.
    controls : tuple of str
        Subsets of the EEG for controls (`eeg2emg.connectivity.eeg_subsets.subsets_of`).
    log_coherency : bool
        Whether the log-Euclidean coherency is estimated too.
    """

    eeg: EegSettings = field(default_factory=EegSettings)
    emg: EmgSettings = field(default_factory=lambda: EmgSettings(rate_hz=500.0, order=10))
    controls: tuple[str, ...] = ("below_30_hz",)
    log_coherency: bool = True


def uncoupled_signal_cohort(
    nuisance: str,
    number: int,
    *,
    settings: SimulationSettings = SIGNAL_SETTINGS,
    estimates: Estimates | None = None,
) -> ConnectivityDataset:
    """Simulate a cohort without coupling (k = 0) under a nuisance of signals.

    Parameters
    ----------
    nuisance : str
        Its name in `eeg2emg.studies.nuisances.NUISANCES`; one that acts on signals.
    number : int
        The cohort's number: same number, same cohort.
    settings : SimulationSettings
        The knobs; seed and coupling are replaced.
    estimates : Estimates, optional
        What is estimated.

    Returns
    -------
    ConnectivityDataset
        For what controls need besides, write the file (`write_signal_cohort`) and read from it.
    """
    own = uncoupled_settings(nuisance, number, settings=settings)
    return _in_memory(own, nuisance, estimates)


def coupled_signal_cohort(
    law: str,
    number: int,
    *,
    settings: SimulationSettings = SIGNAL_SETTINGS,
    estimates: Estimates | None = None,
) -> ConnectivityDataset:
    """Simulate a cohort with the coupling that the settings name, under a law, without nuisance.

    Parameters
    ----------
    law : str
        Its name in `eeg2emg.simulation.laws.LAWS`.
    number : int
        The cohort's number: same number, same cohort.
    settings : SimulationSettings
        The knobs; seed and law are replaced.
    estimates : Estimates, optional
        What is estimated.

    Returns
    -------
    ConnectivityDataset
    """
    return _in_memory(cohort_settings(law, number, settings=settings), None, estimates)


def write_signal_cohort(
    path: str | os.PathLike[str],
    settings: SimulationSettings,
    nuisance: str | None = None,
    estimates: Estimates | None = None,
    also: Callable[[CleanedRecording], None] | None = None,
) -> None:
    """Simulate a cohort and write its matrices as a run does.

    Parameters
    ----------
    path : path-like
        The file (`eeg2emg.connectivity.file`), with the subsets of the EEG for controls.
    settings : SimulationSettings
        The knobs (`uncoupled_settings`, `eeg2emg.studies.cohorts.cohort_settings`).
    nuisance : str, optional
        Its name in `eeg2emg.studies.nuisances.NUISANCES`; one that acts on signals.
    estimates : Estimates, optional
        What is estimated.
    also : callable, optional
        Gets each recording, for whatever else is estimated of it.

    Raises
    ------
    ValueError
        If the nuisance acts on matrices.
    """
    asked = estimates or Estimates()
    bands = LOG_COHERENCY_BANDS_HZ if asked.log_coherency else ()
    subsets = subsets_of(asked.controls, asked.eeg, bands)
    results: list[SegmentResult] = []
    refused: dict[str, str] = {}
    for recording in _recordings(settings, nuisance, asked):
        if also is not None:
            also(recording)
        own, left_out = estimate_segments(
            recording,
            asked.eeg,
            lambda source: estimate_segment(
                source, asked.eeg, asked.emg, subsets, diagnostics=False
            ),
        )
        results += own
        refused |= left_out
    write_results(
        path,
        results,
        refused,
        eeg=asked.eeg,
        subsets=subsets,
        channels=(settings.eeg_channels, settings.emg_channels),
        attributes={
            "name": nuisance or settings.law,
            "emg_rate_hz": asked.emg.rate_hz,
            "emg_order": asked.emg.order,
            "simulated": True,
        },
    )


def _in_memory(
    settings: SimulationSettings, nuisance: str | None, estimates: Estimates | None
) -> ConnectivityDataset:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "connectivity.nc"
        write_signal_cohort(path, settings, nuisance, estimates)
        return load_dataset(path)


def _recordings(
    settings: SimulationSettings, nuisance: str | None, estimates: Estimates
) -> Iterator[CleanedRecording]:
    for person in range(settings.subjects):
        head = simulate_subject_head(settings, person)
        for run in range(settings.recordings):
            yield _prepared(recorded_signals(settings, person, run, head, nuisance), estimates)


def recorded_signals(
    settings: SimulationSettings,
    subject_index: int,
    run_index: int,
    head: SubjectHead,
    nuisance: str | None = None,
) -> Recorded:
    """Simulate the signals of one recording under a nuisance.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    subject_index, run_index : int
        Person and run, from 0.
    head : SubjectHead
        The person's head.
    nuisance : str, optional
        Its name; none by default.

    Returns
    -------
    Recorded
        With what the nuisance adds.

    Raises
    ------
    ValueError
        If the nuisance acts on matrices.
    """
    drawn = draw_signals(settings, subject_index, run_index, head)
    recorded = Recorded(settings, subject_index, run_index, head, drawn.eeg_v, drawn.emg_v)
    if nuisance is None:
        return recorded
    entry = NUISANCES[nuisance]
    if entry.acts_on != "signals":
        raise ValueError(f"{nuisance} acts on {entry.acts_on}, not on signals")
    eeg_v, emg_v = resolve(entry.function)(recorded, entry.strength)
    return replace(recorded, eeg_v=eeg_v, emg_v=emg_v)


def _prepared(recorded: Recorded, estimates: Estimates) -> CleanedRecording:
    """Filter a recording as a run does, and mark its segments."""
    settings = recorded.settings
    options: dict[str, Any] = {"line_freq_hz": settings.line_hz}
    eeg_v, eeg_rate_hz = prepare_eeg(
        recorded.eeg_v, settings.rate_hz, analysis_rate_hz=estimates.eeg.rate_hz, **options
    )
    emg_v, emg_rate_hz = prepare_emg(
        recorded.emg_v, settings.rate_hz, emg_rate_hz=estimates.emg.rate_hz, **options
    )
    segments = tuple(
        Segment(
            index=place,
            onset_s=place * settings.segment_s,
            duration_s=settings.segment_s,
            phase=settings.phase_of(place),
            cycle=place // len(settings.phases),
        )
        for place in range(settings.segments)
    )
    return CleanedRecording(
        name=recording_name(settings, recorded.subject_index, recorded.run_index),
        subject=subject_name(recorded.subject_index),
        eeg_v=eeg_v,
        emg_v=emg_v,
        eeg_rate_hz=eeg_rate_hz,
        emg_rate_hz=emg_rate_hz,
        eeg_channels=settings.eeg_channels,
        emg_channels=settings.emg_channels,
        eeg_rank=len(settings.eeg_channels),
        segments=segments,
        high=_above_limit(recorded, segments),
    )


def _above_limit(recorded: Recorded, segments: tuple[Segment, ...]) -> HighFrequencies:
    """Measure how loud the EEG of each segment is where the brain hardly is."""
    rate_hz = recorded.settings.rate_hz
    length = round(recorded.settings.segment_s * rate_hz)
    starts = (round(one.onset_s * rate_hz) for one in segments)
    amplitude_v = [
        band_amplitude(
            recorded.eeg_v[:, start : start + length],
            rate_hz,
            (LIMIT_HZ, _HIGHEST * rate_hz),
            line_freq_hz=recorded.settings.line_hz,
        )
        for start in starts
    ]
    return HighFrequencies(np.array(amplitude_v), "")
