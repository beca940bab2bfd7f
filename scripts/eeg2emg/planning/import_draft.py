"""Draft of an import table for a folder of recordings that no table describes yet."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.errors import ConfigurationError, RecordingError
from eeg2emg.importing.catalogue import FORMATS, format_of
from eeg2emg.importing.table import COLUMNS
from eeg2emg.names.questions import QUESTION
from eeg2emg.planning.event_words import phase_of_name
from eeg2emg.planning.foreign_header import read_foreign_header
from eeg2emg.planning.inventory import of_each
from eeg2emg.planning.recording_outline import RecordingOutline, outline_of_file

if TYPE_CHECKING:
    from collections.abc import Sequence

TASK = "arm"
_ANY_RATE_HZ = 1000.0
_MOST_LOOKED_AT = 50_000
_FIRST_BYTES = 8192
_SUBJECT = re.compile(
    r"(?:^|[^a-z])(?:subject|subj|sub|participant|patient|proband|person|pp|vp|id|s|p)"
    r"[-_ ]?(\d+)(?!\d)",
    re.IGNORECASE,
)


class DraftRow(NamedTuple):
    """A line of the table: cells by column, `QUESTION` where a person has to decide."""

    cells: dict[str, str]
    outline: RecordingOutline


class Draft(NamedTuple):
    """A drafted table.

    Attributes
    ----------
    rows : tuple of DraftRow
        One for each file, in the order of their names, numbers as numbers.
    seen : tuple of str
        Where the cells come from, for people.
    """

    rows: tuple[DraftRow, ...]
    seen: tuple[str, ...]

    @property
    def text(self) -> str:
        """The table as a file has it."""
        lines = [COLUMNS, *([row.cells[name] for name in COLUMNS] for row in self.rows)]
        return "".join("\t".join(cells) + "\n" for cells in lines)

    @property
    def questions(self) -> list[str]:
        """Say of each column with questions how many lines ask one."""
        counts = {name: sum(row.cells[name] == QUESTION for row in self.rows) for name in COLUMNS}
        return [f"{name} ({count} lines)" for name, count in counts.items() if count]


def recording_files(folder: Path) -> list[Path]:
    """List the files below a folder that may be recordings in a format that can be imported."""
    found = []
    for number, path in enumerate(folder.rglob("*")):
        if number >= _MOST_LOOKED_AT:
            raise ConfigurationError(
                f"{folder}: more than {_MOST_LOOKED_AT} files and folders",
                "that is no folder of one study",
                "give the folder in which its recordings lie",
            )
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        entry = format_of(path)
        if entry is None or not path.is_file():
            continue
        if entry is FORMATS["text"] and not _holds_numbers(path):
            continue
        found.append(path)
    return sorted(found, key=lambda path: _by_numbers(path.relative_to(folder)))


def draft_table(folder: Path, files: Sequence[Path]) -> Draft:
    """Draft the import table of some files from their names and headers.

    Parameters
    ----------
    folder : Path
        The folder of the recordings, absolute.
    files : sequence of Path
        The files in it.

    Returns
    -------
    Draft
    """
    subjects, seen = _subjects(folder, files)
    tasks = [
        {"file": str(file), "name": file.relative_to(folder).as_posix(), "subject": subject}
        for file, subject in zip(files, subjects, strict=True)
    ]
    found = of_each(
        "eeg2emg.planning.import_draft:outline_of_undescribed",
        tasks,
        culprits=list(map(str, files)),
        unreadable=_unreadable,
    )
    rows = []
    for file, subject, (outline, needs_rate) in zip(files, subjects, found, strict=True):
        phase = ""
        if not outline.problem and not outline.events:
            phase = phase_of_name(file.stem) or QUESTION
        cells = dict.fromkeys(COLUMNS, "") | {
            "file": str(file),
            "subject": subject.removeprefix("sub-"),
            "task": TASK,
            "phase": phase,
            "rate_hz": QUESTION if needs_rate else "",
            "unit": QUESTION if outline.without_unit else "",
        }
        events = outline.events
        if phase and phase != QUESTION:
            events = ((0.0, outline.duration_s, phase),)
        rows.append(DraftRow(cells, replace(outline, events=events)))
    return Draft(tuple(rows), tuple(seen))


def outline_of_undescribed(file: str, name: str, subject: str) -> tuple[RecordingOutline, bool]:
    """Outline a file, and tell whether a person has to state its sampling rate."""
    outline = outline_of_file(file, name=name, subject=subject, task=TASK)
    if not outline.problem:
        return outline, False
    try:
        read_foreign_header(Path(file), rate_hz=_ANY_RATE_HZ)
    except RecordingError:
        return outline, False
    known = outline_of_file(file, name=name, subject=subject, task=TASK, rate_hz=_ANY_RATE_HZ)
    return replace(known, rate_hz=0.0, emg_rate_hz=0.0, duration_s=0.0), True


def _unreadable(task: dict[str, str], reason: str) -> tuple[RecordingOutline, bool]:
    outline = RecordingOutline(
        name=task["name"], subject=task["subject"], file=task["name"], problem=reason
    )
    return outline, False


def _subjects(folder: Path, files: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Tell whose each file is, by a number behind a word for people, or by its folder."""
    places = [file.relative_to(folder) for file in files]
    numbers = [_SUBJECT.search(place.as_posix()) for place in places]
    if all(numbers):
        seen = ["the subject is the number behind a word for people (sub, S, P, VP, ...)"]
        return [f"sub-{number[1]}" for number in numbers if number], seen
    owners = [re.sub("[^A-Za-z0-9]", "", place.parts[0]) for place in places]
    if all(len(place.parts) > 1 for place in places) and all(owners):
        alike = {owner.casefold() for owner in owners}
        if len(alike) == len({place.parts[0] for place in places}) == len(set(owners)):
            return [f"sub-{owner}" for owner in owners], ["the subject is the name of the folder"]
    seen = ["neither the names of the files nor their folders tell whose they all are"]
    return [f"sub-{number[1]}" if number else QUESTION for number in numbers], seen


def _holds_numbers(path: Path) -> bool:
    """Tell whether a text looks like columns of samples: a list of people does not."""
    try:
        with path.open("rb") as file:
            raw = file.read(_FIRST_BYTES)
    except OSError:
        return False
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    lines = raw.decode("utf-16" if wide else "latin-1", "ignore").splitlines()
    cells = [re.split("[;\t]" if ";" in line or "\t" in line else ",", line) for line in lines[2:6]]
    return len(lines) > 10 and bool(cells) and all(map(_are_numbers, cells))


def _are_numbers(cells: Sequence[str]) -> bool:
    numbers = sum(
        re.fullmatch(r"\s*[-+]?\d[\d.,]*(?:e[-+]?\d+)?\s*|\s*nan\s*", cell, re.IGNORECASE)
        is not None
        for cell in cells
    )
    return len(cells) > 1 and numbers >= 0.8 * len(cells)


def _by_numbers(place: Path) -> list[str | int]:
    """Give a key that sorts paths with their numbers as numbers: 2 precedes 10."""
    pieces = re.split(r"([0-9]+)", place.as_posix())
    return [int(piece) if number % 2 else piece for number, piece in enumerate(pieces)]
