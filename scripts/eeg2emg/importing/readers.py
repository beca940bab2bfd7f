"""Readers of the formats that can be imported."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.errors import RecordingError, UserError, machine_fault
from eeg2emg.importing.catalogue import endings, format_of
from eeg2emg.importing.foreign import (
    ForeignChannel,
    ForeignRecording,
    told_apart,
    volts_per_unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def read_foreign(path: Path, *, rate_hz: float | None = None) -> ForeignRecording:
    """Read all channels of a file in one of the formats that can be imported.

    Parameters
    ----------
    path : Path
        The file; its ending tells the format.
    rate_hz : float, optional
        Sampling rate, for files that do not state one.

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
    try:
        return resolve(entry.read)(path, rate_hz)
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


def read_edf(path: Path, _rate_hz: float | None = None) -> ForeignRecording:
    """Read EDF or BDF, with annotations; what has a unit of voltage comes in volts."""
    import mne

    bdf = path.suffix.lower() == ".bdf"
    return _read_by_mne(path, mne.io.read_raw_bdf if bdf else mne.io.read_raw_edf)


def read_brainvision(path: Path, _rate_hz: float | None = None) -> ForeignRecording:
    """Read BrainVision by its header, with markers; what has a unit of voltage comes in volts."""
    import mne

    return _read_by_mne(path, mne.io.read_raw_brainvision, unit_if_none="V")


def read_eeglab(path: Path, _rate_hz: float | None = None) -> ForeignRecording:
    """Read EEGLAB, with events, in volts: the files mean microvolts."""
    import mne

    found = _read_by_mne(path, mne.io.read_raw_eeglab, unit_if_none="V")
    convention = "EEGLAB files state no unit; they hold microvolts by convention"
    return replace(found, notes=(convention, *found.notes))


def _read_by_mne(
    path: Path, read: Callable[..., Any], *, unit_if_none: str | None = None
) -> ForeignRecording:
    """Read by a function of MNE, which turns units of voltage into volts.

    Parameters
    ----------
    path : Path
        The file.
    read : callable
        ``mne.io.read_raw_...``.
    unit_if_none : str, optional
        What the samples are in where the file states no unit, and MNE knows what it means.

    Returns
    -------
    ForeignRecording
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        raw = read(path, preload=True, verbose="warning")
    said = sorted({" ".join(str(warning.message).split()) for warning in caught})
    for remark in said:
        if "does not match the file size" in remark:
            raise RecordingError(
                f"{path}: the file is shorter or longer than its header says",
                remark,
                "copy the file again from its source",
            )
    names, notes = told_apart(raw.ch_names)
    units = getattr(raw, "_orig_units", {}) or {}

    def unit(own: str) -> str | None:
        stated = units.get(own)
        if stated in (None, "", "n/a"):
            return unit_if_none
        return stated if volts_per_unit(stated) is None else "V"

    channels = tuple(
        ForeignChannel(name, unit(own), float(raw.info["sfreq"]), samples)
        for name, own, samples in zip(names, raw.ch_names, raw.get_data(), strict=True)
    )
    first_s = raw.first_time if raw.info["meas_date"] is not None else 0.0
    events = tuple(
        (float(item["onset"]) - first_s, float(item["duration"]), _event_name(item["description"]))
        for item in raw.annotations
    )
    return ForeignRecording(channels, events, (*notes, *said))


def _event_name(description: str) -> str:
    """Name an event: BrainVision's kind is dropped (``Stimulus/S  1``), a new segment is a gap."""
    name = " ".join(str(description).split())
    if name.lower().startswith("new segment"):
        return "boundary"
    for kind in ("Stimulus/", "Response/", "Comment/"):
        name = name.removeprefix(kind)
    return name or "unnamed"
