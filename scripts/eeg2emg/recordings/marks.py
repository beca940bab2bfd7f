"""Marks: what people and recorders noted beside the samples, gathered from all places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eeg2emg.recordings.edf_records import EDF_ENDINGS, times_of
from eeg2emg.recordings.mark_findings import (
    compare_bad_channels,
    compare_bad_spans,
    compare_event_columns,
    compare_events,
)
from eeg2emg.recordings.pauses import is_bad, is_pause, pauses_of
from eeg2emg.recordings.segments import counted, plain_name
from eeg2emg.recordings.sidecars import (
    check_events_within,
    find_sidecar,
    is_absent,
    read_events_table,
    read_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from eeg2emg.recordings.clock import Clock
    from eeg2emg.recordings.findings import Finding
    from eeg2emg.recordings.segments import Event

_STATUS = ("good", "bad")
_PAUSE_OF_EEGLAB = ("-99", "-99.0")  # where its events are numbers
_OUTSIDE = "annotation(s) that were"  # omitted or limited by a reader that knows of no pauses


@dataclass(frozen=True)
class Marks:
    """What is marked in one data file, by its tables or within itself.

    Attributes
    ----------
    events : tuple of (float, float, str)
        Onset in s, duration in s, name, in the order of time: of events.tsv where there is one,
        else of the file's own annotations. An onset may lie outside the recording, or be NaN.
    bad_spans : tuple of (float, float)
        Onset and duration in s of BAD marks and of gaps, of events.tsv and of the file itself; one
        of no duration is a pause of the recorder.
    bad_channels : frozenset of str
        Channels marked as bad, by channels.tsv or by the file itself, as the file names them.
    notes : tuple of str
        What was passed over.
    clock : Clock or None
        Where the file says that the recording pauses (EDF+D, BDF+D).
    findings : tuple of Finding
        What the tables and the file itself say, compared.
    """

    events: tuple[Event, ...]
    bad_spans: tuple[tuple[float, float], ...]
    bad_channels: frozenset[str]
    notes: tuple[str, ...] = ()
    clock: Clock | None = None
    findings: tuple[Finding, ...] = ()

    def true_remarks(self, remarks: Iterable[str]) -> list[str]:
        """Leave out what a reader says that takes all after a pause for outside."""
        return [remark for remark in remarks if not (self.clock and _OUTSIDE in remark)]


def read_marks(path: Path, raw: Any, alone: Any) -> Marks:
    """Gather the marks of one data file.

    A reader that finds events.tsv forgets what the file itself says, renames events, and drops
    those outside the recording: so both are read here. Where an interrupted recording (EDF+D,
    BDF+D) pauses, all onsets are times of the clock, which counts the pauses, and are moved to
    the samples, which lie side by side.

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
        A BAD mark of events.tsv has an onset that is unknown or outside the recording, or the
        times of an interrupted recording are unknown.
    """
    own, clock = _annotations(alone), None
    table, channels = (find_sidecar(path, kind, ".tsv") for kind in ("events", "channels"))
    notes: tuple[str, ...] = ()
    if path.suffix.lower() in EDF_ENDINGS:
        times = times_of(path)
        clock, notes = times.clock, times.notes
        if clock is not None:
            own = list(times.events)
    elif path.suffix.lower() == ".set":
        own = [
            (onset_s, length_s, "boundary" if name in _PAUSE_OF_EEGLAB else name)
            for onset_s, length_s, name in own
        ]
    notes += _unknown_status(channels)
    events = own
    own_bad = bad = [span for span in _bad_spans(own) if span != (0.0, 0.0)]
    if table is not None:
        duration_s = clock.duration_s if clock else raw.n_times / raw.info["sfreq"]
        events = read_events_table(table)
        check_events_within(table, duration_s, _is_bad, may_reach_in=True)
        notes += _outside(table, events, duration_s)
        if clock is not None:
            events, dropped = clock.events_on_samples(events)
            notes += dropped
        bad = own_bad + _bad_spans(events)
    filled = [(pause_s, 0.0) for pause_s in pauses_of([*own, *events]) if pause_s > 0]
    return Marks(
        events=tuple(event for event in events if not _is_bad(event[2])),
        # Where a gap was filled, its ends are pauses: the filling must not reach what is beside it.
        bad_spans=tuple(sorted({*bad, *filled})),
        # The reader may have found another table: it knows no folders that are nearer.
        bad_channels=frozenset({*_listed_as_bad(channels), *alone.info["bads"]}),
        notes=notes,
        clock=clock,
        findings=_compared(
            path, alone, table, (own, events if table else []), own_bad, pauses=clock is not None
        ),
    )


def _compared(
    path: Path,
    alone: Any,
    table: Path | None,
    events: tuple[Sequence[Event], Sequence[Event]],
    own_bad: Sequence[tuple[float, float]],
    *,
    pauses: bool,
) -> tuple[Finding, ...]:
    about = f"{path.stem.rpartition('_')[2].upper()} file"
    name = None if table is None else table.name
    own, listed = ([event for event in some if not _is_bad(event[2])] for some in events)
    places = []
    channels = find_sidecar(path, "channels", ".tsv")
    if channels is not None:
        places.append(("channels.tsv", channels.name, _listed_as_bad(channels)))
    if path.suffix.lower() == ".fif":  # no other format can mark a channel
        places.append(("header", path.name, set(alone.info["bads"])))
    return (
        *compare_events(
            about, path.name, own, name, listed, sample_s=1.0 / float(alone.info["sfreq"])
        ),
        # Onsets count the pauses, and samples do not.
        *(
            _compared_columns(about, table, float(alone.info["sfreq"]))
            if table and not pauses
            else ()
        ),
        *compare_bad_spans(about, path.name, own_bad, name, _bad_spans(events[1])),
        *compare_bad_channels(about, places),
    )


def _compared_columns(about: str, table: Path, rate_hz: float) -> list[Finding]:
    header, lines = read_lines(table, needed=("onset",))
    columns: dict[str, list[str]] = {
        name: [cells[header.index(name)] for _, cells in lines]
        for name in ("onset", "sample")
        if name in header
    }
    return compare_event_columns(about, table.name, columns, rate_hz)


def _listed_as_bad(table: Path | None) -> set[str]:
    if table is None:
        return set()
    header, lines = read_lines(table, needed=("name",))
    if "status" not in header:
        return set()
    name, status = header.index("name"), header.index("status")
    return {cells[name] for _, cells in lines if cells[status].lower() == "bad"}


def _unknown_status(table: Path | None) -> tuple[str, ...]:
    if table is None:
        return ()
    header, lines = read_lines(table, needed=("name",))
    if "status" not in header:
        return ()
    status = header.index("status")
    words = Counter(
        cells[status]
        for _, cells in lines
        if not is_absent(cells[status]) and cells[status].lower() not in _STATUS
    )
    said = f"{table.name}: a status that is neither good nor bad makes no channel bad: "
    return (said + counted(words),) if words else ()


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


def _is_bad(name: str) -> bool:
    return is_bad(name) or is_pause(name)


def _bad_spans(events: Iterable[Event]) -> list[tuple[float, float]]:
    return [
        (onset_s, 0.0 if is_pause(name) else duration_s)
        for onset_s, duration_s, name in events
        if _is_bad(name)
    ]


def _outside(table: Path, events: Sequence[Event], duration_s: float) -> tuple[str, ...]:
    names = Counter(name for onset_s, _, name in events if not 0 <= onset_s <= duration_s)
    if not names:
        return ()
    return (f"{table.name}: passed over, since they lie outside the recording: {counted(names)}",)
