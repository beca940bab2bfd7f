"""Statements of one fact in several places, compared: header, sidecar, table of channels."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from eeg2emg.rates import same_rate
from eeg2emg.recordings.sidecars import find_sidecar, read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

_COUNTS = {
    "EEGChannelCount": "eeg",
    "EMGChannelCount": "emg",
    "EOGChannelCount": "eog",
    "ECGChannelCount": "ecg",
}
_VOLTS = frozenset({"v", "mv", "\u03bcv", "nv"})  # casefold writes both signs of micro so
_SHORTEST_DIFFERENCE_S = 0.5  # durations are often rounded to seconds


class Statement(NamedTuple):
    """What one place says of a fact."""

    value: float
    place: str


@dataclass(frozen=True)
class Statements:
    """What the header and the sidecars of one data file say.

    Attributes
    ----------
    line_hz : tuple of Statement
        Power line frequency.
    notes : tuple of str
        Where two places say different things of the rate, the duration, the units or the number of
        channels. What the header says is used.
    """

    line_hz: tuple[Statement, ...]
    notes: tuple[str, ...]


def gather_statements(path: Path, raw: Any, alone: Any) -> Statements:
    """Gather what is said of one data file, and compare it.

    Parameters
    ----------
    path : Path
        The data file within a BIDS dataset.
    raw : mne.io.Raw
        The file as opened with its sidecars.
    alone : mne.io.Raw
        The file as opened without them.

    Returns
    -------
    Statements
    """
    kind = path.stem.rpartition("_")[2]
    sidecar = find_sidecar(path, kind, ".json")
    said = json.loads(sidecar.read_text(encoding="utf-8-sig")) if sidecar else {}
    place = sidecar.name if sidecar else ""
    header = f"the header of {path.name}"
    rate_hz = float(alone.info["sfreq"])

    def of_sidecar(key: str) -> list[Statement]:
        return [Statement(float(said[key]), place)] if _is_number(said.get(key)) else []

    lines = of_sidecar("PowerLineFrequency")
    if alone.info["line_freq"] is not None:
        lines.append(Statement(float(alone.info["line_freq"]), header))
    notes = [
        *difference(
            "the sampling rate", "Hz",
            [Statement(rate_hz, header), *of_sidecar("SamplingFrequency")], same=same_rate,
        ),
        *difference(
            "the duration", "s",
            [Statement(alone.n_times / rate_hz, header), *of_sidecar("RecordingDuration")],
            same=lambda one, other: abs(one - other) <= _SHORTEST_DIFFERENCE_S,
        ),
    ]  # fmt: skip
    kinds = raw.get_channel_types()
    for key, what in _COUNTS.items():
        present = Statement(kinds.count(what), f"{path.name} with its channels.tsv")
        notes += difference(
            f"the number of {what.upper()} channels", "", [present, *of_sidecar(key)]
        )
    table = find_sidecar(path, "channels", ".tsv")
    if table is not None:
        notes += _channel_notes(table, alone, rate_hz, header)
    return Statements(tuple(lines), tuple(notes))


def difference(
    what: str,
    unit: str,
    statements: Sequence[Statement],
    *,
    same: Callable[[float, float], bool] = math.isclose,
) -> list[str]:
    """Say where statements of one fact differ from the first of them, which is the one used.

    Parameters
    ----------
    what, unit : str
        Name and unit of the fact.
    statements : sequence of Statement
        What each place says.
    same : callable
        Whether two values are one.

    Returns
    -------
    list of str
        One note, or none where all agree.
    """
    if all(same(statements[0].value, other.value) for other in statements[1:]):
        return []
    listed = ", ".join(
        f"{value:.10g} {unit}".strip() + f" ({place})" for value, place in statements
    )
    return [f"{what} is stated differently: {listed}; the first is used"]


def _channel_notes(table: Path, alone: Any, rate_hz: float, header: str) -> list[str]:
    columns, lines = read_lines(table, needed=("name",))
    name = columns.index("name")
    # The reader alone knows the unit of a channel before it converts to volts.
    stated_units = getattr(alone, "_orig_units", None) or {}
    rates, units = [], []
    for _, cells in lines:
        row = dict(zip(columns, cells, strict=True))
        stated_hz = row.get("sampling_frequency", "")
        if _is_number_text(stated_hz) and not same_rate(float(stated_hz), rate_hz):
            rates.append(f"{cells[name]} {float(stated_hz):g} Hz")
        theirs, ours = row.get("units", ""), str(stated_units.get(cells[name], ""))
        if {_unit(theirs), _unit(ours)} <= _VOLTS and _unit(theirs) != _unit(ours):
            units.append(f"{cells[name]} {theirs} (header {ours})")
    notes = []
    if rates:
        notes.append(
            f"{table.name} states other rates than {rate_hz:g} Hz ({header}): {_few(rates)}"
        )
    if units:
        notes.append(
            f"{table.name} states other units than {header}, which are used: {_few(units)}"
        )
    return notes


def _few(items: Iterable[str], most: int = 5) -> str:
    listed = list(items)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more


def _unit(text: str) -> str:
    """Reduce the spelling of a unit to one of `_VOLTS`, if it is one: V, mV, uV, microvolts."""
    if text.strip() == "MV":  # no spelling of mV
        return "megavolt"
    key = text.strip().casefold().removesuffix("s").replace("volt", "v")
    key = re.sub("^milli(?=v$)", "m", key)
    return re.sub("^(micro|u)(?=v$)", "\u03bc", key)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_number_text(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
