"""Another coupling: one recording's muscles drawn anew, cleaned and estimated as ever."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.cleaning.recording import clean_recording
from eeg2emg.connectivity.emg import estimate_emg
from eeg2emg.connectivity.file import ConnectivityContents, ConnectivityGroup
from eeg2emg.connectivity.settings import emg_settings_at
from eeg2emg.simulation.bids_dataset import write_recording
from eeg2emg.simulation.recording import simulate_recording
from eeg2emg.simulation.settings import recording_indices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eeg2emg.cleaning.cleaning_settings import CleaningSettings
    from eeg2emg.cleaning.ica_solution import IcaSolution
    from eeg2emg.quality.recording_quality import RecordingQuality
    from eeg2emg.quality.subjects import SubjectQuality
    from eeg2emg.simulation.head_model import SubjectHead
    from eeg2emg.simulation.settings import SimulationSettings


def at_other_coupling(
    contents: ConnectivityContents,
    quality: RecordingQuality,
    subject: SubjectQuality,
    solution: IcaSolution,
    *,
    simulation: SimulationSettings,
    head: SubjectHead,
    cleaning: CleaningSettings,
    emg: Mapping[str, Any],
) -> ConnectivityContents:
    """Simulate a recording at another coupling, and estimate its muscle networks anew.

    For one seed the EEG is the same at every coupling, so its quality, its components and its
    networks are those of the run.

    Parameters
    ----------
    contents : ConnectivityContents
        The matrices of the recording in the run.
    quality, subject, solution : RecordingQuality, SubjectQuality, IcaSolution
        What the run knows of the recording, of its subject, and of the components of its EEG.
    simulation : SimulationSettings
        Those of the run, with the other coupling.
    head : SubjectHead
        The head of the subject.
    cleaning : CleaningSettings
        As in the run.
    emg : mapping
        Fields of `EmgSettings`, without the rate of the recording.

    Returns
    -------
    ConnectivityContents
        The same segments, with the EMG's matrices and amplitudes at the other coupling; `contents`
        itself where it holds no segment.
    """
    if not contents.segments["segment"]:
        return contents
    with tempfile.TemporaryDirectory() as folder:
        written = _written(folder, quality, simulation, head)
        # The EEG is that of the run, and so is how loud it is.
        cleaned = clean_recording(
            written, subject, solution, replace(cleaning, high_frequencies_hz=None, head_muscles=())
        )
    settings = emg_settings_at(emg, cleaned.emg_rate_hz)
    amplitudes_v, planes = [], []
    for segment in cleaned.segments:
        if segment.onset_s not in contents.segments["onset_s"]:
            continue
        emg_v = cleaned.segment_arrays(segment)[1]
        found = estimate_emg(emg_v, settings, diagnostics=False, channel_names=cleaned.emg_channels)
        amplitudes_v.append(float(np.sqrt(np.mean(emg_v**2))))
        planes.append(found.planes)
    values = np.array([list(found.values()) for found in planes])
    group = ConnectivityGroup(tuple(planes[0]), contents.groups["emg"].channels, values)
    return contents._replace(
        segments=contents.segments | {"emg_amplitude_v": amplitudes_v},
        groups=contents.groups | {"emg": group},
    )


def _written(
    folder: str, quality: RecordingQuality, simulation: SimulationSettings, head: SubjectHead
) -> RecordingQuality:
    """Write the recording into a folder as the workflow does, and tell where it is."""
    recording = simulate_recording(simulation, *recording_indices(quality.recording), head)
    write_recording(recording, folder, Path(folder) / "truth.nc")
    return replace(quality, path=str(Path(folder, *Path(quality.path).parts[-3:])))
