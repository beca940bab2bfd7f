"""Readers of the formats that can be imported."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError, UserError, machine_fault
from eeg2emg.importing.foreign import (
    ForeignChannel,
    ForeignRecording,
    told_apart,
    volts_per_unit,
)
from eeg2emg.importing.matlab import read_matlab
from eeg2emg.importing.text_table import read_text_table

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = (".csv", ".tsv", ".txt")


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
        The file cannot be read.
    """
    try:
        ending = path.suffix.lower()
        if ending == ".acq":
            return read_biopac(path)
        if ending == ".mat":
            return read_matlab(path, rate_hz=rate_hz)
        if ending in _TEXT:
            return read_text_table(path, rate_hz=rate_hz)
        return read_by_mne(path)
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


def read_biopac(path: Path) -> ForeignRecording:
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


def read_by_mne(path: Path) -> ForeignRecording:
    """Read EDF, BDF, BrainVision or EEGLAB, in volts by the units that the file states."""
    import mne

    readers: dict[str, Any] = {
        ".edf": mne.io.read_raw_edf,
        ".bdf": mne.io.read_raw_bdf,
        ".vhdr": mne.io.read_raw_brainvision,
        ".set": mne.io.read_raw_eeglab,
    }
    ending = path.suffix.lower()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        raw = readers[ending](path, preload=True, verbose="warning")
    said = sorted({" ".join(str(warning.message).split()) for warning in caught})
    for remark in said:
        if "does not match the file size" in remark:
            raise RecordingError(
                f"{path}: the file is shorter or longer than its header says",
                remark,
                "copy the file again from its source",
            )
    names, notes = told_apart(raw.ch_names)
    if ending == ".set":
        notes.append("EEGLAB files state no unit; they hold microvolts by convention")
    units = getattr(raw, "_orig_units", {}) or {}
    channels = tuple(
        ForeignChannel(
            name,
            _unit_after_mne(ending, units.get(own)),
            float(raw.info["sfreq"]),
            samples,
        )
        for name, own, samples in zip(names, raw.ch_names, raw.get_data(), strict=True)
    )
    first_s = raw.first_time if raw.info["meas_date"] is not None else 0.0
    events = tuple(
        (float(item["onset"]) - first_s, float(item["duration"]), _event_name(item["description"]))
        for item in raw.annotations
    )
    return ForeignRecording(channels, events, (*notes, *said))


def _unit_after_mne(ending: str, stated: str | None) -> str | None:
    """Tell the unit of what MNE gives: volts, where the file states a unit of voltage."""
    if stated in (None, "", "n/a"):  # BrainVision and EEGLAB mean microvolts then, and MNE knows
        return None if ending in (".edf", ".bdf") else "V"
    return stated if volts_per_unit(stated) is None else "V"


def _event_name(description: str) -> str:
    """Name an event: BrainVision's kind is dropped (``Stimulus/S  1``), a new segment is a gap."""
    name = " ".join(str(description).split())
    if name.lower().startswith("new segment"):
        return "boundary"
    for kind in ("Stimulus/", "Response/", "Comment/"):
        name = name.removeprefix(kind)
    return name or "unnamed"
