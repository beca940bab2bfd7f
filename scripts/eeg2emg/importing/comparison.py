"""What a file to be imported says of itself, beside what the import table says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError
from eeg2emg.importing.foreign import unit_of_table
from eeg2emg.importing.units import volts_per_unit
from eeg2emg.rates import same_rate
from eeg2emg.recordings.findings import ChannelValues, Finding, Statement, compare, compare_channels
from eeg2emg.recordings.pauses import is_bad, is_pause

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eeg2emg.importing.foreign import ForeignChannel, ForeignRecording

TABLE = "import table"
"""The place of what the import table says."""

_ABOUT = "imported file"


def check_rate(path: Path, channels: Sequence[ForeignChannel], given_hz: float | None) -> None:
    """Refuse a rate of the import table that is none of those that the file states.

    Parameters
    ----------
    path : Path
        The file, to name it.
    channels : sequence of ForeignChannel
        The chosen channels.
    given_hz : float or None
        What the import table says.

    Raises
    ------
    RecordingError
        They contradict each other: every frequency would be wrong by their ratio.
    """
    stated = sorted({channel.rate_hz for channel in channels if channel.rate_stated})
    if given_hz is None or not stated or any(same_rate(own_hz, given_hz) for own_hz in stated):
        return
    raise RecordingError(
        f"{path}: the file states a sampling rate of {', '.join(f'{hz:g}' for hz in stated)} Hz, "
        f"but the import table says {given_hz:g} Hz",
        "one of the two is wrong, and with it every frequency",
        "leave the cell rate_hz empty where the file states the rate",
    )


def compare_with_table(
    path: Path,
    recording: ForeignRecording,
    channels: Sequence[ForeignChannel],
    *,
    rate_hz: float | None,
    unit: str | None,
    phase: str | None,
) -> list[Finding]:
    """Compare what the file says of rate, unit and events with the import table.

    Parameters
    ----------
    path : Path
        The file.
    recording : ForeignRecording
        As read.
    channels : sequence of ForeignChannel
        The channels of it that become those of the dataset.
    rate_hz, unit, phase
        What the import table says.

    Returns
    -------
    list of Finding
    """
    names = [channel.name for channel in channels]
    rates = {channel.name: channel.rate_hz for channel in channels if channel.rate_stated}
    units = {
        channel.name: channel.unit
        for channel in channels
        if channel.unit and volts_per_unit(channel.unit) is not None
    }
    target_hz = max(channel.rate_hz for channel in channels)

    def places(own: Mapping[str, float | str], said: float | str | None) -> list[ChannelValues]:
        table = {} if said is None else dict.fromkeys(names, said)
        return [ChannelValues("header", path.name, own), ChannelValues(TABLE, "", table)]

    of_table = {
        channel.name: said
        for channel in channels
        if (said := unit_of_table(channel, channels, unit)) is not None
    }

    ambiguous = sorted(set(names) - set(units)) if unit else []
    return [
        *compare_channels(
            "sampling rate", _ABOUT, places(rates, rate_hz), unit="Hz",
            used=f"{target_hz:.10g} Hz", same=same_rate,
            otherwise=f"slower channels are interpolated to {target_hz:.10g} Hz",
        ),
        *compare_channels(
            "unit", _ABOUT,
            [ChannelValues("header", path.name, units), ChannelValues(TABLE, "", of_table)],
            same=_same_unit,
            used=None if not ambiguous else f"that of the file, else {unit}",
        ),
        *_events(path, recording, phase),
    ]  # fmt: skip


def _same_unit(one: str, other: str) -> bool:
    return volts_per_unit(one) == volts_per_unit(other)


def _events(path: Path, recording: ForeignRecording, phase: str | None) -> list[Finding]:
    own = [name for _, _, name in recording.events if not (is_pause(name) or is_bad(name))]
    said = [Statement("header", f"{len(own)} events", path.name)] if own else []
    if phase is None:
        return compare("events", _ABOUT, said, used="those of the file")
    return compare(
        "events",
        _ABOUT,
        [Statement(TABLE, f"{phase!r} throughout"), *said],
        otherwise="the import table decides; bad spans and pauses of the file count",
    )
