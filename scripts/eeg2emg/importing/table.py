"""The table of recordings to import, filled in by a person (standard library only)."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eeg2emg.errors import ConfigurationError, RecordingError
from eeg2emg.files.spreadsheets import begins_a_formula
from eeg2emg.importing.catalogue import endings, format_of
from eeg2emg.importing.layouts import ENDING, LAYOUTS
from eeg2emg.importing.units import volts_per_unit, why_ambiguous
from eeg2emg.names.questions import QUESTION
from eeg2emg.recordings.path_names import why_unusable
from eeg2emg.recordings.sidecars import read_lines

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

COLUMNS = ("file", "subject", "task", "run", "phase", "rate_hz", "unit", "layout")
"""Columns of the table; only the first two must be there."""

_LABEL = re.compile(r"[A-Za-z0-9]+")
_ABSENT = ("", "n/a")


@dataclass(frozen=True)
class ImportRow:
    """One line of the table.

    Attributes
    ----------
    name : str
        BIDS name of the recording, for instance ``sub-01_task-arm_run-01``.
    file : Path
        The file to import.
    subject, task, run : str
        BIDS labels.
    phase : str or None
        Name of the event that spans the whole recording; None takes the events of the file.
    rate_hz : float or None
        Sampling rate, for files that do not state one.
    unit : str or None
        Unit of the samples, for files that do not state one.
    layout : str or None
        The published layout of a MATLAB file, by its name in `eeg2emg.importing.layouts`.
    """

    name: str
    file: Path
    subject: str
    task: str
    run: str
    phase: str | None = None
    rate_hz: float | None = None
    unit: str | None = None
    layout: str | None = None


def read_import_table(
    path: str | os.PathLike[str], subjects: Sequence[str] | None = None
) -> dict[str, ImportRow]:
    """Read the table of recordings to import.

    Parameters
    ----------
    path : path-like
        A text file with one line per recording, columns divided by tabs: ``file`` (relative to
        the folder of the table) and ``subject``; if wanted ``task`` (default ``arm``), ``run``
        (default: numbered), ``phase``, ``rate_hz``, ``unit`` and ``layout``.
    subjects : sequence of str, optional
        Labels to which it is restricted, with or without ``sub-``; None means all.

    Returns
    -------
    dict of str to ImportRow
        By the name of the recording, sorted.

    Raises
    ------
    ConfigurationError
        The table or a file in it does not exist, a column or a label cannot be used, two lines
        make the same recording, or a subject that is asked for has none. The line is named.
    """
    table = Path(path)
    why = why_unusable(table, "file")
    if why:
        raise ConfigurationError(
            f"{table}: the import table {why}",
            "",
            "correct the option import_table, or what it names",
        )
    try:
        header, lines = read_lines(table, needed=COLUMNS[:2])
    except RecordingError as error:
        raise ConfigurationError(error.what, error.why, error.remedy) from None
    for name in header:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise ConfigurationError(
                f"{table}: unknown column {name!r}",
                f"{hint}The columns are {', '.join(COLUMNS)}",
                "rename or remove it",
            )
    if not lines:
        raise ConfigurationError(f"{table}: no line below the header", "", "list one file per line")
    rows: dict[str, ImportRow] = {}
    line_of: dict[str, int] = {}
    spelling_of: dict[str, tuple[str, int]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for number, cells in lines:
        given = {
            name: cell for name, cell in zip(header, cells, strict=True) if cell not in _ABSENT
        }
        row = _row(table, number, given, counts)
        spelled, first = spelling_of.setdefault(row.subject.casefold(), (row.subject, number))
        if spelled != row.subject:
            raise ConfigurationError(
                f"{table}, line {number}: the subject {row.subject!r} is {spelled!r} of line "
                f"{first} but for its letters' case",
                "their folders would be one on some systems",
                "spell one person alike, and two people apart",
            )
        key = row.name.casefold()  # on some systems they would be one file
        if key in line_of:
            raise ConfigurationError(
                f"{table}, line {number}: {row.name} is that of line {line_of[key]} again",
                "two recordings of a subject and a task need different runs",
                "number them in the column run, or leave that column empty",
            )
        rows[row.name], line_of[key] = row, number
    return dict(sorted(_restricted(table, rows, subjects).items()))


def _restricted(
    table: Path, rows: dict[str, ImportRow], subjects: Sequence[str] | None
) -> dict[str, ImportRow]:
    if subjects is None:
        return rows
    asked = [one.removeprefix("sub-") for one in subjects]
    people = {row.subject for row in rows.values()}
    absent = [one for one in asked if one not in people]
    if absent:
        raise ConfigurationError(
            f"subjects: {table} has no recording of {', '.join(absent)}",
            f"it lists {', '.join(sorted(people)[:10])}",
            "correct the option subjects, or add lines to the table",
            options=("subjects",),
        )
    return {name: row for name, row in rows.items() if row.subject in asked}


def _row(
    table: Path, number: int, given: dict[str, str], counts: Counter[tuple[str, str]]
) -> ImportRow:
    place = f"{table}, line {number}"
    for name, cell in given.items():
        if cell == QUESTION:
            raise ConfigurationError(
                f"{place}: the {name} is a question that is not answered yet",
                f"the table was drafted, and the file does not tell its {name}",
                f"write it in the place of {QUESTION!r}",
            )
    for name in COLUMNS[:2]:
        if name not in given:
            raise ConfigurationError(f"{place}: no {name}", "", "fill in the cell")
    file = table.parent / given["file"]
    why = why_unusable(file, "file")
    if why and "\\" in given["file"]:  # as Windows divides folders
        file = table.parent / given["file"].replace("\\", "/")
        why = why_unusable(file, "file")
    if why:
        raise ConfigurationError(
            f"{place}: the file {given['file']!r} {why}",
            f"looked for {file}",
            "write its path relative to the folder of the table, or its absolute path",
        )
    if format_of(file) is None:
        raise ConfigurationError(
            f"{place}: the format {file.suffix!r} of {given['file']!r} cannot be imported",
            f"formats are {', '.join(endings())}",
            "export the recording in one of them",
        )
    subject = given["subject"].removeprefix("sub-")
    task = given.get("task", "arm").removeprefix("task-")
    counts[subject, task] += 1
    run = given.get("run", f"{counts[subject, task]:02d}").removeprefix("run-")
    for column, label in (("subject", subject), ("task", task), ("run", run)):
        if not _LABEL.fullmatch(label):
            raise ConfigurationError(
                f"{place}: the {column} {label!r} is no BIDS label",
                "labels consist of letters (A-Z) and digits alone",
                "rename it",
            )
    if begins_a_formula(given.get("phase", "")):
        raise ConfigurationError(
            f"{place}: the phase {given['phase']!r} begins with {given['phase'][0]!r}",
            "spreadsheets would run it in events.tsv",
            "name the phase otherwise, here and among the labels of segments.phases",
        )
    return ImportRow(
        name=f"sub-{subject}_task-{task}_run-{run}",
        file=file,
        subject=subject,
        task=task,
        run=run,
        phase=given.get("phase"),
        rate_hz=_rate(place, given.get("rate_hz")),
        unit=_unit(place, given.get("unit")),
        layout=_layout(place, file, given.get("layout")),
    )


def _layout(place: str, file: Path, cell: str | None) -> str | None:
    if cell is None:
        return None
    if cell not in LAYOUTS:
        near = difflib.get_close_matches(cell, LAYOUTS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ConfigurationError(
            f"{place}: the layout {cell!r} is unknown",
            f"{hint}The layouts are {', '.join(LAYOUTS)}",
            "correct it; files that have none of them leave the cell empty",
        )
    if file.suffix.lower() != ENDING:
        raise ConfigurationError(
            f"{place}: the file {file.name!r} is given the layout {cell!r}",
            f"layouts are those of MATLAB files ({ENDING})",
            "leave the cell empty",
        )
    return cell


def _unit(place: str, cell: str | None) -> str | None:
    if cell is not None and volts_per_unit(cell) is None:
        raise ConfigurationError(
            f"{place}: the unit {cell!r} is no unit of voltage that is understood",
            why_ambiguous(cell),
            "write V, mV or uV",
        )
    return cell


def _rate(place: str, cell: str | None) -> float | None:
    if cell is None:
        return None
    try:
        rate_hz = float(cell)
    except ValueError:
        rate_hz = math.nan
    if not 0 < rate_hz < math.inf:
        raise ConfigurationError(
            f"{place}: the rate_hz {cell!r} is not a positive number", "", "write it in Hz"
        )
    return rate_hz
