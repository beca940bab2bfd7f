"""Sidecars beside a recording: a faulty line is named (standard library only)."""

from __future__ import annotations

import codecs
import json
import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.segments import lies_within, plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from eeg2emg.recordings.segments import Event

_ABSENT = ("n/a", "NaN", "nan", "")  # as readers know it; MATLAB and pandas write NaN
_NEEDED_COLUMNS = {
    "participants": ("participant_id",),
    "scans": ("filename",),
    "electrodes": ("name", "x", "y", "z"),
    "channels": ("name", "type"),
}
_OPTIONAL_COLUMNS = (
    *("trial_type", "stim_type", "value", "sample"),
    *("status", "units", "sampling_frequency", "low_cutoff", "high_cutoff", "reference"),
    "acq_time",
)
_NUMBERS_IN = {"electrodes": ("x", "y", "z")}
_NEEDED_KEYS = {"coordsystem": ("EEGCoordinateSystem", "EEGCoordinateUnits")}
_DEEPEST = 4  # root/sub-01/ses-01/eeg
_NUMBERS = ("SamplingFrequency", "PowerLineFrequency", "RecordingDuration")
_NAMING_COLUMNS = ("trial_type", "stim_type", "value")


def is_absent(cell: str) -> bool:
    """Tell whether a cell of a table says nothing."""
    return cell in _ABSENT


def read_events_table(path: Path) -> list[Event]:
    """Read an events.tsv as it is written.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of (float, float, str)
        Onset in s, duration in s and name, in the order of time; those of an unknown onset (NaN)
        come last. The name is that of ``trial_type``; of ``stim_type`` or ``value`` where that
        column is absent or empty; written by `eeg2emg.recordings.segments.plain_name`. Events
        without a name are passed over.

    Raises
    ------
    RecordingError
        It is no table with the columns ``onset`` and ``duration``, or a line has the wrong number
        of columns, an onset that is no number, or a duration that is no number or negative.
    """
    header, lines = read_lines(path, needed=("onset", "duration"))
    onset, duration = header.index("onset"), header.index("duration")
    named = _column_of_names(header, [cells for _, cells in lines])
    events: list[Event] = []
    for number, cells in lines:
        onset_s, duration_s = math.nan, 0.0
        if not is_absent(cells[onset]):
            onset_s = _check_number(path, number, "onset", cells[onset])
        if not is_absent(cells[duration]):
            duration_s = _check_number(path, number, "duration", cells[duration])
        if duration_s < 0:
            raise RecordingError(
                f"{path}, line {number}: the duration {cells[duration]} is negative",
                "an event cannot end before it begins",
                "correct the duration (in seconds)",
            )
        if named is not None and not is_absent(cells[named]):
            events.append((onset_s, duration_s, plain_name(cells[named])))
    return sorted(events, key=lambda event: (math.isnan(event[0]), event[0]))


def check_events_within(
    path: Path, duration_s: float, concerns: Callable[[str], bool], *, may_reach_in: bool = False
) -> None:
    """Check that the events that matter begin within the recording.

    Parameters
    ----------
    path : Path
        An events.tsv.
    duration_s : float
        Length of the recording.
    concerns : callable
        Tells of the name of an event, as `read_events_table` gives it, whether it matters.
    may_reach_in : bool
        Whether an event may begin before the recording if it ends within it.

    Raises
    ------
    RecordingError
        The onset of one is unknown, negative or after the end.
    """
    header, lines = read_lines(path, needed=("onset",))
    onset = header.index("onset")
    lasts = header.index("duration") if "duration" in header and may_reach_in else None
    named = _column_of_names(header, [cells for _, cells in lines])
    for number, cells in lines:
        if named is None or not concerns(plain_name(cells[named])):
            continue
        onset_s = math.nan if is_absent(cells[onset]) else float(cells[onset])
        lasts_s = 0.0 if lasts is None or is_absent(cells[lasts]) else float(cells[lasts])
        if onset_s < 0 < onset_s + lasts_s:
            continue
        if not lies_within(onset_s, duration_s):
            raise RecordingError(
                f"{path}, line {number}: the onset {cells[onset]} s lies outside the recording, "
                f"which lasts {duration_s:.1f} s",
                "no signal belongs to the event",
                "correct the onsets: seconds from the beginning of the recording",
            )


