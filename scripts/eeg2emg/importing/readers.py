"""Readers of the formats that can be imported."""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.errors import RecordingError, UserError, machine_fault
from eeg2emg.importing.catalogue import endings, format_of
from eeg2emg.importing.foreign import ForeignChannel, ForeignRecording, told_apart
from eeg2emg.importing.layout_reader import read_layout
from eeg2emg.importing.matlab import refuse_version_7_3
from eeg2emg.importing.own_headers import (
    bytes_per_sample,
    eeglab_labels,
    labels_and_units,
    readable_copy,
    stated_length,
)
from eeg2emg.importing.units import volts_per_unit
from eeg2emg.importing.unread import samples_or_unread
from eeg2emg.recordings.brainvision_header import (
    files_of_header,
    header_option,
    refuse_misread,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray


def read_foreign(
    path: Path, *, rate_hz: float | None = None, layout: str | None = None
) -> ForeignRecording:
    """Read all channels of a file in one of the formats that can be imported.

    Parameters
    ----------
    path : Path
        The file; its ending tells the format.
    rate_hz : float, optional
        Sampling rate, for files that do not state one.
    layout : str, optional
        The published layout of a MATLAB file, by its name in `eeg2emg.importing.layouts`.

    Returns
    -------
    ForeignRecording

    Raises
    ------
    RecordingError
        The file is of no format in `eeg2emg.importing.catalogue`, or cannot be read.
    """
    entry = format_of(path)
    if entry is None:
        raise RecordingError(
            f"{path}: the format {path.suffix!r} cannot be imported",
            f"formats are {', '.join(endings())}",
            "export the recording in one of them",
        )
    with faults_of(path):
        if layout is not None:
            return read_layout(path, layout)
        return resolve(entry.read)(path, rate_hz)


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Lay whatever goes wrong with the content of a file at its door, and not at that of the job.

    Parameters
    ----------
    path : Path
        The file that is worked on.

    Raises
    ------
    RecordingError
        Something was raised that is neither a fault of the machine nor a message already.
    """
    try:
        yield
    except UserError:
        raise
    except PermissionError:
        raise RecordingError(
            f"{path}: no permission to read it", "", "make it readable (chmod a+r)"
        ) from None
    except Exception as error:
        fault = machine_fault(error, path)
        if fault:
            raise fault from error
        if isinstance(error, FileNotFoundError) and error.filename:
            raise RecordingError(
                f"{path}: {Path(error.filename).name} is missing",
                "the recording is not complete without it",
                "restore it beside the file, or correct the name that the file gives",
            ) from None
        message = " ".join(str(error).split()).partition(". ")[0][:300]
        raise RecordingError(
            f"{path}: cannot be read as {path.suffix}",
            f"{type(error).__name__}: {message}",
            "open it in the recording software and export it again, or take its line out of the "
            "import table",
        ) from error


def read_biopac(path: Path, _rate_hz: float | None = None) -> ForeignRecording:
    """Read an AcqKnowledge file, with its markers; appended segments are told by boundaries."""
    import bioread

    data = bioread.read(str(path))
    names, notes = told_apart([channel.name for channel in data.channels])
    channels = tuple(
        ForeignChannel(
            name,
            channel.units or None,
            float(channel.samples_per_second),
            np.asarray(channel.data, dtype=float),
        )
        for name, channel in zip(names, data.channels, strict=True)
    )
    events = []
    for marker in data.event_markers:
        text = (marker.text or "").strip()
        onset_s = marker.sample_index / data.samples_per_second
        if marker.type == "Append" or text.startswith("Segment "):
            if onset_s > 0:
                events.append((onset_s, 0.0, "boundary"))
            continue
        events.append((onset_s, 0.0, text or marker.type or "marker"))
    return ForeignRecording(channels, tuple(events), tuple(notes))


def read_brainvision(path: Path, _rate_hz: float | None = None) -> ForeignRecording:
    """Read BrainVision by its header, with markers; no unit means microvolts there."""
    import mne

    refuse_misread(path)
    stated, n_samples = labels_and_units(path), stated_length(path)
    with readable_brainvision(path) as (header, repaired):
        raw, said = _opened_by_mne(header, mne.io.read_raw_brainvision)
    said = [*repaired, *said]
    if len(stated) != len(raw.ch_names):
        raise RecordingError(
            f"{path}: the header counts {len(raw.ch_names)} channels and describes {len(stated)}",
            "",
            "export the recording again",
        )
    if n_samples not in (None, raw.n_times):
        raise RecordingError(
            f"{path}: the file is shorter or longer than its header says",
            f"the header counts {n_samples} samples, the file holds {raw.n_times}",
            "copy the file again from its source",
        )
    width = bytes_per_sample(path)
    if width and Path(raw.filenames[0]).stat().st_size % (width * len(stated)):
        said = [*said, "the file ends within a sample, as one does that was cut off"]
    # The reader turns the units that it knows into volts, and takes others for volts.
    in_volts = [
        channel["range"] == volts_per_unit(unit)
        for channel, (_, unit) in zip(raw.info["chs"], stated, strict=True)
    ]
    units = [unit for _, unit in stated]
    return _as_foreign(raw, [label for label, _ in stated], units, in_volts, said)


@contextmanager
def readable_brainvision(path: Path) -> Iterator[tuple[Path, list[str]]]:
    """Give a header that MNE reads, with the names of the recording's own files.

    Parameters
    ----------
    path : Path
        The header.

    Yields
    ------
    header : Path
        The header itself, or a copy that is gone afterwards.
    notes : list of str
        Which files are read in the place of those that the header names.

    Raises
    ------
    RecordingError
        As `eeg2emg.recordings.brainvision_header.files_of_header`.
    """
    files, notes = files_of_header(path)
    labels = [label for label, _ in labels_and_units(path)]
    as_named = all(
        path.parent / header_option(path, "Common Infos", option) == file
        for option, file in files.items()
    )
    if as_named and len(set(labels)) == len(labels) and path.suffix == ".vhdr":
        yield path, notes
        return
    with TemporaryDirectory() as folder:
        yield readable_copy(path, Path(folder), files), notes


def read_eeglab(path: Path, _rate_hz: float | None = None) -> ForeignRecording:
    """Read EEGLAB, with events: the files mean microvolts."""
    import mne

    refuse_version_7_3(
        path,
        "save it in EEGLAB with: pop_saveset(EEG, 'filename', name, 'version', '6'); or export it "
        "as EDF or BrainVision",
    )
    try:
        raw, said = _opened_by_mne(path, mne.io.read_raw_eeglab)
    except TypeError as error:
        if "number of trials" not in str(error):
            raise
        raise RecordingError(
            f"{path}: the file holds epochs",
            "their order in time is unknown",
            "save the continuous recording",
        ) from None
    labels = list(raw.ch_names)
    if any(re.search(r"-\w$|-\d+$", label) for label in labels):  # perhaps numbers of the reader
        labels = eeglab_labels(path) or labels
    said = ["EEGLAB files state no unit; they hold microvolts by convention", *said]
    n = len(labels)
    found = _as_foreign(raw, labels, ["µV"] * n, [True] * n, said)
    events = [  # where events are numbers, EEGLAB gives this one to a pause
        (onset_s, length_s, "boundary" if name in ("-99", "-99.0") else name)
        for onset_s, length_s, name in found.events
    ]
    return replace(found, events=tuple(events))


def _opened_by_mne(path: Path, read: Callable[..., Any]) -> tuple[Any, list[str]]:
    """Read by a function ``mne.io.read_raw_...``; give what it remarks too."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("error", np.exceptions.ComplexWarning)  # half of it would be lost
        raw = read(path, preload=False, verbose="warning")
    said = sorted({" ".join(str(warning.message).split()) for warning in caught})
    return raw, [remark for remark in said if "names are not unique" not in remark]


def _as_foreign(
    raw: Any,
    labels: Sequence[str],
    units: Sequence[str | None],
    in_volts: Sequence[bool],
    said: Sequence[str],
) -> ForeignRecording:
    names, notes = told_apart(labels)

    def read(rows: Sequence[int]) -> Sequence[NDArray[np.float64]]:
        return list(raw.get_data(picks=list(rows), verbose="error"))

    found = samples_or_unread(read, range(len(names)), [raw.n_times] * len(names))
    channels = tuple(
        ForeignChannel(name, unit, float(raw.info["sfreq"]), samples, volts)
        for name, unit, volts, samples in zip(names, units, in_volts, found, strict=True)
    )
    first_s = raw.first_time if raw.info["meas_date"] is not None else 0.0
    events = tuple(
        (float(item["onset"]) - first_s, float(item["duration"]), event_name(item["description"]))
        for item in raw.annotations
    )
    return ForeignRecording(channels, events, (*notes, *said))


def event_name(description: str) -> str:
    """Name an event: BrainVision's kind is dropped (``Stimulus/S  1``), a new segment is a gap."""
    name = " ".join(str(description).split())
    if name.lower().startswith("new segment"):
        return "boundary"
    for kind in ("Stimulus/", "Response/", "Comment/"):
        name = name.removeprefix(kind)
    return name or "unnamed"
