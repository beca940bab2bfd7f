"""Statements of one fact in several places of a data file, compared: header, sidecar, tables."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.rates import is_below, same_rate
from eeg2emg.recordings.edf_records import duration_by_clock
from eeg2emg.recordings.findings import (
    ChannelValues,
    Finding,
    Statement,
    by_value,
    compare,
    compare_channels,
    few,
)
from eeg2emg.recordings.header_facts import own_rates, samples_beside, stated_samples
from eeg2emg.recordings.sidecars import find_sidecar, read_inherited, read_lines
from eeg2emg.recordings.stated_filters import (
    StatedFilter,
    filters_of_channels,
    filters_of_header,
    filters_of_sidecar,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COUNTS = {
    "EEGChannelCount": ("EEG",),
    "EMGChannelCount": ("EMG",),
    "EOGChannelCount": ("EOG", "HEOG", "VEOG"),
    "ECGChannelCount": ("ECG",),
    "MiscChannelCount": ("MISC",),
    "TriggerChannelCount": ("TRIG",),
}
_VOLTS = {"v": "V", "mv": "mV", "\u03bcv": "µV", "nv": "nV"}  # casefold writes both micros so
_UNIT_OF_FORMAT = {".set": "µV", ".fif": "V"}
_LINE_HZ = (10.0, 1000.0)
_SHORTEST_DIFFERENCE_S = 0.5  # durations are often rounded to seconds
_NOT_STATED = ("", "n/a", "na", "none", "unknown")


def is_possible_line(hz: float) -> bool:
    """Tell whether mains can have a frequency: railways have 16.7 Hz, aircraft 400 Hz."""
    return _LINE_HZ[0] <= hz <= _LINE_HZ[1]


@dataclass(frozen=True)
class FileStatements:
    """What the header and the sidecars of one data file say.

    Attributes
    ----------
    line_hz : tuple of Statement
        Power line frequency.
    filters : tuple of StatedFilter
        Filters that were applied before.
    own_rates_hz : dict of str to float
        Rates of the channels that were recorded at a lower rate than the file is read with.
    begin : str or None
        When it begins by its header, in ISO format.
    findings : tuple of Finding
        What was compared.
    """

    line_hz: tuple[Statement, ...]
    filters: tuple[StatedFilter, ...]
    own_rates_hz: Mapping[str, float]
    begin: str | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Sources:
    """The places that are compared: the header as opened, the sidecar and the channel table."""

    path: Path
    alone: Any
    said: Mapping[str, tuple[Any, str]]
    rows: Sequence[Mapping[str, str]]
    table_file: str

    @property
    def kind(self) -> str:
        """``eeg`` or ``emg``."""
        return self.path.stem.rpartition("_")[2]

    @property
    def about(self) -> str:
        return f"{self.kind.upper()} file"

    @property
    def rate_hz(self) -> float:
        return float(self.alone.info["sfreq"])

    def header(self, said: float | str) -> Statement:
        return Statement("header", said, self.path.name)

    def sidecar(self, key: str) -> list[Statement]:
        """Give what the sidecars say under a key, if that is a number or a text that says it."""
        said, file = self.said.get(key, (None, ""))
        if _is_number(said):
            return [Statement(f"{self.kind}.json", float(said), file)]  # type: ignore[arg-type]
        if isinstance(said, str) and said.strip().lower() not in _NOT_STATED:
            return [Statement(f"{self.kind}.json", " ".join(said.split()), file)]
        return []

    def numbers(self, key: str) -> list[Statement]:
        return [one for one in self.sidecar(key) if not isinstance(one.said, str)]

    def column(self, name: str) -> dict[str, str]:
        """Give a column of channels.tsv by channel, without the cells that say nothing."""
        return {
            row["name"]: row[name]
            for row in self.rows
            if row.get(name, "").lower() not in _NOT_STATED
        }


def gather_statements(path: Path, alone: Any) -> FileStatements:
    """Gather what is said of one data file, and compare it.

    Parameters
    ----------
    path : Path
        The data file within a BIDS dataset.
    alone : mne.io.Raw
        The file as opened without its sidecars.

    Returns
    -------
    FileStatements
    """
    sources = _sources(path, alone)
    kinds = {name: kind.upper() for name, kind in sources.column("type").items()}
    line_hz = sources.numbers("PowerLineFrequency")
    if alone.info["line_freq"] is not None:
        line_hz.append(sources.header(float(alone.info["line_freq"])))
    filters = [
        *filters_of_header(alone.info, path.name),
        *filters_of_channels(sources.rows, sources.table_file, kinds),
        *(
            one
            for key, (said, file) in sources.said.items()
            for one in filters_of_sidecar({key: said}, file, f"{sources.kind}.json")
        ),
    ]
    begin = alone.info["meas_date"]
    rates = own_rates(path)
    return FileStatements(
        line_hz=tuple(line_hz),
        filters=tuple(filters),
        own_rates_hz={
            name: own_hz for name, own_hz in rates.items() if is_below(own_hz, sources.rate_hz)
        },
        begin=None if begin is None else begin.replace(tzinfo=None).isoformat(),
        findings=(
            *_rate(sources, rates),
            *_length(sources),
            *_units(sources),
            *_counts(sources, kinds),
            *_reference(sources),
            *compare(
                "electrode placement",
                sources.about,
                sources.sidecar(f"{sources.kind.upper()}PlacementScheme"),
                used="not used: positions are told apart",
            ),
            *_recording_type(sources),
        ),
    )


def _sources(path: Path, alone: Any) -> _Sources:
    table = find_sidecar(path, "channels", ".tsv")
    return _Sources(
        path=path,
        alone=alone,
        said=read_inherited(path),
        rows=read_channel_rows(table) if table else [],
        table_file=table.name if table else "",
    )


def read_channel_rows(table: Path) -> list[dict[str, str]]:
    """Read the lines of a channels.tsv, by column.

    Parameters
    ----------
    table : Path
        The file.

    Returns
    -------
    list of dict of str to str
    """
    columns, lines = read_lines(table, needed=("name",))
    return [dict(zip(columns, cells, strict=True)) for _, cells in lines]


def _rate(sources: _Sources, rates: Mapping[str, float]) -> list[Finding]:
    rate_hz = sources.rate_hz
    names = sources.alone.ch_names
    table = {name: float(cell) for name, cell in sources.column("sampling_frequency").items()
             if _is_number_text(cell)}  # fmt: skip
    places = [ChannelValues("header", sources.path.name, dict.fromkeys(names, rate_hz))]
    places += [
        ChannelValues(one.place, one.file, dict.fromkeys(names, one.said))
        for one in sources.numbers("SamplingFrequency")
    ]
    places.append(ChannelValues("channels.tsv", sources.table_file, table))
    found = compare_channels(
        "sampling rate", sources.about, places, unit="Hz", same=same_rate,
        otherwise="the header's is used",
    )  # fmt: skip
    slower = [name for name, own_hz in rates.items() if is_below(own_hz, rate_hz)]
    if slower:
        found += [
            Finding(
                "rate of single channels",
                sources.about,
                tuple(by_value(rates, "header", sources.path.name)),
                f"{rate_hz:.10g} Hz, to which the reader interpolates {few(slower)}",
                "one place only",
                unit="Hz",
            )
        ]
    return found


def _length(sources: _Sources) -> list[Finding]:
    samples = int(sources.alone.n_times)
    file = sources.path.name
    stated = stated_samples(sources.path)
    found = []
    if stated is not None:
        found += compare(
            "number of samples", sources.about,
            [Statement("samples", samples, file), sources.header(stated)],
            same=lambda one, other: abs(one - other) <= 1,
            otherwise="the samples that are there are used: the file may have been cut off",
        )  # fmt: skip
    beside = samples_beside(map(_path, sources.alone.filenames), len(sources.alone.ch_names))
    if beside is not None:
        found += compare(
            "samples beside the header", sources.about,
            [Statement("header", samples, file), Statement("samples", *beside)],
            otherwise="as many are read as the header counts: the samples may be another file's",
        )  # fmt: skip
    lasting = Statement("samples", samples / sources.rate_hz, file)
    by_clock_s, told = duration_by_clock(sources.path), sources.numbers("RecordingDuration")
    # Of an interrupted recording, the time from its begin to its end may be stated.
    if by_clock_s and any(
        abs(float(one.said) - by_clock_s) <= _SHORTEST_DIFFERENCE_S for one in told
    ):
        lasting = Statement("samples and pauses", by_clock_s, file)
    return found + compare(
        "duration",
        sources.about,
        [lasting, *told],
        unit="s",
        same=lambda one, other: abs(one - other) <= _SHORTEST_DIFFERENCE_S,
        otherwise="that of the samples is used",
    )


def _path(name: Any) -> Path | None:
    return None if name is None else Path(name)


def _units(sources: _Sources) -> list[Finding]:
    # The reader alone knows the unit of a channel before it converts to volts.
    stated = getattr(sources.alone, "_orig_units", None) or {}
    header = {name: unit for name, cell in stated.items() if (unit := _voltage(str(cell)))}
    place, by_format = "header", _UNIT_OF_FORMAT.get(sources.path.suffix.lower())
    if by_format and not header:
        place, header = "format", dict.fromkeys(sources.alone.ch_names, by_format)
    table = {name: unit for name, cell in sources.column("units").items()
             if (unit := _voltage(cell))}  # fmt: skip
    return compare_channels(
        "unit",
        sources.about,
        [
            ChannelValues(place, sources.path.name, header),
            ChannelValues("channels.tsv", sources.table_file, table),
        ],
        used=None if header else "V, as the reader takes what has no unit",
        otherwise=f"that of the {place} is used",
    )


def _counts(sources: _Sources, kinds: Mapping[str, str]) -> list[Finding]:
    names = [sources.header(len(sources.alone.ch_names))]
    if sources.rows:
        names.append(Statement("channels.tsv", len(sources.rows), sources.table_file))
    found = compare("number of channels", sources.about, names)
    present = Counter(kinds.values())
    for key, types in _COUNTS.items():
        counted = [Statement("channels.tsv", sum(present[one] for one in types),
                             sources.table_file)] if kinds else []  # fmt: skip
        statements = [*counted, *sources.numbers(key)]
        if any(one.said for one in statements):
            what = key.removesuffix("ChannelCount")
            what = {"Misc": "miscellaneous", "Trigger": "trigger"}.get(what, what)
            found += compare(
                f"number of {what} channels", sources.about, statements,
                otherwise="channels.tsv is used",
            )  # fmt: skip
    return found


def _reference(sources: _Sources) -> list[Finding]:
    names = Counter(sources.column("reference").values())
    statements = sources.sidecar(f"{sources.kind.upper()}Reference")
    if names:
        said = few(sorted(names, key=lambda name: -names[name]))
        statements.append(Statement("channels.tsv", said, sources.table_file))
    return compare(
        "reference",
        sources.about,
        statements,
        used="as recorded",
        same=lambda one, other: _contains(str(one), str(other)) or _contains(str(other), str(one)),
        otherwise="nothing follows: signals are used as they were recorded",
    )


def _recording_type(sources: _Sources) -> list[Finding]:
    said = sources.sidecar("RecordingType")
    if not said:
        return []
    return compare(
        "type of recording",
        sources.about,
        [Statement("samples", "continuous", sources.path.name), *said],
        otherwise="read as one stretch: segments may lie across joints that nothing marks",
    )


def _contains(one: str, other: str) -> bool:
    return one.casefold() in other.casefold()


def _voltage(text: str) -> str:
    """Give the unit that a spelling means: V, mV, uV, microvolts; empty for anything else."""
    if text.strip() == "MV":  # no spelling of mV
        return ""
    key = text.strip().casefold().removesuffix("s").replace("volt", "v")
    key = re.sub("^milli(?=v$)", "m", key)
    key = re.sub("^nano(?=v$)", "n", key)
    return _VOLTS.get(re.sub("^(micro|u)(?=v$)", "\u03bc", key), "")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_number_text(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
