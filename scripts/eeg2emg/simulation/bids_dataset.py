"""The simulated cohort as a BIDS dataset (BrainVision), with the truth beside it.

A recording's own files and those that recordings share are written by two functions, so that
recordings can be written at the same time without losing rows. Nothing carries the time of
writing.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.files.atomic import write_text
from eeg2emg.files.brainvision import RESOLUTION_UV, write_brainvision
from eeg2emg.files.netcdf import written_netcdf
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.head_model import simulate_subject_positions
from eeg2emg.simulation.settings import recording_name, subject_name

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from eeg2emg.simulation.recording import SimulatedRecording
    from eeg2emg.simulation.settings import SimulationSettings

BIDS_VERSION = "1.9.0"
ECG = "ECG"


def write_recording(
    recording: SimulatedRecording,
    bids_root: str | os.PathLike[str],
    truth_path: str | os.PathLike[str],
) -> None:
    """Write a recording's own files: signals, sidecars, events and truth, each atomically.

    Parameters
    ----------
    recording : SimulatedRecording
        The recording.
    bids_root : path-like
        Root of the dataset.
    truth_path : path-like
        NetCDF file for the truth.
    """
    subject = recording.name.split("_")[0]
    folder = Path(bids_root) / subject / "eeg"
    _write_signals(recording, folder)
    stem = folder / recording.name
    write_text(f"{stem}_channels.tsv", _table(_channel_rows(recording)))
    write_text(f"{stem}_eeg.json", _json(_sidecar(recording)))
    write_text(f"{stem}_events.tsv", _table(_event_rows(recording)))
    write_text(f"{stem}_events.json", _json(_event_columns(recording)))
    write_truth(recording, truth_path)


def _channels(recording: SimulatedRecording) -> list[tuple[str, str]]:
    settings = recording.settings
    named = [(name, "EEG") for name in settings.eeg_channels]
    named += [(name, "EMG") for name in (*settings.emg_channels, *settings.head_muscles)]
    return named + ([(ECG, ECG)] if recording.ecg_v is not None else [])


def _write_signals(recording: SimulatedRecording, folder: Path) -> None:
    settings = recording.settings
    parts = [recording.eeg_v, recording.emg_v, recording.head_v]
    if recording.ecg_v is not None:
        parts.append(recording.ecg_v[None])
    codes = {phase: number for number, phase in enumerate(settings.phases, start=1)}
    events = [
        {
            "onset": round(event.onset_s * recording.rate_hz),
            "duration": round(event.duration_s * recording.rate_hz),
            "description": codes[event.phase],
            "type": "Stimulus",
        }
        for event in recording.events
    ]
    write_brainvision(
        folder,
        f"{recording.name}_eeg",
        _whole_steps(np.concatenate(parts)),
        recording.rate_hz,
        [name for name, _ in _channels(recording)],
        number_format="binary_int16",
        events=events,
    )


def _whole_steps(signals_v: NDArray[np.float32]) -> NDArray[np.float32]:
    """Round to the resolution.

    pybv cuts off what is beyond a whole step; a quarter of a step outwards keeps it from losing a
    whole one to the last bit.
    """
    steps = np.rint(signals_v * np.float32(1e6 / RESOLUTION_UV))
    steps += np.copysign(np.float32(0.25), steps)
    steps *= np.float32(RESOLUTION_UV * 1e-6)
    return steps


def _channel_rows(recording: SimulatedRecording) -> list[dict[str, Any]]:
    described = {
        "EEG": "ElectroEncephaloGram, simulated",
        "EMG": "ElectroMyoGram, bipolar, simulated",
        ECG: "ElectroCardioGram, simulated",
    }
    return [
        {
            "name": name,
            "type": kind,
            "units": "µV",
            "low_cutoff": "n/a",
            "high_cutoff": _number(recording.rate_hz / 2),
            "description": described[kind],
            "sampling_frequency": _number(recording.rate_hz),
        }
        for name, kind in _channels(recording)
    ]


def _event_rows(recording: SimulatedRecording) -> list[dict[str, Any]]:
    phases = recording.settings.phases
    return [
        {
            "onset": _number(event.onset_s),
            "duration": _number(event.duration_s),
            "trial_type": event.phase,
            "value": phases.index(event.phase) + 1,
            "sample": round(event.onset_s * recording.rate_hz),
        }
        for event in recording.events
    ]


def _event_columns(recording: SimulatedRecording) -> dict[str, Any]:
    return {
        "onset": {"Description": "Begin of the segment after the first sample.", "Units": "s"},
        "duration": {"Description": "Length of the segment.", "Units": "s"},
        "trial_type": {
            "Description": "Phase of the segment (simulated).",
            "Levels": {
                phase: "Muscles relaxed." if phase == "rest" else "Holding the weight."
                for phase in recording.settings.phases
            },
        },
        "value": {"Description": "Number of the phase."},
        "sample": {"Description": "First sample of the segment, counted from 0."},
    }


def _sidecar(recording: SimulatedRecording) -> dict[str, Any]:
    settings = recording.settings
    return {
        "TaskName": settings.task,
        "TaskDescription": "SIMULATED: an arm that rests and holds a weight in turn.",
        "Manufacturer": "none (simulated)",
        "EEGReference": "linked earlobes (A1, A2)",
        "EEGGround": "n/a",
        "EEGPlacementScheme": "extended 10-20 system",
        "SamplingFrequency": recording.rate_hz,
        "PowerLineFrequency": settings.line_hz,
        "SoftwareFilters": "n/a",
        "RecordingDuration": recording.eeg_v.shape[1] / recording.rate_hz,
        "RecordingType": "continuous",
        "EEGChannelCount": len(settings.eeg_channels),
        "EMGChannelCount": len(settings.emg_channels) + len(settings.head_muscles),
        "ECGChannelCount": int(recording.ecg_v is not None),
        "EOGChannelCount": 0,
        "MiscChannelCount": 0,
        "TriggerChannelCount": 0,
    }


def write_truth(recording: SimulatedRecording, path: str | os.PathLike[str]) -> None:
    """Write the truth of a recording as netCDF with named dimensions, atomically."""
    truth = asdict(recording.truth)
    axes = _truth_axes(recording)
    with written_netcdf(path) as file:
        file.simulated = 1
        file.recording = recording.name
        file.matrix_order = "sink, source"
        file.coupling = recording.settings.coupling
        file.emg_order = recording.settings.emg_order
        file.emg_rate_hz = min(recording.settings.emg_analysis_rate_hz, recording.rate_hz)
        file.source_rate_hz = min(recording.settings.eeg_analysis_rate_hz, recording.rate_hz)
        names = {
            "sink": truth.pop("muscles"),
            "cortical_sink": truth.pop("sources"),
            "eeg_channel": truth.pop("channels"),
            "artefact": truth.pop("artefacts"),
        }
        names |= {"source": names["sink"], "cortical_source": names["cortical_sink"]}
        phases = truth.pop("phases")
        file.createDimension("segment", len(phases))
        file.createDimension("state", truth["z"].shape[1])
        for dimension, values in names.items():
            file.createDimension(dimension, len(values))
            _write_names(file, dimension, (dimension,), values)
        _write_names(file, "phase", ("segment",), phases)
        onset = file.createVariable("onset_s", "f8", ("segment",))
        onset[:] = [event.onset_s for event in recording.events]
        for name, values in truth.items():
            variable = file.createVariable(name, "f8", axes[name])
            variable[:] = values


def _write_names(file: Any, name: str, dimensions: tuple[str, ...], values: Iterable[str]) -> None:
    variable = file.createVariable(name, str, dimensions)
    variable[:] = np.array(list(values), dtype=object)


def _truth_axes(recording: SimulatedRecording) -> dict[str, tuple[str, ...]]:
    muscles, cortex = ("sink", "source"), ("cortical_sink", "cortical_source")
    axes: dict[str, tuple[str, ...]] = {
        "z": ("segment", "state"),
        "w": ("segment", "state"),
        "muscle_delay_s": muscles,
        "drive_share": ("segment", "sink"),
        "drive_delay_s": ("sink",),
        "drive_depth": ("segment",),
        "corticomuscular_depth": ("segment",),
        "source_delay_s": cortex,
        "source_gain": ("eeg_channel", "cortical_source"),
        "artefact_gain": ("eeg_channel", "artefact"),
    }
    for name in asdict(recording.truth):
        if name.startswith(("emg_", "muscle_coupling")):
            axes[name] = ("segment", *muscles)
        elif name.startswith(("source_granger", "source_coupling")):
            axes[name] = ("segment", *cortex)
    return axes


def write_dataset_files(settings: SimulationSettings, bids_root: str | os.PathLike[str]) -> None:
    """Write what recordings share: description, README, participants, scans, electrodes.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    bids_root : path-like
        Root of the dataset.
    """
    root = Path(bids_root)
    write_text(root / "dataset_description.json", _json(_description()))
    write_text(root / "README", _readme(settings))
    write_text(root / "participants.tsv", _table(_participants(settings)))
    write_text(root / "participants.json", _json(_participant_columns()))
    for index in range(settings.subjects):
        write_subject_files(settings, index, root)


def write_subject_files(
    settings: SimulationSettings, subject_index: int, bids_root: str | os.PathLike[str]
) -> None:
    """Write what a person's recordings share: list of scans, electrodes, coordinate system.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    subject_index : int
        The person, from 0.
    bids_root : path-like
        Root of the dataset.
    """
    folder = Path(bids_root) / subject_name(subject_index)
    names = [recording_name(settings, subject_index, run) for run in range(settings.recordings)]
    scans = [{"filename": f"eeg/{name}_eeg.vhdr", "acq_time": "n/a"} for name in names]
    write_text(folder / f"{folder.name}_scans.tsv", _table(scans))
    _write_electrodes(settings, subject_index, folder / "eeg")


def _write_electrodes(settings: SimulationSettings, subject_index: int, folder: Path) -> None:
    positions_m, fiducials_m = simulate_subject_positions(settings, subject_index)
    stem = folder / f"{subject_name(subject_index)}_space-CapTrak"
    rows = [
        {"name": name, "x": f"{x:.6f}", "y": f"{y:.6f}", "z": f"{z:.6f}", "impedance": "n/a"}
        for name, (x, y, z) in zip(settings.eeg_channels, positions_m, strict=True)
    ]
    write_text(f"{stem}_electrodes.tsv", _table(rows))
    landmarks = {
        name: [round(float(value), 6) for value in point]
        for name, point in zip(("NAS", "LPA", "RPA"), fiducials_m, strict=True)
    }
    system = {
        "EEGCoordinateSystem": "CapTrak",
        "EEGCoordinateUnits": "m",
        "EEGCoordinateSystemDescription": (
            "X-axis from the left to the right preauricular point, Y-axis through the nasion, "
            "Z-axis upwards (simulated head)."
        ),
        "AnatomicalLandmarkCoordinates": landmarks,
        "AnatomicalLandmarkCoordinateSystem": "CapTrak",
        "AnatomicalLandmarkCoordinateUnits": "m",
    }
    write_text(f"{stem}_coordsystem.json", _json(system))


def _description() -> dict[str, Any]:
    return {
        "Name": "SIMULATED EEG and EMG of an arm at rest and in activity",
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "License": "CC0",
        "Authors": ["eeg2emg simulation"],
        "GeneratedBy": [{"Name": "eeg2emg", "Description": "Simulation with known truth"}],
    }


def _readme(settings: SimulationSettings) -> str:
    return (
        "SIMULATED DATA\n"
        "==============\n\n"
        "No person was recorded: eeg2emg's simulation computed the EEG, the EMG and the people.\n"
        "True couplings and Granger causalities are in netCDF files beside this dataset.\n\n"
        f"{settings.subjects} simulated people, {settings.recordings} recordings each, "
        f"{settings.segments} segments of {settings.segment_s:g} s per recording, "
        f"phases in turn: {', '.join(settings.phases)}.\n"
        f"{len(settings.eeg_channels)} EEG and {len(settings.emg_channels)} EMG channels at "
        f"{settings.rate_hz:g} Hz, line frequency {settings.line_hz:g} Hz, "
        f'law "{settings.law}", coupling k = {settings.coupling:g}, seed {settings.seed}.\n'
    )


def _participants(settings: SimulationSettings) -> list[dict[str, Any]]:
    rows = []
    for index in range(settings.subjects):
        rng = np.random.default_rng(derive_seed(settings.seed, "participant", index))
        rows.append(
            {
                "participant_id": subject_name(index),
                "age": int(rng.integers(30, 36)),
                "sex": "M",
                "hand": "R",
            }
        )
    return rows


def _participant_columns() -> dict[str, Any]:
    return {
        "participant_id": {"Description": "Identifier of a simulated person."},
        "age": {"Description": "Age of the simulated person.", "Units": "years"},
        "sex": {"Description": "Sex of the simulated person.", "Levels": {"M": "male"}},
        "hand": {"Description": "Handedness of the simulated person.", "Levels": {"R": "right"}},
    }


def _number(value: float) -> str:
    return f"{float(value):.12g}" if float(value) % 1 else f"{value:.1f}"


def _table(rows: list[dict[str, Any]]) -> str:
    lines = ["\t".join(rows[0])]
    lines += ["\t".join(str(value) for value in row.values()) for row in rows]
    return "\n".join(lines) + "\n"


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=4, ensure_ascii=False) + "\n"
