"""Marks of tables and files, compared: events, bad spans, bad channels (standard library only)."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from eeg2emg.recordings.findings import Finding, Statement, compare, few

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eeg2emg.recordings.segments import Event

FARTHEST_S = 0.005
"""How far an event of events.tsv may be from the marker in the file that it is taken from."""

_FILE = "markers in the file"
_COUNTED_FROM_1 = 1.5  # samples: some count from 1, and onsets are rounded


def compare_events(
    about: str,
    file: str,
    own: Sequence[Event],
    table_file: str | None,
    table: Sequence[Event],
    *,
    sample_s: float,
) -> list[Finding]:
    """Compare the events of events.tsv with the markers that the data file holds itself.

    A table may name the events otherwise and leave markers out, so their times alone are compared:
    each event of the table should lie at a marker.

    Parameters
    ----------
    about, file
        Which file, for `Finding`, and its name.
    own, table : sequence of (float, float, str)
        Onset in s, duration in s and name of the file's own markers and of the table's events.
    table_file : str or None
        Name of events.tsv; None where there is none.
    sample_s : float
        Duration of a sample.

    Returns
    -------
    list of Finding
        One, or none where there are no events.
    """
    markers = sorted(onset_s for onset_s, _, _ in own if not math.isnan(onset_s))
    if table_file is None:
        said = [Statement(_FILE, _events(len(markers)), file)] if markers else []
        return compare("events", about, said, used="those of the file")
    statements = [Statement("events.tsv", _events(len(table)), table_file)]
    if not markers:
        return compare("events", about, statements, used="those of events.tsv")
    limit_s = max(FARTHEST_S, 1.5 * sample_s)
    distances = [
        _to_nearest(onset_s, markers) for onset_s, _, _ in table if not math.isnan(onset_s)
    ]
    far = [distance for distance in distances if distance > limit_s]
    told = f"{_events(len(markers))}, one at each of events.tsv"
    if far:
        told = (
            f"{_events(len(markers))}; {len(far)} of the {len(distances)} of events.tsv are "
            f"farther than {1000 * limit_s:.3g} ms from any, up to {max(far):.4g} s"
        )
    return [
        Finding(
            "events",
            about,
            (*statements, Statement(_FILE, told, file)),
            "those of events.tsv",
            "differ" if far else "agree",
            "events.tsv is used: make sure that it belongs to this recording" if far else "",
        )
    ]


def compare_event_columns(
    about: str, file: str, columns: Mapping[str, Sequence[str]], rate_hz: float
) -> list[Finding]:
    """Compare the onsets of events.tsv with its samples, which state the same times.

    Parameters
    ----------
    about, file
        Which data file, for `Finding`, and the name of its events.tsv.
    columns : mapping of str to sequence of str
        The columns ``onset`` (seconds) and ``sample``; the second may be absent.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    list of Finding
        One, or none where no event has both.
    """
    pairs = [
        (_number(onset), _number(sample))
        for onset, sample in zip(columns["onset"], columns.get("sample", ()), strict=False)
    ]
    apart = [abs(onset * rate_hz - sample) for onset, sample in pairs]
    known = [distance for distance in apart if not math.isnan(distance)]
    if not known:
        return []
    far = [distance for distance in known if distance > _COUNTED_FROM_1]
    told = "the same times"
    if far:
        told = (
            f"{len(far)} of {_events(len(known))} at other times, by up to {max(far):.6g} samples"
        )
    return [
        Finding(
            "onsets of events",
            about,
            (
                Statement("events.tsv (onset)", _events(len(known)), file),
                Statement("events.tsv (sample)", told, file),
            ),
            "the onsets",
            "differ" if far else "agree",
            "the onsets are used: samples may be those of another rate" if far else "",
        )
    ]


def compare_bad_spans(
    about: str,
    file: str,
    own: Iterable[tuple[float, float]],
    table_file: str | None,
    table: Iterable[tuple[float, float]],
) -> list[Finding]:
    """Compare the bad spans and joins of events.tsv with those of the data file; all of them count.

    Parameters
    ----------
    about, file, table_file
        As in `compare_events`.
    own, table : iterable of (float, float)
        Onset and duration in s; a join has none.

    Returns
    -------
    list of Finding
        One, or none where nothing is marked.
    """
    marked = {_FILE: (file, set(own)), "events.tsv": (table_file or "", set(table))}
    statements = [
        Statement(place, _spans(spans), name) for place, (name, spans) in marked.items() if spans
    ]
    return compare(
        "bad spans and joins",
        about,
        statements,
        used=_spans(set().union(*(spans for _, spans in marked.values()))),
        otherwise="all of them count",
    )


def compare_bad_channels(
    about: str, places: Sequence[tuple[str, str, Iterable[str]]]
) -> list[Finding]:
    """Compare which channels are marked as bad; all of them count.

    Parameters
    ----------
    about
        As in `Finding`.
    places : sequence of (str, str, iterable of str)
        Kind of place, name of the file and the channels, of each place that can mark any.

    Returns
    -------
    list of Finding
        One, or none where no channel is marked.
    """
    marked = [(place, file, sorted(names)) for place, file, names in places]
    union = sorted({name for _, _, names in marked for name in names})
    if not union:
        return []
    return compare(
        "bad channels",
        about,
        [Statement(place, _names(names), file) for place, file, names in marked],
        used=_names(union),
        otherwise="all of them count",
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _to_nearest(onset_s: float, markers: Sequence[float]) -> float:
    place = bisect_left(markers, onset_s)
    return min(abs(onset_s - near) for near in markers[max(place - 1, 0) : place + 1])


def _names(names: Sequence[str]) -> str:
    return few(names, 20) or "none"


def _events(number: int) -> str:
    return f"{number} event{'' if number == 1 else 's'}"


def _spans(spans: Iterable[tuple[float, float]]) -> str:
    lengths = [length_s for _, length_s in spans if length_s > 0]
    joins = sum(length_s <= 0 for _, length_s in spans)
    parts = []
    if lengths:
        plural = "" if len(lengths) == 1 else "s"
        parts.append(f"{len(lengths)} span{plural}, {sum(lengths):.6g} s")
    if joins:
        parts.append(f"{joins} join{'' if joins == 1 else 's'}")
    return " and ".join(parts)
