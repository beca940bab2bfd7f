"""File of a cleaned recording, netCDF.

The signals of an open file are sliced like arrays: so that a segment is read by itself, and a
recording can be written while it is cleaned.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from eeg2emg.cleaning.cleaned_recording import (
    EEG_UNITS,
    CleanedRecording,
    HeadMuscles,
    HighFrequencies,
)
from eeg2emg.files.netcdf import written_netcdf
from eeg2emg.files.reading import reading
from eeg2emg.recordings.segments import Segment

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from numpy.typing import NDArray

_WHAT = "a cleaned recording"
_VARIABLES = {
    "eeg_v": "eeg",
    "emg_v": "emg",
    "emg_before_v": "emg_before_ica",
    "muscle_v": "eeg_muscle_alone",
}
"""Variables of a file by attribute; the last two only where there is something to hold."""


def write_cleaned(
    path: str | os.PathLike[str], recording: CleanedRecording, *, dtype: str = "f8"
) -> None:
    """Write a cleaned recording as netCDF, atomically.

    Parameters
    ----------
    path : path-like
        File to write.
    recording : CleanedRecording
        What to write.
    dtype : {"f8", "f4"}
        Number format of the samples. Doubles by default: rounding adds noise of full rank, which
        hides that channels are dependent without mending it.
    """
    eeg_unit = EEG_UNITS[recording.laplacian is not None]
    with written_netcdf(path) as file:
        store = FileStore(file, dtype)
        for name in _VARIABLES:
            x_v = getattr(recording, name)
            if x_v is not None:
                unit = "V" if name.startswith("emg") else eeg_unit
                channels, samples = x_v.shape
                place = store.create(name, channels, samples, unit)
                if place is not None:
                    place[:] = x_v
        write_facts(file, recording)


class SignalStore(Protocol):
    """Where signals go while a recording is cleaned."""

    def create(self, name: str, channels: int, samples: int, unit: str = "V") -> Any:
        """Make room for an attribute of `CleanedRecording`: something to slice, to write and read.

        None where the store does not keep it.
        """


class MemoryStore:
    """Signals in memory."""

    def create(self, name: str, channels: int, samples: int, unit: str = "V") -> Any:  # noqa: ARG002 - all are kept
        """Make an array, as in `SignalStore`."""
        return np.empty((channels, samples))


class FileStore:
    """Signals in a netCDF file that is being written.

    Parameters
    ----------
    file : netCDF4.Dataset
        The file.
    dtype : {"f8", "f4"}
        Number format of the samples.
    """

    def __init__(self, file: Any, dtype: str = "f8") -> None:
        self._file, self._dtype = file, dtype
        file.set_auto_mask(False)
        file.set_fill_off()  # every sample is written

    def create(self, name: str, channels: int, samples: int, unit: str = "V") -> Any:
        """Make a variable, as in `SignalStore`; the EEG before its ICA is not kept."""
        if name not in _VARIABLES:
            return None
        kind = _VARIABLES[name].partition("_")[0]
        for dimension, length in (("channel", channels), ("time", samples)):
            if f"{kind}_{dimension}" not in self._file.dimensions:
                self._file.createDimension(f"{kind}_{dimension}", length)
        variable = self._file.createVariable(
            _VARIABLES[name], self._dtype, (f"{kind}_channel", f"{kind}_time")
        )
        variable.set_auto_mask(False)
        variable.units = unit
        return variable


def write_facts(file: Any, recording: CleanedRecording) -> None:
    """Write all but the signals into an open netCDF file that holds these already."""
    file.setncatts(
        {
            "title": "Cleaned EEG and EMG of one recording",
            "recording": recording.name,
            "subject": recording.subject,
            "eeg_rate_hz": float(recording.eeg_rate_hz),
            "emg_rate_hz": float(recording.emg_rate_hz),
            "eeg_rank": np.int32(recording.eeg_rank),
            "muscle_components": np.int32(recording.muscle_components),
            "left_out": recording.left_out,
            "notes": json.dumps(recording.notes, sort_keys=True),
        }
    )
    for kind in ("eeg", "emg"):
        names = file.createVariable(f"{kind}_channel", str, (f"{kind}_channel",))
        channels = getattr(recording, f"{kind}_channels")
        if channels:
            names[:] = np.array(channels, dtype=object)
    _write_segments(file, recording.segments)
    if recording.laplacian is not None:
        file.createDimension("eeg_channel_in", len(recording.laplacian))
        variable = file.createVariable("laplacian", "f8", ("eeg_channel", "eeg_channel_in"))
        variable.units = "m-2"
        variable[:] = recording.laplacian
    if recording.high is not None:
        variable = file.createVariable("segment_high_v", "f8", ("segment", "eeg_channel"))
        variable.units = "V"
        variable.left_out = recording.high.left_out
        variable[:] = recording.high.amplitude_v
    if recording.head is not None:
        file.createDimension("head_muscle", len(recording.head.channels))
        names = file.createVariable("head_muscle", str, ("head_muscle",))
        names[:] = np.array(recording.head.channels, dtype=object)
        variable = file.createVariable("segment_head_v", "f8", ("segment", "head_muscle"))
        variable.units = "V"
        variable[:] = recording.head.amplitude_v


def _write_segments(file: Any, segments: tuple[Segment, ...]) -> None:
    file.createDimension("segment", len(segments))
    for name, kind in (("index", "i4"), ("onset_s", "f8"), ("duration_s", "f8"), ("cycle", "i4")):
        variable = file.createVariable(f"segment_{name}", kind, ("segment",))
        variable[:] = np.array([getattr(segment, name) for segment in segments], dtype=kind)
    texts = {
        "phase": [segment.phase for segment in segments],
        "apart": [json.dumps(segment.apart) for segment in segments],
    }
    for name, values in texts.items():
        variable = file.createVariable(f"segment_{name}", str, ("segment",))
        if segments:
            variable[:] = np.array(values, dtype=object)


@contextmanager
def open_cleaned(path: str | os.PathLike[str]) -> Iterator[CleanedRecording]:
    """Open what `write_cleaned` wrote, for the time of a block; its segments are read one by one.

    Parameters
    ----------
    path : path-like
        The file.

    Yields
    ------
    CleanedRecording
        Whose signals are variables of the open file.

    Raises
    ------
    OwnFileError
        If it is missing or damaged.
    """
    from netCDF4 import Dataset

    with reading(path, _WHAT) as source:
        file = Dataset(source)
    try:
        file.set_auto_mask(False)
        with reading(path, _WHAT):
            recording = _of_file(path, file)
        yield recording
    finally:
        file.close()


@dataclass(frozen=True)
class _SignalOfFile:
    """A signal in an open file, sliced like an array; what fails names the file."""

    path: str | os.PathLike[str]
    variable: Any

    @property
    def shape(self) -> tuple[int, int]:
        return self.variable.shape

    def __getitem__(self, key: Any) -> NDArray[np.float64]:
        with reading(self.path, _WHAT):
            return np.asarray(self.variable[key], dtype=np.float64)


def _of_file(path: str | os.PathLike[str], file: Any) -> CleanedRecording:
    names = ("index", "onset_s", "duration_s", "phase", "cycle", "apart")
    columns = [file[f"segment_{name}"][:] for name in names]
    signals: dict[str, Any] = {
        attribute: _SignalOfFile(path, file[name])
        for attribute, name in _VARIABLES.items()
        if name in file.variables or attribute in ("eeg_v", "emg_v")
    }
    high = None
    if "segment_high_v" in file.variables:
        stored = file["segment_high_v"]
        high = HighFrequencies(np.asarray(stored[:], dtype=float), str(stored.left_out))
    head = None
    if "segment_head_v" in file.variables:
        head = HeadMuscles(
            tuple(map(str, file["head_muscle"][:])),
            np.asarray(file["segment_head_v"][:], dtype=float),
        )
    return CleanedRecording(
        name=str(file.recording),
        subject=str(file.subject),
        eeg_rate_hz=float(file.eeg_rate_hz),
        emg_rate_hz=float(file.emg_rate_hz),
        eeg_channels=tuple(map(str, file["eeg_channel"][:])),
        emg_channels=tuple(map(str, file["emg_channel"][:])),
        eeg_rank=int(file.eeg_rank),
        segments=tuple(
            Segment(
                int(index),
                float(onset),
                float(duration),
                str(phase),
                int(cycle),
                tuple((begin, length) for begin, length in json.loads(apart)),
            )
            for index, onset, duration, phase, cycle, apart in zip(*columns, strict=True)
        ),
        left_out=str(file.left_out),
        muscle_components=int(file.muscle_components),
        high=high,
        laplacian=np.asarray(file["laplacian"][:]) if "laplacian" in file.variables else None,
        head=head,
        notes=json.loads(file.notes),
        **signals,
    )


def read_cleaned(path: str | os.PathLike[str]) -> CleanedRecording:
    """Read what `write_cleaned` wrote; the samples come back as doubles.

    Raises `OwnFileError` if it is missing or damaged.
    """
    with open_cleaned(path) as recording:
        signals = {name: getattr(recording, name) for name in _VARIABLES}
        held: dict[str, Any] = {name: x[:] for name, x in signals.items() if x is not None}
        return replace(recording, **held)
