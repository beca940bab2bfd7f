"""Events of a recording in a published layout, within its file or in one beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.importing.layouts import CodedEvents, EventColumns, files_beside, groups_of_name
from eeg2emg.importing.matlab import array_of, number_of, texts_of, times_of
from eeg2emg.importing.nested_fields import field_at, opened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eeg2emg.importing.layouts import EventWindows, Layout
    from eeg2emg.recordings.segments import Event


def events_of(
    path: Path, content: Mapping[str, Any], layout: Layout
) -> tuple[tuple[Event, ...], list[str]]:
    """Gather the events of a recording in a published layout.

    Parameters
    ----------
    path : Path
        The file of the signals.
    content : mapping of str to Any
        Its variables.
    layout : Layout
        The layout.

    Returns
    -------
    events : tuple of (float, float, str)
        Onset in s, duration in s, name, in the order of time.
    notes : list of str
        What a person should know of them.

    Raises
    ------
    RecordingError
        The place of the events is missing, or does not have the published form.
    """
    inside = [place for place in layout.events if isinstance(place, CodedEvents)]
    if inside:
        return tuple(sorted(_coded(path, content, layout, inside[0]))), []
    groups = groups_of_name(layout, path)
    if groups is None:
        raise RecordingError(
            f"{path}: its name does not tell which recording it is",
            f"files of the layout {layout.name!r} are named like {layout.example}, and their "
            "events lie in another file",
            "give it its published name",
        )
    beside = files_beside(layout, path)
    elsewhere = [place for place in layout.events if not isinstance(place, CodedEvents)]
    for file, place in zip(beside, elsewhere, strict=True):
        if file.is_file():
            found, notes = (
                _of_table(file, layout, place, groups)
                if isinstance(place, EventColumns)
                else _of_windows(file, layout, place)
            )
            return tuple(sorted(found)), [f"the events are those of {file.name}", *notes]
    raise RecordingError(
        f"{path}: {' or '.join(file.name for file in beside)} is missing",
        "it holds the times of the events",
        "restore it beside the file of the signals",
    )


def _coded(
    path: Path, content: Mapping[str, Any], layout: Layout, place: CodedEvents
) -> list[Event]:
    at = partial(field_at, path, content, layout=layout)
    rate_hz = number_of(path, place.rate_hz, at(address=place.rate_hz))
    samples = times_of(path, place.onsets, at(address=place.onsets))
    codes = times_of(path, place.codes, at(address=place.codes))
    _check_counts(path, {place.onsets: samples.size, place.codes: codes.size})
    if not (np.all(samples >= 1) and np.all(samples == np.round(samples))):
        raise RecordingError(
            f"{path}: {place.onsets!r} has {samples.min():g}",
            "it counts samples, of which the first is 1",
            "restore the form in which the file was published",
        )
    names = dict(place.names)
    unknown = sorted({float(code) for code in codes if code not in names})
    if unknown:
        raise RecordingError(
            f"{path}: {place.codes!r} has {', '.join(f'{code:g}' for code in unknown)}",
            "codes are " + ", ".join(f"{code} ({name})" for code, name in names.items()),
            "copy the file again from its source",
        )
    said = [names[int(code)] for code in codes]
    parent, _, field = place.words.rpartition(".")
    holder = at(address=parent)
    if field in holder and texts_of(holder[field]) != said:
        raise RecordingError(
            f"{path}: {place.codes!r} and {place.words!r} name other events",
            "they are the same, as numbers and in words",
            "copy the file again from its source",
        )
    onsets = (samples - 1) / rate_hz
    return [
        (onset_s, place.duration_s, name)
        for onset_s, name in zip(onsets.tolist(), said, strict=True)
    ]


def _of_table(
    file: Path, layout: Layout, place: EventColumns, groups: Mapping[str, str]
) -> tuple[list[Event], list[str]]:
    content = opened(file, [place.table.partition(".")[0]])
    at = partial(field_at, file, content, layout=layout)
    columns = texts_of(at(address=place.columns))
    table = array_of(file, place.table, at(address=place.table))
    if table.shape[1] != len(columns):
        raise RecordingError(
            f"{file}: {place.table!r} is an array of {table.shape[0]} x {table.shape[1]}, but "
            f"{place.columns!r} has {len(columns)} names",
            "every column has a name",
            "copy the file again from its source",
        )
    needed = [*(name for name, _ in place.own), place.start, *(name for name, _ in place.names)]
    absent = [name for name in needed if name not in columns]
    if absent:
        raise RecordingError(
            f"{file}: {place.columns!r} has no {', '.join(map(repr, absent))}",
            f"the layout {layout.name!r} has these columns",
            "copy the file again from its source",
        )
    own = np.ones(len(table), dtype=bool)
    for name, group in place.own:
        own &= table[:, columns.index(name)] == float(groups[group])
    if not own.any():
        what = ", ".join(f"{name} {groups[group]}" for name, group in place.own)
        raise RecordingError(
            f"{file}: no line of {what}",
            "it holds the times of the events of all recordings of a person",
            "copy the file again from its source",
        )
    lines = table[own]
    return _on_one_clock(
        lines[:, columns.index(place.start)],
        [(name, lines[:, columns.index(column)]) for column, name in place.names],
    )


def _of_windows(file: Path, layout: Layout, place: EventWindows) -> tuple[list[Event], list[str]]:
    content = opened(file, [place.windows.partition(".")[0]])
    windows = field_at(file, content, place.windows, layout)
    trials = [windows] if isinstance(windows, dict) else list(windows)
    fields = [place.start, *(field for field, _ in place.names)]
    for number, trial in enumerate(trials, start=1):
        absent = [name for name in fields if name not in trial]
        if absent:
            raise RecordingError(
                f"{file}: {place.windows}({number}) has no {', '.join(map(repr, absent))}",
                f"the layout {layout.name!r} has these fields",
                "copy the file again from its source",
            )
    values = {
        name: np.array(
            [number_of(file, f"{place.windows}.{name}", trial[name]) for trial in trials]
        )
        for name in fields
    }
    return _on_one_clock(
        values[place.start], [(name, values[field]) for field, name in place.names]
    )


def _on_one_clock(
    starts_s: np.ndarray, times_s: Sequence[tuple[str, np.ndarray]]
) -> tuple[list[Event], list[str]]:
    """Count the times of trials from the begin of the recording."""
    events, notes = [], []
    for name, own in times_s:
        onsets = starts_s + own
        known = np.isfinite(onsets)
        events += [(onset_s, 0.0, name) for onset_s in onsets[known].tolist()]
        if not known.all():
            notes.append(f"{np.sum(~known)} of {known.size} events {name!r} have no time")
    return events, notes


def _check_counts(path: Path, counts: Mapping[str, int]) -> None:
    if len(set(counts.values())) > 1:
        said = ", ".join(f"{name!r} has {count}" for name, count in counts.items())
        raise RecordingError(
            f"{path}: {said}",
            "there is one of each per event",
            "copy the file again from its source",
        )
