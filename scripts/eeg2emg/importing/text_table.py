"""Reader of signals as text: one column per channel, one line per sample."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.importing.foreign import ForeignChannel, ForeignRecording, told_apart
from eeg2emg.importing.units import volts_per_unit, why_ambiguous

if TYPE_CHECKING:
    from pathlib import Path

_UNIT = re.compile(r"^(?P<name>.*?)\s*[(\[](?P<unit>[^()\[\]]*)[)\]]$")
_TIMES = ("time", "t", "seconds", "time (s)", "time [s]")


def read_text_table(path: Path, rate_hz: float | None = None) -> ForeignRecording:
    """Read a table of text.

    The first line names the channels, if wanted with their unit (``Fp1 (uV)``). A column ``time``
    (in seconds) gives the rate; its steps must be even, since a longer one means lost samples.
    Cells are divided by commas, semicolons or tabs; with semicolons a comma may mark decimals.

    Parameters
    ----------
    path : Path
        The file, UTF-8.
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
    import pandas as pd

    with path.open(encoding="utf-8-sig") as file:
        head = file.readline().rstrip("\r\n")
    divider = max("\t;,", key=head.count)
    cells = pd.read_csv(
        path, sep=divider, header=None, skiprows=1, dtype=str, encoding="utf-8-sig",
        skip_blank_lines=False, keep_default_na=False,
    )  # fmt: skip
    header = [cell.strip().strip('"') for cell in head.split(divider)]
    if cells.shape[1] != len(header):
        raise RecordingError(
            f"{path}, line 2: {cells.shape[1]} cells where the header has {len(header)}",
            "",
            "name each column in the first line",
        )
    if divider == ";":
        cells = cells.apply(lambda column: column.str.replace(",", ".", regex=False))
    values = cells.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    _check_numbers(path, header, cells.to_numpy(), values)
    at_time = next((k for k, name in enumerate(header) if name.casefold() in _TIMES), None)
    if at_time is not None:
        rate_hz = _rate(path, values[:, at_time])
    if rate_hz is None:
        raise RecordingError(
            f"{path}: the sampling rate is unknown",
            f"the columns are {', '.join(map(repr, header))}",
            "add a column time (in seconds), or write the rate into the column rate_hz of the "
            "import table",
        )
    signals = [k for k in range(len(header)) if k != at_time]
    parts = [_name_and_unit(header[k]) for k in signals]
    names, notes = told_apart([name for name, _ in parts])
    return ForeignRecording(
        tuple(
            ForeignChannel(name, unit, rate_hz, values[:, k])
            for name, (_, unit), k in zip(names, parts, signals, strict=True)
        ),
        (),
        tuple(notes),
    )


def _name_and_unit(title: str) -> tuple[str, str | None]:
    """Take the unit off the title of a column; what is no voltage belongs to the name."""
    found = _UNIT.match(title)
    if found and (volts_per_unit(found["unit"]) is not None or why_ambiguous(found["unit"])):
        return found["name"], found["unit"].strip()
    return title, None


def _check_numbers(path: Path, header: list[str], cells: np.ndarray, values: np.ndarray) -> None:
    written = np.isnan(values) & ~np.isin(
        np.char.lower(np.char.strip(cells.astype(str))), ["", "nan", "n/a"]
    )
    if written.any():
        row, column = np.argwhere(written)[0]
        raise RecordingError(
            f"{path}, line {row + 2}: {cells[row, column]!r} in column {header[column]!r} is not a "
            "number",
            "",
            "correct the cell; leave it empty where a sample is missing",
        )


def _rate(path: Path, time_s: np.ndarray) -> float:
    steps = np.diff(time_s)
    if steps.size == 0 or not np.isfinite(steps).all() or not np.median(steps) > 0:
        raise RecordingError(
            f"{path}: the column time does not rise evenly", "", "write seconds into it"
        )
    typical = float(np.median(steps))
    # Times are often rounded to milliseconds, so only whole missing samples count.
    uneven = np.flatnonzero((steps > 1.9 * typical) | (steps <= 0.1 * typical))
    if uneven.size:
        k = int(uneven[0])
        raise RecordingError(
            f"{path}, line {k + 3}: the time goes from {time_s[k]:g} to {time_s[k + 1]:g} s",
            f"samples are {typical:g} s apart: some were dropped or stand twice "
            f"({uneven.size} such places)",
            "export the recording again, or import the stretches before and after as two files",
        )
    return round((time_s.size - 1) / float(time_s[-1] - time_s[0]), 3)