def _column_of_names(header: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    present = [header.index(name) for name in _NAMING_COLUMNS if name in header]
    for column in present:
        if any(not is_absent(cells[column]) for cells in rows):
            return column
    return None


def find_sidecar(path: Path, suffix: str, extension: str) -> Path | None:
    """Find a sidecar of a data file: the one beside it, else one that it inherits.

    Parameters
    ----------
    path : Path
        The data file within a BIDS dataset.
    suffix, extension : str
        For instance ``events`` and ``.tsv``.

    Returns
    -------
    Path or None
    """
    return next(iter(find_sidecars(path, suffix, extension)), None)


def find_sidecars(path: Path, suffix: str, extension: str) -> list[Path]:
    """Find all sidecars of one kind that apply to a data file, the nearest first.

    Parameters
    ----------
    path, suffix, extension
        As in `find_sidecar`.

    Returns
    -------
    list of Path
        Of the nearer folder first; within one, of the name with more entities.
    """
    own = set(path.stem.split("_")[:-1])
    found: list[Path] = []
    for folder in path.parents[:_DEEPEST]:
        fitting = [
            file
            for file in folder.glob(f"*{suffix}{extension}")
            if file.name.removesuffix(f"{suffix}{extension}").rstrip("_") == ""
            or set(file.name.removesuffix(f"_{suffix}{extension}").split("_")) <= own
        ]
        found += sorted(fitting, key=lambda file: (file.name.count("_"), file.name), reverse=True)
        if (folder / "dataset_description.json").is_file():
            break
    return [file for file in found if file.is_file()]


def read_inherited(path: Path) -> dict[str, tuple[Any, str]]:
    """Read what the sidecars of a data file say, key by key, the nearest first.

    Parameters
    ----------
    path : Path
        The data file within a BIDS dataset; its sidecars end in ``_eeg.json`` or ``_emg.json``.

    Returns
    -------
    dict of str to (object, str)
        For each key its value, and the name of the file that says so.
    """
    said: dict[str, tuple[Any, str]] = {}
    for file in reversed(find_sidecars(path, path.stem.rpartition("_")[2], ".json")):
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        said |= {key: (value, file.name) for key, value in content.items()}
    return said


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


def _check_stated_numbers(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    for field in _NUMBERS:
        value = content.get(field, 0)
        if value in (None, "n/a"):
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RecordingError(
                f"{path}: {field} is {json.dumps(value)[:60]}, which is no number",
                "readers refuse it",
                "write a number, without quotation marks or brackets",
            )


def check_neighbours(files: Iterable[Path]) -> None:
    """Check the tables and JSON files beside the samples, so that none is blamed wrongly.

    Parameters
    ----------
    files : iterable of Path
        What a reader looks into that could not read a recording
        (`eeg2emg.recordings.files_read.files_read`).

    Raises
    ------
    RecordingError
        One of them is at fault: it is no valid JSON, begins with a byte order mark, lacks what a
        reader looks for, states what is no number where one belongs, or is a table whose lines
        have different numbers of cells.
    """
    for file in files:
        if file.suffix == ".tsv":
            _check_table(file)
        if file.suffix != ".json":
            continue
        check_json(file)
        _check_values(file)
        _check_stated_numbers(file)
        if file.read_bytes().startswith(codecs.BOM_UTF8):
            raise RecordingError(
                f"{file}: begins with a byte order mark",
                "JSON must not, and readers refuse it",
                "save it again as UTF-8 without a byte order mark (BOM)",
            )


def _check_table(path: Path) -> None:
    kind = path.stem.rpartition("_")[2]
    if path.parent.name == "emg" and kind == "electrodes":  # of muscles, with columns of its own
        read_lines(path, needed=())
        return
    header, lines = read_lines(path, needed=_NEEDED_COLUMNS.get(kind, ()))
    for name in _NUMBERS_IN.get(kind, ()):
        for number, cells in lines:
            cell = cells[header.index(name)]
            if is_absent(cell):
                continue
            try:
                float(cell.replace(",", "."))
            except ValueError:
                raise RecordingError(
                    f"{path}, line {number}: {name} is {cell!r}, which is not a number",
                    "readers refuse the recording for it",
                    "correct it, or write n/a",
                ) from None


def _check_values(path: Path) -> None:
    said = json.loads(path.read_text(encoding="utf-8-sig"))
    kind = path.stem.rpartition("_")[2]
    needed = _NEEDED_KEYS.get(kind, ()) if path.parent.name != "emg" else ()
    lacking = [key for key in needed if key not in said]
    if lacking:
        raise RecordingError(
            f"{path}: no {' and no '.join(lacking)}",
            "readers refuse the recording for it",
            "add it, or remove the file together with its electrodes.tsv: positions are then those "
            "of the channels' names",
        )


def _column(name: str) -> str:
    """Give a column's name; of those that may be absent, in any case of letters.

    Readers look for the others themselves, in small letters.
    """
    return name.lower() if name.lower() in _OPTIONAL_COLUMNS else name


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
        Names of the columns; those that may be absent in small letters, however written.
    lines : list of (int, list of str)
        Number of the line in the file and its cells, without empty lines.

    Raises
    ------
    RecordingError
        A column is missing or there twice, or a line has another number of cells than the header.
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
    header = [_column(name) for name in rows[0][1]] if rows else []
    if any(cell.startswith('"') and cell.endswith('"') for cell in header):
        raise RecordingError(
            f"{path}: its cells stand in quotation marks",
            "readers of such tables take them for a part of the name",
            "save it without them (R: write.table(..., quote = FALSE))",
        )
    twice = sorted(name for name, count in Counter(header).items() if count > 1 and name)
    if twice:
        raise RecordingError(
            f"{path}: more than one column {', '.join(map(repr, twice))}",
            "they may say different things",
            "remove or rename all but one",
        )
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
            f"write the {column} in seconds, with a point for decimals, or n/a if it is unknown",
        )
    return value
