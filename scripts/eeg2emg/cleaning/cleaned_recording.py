"""Cleaned recording: the file of cleaned EEG and EMG that connectivity is estimated from.

Its signals are arrays, or variables of an open netCDF file, which are sliced alike: so that a
segment is read by itself, and a recording can be written while it is cleaned.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from eeg2emg.errors import EstimationError
from eeg2emg.files.netcdf import written_netcdf
from eeg2emg.files.reading import reading
from eeg2emg.rates import same_rate
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

EEG_UNITS = ("V", "V m-2")
"""Units of cleaned EEG: potentials, and their current source density."""


class HighFrequencies(NamedTuple):
    """How loud the EEG of each segment is above a limit.

    Attributes
    ----------
    amplitude_v : ndarray, shape (segments, n)
        Root mean square of each channel in volts; NaN where there is none.
    left_out : str
        Why the recording has none; empty where it has.
    """

    amplitude_v: NDArray[np.float64]
    left_out: str


class HeadMuscles(NamedTuple):
    """How strong the EMG of each segment is at muscles of the head.

    Attributes
    ----------
    channels : tuple of str
        Names.
    amplitude_v : ndarray, shape (segments, channels)
        Root mean square in volts.
    """

    channels: tuple[str, ...]
    amplitude_v: NDArray[np.float64]


@dataclass(frozen=True)
class CleanedRecording:
    """A cleaned recording, or the reason why there is none.

    Its signals are arrays, or what can be sliced like them (`open_cleaned`).

    Attributes
    ----------
    name, subject : str
        BIDS entities of the recording; label of the subject.
    eeg_v : ndarray, shape (n, t)
        Cleaned EEG in volts at `eeg_rate_hz`; with `laplacian` its current source density, in
        V/m^2.
    emg_v : ndarray, shape (m, s)
        Cleaned EMG in volts at `emg_rate_hz`.
    eeg_rate_hz, emg_rate_hz : float
        Sampling rates.
    eeg_channels, emg_channels : tuple of str
        Names, in the order of the rows.
    eeg_rank : int
        Linearly independent EEG channels that are left.
    segments : tuple of Segment
        What is cut from the recording.
    left_out : str
        Why the recording is left out; empty when it is used. One left out holds no samples.
    eeg_before_v : ndarray, shape (n, t), or None
        EEG before its ICA, bad channels zero; not kept in the file.
    emg_before_v : ndarray, shape (m, s), or None
        EMG before its ICA, where the ICA changed it.
    muscle_v : ndarray, shape (n, t), or None
        EEG rebuilt from its muscle components alone, in the unit of `eeg_v`; None where none is
        labelled so.
    muscle_components : int
        Their number.
    high : HighFrequencies or None
        How loud each segment's EEG is above a limit before its ICA; None where nobody asked.
    laplacian : ndarray, shape (n, n), or None
        What turned the cleaned potentials into current source density
        (`eeg2emg.recordings.laplacian.laplacian_matrix`); None where they are potentials.
    head : HeadMuscles or None
        How strong each segment's head muscles are; None where none were asked for.
    notes : dict
        What was done, for the report.
    """

    name: str
    subject: str
    eeg_v: NDArray[np.floating]
    emg_v: NDArray[np.floating]
    eeg_rate_hz: float
    emg_rate_hz: float
    eeg_channels: tuple[str, ...]
    emg_channels: tuple[str, ...]
    eeg_rank: int
    segments: tuple[Segment, ...]
    left_out: str = ""
    eeg_before_v: NDArray[np.floating] | None = None
    emg_before_v: NDArray[np.floating] | None = None
    muscle_v: NDArray[np.floating] | None = None
    muscle_components: int = 0
    high: HighFrequencies | None = None
    laplacian: NDArray[np.float64] | None = None
    head: HeadMuscles | None = None
    notes: dict[str, Any] = field(default_factory=dict)

    def segment_arrays(self, segment: Segment) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Cut one segment: EEG (n, segment samples) and EMG (m, segment samples)."""
        return (
            cut(self.eeg_v, self.eeg_rate_hz, segment),
            cut(self.emg_v, self.emg_rate_hz, segment),
        )

    def muscle_of(self, segment: Segment) -> NDArray[np.floating] | None:
        """Cut one segment from `muscle_v`; None without muscle components."""
        if self.muscle_v is None:
            return None
        return cut(self.muscle_v, self.eeg_rate_hz, segment)

    def high_of(self, segment: Segment) -> NDArray[np.float64] | None:
        """Give the amplitude of one segment above the limit, shape (n,); None if nobody asked."""
        return None if self.high is None else self.high.amplitude_v[self.segments.index(segment)]

    def head_of(self, segment: Segment) -> NDArray[np.float64] | None:
        """Give the amplitude of the head muscles in one segment; None if nobody asked."""
        return None if self.head is None else self.head.amplitude_v[self.segments.index(segment)]


def cut(x: NDArray[np.floating], rate_hz: float, segment: Segment) -> NDArray[np.floating]:
    """Cut a segment from (channels, samples) at `rate_hz`, its runs side by side.

    Equal lengths for equal durations; `run_lengths` says where a run ends.
    """
    runs = []
    for (onset_s, _), length in zip(segment.runs, run_lengths(rate_hz, segment), strict=True):
        start = min(round(onset_s * rate_hz), x.shape[1] - length)
        if start < 0:
            msg = f"the segment of {segment.duration_s} s is longer than the data"
            raise ValueError(msg)
        runs.append(np.asarray(x[:, start : start + length], dtype=np.float64))
    return runs[0] if len(runs) == 1 else np.hstack(runs)


def run_lengths(rate_hz: float, segment: Segment) -> tuple[int, ...]:
    """Count the samples of each uninterrupted run of a segment."""
    return tuple(round(duration_s * rate_hz) for _, duration_s in segment.runs)


def require_eeg_rate(recording: CleanedRecording, rate_hz: float) -> None:
    """Refuse a recording whose EEG is not at the rate of the analysis.

    Parameters
    ----------
    recording : CleanedRecording
        A cleaned recording; one of a lower rate than that of the analysis kept its own.
    rate_hz : float
        Rate of the analysis.

    Raises
    ------
    EstimationError
        When the rates differ: bands and orders would mean something else than in the others.
    """
    if not same_rate(recording.eeg_rate_hz, rate_hz):
        raise EstimationError(
            f"Its EEG has {recording.eeg_rate_hz:g} Hz, less than connectivity.eeg_rate_hz "
            f"({rate_hz:g} Hz)",
            "bands and autoregressive orders belong to one rate for all recordings",
            f"Set connectivity.eeg_rate_hz to {recording.eeg_rate_hz:g} or less, and eeg_order "
            "with it, or leave the recording out",
        )


def left_out_recording(
    name: str,
    subject: str,
    reason: str,
    *,
    eeg_channels: tuple[str, ...],
    emg_channels: tuple[str, ...],
    eeg_rate_hz: float,
    emg_rate_hz: float,
) -> CleanedRecording:
    """Make what stands for a recording that is left out: the reason and no samples."""
    return CleanedRecording(
        name=name,
        subject=subject,
        eeg_v=np.zeros((len(eeg_channels), 0)),
        emg_v=np.zeros((len(emg_channels), 0)),
        eeg_rate_hz=eeg_rate_hz,
        emg_rate_hz=emg_rate_hz,
        eeg_channels=tuple(eeg_channels),
        emg_channels=tuple(emg_channels),
        eeg_rank=0,
        segments=(),
        left_out=reason,
    )


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
