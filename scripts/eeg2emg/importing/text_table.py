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
# As people, R, databases, spreadsheets and old C libraries write what is missing.
_ABSENT = frozenset(
    {"", "nan", "-nan", "n/a", "na", "<na>", "null", "none", "#n/a", "1.#qnan", "-1.#ind"}
)
_LINES_AT_ONCE = 20_000
_LINES_LOOKED_AT = 8
_REMARKS = ("#", "%")
_TIME = re.compile(
    r"(time|times|timestamps?|t|seconds?|sec)(?:(?:[\s_]+|\s*[\[(])(?P<unit>\w+)[\])]?)?",
    re.IGNORECASE,
)
_SECONDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds"), 1e-3),
    **dict.fromkeys(("us", "µs", "μs", "microsecond", "microseconds"), 1e-6),
}
_LONGEST_STEP_S = 0.05  # no EEG is sampled more slowly
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_WITH_COMMA = re.compile(r'[^\s;"]*,[^\s;"]*')
_COMMA_NUMBER = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")


def read_text_table(path: Path, rate_hz: float | None = None) -> ForeignRecording:
    """Read a table of text.

    The first line names the channels, if wanted with their unit (``Fp1 (uV)``); a second line may
    hold the units. A column ``time`` (in seconds, or as ``time (ms)`` says) gives the rate; its
    steps must be even, since a longer one means lost samples. Cells are divided by commas,
    semicolons, tabs or blanks; unless commas divide them, a comma may mark decimals. A first line
    ``sep=;`` is understood, lines that begin with ``#`` or ``%`` are remarks (the last of them may
    name the channels), lines that are empty at the end are none.

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
        header, divider, lines = _header(path, enumerate(file, start=1))
        lines, doubled = _without_doubled_ends(lines)
        if doubled:
            notes.append("every second line is empty; those lines were passed over")
        units, lines = _line_of_units(header, divider, lines)
        at_time, seconds = _time_column(header, units)
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
        rate_hz = _rate(path, table.columns([at_time])[0] * seconds, first_line)
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
            ForeignChannel(name, unit or units[k], rate_hz, column, rate_stated=at_time is not None)
            for name, (_, unit), column, k in zip(names, parts, columns, signals, strict=True)
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


def _header(
    path: Path, lines: Iterator[tuple[int, str]]
) -> tuple[list[str], str, Iterator[tuple[int, str]]]:
    """Read the names of the columns, after empty lines, remarks and one that names the divider.

    Where the names stand in a remark, the line that was read after it is given back.
    """
    divider = None
    remark = ""
    for number, line in lines:
        stated = _DIVIDER.fullmatch(line.strip("\r\n"))
        if stated and divider is None:
            divider = stated["divider"].replace(r"\t", "\t")
        elif line.lstrip().startswith(_REMARKS):
            remark = line.lstrip(" \t" + "".join(_REMARKS)).rstrip("\r\n")
        elif line.strip():
            divider = divider or _divider_of(line)
            header = _cells(line, divider)
            if all(_NUMBER.fullmatch(name) for name in header):
                named = _cells(remark, _divider_of(remark)) if remark else []
                if len(named) != len(header):
                    raise RecordingError(
                        f"{path}: the first line holds numbers, not the names of the channels",
                        "",
                        "write the name of each column into a line above",
                    )
                header, lines = named, itertools.chain([(number, line)], lines)
            if divider == " ":
                lines = ((count, " ".join(one.split()) + "\n") for count, one in lines)
            return header, divider, lines
    raise RecordingError(f"{path}: the file is empty", "", "copy the file again from its source")


def _divider_of(line: str) -> str:
    """Tell by what the cells of a line are divided; blanks divide where nothing else does."""
    head = line.strip("\r\n")
    divider = max("\t;,", key=head.count)
    return " " if divider not in head and len(head.split()) > 1 else divider


def _cells(line: str, divider: str) -> list[str]:
    text = line.rstrip("\r\n")
    text = " ".join(text.split()) if divider == " " else text
    return [cell.strip().strip('"') for cell in next(csv.reader([text], delimiter=divider))]


def _without_doubled_ends(
    lines: Iterator[tuple[int, str]],
) -> tuple[Iterator[tuple[int, str]], bool]:
    """Pass over the empty line after each that a doubled line end makes."""
    first = list(itertools.islice(lines, _LINES_LOOKED_AT))
    lines = itertools.chain(first, lines)
    empty = [not line.strip() for _, line in first]
    if len(first) < _LINES_LOOKED_AT or empty != [True, False] * (_LINES_LOOKED_AT // 2):
        return lines, False
    return ((number, line) for number, line in lines if number % 2 != first[0][0] % 2), True


def _line_of_units(
    header: list[str], divider: str, lines: Iterator[tuple[int, str]]
) -> tuple[list[str | None], Iterator[tuple[int, str]]]:
    """Read the units of the columns from the line below the header, if it holds such."""
    none: list[str | None] = [None] * len(header)
    first = next(lines, None)
    if first is None:
        return none, lines
    cells = [cell.strip("[]() ") for cell in _cells(first[1], divider)]
    are_units = [
        volts_per_unit(cell) is not None or bool(why_ambiguous(cell)) or cell.lower() in _SECONDS
        for cell in cells
    ]
    if (
        len(cells) == len(header)
        and any(are_units)
        and not any(_NUMBER.fullmatch(cell) for cell in cells)
    ):
        return [cell or None for cell in cells], lines
    return none, itertools.chain([first], lines)


def _time_column(header: list[str], units: list[str | None]) -> tuple[int | None, float]:
    """Find the column of times, and how many seconds its unit has."""
    for column, name in enumerate(header):
        found = _TIME.fullmatch(name)
        unit = found and (found["unit"] or units[column] or "s").lower()
        if unit in _SECONDS:
            return column, _SECONDS[unit]
    return None, 1.0


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
    with_commas = divider != "," and "," in text
    if not (with_commas and "." in text):  # both in one text: cell by cell
        try:
            values = pd.read_csv(
                io.StringIO(text), dtype=float, decimal="," if with_commas else ".",
                na_values=["", "nan", "NaN", "NAN", "n/a", "N/A", "NA"], **options,
            ).to_numpy()  # fmt: skip
        except (ValueError, OverflowError):  # cell by cell, which is slow, to find the one at fault
            pass
        else:
            if with_commas:
                _refuse_thousands(path, numbers[0], divider, text)
            return values
    cells = pd.read_csv(io.StringIO(text), dtype=str, **options)
    if with_commas:
        _refuse_thousands(path, numbers[0], divider, text)
        cells = cells.apply(lambda column: column.map(_with_point))
    values = cells.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    _check_numbers(path, header, numbers, cells.to_numpy(), values)
    return values


def _with_point(cell: str) -> str:
    text = str(cell).strip()
    return text.replace(",", ".") if _COMMA_NUMBER.fullmatch(text) else text


def _refuse_thousands(path: Path, number: int, divider: str, text: str) -> None:
    """Refuse commas that may mark thousands: 1,234 beside 987, and nowhere 0,123 or 1,5."""
    cells = [cell for cell in _cells(text.partition("\n")[0], divider) if cell]
    without = [cell for cell in cells if "," not in cell and cell.lower() not in _ABSENT]
    with_comma = (found[0] for found in _WITH_COMMA.finditer(text))
    if without and all(_THOUSANDS.fullmatch(cell) for cell in with_comma):
        first = next(_WITH_COMMA.finditer(text))[0]
        raise RecordingError(
            f"{path}, from line {number}: {first!r} may be {first.replace(',', '.')} or "
            f"{first.replace(',', '')}",
            f"other cells, such as {without[0]!r}, have no comma",
            "export the recording without marks for thousands",
        )


def _check_numbers(
    path: Path, header: list[str], numbers: list[int], cells: np.ndarray, values: np.ndarray
) -> None:
    written = np.isnan(values) & ~np.isin(
        np.char.lower(np.char.strip(cells.astype(str))), list(_ABSENT)
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
    if typical > _LONGEST_STEP_S:
        raise RecordingError(
            f"{path}: the samples are {typical:g} s apart by the column of times",
            "EEG and EMG are sampled at least twenty times a second",
            "if the times are milliseconds, name the column: time (ms)",
        )
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
