"""What the files of a recording said, what was used, and where they disagree: all of it."""

from __future__ import annotations

import math
import warnings
from datetime import datetime
from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError
from eeg2emg.rates import is_below
from eeg2emg.recordings.files_read import files_read
from eeg2emg.recordings.findings import (
    CONFIGURATION,
    ChannelValues,
    Finding,
    Statement,
    Verdict,
    compare,
    compare_channels,
    few,
)
from eeg2emg.recordings.layout import emg_file_beside
from eeg2emg.recordings.sidecars import find_sidecar, read_lines
from eeg2emg.recordings.statements import gather_statements, read_channel_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from eeg2emg.recordings.reading import RecordingFacts
    from eeg2emg.recordings.stated_filters import Kind, StatedFilter

_EMG_BAND_SHARE = 0.8
"""The EMG is analysed up to half of its rate, below which every recorder filters."""

_SAME_CUTOFF = 0.05
_SAME_TIME_S = 60.0
_MOST_ZONE_H = 14
_SHIFTED_BEFORE = 1926  # BIDS asks for dates before 1925 where they are shifted


def gather_findings(
    recording: RecordingFacts,
    *,
    acquired: str | None = None,
    eeg_band_hz: Sequence[float] | None = None,
    emg_band_hz: Sequence[float] | None = None,
) -> list[Finding]:
    """Gather all that is said of one recording.

    Parameters
    ----------
    recording : RecordingFacts
        As read.
    acquired : str, optional
        When it was acquired, as scans.tsv states it.
    eeg_band_hz, emg_band_hz : (float, float), optional
        Lowest and highest frequency at which the EEG and the EMG are analysed.

    Returns
    -------
    list of Finding
    """
    eeg, emg = recording.statements[0], recording.statements[-1]
    return [
        *_channel_findings(recording),
        *(found for file in recording.statements for found in file.findings),
        *_filter_findings("EEG", eeg.filters, recording.rate_hz, eeg_band_hz),
        *(
            _filter_findings("EMG", emg.filters, recording.emg_rate_hz, emg_band_hz)
            if recording.emg_channels
            else ()
        ),
        *_position_findings(recording),
        *_time_findings(recording, acquired),
    ]


def findings_of_unread(path: Path) -> list[Finding]:
    """Gather what the headers of a recording say that could not be read; nothing where they fail.

    Parameters
    ----------
    path : Path
        The data file of the EEG.

    Returns
    -------
    list of Finding
    """
    import mne

    found: list[Finding] = []
    try:
        for file in filter(None, (path, emg_file_beside(path))):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                alone = mne.io.read_raw(file, preload=False, verbose="error")
            found += gather_statements(file, alone).findings
    except Exception:  # noqa: BLE001 - why it cannot be read is told already
        return found
    return found


def refuse_interpolated(
    recording: RecordingFacts,
    *,
    eeg_hz: float,
    emg_hz: float,
    imported_hz: Mapping[str, float] | None = None,
) -> None:
    """Refuse channels that were recorded at a lower rate than the one at which they are analysed.

    A reader, or the import, interpolates them to the rate of the others. What is above half of
    their own rate is then empty, and Granger causality of such signals means nothing.

    Parameters
    ----------
    recording : RecordingFacts
        As read.
    eeg_hz, emg_hz : float
        Rates at which the EEG and the EMG are analysed; 0 for that of the recording.
    imported_hz : mapping of str to float, optional
        The rate at which each channel of an imported recording was recorded.

    Raises
    ------
    RecordingError
        There are such channels among the configured ones.
    """
    kinds = (
        ("EEG", recording.eeg_channels, eeg_hz or recording.rate_hz, recording.rate_hz),
        ("EMG", recording.emg_channels, emg_hz or recording.emg_rate_hz, recording.emg_rate_hz),
    )
    own_hz = dict(imported_hz or {})
    for file in recording.statements:
        own_hz |= file.own_rates_hz
    for kind, channels, asked_hz, rate_hz in kinds:
        wanted_hz = min(asked_hz, rate_hz)
        slow = {
            name: own_hz[found]
            for name in channels
            if (found := recording.matched[name]) in own_hz and is_below(own_hz[found], wanted_hz)
        }
        if slow:
            lowest_hz = min(slow.values())
            raise RecordingError(
                f"{recording.path}: {kind} channels were recorded at {lowest_hz:g} Hz, and are "
                f"analysed at {wanted_hz:g} Hz: {few(list(slow))}",
                "they are interpolated for that, and what is interpolated predicts itself",
                f"set connectivity.{kind.lower()}_rate_hz to at most {lowest_hz:g}",
            )


