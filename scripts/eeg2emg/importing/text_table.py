"""Reader of signals as text: one column per channel, one line per sample."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.files.scratch import ScratchRows
from eeg2emg.importing.foreign import ForeignChannel, ForeignRecording, told_apart
from eeg2emg.importing.units import volts_per_unit, why_ambiguous
from eeg2emg.importing.unread import samples_or_unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_UNIT = re.compile(r"^(?P<name>.*?)\s*[(\[](?P<unit>[^()\[\]]*)[)\]]$")
_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?")
_DIVIDER = re.compile(r'\ufeff?"?sep=(?P<divider>[,;\t]|\\t)"?[,;\t]*', re.IGNORECASE)
_MARKS = {  # the longer ones first
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_ABSENT = ["", "nan", "NaN", "NAN", "n/a", "N/A"]
_LINES_AT_ONCE = 20_000
_TIMES = ("time", "t", "seconds", "time (s)", "time [s]")


def read_text_table(path: Path, rate_hz: float | None = None) -> ForeignRecording:
    """Read a table of text.

    The first line names the channels, if wanted with their unit (``Fp1 (uV)``). A column ``time``
    (in seconds) gives the rate; its steps must be even, since a longer one means lost samples.
    Cells are divided by commas, semicolons or tabs; with semicolons a comma may mark decimals. A
    first line ``sep=;`` is understood, lines that are empty at the end are none.

    Parameters
    ----------
    path : Path
        The file: UTF-8, UTF-16 or UTF-32, else it is taken for Windows-1252.
    rate_hz : float, optional
        Sampling rate, for a table without a column ``time``.

    Returns
    -------
    ForeignRecording

    Raises
    ------
    RecordingError
        A cell is not a number, samples are missing, or the rate is unknown. The line is named.
    """
    encoding, notes = _encoding(path)
    with path.open(encoding=encoding, errors="replace") as file:
        lines = enumerate(file, start=1)
        header, divider = _header(path, lines)
        at_time = next((k for k, name in enumerate(header) if name.casefold() in _TIMES), None)
        table, first_line = ScratchRows(len(header)), None
        samples = _samples(path, lines, header, divider, timed=at_time is not None, notes=notes)
        while batch := list(itertools.islice(samples, _LINES_AT_ONCE)):
            numbers = [number for number, _ in batch]
            first_line = first_line or numbers[0]
            table.append(_values(path, header, divider, numbers, [line for _, line in batch]))
    if first_line is None:
        raise RecordingError(
            f"{path}: no samples below the header", "", "export the recording again"
        )
    if at_time is not None:
        rate_hz = _rate(path, table.columns([at_time])[0], first_line)
    if rate_hz is None:
        raise RecordingError(
            f"{path}: the sampling rate is unknown",
            f"the columns are {', '.join(map(repr, header))}",
            "add a column time (in seconds), or write the rate into the column rate_hz of the "
            "import table",
        )
    signals = [k for k in range(len(header)) if k != at_time]
    parts = [_name_and_unit(header[k]) for k in signals]
    names, said = told_apart([name for name, _ in parts])
    columns = samples_or_unread(table.columns, signals, [table.n_rows] * len(signals))
    return ForeignRecording(
        tuple(
            ForeignChannel(name, unit, rate_hz, column, rate_stated=at_time is not None)
            for name, (_, unit), column in zip(names, parts, columns, strict=True)
        ),
        (),
        (*notes, *said),
    )


def _name_and_unit(title: str) -> tuple[str, str | None]:
    """Take the unit off the title of a column; what is no voltage belongs to the name."""
    found = _UNIT.match(title)
    if found and (volts_per_unit(found["unit"]) is not None or why_ambiguous(found["unit"])):
        return found["name"], found["unit"].strip()
    return title, None


def _encoding(path: Path) -> tuple[str, list[str]]:
    """Find the encoding of a text by its first bytes, and tell one that is no Unicode."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding, []
    even, odd = head[::2].count(0), head[1::2].count(0)
    if 0 in (even, odd) and even + odd > len(head) / 4:
        return ("utf-16-le" if odd else "utf-16-be"), []
    if even + odd:
        msg = "it holds zero bytes and is no text"
        raise ValueError(msg)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252", ["the text is not in UTF-8; it was read as Windows-1252"]
    return "utf-8", []


def _header(path: Path, lines: Iterator[tuple[int, str]]) -> tuple[list[str], str]:
    """Read the names of the columns, after empty lines and one that names the divider."""
    divider = None
    for _, line in lines:
        stated = _DIVIDER.fullmatch(line.strip("\r\n"))
        if stated and divider is None:
            divider = stated["divider"].replace(r"\t", "\t")
        elif line.strip():
            head = line.rstrip("\r\n")
            divider = divider or max("\t;,", key=head.count)
            header = [cell.strip().strip('"') for cell in head.split(divider)]
            if all(_NUMBER.fullmatch(name) for name in header):
                raise RecordingError(
                    f"{path}: the first line holds numbers, not the names of the channels",
                    "",
                    "write the name of each column into a line above",
                )
            return header, divider
    raise RecordingError(f"{path}: the file is empty", "", "copy the file again from its source")


