"""Order of a subject's recordings in time, the same for every step (standard library only)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.sidecars import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


def order_of_recordings(acquired: Mapping[str, str | None]) -> list[str]:
    """Order recordings in time, those of one subject after those of another.

    Where all recordings of a subject have a time of acquisition, that decides; a day without an
    hour, or a time zone that some state and others do not, cannot be compared with the others.
    Else, and among equal times, the names decide, in which numbers count as numbers: run 2 precedes
    run 10, and session 9 session 10. Recordings named with equal widths (``run-01``) so have the
    order of their names.

    Parameters
    ----------
    acquired : mapping of str to str or None
        For each recording, by its name (``sub-01_ses-1_task-arm_run-2``), when it was acquired, as
        scans.tsv states it; None or empty where unknown.

    Returns
    -------
    list of str
        The names.
    """
    ordered = []
    for names in _by_subject(acquired):
        times = {name: stated_time(acquired[name]) for name in names}
        if _are_comparable([acquired[name] for name in names]):
            names.sort(key=lambda name: times[name] or datetime.min)
        ordered += names
    return ordered


def ordered_by_words(acquired: Mapping[str, str | None]) -> dict[str, str]:
    """Tell of which recordings the order rests on words, such as ``ses-pre`` and ``ses-post``.

    Parameters
    ----------
    acquired : mapping of str to str or None
        As in `order_of_recordings`.

    Returns
    -------
    dict of str to str
        A sentence for each recording of a subject whose recordings differ in more than numbers and
        have no times that could be compared.
    """
    told: dict[str, str] = {}
    for names in _by_subject(acquired):
        patterns = {re.sub(r"\d+", "0", name): name for name in reversed(names)}
        if len(patterns) > 1 and not _are_comparable([acquired[name] for name in names]):
            one, other = sorted(patterns.values(), key=names.index)[:2]
            told |= dict.fromkeys(
                names,
                f"scans.tsv does not tell the order of this person's recordings; {one} is taken to "
                f"precede {other} by its name",
            )
    return told


def _by_subject(names: Iterable[str]) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name.split("_")[0], []).append(name)
    return [sorted(found[subject], key=_number_aware) for subject in sorted(found)]


def _are_comparable(times: Sequence[str | None]) -> bool:
    return None not in map(stated_time, times) and len(set(map(_form, times))) == 1


def acquisition_time(path: Path) -> str | None:
    """Read from scans.tsv when a recording was acquired.

    Parameters
    ----------
    path : Path
        The data file within a BIDS dataset.

    Returns
    -------
    str or None
        The cell ``acq_time``; None where it is absent, ``n/a`` or no time.

    Raises
    ------
    RecordingError
        scans.tsv is no table.
    """
    folder = path.parent.parent
    table = scans_table(path)
    if not table.is_file():
        return None
    header, lines = read_lines(table, needed=("filename",))
    if "acq_time" not in header:
        return None
    filename, acq_time = header.index("filename"), header.index("acq_time")
    own = path.relative_to(folder).with_suffix("").as_posix()
    for _, cells in lines:
        listed = cells[filename].replace("\\", "/").removeprefix("./")
        # Of BrainVision any of the three files may be listed.
        if listed.rpartition(".")[0] == own and stated_time(cells[acq_time]) is not None:
            return cells[acq_time]
    return None


def stated_acquisition_time(path: Path) -> str | None:
    """Read `acquisition_time`, and pass over a damaged scans.tsv: the recording's quality tells."""
    try:
        return acquisition_time(path)
    except RecordingError:
        return None


def scans_table(path: Path) -> Path:
    """Place the scans.tsv that lists a data file, whether there is one or not."""
    entities = path.name.split("_")
    session = f"_{entities[1]}" if entities[1].startswith("ses-") else ""
    return path.parent.parent / f"{entities[0]}{session}_scans.tsv"


def stated_time(text: str | None) -> datetime | None:
    """Read a date and time, with its zone where it states one; None where the text is no time."""
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


def _number_aware(name: str) -> tuple[list[tuple[str, int]], str]:
    pieces = re.findall(r"(\D*)(\d*)", name)
    return [(text, int(digits or -1)) for text, digits in pieces], name


def _form(text: str | None) -> tuple[bool, bool]:
    """Tell whether a time has an hour, and a time zone."""
    stated = (text or "").strip()
    return len(stated) > len("2020-01-31"), datetime.fromisoformat(stated).tzinfo is not None
