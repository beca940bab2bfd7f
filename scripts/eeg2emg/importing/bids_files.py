"""The text files of an imported BIDS dataset (standard library only)."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.files.atomic import write_text

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

DATA_ENDINGS = ("_eeg.vhdr", "_eeg.eeg", "_eeg.vmrk")


def write_tables(
    folder: Path,
    name: str,
    *,
    task: str,
    rate_hz: float,
    duration_s: float,
    line_hz: float,
    channels: Sequence[tuple[str, str, float]],
    events: Sequence[tuple[float, float, str]],
) -> None:
    """Write what stands beside the samples: channels, events and the sidecar.

    Parameters
    ----------
    folder : Path
        Folder of the recording.
    name : str
        Its BIDS name.
    task : str
        Label of the task.
    rate_hz, duration_s, line_hz : float
        Sampling rate, length, and frequency of the mains.
    channels : sequence of (str, str, float)
        Name, type and the rate at which it was recorded.
    events : sequence of (float, float, str)
        Onset in s (NaN where it is unknown), duration in s, name.
    """
    stem = folder / name
    rows = [("name", "type", "units", "sampling_frequency", "description")]
    rows += [
        (own, kind, "µV", f"{rate_hz:g}", f"recorded at {own_hz:g} Hz")
        for own, kind, own_hz in channels
    ]
    write_text(f"{stem}_channels.tsv", _table(rows))
    lines = [("onset", "duration", "trial_type")]
    for onset, length, what in sorted(events, key=lambda event: (math.isnan(event[0]), event)):
        lines.append(("n/a" if math.isnan(onset) else f"{onset:.6f}", f"{length:.6f}", what))
    write_text(f"{stem}_events.tsv", _table(lines))
    kinds = [kind for _, kind, _ in channels]
    sidecar = {
        "TaskName": task,
        "EEGReference": "n/a",
        "SamplingFrequency": rate_hz,
        "PowerLineFrequency": line_hz,
        "SoftwareFilters": "n/a",
        "RecordingDuration": duration_s,
        "RecordingType": "continuous",
        **{f"{kind}ChannelCount": kinds.count(kind) for kind in ("EEG", "EMG", "ECG", "EOG")},
    }
    write_text(f"{stem}_eeg.json", _json(sidecar))
    write_text(f"{stem}_events.json", _json({"trial_type": {"Description": "Event or phase."}}))


def write_unreadable(folder: Path, name: str, *, task: str, reason: str) -> None:
    """Write the files of a recording that could not be imported: empty, with the reason beside."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending in DATA_ENDINGS:
        write_text(folder / f"{name}{ending}", "")
    write_text(folder / f"{name}_channels.tsv", _table([("name", "type", "units")]))
    write_text(folder / f"{name}_events.tsv", _table([("onset", "duration", "trial_type")]))
    write_text(folder / f"{name}_events.json", _json({}))
    write_text(folder / f"{name}_eeg.json", _json({"TaskName": task, "NotImported": reason}))


def write_dataset(root: str | os.PathLike[str], subjects: Iterable[str]) -> None:
    """Write the description of the dataset and the list of people.

    Parameters
    ----------
    root : path-like
        Root of the dataset.
    subjects : iterable of str
        Labels, with ``sub-``.
    """
    description = {
        "Name": "Recordings imported by eeg2emg",
        "BIDSVersion": "1.9.0",
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "eeg2emg", "Description": "Import from other formats"}],
    }
    write_text(Path(root) / "dataset_description.json", _json(description))
    rows = [("participant_id",), *((subject,) for subject in sorted(set(subjects)))]
    write_text(Path(root) / "participants.tsv", _table(rows))


def _table(rows: Iterable[Sequence[str]]) -> str:
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=4, ensure_ascii=False) + "\n"
