"""The simulated cohort: recordings of brain and muscles whose truth is known.

Names resolve when they are first used, so that `eeg2emg.simulation.settings` can be imported with
the standard library alone while a workflow is parsed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eeg2emg.simulation.bids_dataset import (
        write_dataset_files,
        write_recording,
        write_subject_files,
    )
    from eeg2emg.simulation.head_model import (
        SubjectHead,
        load_head,
        save_head,
        simulate_subject_head,
    )
    from eeg2emg.simulation.recording import SimulatedRecording, simulate_recording
    from eeg2emg.simulation.settings import SimulationSettings, recording_names
    from eeg2emg.simulation.truth import RecordingTruth, draw_targets

__all__ = [
    "RecordingTruth",
    "SimulatedRecording",
    "SimulationSettings",
    "SubjectHead",
    "draw_targets",
    "load_head",
    "recording_names",
    "save_head",
    "simulate_recording",
    "simulate_subject_head",
    "write_dataset_files",
    "write_recording",
    "write_subject_files",
]

_HOME = {
    "settings": ("SimulationSettings", "recording_names"),
    "head_model": ("SubjectHead", "load_head", "save_head", "simulate_subject_head"),
    "recording": ("SimulatedRecording", "simulate_recording"),
    "truth": ("RecordingTruth", "draw_targets"),
    "bids_dataset": ("write_dataset_files", "write_recording", "write_subject_files"),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