def _channel_findings(recording: RecordingFacts) -> list[Finding]:
    found = []
    table = find_sidecar(recording.path, "channels", ".tsv")
    types = {
        row["name"]: row["type"].upper()
        for row in (read_channel_rows(table) if table else ())
        if row.get("type", "n/a") not in ("", "n/a")
    }
    kinds = (("EEG", recording.eeg_channels), ("EMG", recording.emg_channels))
    for kind, channels in kinds:
        if not channels:
            continue
        own = {name: recording.matched[name] for name in channels}
        renamed = {name: theirs for name, theirs in own.items() if name != theirs}
        asked = few(list(renamed), len(renamed)) if renamed else f"{len(own)} channels"
        theirs = few(list(renamed.values()), len(renamed)) if renamed else "the same names"
        pairs = [f"{name} is {other}" for name, other in renamed.items()]
        verdict: Verdict = "within tolerance" if renamed else "agree"
        found += [
            Finding(
                "channel names",
                kind,
                (Statement(CONFIGURATION, asked), Statement("header", theirs)),
                few(pairs, len(pairs)) if pairs else "as configured",
                verdict,
            )
        ]
        listed = {name: types[other] for name, other in own.items() if other in types}
        if table is not None and listed:
            asked_types = ChannelValues(CONFIGURATION, "", dict.fromkeys(own, kind))
            found += compare_channels(
                "channel types", kind,
                [asked_types, ChannelValues("channels.tsv", table.name, listed)],
                otherwise="used as the configuration says",
            )  # fmt: skip
    return found


def _filter_findings(
    about: str, filters: Iterable[StatedFilter], rate_hz: float, band_hz: Sequence[float] | None
) -> list[Finding]:
    own = [one for one in filters if one.about in ("", about)]
    low_hz, high_hz = (band_hz[0], min(band_hz[1], rate_hz / 2)) if band_hz else (0.0, 0.0)
    share = _EMG_BAND_SHARE if about == "EMG" else 1.0
    found = []
    kinds: tuple[tuple[Kind, float], ...] = (("high-pass", low_hz), ("low-pass", high_hz))
    for kind, limit_hz in kinds:
        statements = [one.statement for one in own if one.kind == kind]
        cutoffs = [float(one.said) for one in statements]
        if not cutoffs:
            continue
        verdict: Verdict = "agree" if len(cutoffs) > 1 or band_hz else "one place only"
        consequence = ""
        if _unlike(statements):
            verdict, consequence = "differ", "the strictest is taken to have been applied"
        if band_hz:
            direction = "up to" if kind == "low-pass" else "from"
            said = f"analysed {direction} {limit_hz:g} Hz"
            statements.append(Statement(CONFIGURATION, said))
        if kind == "low-pass" and band_hz and min(cutoffs) < share * limit_hz:
            verdict = "differ"
            consequence = (
                f"analysed up to {limit_hz:g} Hz all the same: above {min(cutoffs):g} Hz there is "
                "less signal than there was"
            )
        if kind == "high-pass" and band_hz and max(cutoffs) > limit_hz:
            verdict = "differ"
            consequence = (
                f"analysed from {limit_hz:g} Hz all the same: below {max(cutoffs):g} Hz there is "
                "less signal than there was"
            )
        used = f"{low_hz:g} to {high_hz:g} Hz are analysed" if band_hz else "as recorded"
        found.append(Finding(f"{kind} filter", about, tuple(statements), used, verdict,
                             consequence, "Hz"))  # fmt: skip
    return found


