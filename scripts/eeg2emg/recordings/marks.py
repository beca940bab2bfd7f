"""Marks: what people and recorders noted beside the samples, gathered from all places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eeg2emg.recordings.segments import counted, plain_name
from eeg2emg.recordings.sidecars import check_events_within, find_sidecar, read_events_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from eeg2emg.recordings.segments import Event


@dataclass(frozen=True)
class Marks:
    """What is marked in one data file, by its tables or within itself.

    Attributes
    ----------
    events : tuple of (float, float, str)
        Onset in s, duration in s, name, in the order of time: of events.tsv where there is one,
        else of the file's own annotations. An onset may lie outside the recording, or be NaN.
    bad_spans : tuple of (float, float)
        Onset and duration in s of BAD marks and of gaps, of events.tsv and of the file itself.
    bad_channels : frozenset of str
        Channels marked as bad, by channels.tsv or by the file itself, as the file names them.
    notes : tuple of str
        What was passed over.
    """

    events: tuple[Event, ...]
    bad_spans: tuple[tuple[float, float], ...]
    bad_channels: frozenset[str]
    notes: tuple[str, ...] = ()


def read_marks(path: Path, raw: Any, alone: Any) -> Marks:
    """Gather the marks of one data file.

    A reader that finds events.tsv forgets what the file itself says, renames events, and drops
    those outside the recording: so both are read here.

    Parameters
    ----------
    path : Path
        The data file within a BIDS dataset.
    raw, alone : mne.io.Raw
        The file as it was opened with its sidecars, and without them.

    Returns
    -------
    Marks

    Raises
    ------
    RecordingError
        A BAD mark of events.tsv has an onset that is unknown or outside the recording.
    """
    events = _annotations(alone)
    bad = [span for span in _bad_spans(events) if span != (0.0, 0.0)]
    notes: tuple[str, ...] = ()
    table = find_sidecar(path, "events", ".tsv")
    if table is not None:
        duration_s = raw.n_times / raw.info["sfreq"]
        events = read_events_table(table)
        check_events_within(table, duration_s, _is_bad)
        notes = _outside(table, events, duration_s)
        bad += _bad_spans(events)
    return Marks(
        events=tuple(event for event in events if not _is_bad(event[2])),
        bad_spans=tuple(sorted(set(bad))),
        bad_channels=frozenset({*raw.info["bads"], *alone.info["bads"]}),
        notes=notes,
    )


def _annotations(raw: Any) -> list[Event]:
    first_s = raw.first_time if raw.info["meas_date"] is not None else 0.0
    return [
        (
            float(item["onset"]) - first_s,
            float(item["duration"]),
            plain_name(str(item["description"])),
        )
        for item in raw.annotations
    ]


def _is_boundary(name: str) -> bool:
    return name.lower().startswith(("new segment", "boundary"))


def _is_bad(name: str) -> bool:
    return name.lower().startswith(("bad", "edge")) or _is_boundary(name)


def _bad_spans(events: Iterable[Event]) -> list[tuple[float, float]]:
    return [
        (onset_s, 0.0 if _is_boundary(name) else duration_s)
        for onset_s, duration_s, name in events
        if _is_bad(name)
    ]


def _outside(table: Path, events: Sequence[Event], duration_s: float) -> tuple[str, ...]:
    names = Counter(name for onset_s, _, name in events if not 0 <= onset_s <= duration_s)
    if not names:
        return ()
    return (f"{table.name}: passed over, since they lie outside the recording: {counted(names)}",)
