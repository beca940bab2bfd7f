"""Sidecars beside a recording: a faulty line is named (standard library only)."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ABSENT = ("n/a", "")


def check_events_table(path: Path) -> None:
    """Check the lines of an events.tsv.

    Parameters
    ----------
    path : Path
        The file; nothing is checked when there is none.

    Raises
    ------
    RecordingError
        It is no table with the columns ``onset`` and ``duration``, or a line has the wrong number
        of columns, an onset that is no number, or a duration that is no number or negative.
    """
    if not path.is_file():
        return
    header, lines = read_lines(path, needed=("onset", "duration"))
    onset, duration = header.index("onset"), header.index("duration")
    for number, cells in lines:
        _check_number(path, number, "onset", cells[onset])
        if cells[duration] not in _ABSENT:
            value = _check_number(path, number, "duration", cells[duration])
            if value < 0:
                raise RecordingError(
                    f"{path}, line {number}: the duration {cells[duration]} is negative",
                    "an event cannot end before it begins",
                    "correct the duration (in seconds)",
                )


def check_events_within(path: Path, duration_s: float) -> None:
    """Check that no event of an events.tsv begins outside the recording.

    Parameters
    ----------
    path : Path
        The file, which `check_events_table` accepted.
    duration_s : float
        Length of the recording.

    Raises
    ------
    RecordingError
        An onset is negative or after the end.
    """
    if not path.is_file():
        return
    header, lines = read_lines(path, needed=("onset",))
    column = header.index("onset")
    for number, cells in lines:
        onset_s = float(cells[column])
        if not 0 <= onset_s <= duration_s:
            raise RecordingError(
                f"{path}, line {number}: the onset {cells[column]} s lies outside the recording, "
                f"which lasts {duration_s:.1f} s",
                "no signal belongs to the event",
                "correct the onsets: seconds from the beginning of the recording",
            )


def check_channels_table(path: Path) -> None:
    """Check the lines of a channels.tsv.

    Parameters
    ----------
    path : Path
        The file; nothing is checked when there is none.

    Raises
    ------
    RecordingError
        It is no table with the columns ``name`` and ``type``, a line has the wrong number of
        columns, or a channel is listed twice.
    """
    if not path.is_file():
        return
    header, lines = read_lines(path, needed=("name", "type"))
    column = header.index("name")
    first_line: dict[str, int] = {}
    for number, cells in lines:
        name = cells[column]
        if name in first_line:
            raise RecordingError(
                f"{path}, line {number}: channel {name!r} is that of line {first_line[name]} again",
                "a channel must be told from the others by its name",
                "give each channel of the recording one line and a name of its own",
            )
        first_line[name] = number


def check_json(path: Path) -> None:
    """Check that a sidecar, if there is one, is a JSON object; else a `RecordingError` names it."""
    if not path.is_file():
        return
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise RecordingError(
            f"{path}{line}: not valid JSON",
            getattr(error, "msg", "it is no text in UTF-8"),
            "correct the file, or write it anew",
        ) from None
    if not isinstance(content, dict):
        raise RecordingError(
            f"{path}: not a JSON object", "", "write the fields of the sidecar between { and }"
        )


def read_lines(
    path: Path, *, needed: Sequence[str]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Read a table whose columns are divided by tabs.

    Parameters
    ----------
    path : Path
        The file, UTF-8.
    needed : sequence of str
        Columns that it must have.

    Returns
    -------
    header : list of str
        Names of the columns.
    lines : list of (int, list of str)
        Number of the line in the file and its cells, without empty lines.

    Raises
    ------
    RecordingError
        A column is missing, or a line has another number of cells than the header.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordingError(
            f"{path}: not a text file in UTF-8", str(error), "save it again as UTF-8"
        ) from None
    rows = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    header = rows[0][1] if rows else []
    absent = [name for name in needed if name not in header]
    if absent:
        raise RecordingError(
            f"{path}: no column {', '.join(map(repr, absent))}",
            f"the columns are {', '.join(map(repr, header)) or 'none: the file is empty'}",
            "give the table a first line with the names of its columns, divided by tabs",
        )
    for number, cells in rows[1:]:
        if len(cells) != len(header):
            raise RecordingError(
                f"{path}, line {number}: {len(cells)} cells where the header has {len(header)}",
                f"the line is {chr(9).join(cells)[:80]!r}",
                "give every line the same number of cells, divided by tabs",
            )
    return header, rows[1:]


def _check_number(path: Path, number: int, column: str, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RecordingError(
            f"{path}, line {number}: the {column} {cell!r} is not a number",
            "",
            f"write the {column} in seconds, with a point for decimals",
        )
    return value