def _samples(
    path: Path,
    lines: Iterator[tuple[int, str]],
    header: list[str],
    divider: str,
    *,
    timed: bool,
    notes: list[str],
) -> Iterator[tuple[int, str]]:
    """Give the lines that hold samples, with their numbers; what is empty at the end is none."""
    empty: list[int] = []
    cut: tuple[int, int] | None = None
    for number, line in lines:
        if not line.strip(f'{divider}" \t\r\n'):
            empty.append(number)
            continue
        if cut:
            raise _wrong_count(path, *cut, len(header))
        if empty and timed:
            raise RecordingError(
                f"{path}, line {empty[0]}: the line is empty",
                "samples follow it, and it has no time",
                "remove the line, or write the time of the sample that is missing",
            )
        for missing in empty:
            yield missing, divider * (len(header) - 1) + "\n"
        empty.clear()
        count = line.count(divider) + 1
        if '"' in line:  # a divider within quotation marks divides nothing
            count = len(next(csv.reader([line], delimiter=divider)))
        if count == len(header):
            yield number, line
        elif count == len(header) + 1 and line.rstrip("\r\n ").endswith(divider):
            yield number, line.rstrip("\r\n ").removesuffix(divider) + "\n"
        else:
            cut = number, count
    if cut and cut[1] < len(header):
        notes.append(f"line {cut[0]}, the last one, is incomplete; it was left out")
    elif cut:
        raise _wrong_count(path, *cut, len(header))


def _wrong_count(path: Path, number: int, count: int, wanted: int) -> RecordingError:
    return RecordingError(
        f"{path}, line {number}: {count} cells where the header has {wanted}",
        "",
        "name each column in the first line",
    )


def _values(
    path: Path, header: list[str], divider: str, numbers: list[int], lines: list[str]
) -> np.ndarray:
    """Turn lines into numbers, shape (lines, columns); an empty cell is NaN."""
    import pandas as pd

    options: dict[str, Any] = {
        "sep": divider, "header": None, "names": range(len(header)), "index_col": False,
        "keep_default_na": False, "skip_blank_lines": False,
    }  # fmt: skip
    text = "".join(lines)
    try:
        values = pd.read_csv(
            io.StringIO(text), dtype=float, decimal="," if divider == ";" else ".",
            na_values=_ABSENT, **options,
        ).to_numpy()  # fmt: skip
    except (ValueError, OverflowError):  # cell by cell, which is slow, to find the one at fault
        cells = pd.read_csv(io.StringIO(text), dtype=str, **options)
    else:
        return values
    if divider == ";":
        cells = cells.apply(lambda column: column.str.replace(",", ".", regex=False))
    values = cells.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    _check_numbers(path, header, numbers, cells.to_numpy(), values)
    return values


def _check_numbers(
    path: Path, header: list[str], numbers: list[int], cells: np.ndarray, values: np.ndarray
) -> None:
    written = np.isnan(values) & ~np.isin(
        np.char.lower(np.char.strip(cells.astype(str))), ["", "nan", "n/a"]
    )
    if written.any():
        row, column = np.argwhere(written)[0]
        raise RecordingError(
            f"{path}, line {numbers[row]}: {cells[row, column]!r} in column {header[column]!r} "
            "is not a number",
            "",
            "correct the cell; leave it empty where a sample is missing",
        )


def _rate(path: Path, time_s: np.ndarray, first_line: int) -> float:
    if not np.isfinite(time_s).all():
        line = first_line + int(np.flatnonzero(~np.isfinite(time_s))[0])
        raise RecordingError(
            f"{path}, line {line}: the time is missing", "", "write seconds into each line"
        )
    steps = np.diff(time_s)
    if steps.size == 0 or not np.median(steps) > 0:
        raise RecordingError(
            f"{path}: the column time does not rise evenly", "", "write seconds into it"
        )
    typical = float(np.median(steps))
    # Times are often rounded to milliseconds, so only whole missing samples count.
    uneven = np.flatnonzero((steps > 1.9 * typical) | (steps <= 0.1 * typical))
    if uneven.size:
        k = int(uneven[0])
        raise RecordingError(
            f"{path}, line {first_line + k + 1}: the time goes from {time_s[k]:g} to "
            f"{time_s[k + 1]:g} s",
            f"samples are {typical:g} s apart: some were dropped or stand twice "
            f"({uneven.size} such places)",
            "export the recording again, or import the stretches before and after as two files",
        )
    return round((time_s.size - 1) / float(time_s[-1] - time_s[0]), 3)
