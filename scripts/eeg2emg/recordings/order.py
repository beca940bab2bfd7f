"""Order of a subject's recordings in time, the same for every step (standard library only)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.sidecars import read_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def order_of_recordings(acquired: Mapping[str, str | None]) -> list[str]:
    """Order recordings in time, those of one subject after those of another.

    Where all recordings of a subject have a time of acquisition, that decides, if all times state
    their zone or none does: others cannot be compared. Else, and among equal times, their names
    do, in which numbers count as numbers: run 2 precedes run 10, and session 9 session 10.
    Recordings named with equal widths (``run-01``) so have the order of their names.

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
    by_subject: dict[str, list[str]] = {}
    for name in acquired:
        by_subject.setdefault(name.split("_")[0], []).append(name)
    ordered = []
    for subject in sorted(by_subject):
        names = sorted(by_subject[subject], key=_number_aware)
        times = {name: time for name in names if (time := stated_time(acquired[name]))}
        zones = {time.utcoffset() is not None for time in times.values()}
        if len(times) == len(names) and len(zones) == 1:
            names.sort(key=times.__getitem__)
        ordered += names
    return ordered


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
