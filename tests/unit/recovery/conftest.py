"""One simulated recording, written, read and cleaned as the workflow does."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from eeg2emg.cleaning.cleaning_settings import CleaningSettings
from eeg2emg.cleaning.recording import clean_recording
from eeg2emg.cleaning.subject_ica import fit_subject_ica
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.simulation import (
    SimulationSettings,
    simulate_recording,
    simulate_subject_head,
    write_recording,
)
from eeg2emg.simulation.bids_dataset import write_dataset_files

SETTINGS = SimulationSettings(
    subjects=1, recordings=1, segments=4, segment_s=6.0, rate_hz=500.0, noisy_subjects=0,
    flat_channel_share=0.0, emg_order=10, emg_analysis_rate_hz=500.0,
)  # fmt: skip
CLEANING = CleaningSettings(SETTINGS.eeg_channels, SETTINGS.emg_channels, emg_rate_hz=500.0)


@dataclass
class Run:
    """What a run of the workflow knows of one recording."""

    settings: SimulationSettings
    head: object
    quality: object
    subject: object
    solution: object
    cleaned: object
    truth: Path
    cleaning: CleaningSettings = CLEANING


def run_workflow(root, **changes):
    settings = replace(SETTINGS, **changes)
    head = simulate_subject_head(settings, 0)
    recording = simulate_recording(settings, 0, 0, head)
    write_dataset_files(settings, root)
    write_recording(recording, root, root / "truth.nc")
    quality = inspect_recording(
        root / "sub-01" / "eeg" / f"{recording.name}_eeg.vhdr",
        eeg_channels=settings.eeg_channels, emg_channels=settings.emg_channels,
        phases={phase: [phase] for phase in settings.phases}, length_s=settings.segment_s,
    )  # fmt: skip
    subject = judge_subject("01", [quality])
    solution = fit_subject_ica(
        subject, {quality.recording: quality}, eeg_channels=settings.eeg_channels
    )
    cleaned = clean_recording(quality, subject, solution, CLEANING)
    assert not cleaned.left_out
    return Run(settings, head, quality, subject, solution, cleaned, root / "truth.nc")


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """Give a recording with artefacts."""
    return run_workflow(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="session")
def run_without_artefacts(tmp_path_factory):
    """Give a recording that is its own clean twin."""
    return run_workflow(tmp_path_factory.mktemp("clean"), artefacts=0.0)