def _unlike(statements: Sequence[Statement]) -> bool:
    """Whether header and channels.tsv state other cut-offs.

    A sidecar may list several filters, one after another.
    """
    said = [
        float(one.said)
        for one in statements
        if one.place in ("header", "channels.tsv") and not one.channels
    ]
    return bool(said) and max(said) - min(said) > _SAME_CUTOFF * max(said)


def _position_findings(recording: RecordingFacts) -> list[Finding]:
    above = recording.path.parents
    places = [
        file
        for file in files_read(recording.path)
        if file.name.endswith("electrodes.tsv") and file.parent in above
    ]
    table = max(places, key=lambda path: (len(path.parts), path.name), default=None)
    used = "those of the dataset"
    if recording.positions_m is None:
        used = "standard positions by the channels' names"
    if table is None:
        said = [Statement("header", "positions of all channels", recording.path.name)]
        known = said if recording.positions_m is not None else []
        return compare("electrode positions", "EEG", known, used=used)
    placed = _placed_channels(table)
    own = [recording.matched[name] for name in recording.eeg_channels]
    lacking = [name for name in own if name not in placed]
    ignored = recording.positions_m is None
    said_of = f"{len(own) - len(lacking)} of {len(own)} channels"
    return [
        Finding(
            "electrode positions",
            "EEG",
            (
                Statement(CONFIGURATION, f"{len(own)} channels"),
                Statement("electrodes.tsv", said_of, table.name),
            ),
            used,
            "differ" if ignored else "agree",
            (
                "standard positions are used for all: "
                + (f"{few(lacking)} have none" if lacking else "those of the table are not usable")
            )
            if ignored
            else "",
        )
    ]


def _placed_channels(table: Path) -> set[str]:
    """List the channels to which electrodes.tsv gives a place; none where it is no table."""
    try:
        header, lines = read_lines(table, needed=("name", "x"))
    except RecordingError:
        return set()
    name, x = header.index("name"), header.index("x")
    return {cells[name] for _, cells in lines if _is_number(cells[x])}


def _time_findings(recording: RecordingFacts, acquired: str | None) -> list[Finding]:
    begins = [one.begin for one in recording.statements]
    header = [Statement("header", begin, recording.path.name) for begin in begins[:1] if begin]
    scans = [Statement("scans.tsv", acquired)] if acquired else []
    found = compare(
        "begin", "EEG file", [*scans, *header],
        used=None if acquired else "the recordings' names give their order",
        same=_same_begin,
        otherwise="scans.tsv gives the order of a person's recordings, if it has a time of each",
    )  # fmt: skip
    if recording.common_time is None:
        return found
    places = ("header of the EEG", "header of the EMG")
    statements = [
        Statement(place, f"begins {begin}")
        for place, begin in zip(places, begins, strict=True)
        if begin
    ]
    shared = recording.common_time.shared_events
    place = "shared events" if shared else "lengths of the files"
    statements.append(Statement(place, recording.common_time.describe()))
    return [
        *found,
        # Times that are too far apart were refused when the recording was read.
        Finding("common time", "EEG and EMG", tuple(statements), "the times of the EEG",
                "within tolerance"),
    ]  # fmt: skip


def _same_begin(one: str, other: str) -> bool:
    """Whether two begins are one but for the seconds, the time zone, or a date that was shifted."""
    first, second = (datetime.fromisoformat(text).replace(tzinfo=None) for text in (one, other))
    apart_s = abs((first - second).total_seconds())
    if first.date() != second.date() and min(first.year, second.year) < _SHIFTED_BEFORE:
        apart_s %= 24 * 3600
    hours = round(apart_s / 3600)
    return hours <= _MOST_ZONE_H and abs(apart_s - 3600 * hours) <= _SAME_TIME_S


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
