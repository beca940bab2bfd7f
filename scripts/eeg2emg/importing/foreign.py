"""Foreign recording, as a laboratory's file holds it: each channel with its rate and unit."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError
from eeg2emg.importing.units import volts_per_unit, why_ambiguous

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from eeg2emg.importing.unread import Unread

_NOT_STATED = ("", "n/a")


@dataclass(frozen=True)
class ForeignChannel:
    """One channel.

    Attributes
    ----------
    name : str
        As the file has it, but unlike that of every other channel.
    unit : str or None
        Unit, in the words of the file; None where it does not state one.
    rate_hz : float
        Its sampling rate.
    samples : ndarray, shape (t,), or Unread
        In that unit, or in volts.
    in_volts : bool
        Whether the reader has turned them into volts already.
    rate_stated : bool
        Whether the file states its rate; else it is that of the import table.
    unit_settled : bool
        Whether the unit is that of a published layout. The import table's unit is then that of the
        channels for which the layout states none.
    """

    name: str
    unit: str | None
    rate_hz: float
    samples: NDArray[np.float64] | Unread
    in_volts: bool = False
    rate_stated: bool = True
    unit_settled: bool = False


@dataclass(frozen=True)
class ForeignRecording:
    """All channels of a file, and its events.

    Attributes
    ----------
    channels : tuple of ForeignChannel
        In the order of the file.
    events : tuple of (float, float, str)
        Onset in s, duration in s, name; ``boundary`` where the recorder paused.
    notes : tuple of str
        What a person should know of the reading.
    """

    channels: tuple[ForeignChannel, ...]
    events: tuple[tuple[float, float, str], ...] = ()
    notes: tuple[str, ...] = ()


def told_apart(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Give a number to each name that repeats, so that none means several channels.

    Parameters
    ----------
    names : sequence of str
        Names in the order of the file; blanks at the ends and within are made single ones.

    Returns
    -------
    names : list of str
        ``EMG-1``, ``EMG-2`` where ``EMG`` stood twice, in the order of the file; a number that
        another channel bears already is passed over.
    notes : list of str
        A sentence for each name that repeats.
    """
    plain = [" ".join(name.split()) or "unnamed" for name in names]
    repeated = [name for name, count in Counter(plain).items() if count > 1]
    taken = {name for name in plain if name not in repeated}
    given: dict[str, list[str]] = {name: [] for name in repeated}
    unique = []
    for name in plain:
        if name in given:
            number = itertools.count(len(given[name]) + 1)
            own = next(text for k in number if (text := f"{name}-{k}") not in taken)
            taken.add(own)
            given[name].append(own)
            unique.append(own)
        else:
            unique.append(name)
    notes = [
        f"{len(given[name])} channels are named {name!r}; they are now {', '.join(given[name])}"
        for name in repeated
    ]
    return unique, notes


def check_channel(channel: ForeignChannel, path: Path) -> None:
    """Check what no format guarantees, and all that follows relies on.

    Parameters
    ----------
    channel : ForeignChannel
        The channel.
    path : Path
        The file, to name it.

    Raises
    ------
    RecordingError
        It is no row of real numbers, is empty, or its rate is no positive number.
    """
    place = f"{path}: channel {channel.name!r}"
    samples = channel.samples
    if samples.ndim != 1 or samples.dtype.kind not in "fiu":
        raise RecordingError(
            f"{place} is not a row of numbers",
            f"it is an array of {' x '.join(map(str, samples.shape))} of {samples.dtype}",
            "export the recording as one continuous stretch of real numbers",
        )
    if samples.size == 0:
        raise RecordingError(f"{place} has no samples", "", "export the recording again")
    if not 0 < channel.rate_hz < math.inf:
        raise RecordingError(
            f"{place} has a sampling rate of {channel.rate_hz:g} Hz",
            "",
            "correct the rate in the file",
        )


def unit_of_table(
    channel: ForeignChannel, channels: Sequence[ForeignChannel], given: str | None
) -> str | None:
    """Give the import table's unit where it concerns a channel.

    Parameters
    ----------
    channel : ForeignChannel
        The channel.
    channels : sequence of ForeignChannel
        All that are read of the file.
    given : str or None
        What the import table says.

    Returns
    -------
    str or None
        None where a layout settles the channel's unit and leaves that of another open.
    """
    open_ones = any(other.unit is None for other in channels)
    return None if channel.unit_settled and open_ones else given


def volts_per_unit_of(channel: ForeignChannel, path: Path, given: str | None) -> float:
    """Give the factor that turns the samples of a channel into volts; no unit is ever guessed.

    Parameters
    ----------
    channel : ForeignChannel
        The channel.
    path : Path
        The file, to name it.
    given : str or None
        Unit that the table of imports states. It decides where the file's unit is missing or may
        be read in two ways.

    Returns
    -------
    float

    Raises
    ------
    RecordingError
        Neither the file nor the table states a unit of voltage, or they contradict each other.
    """
    stated, told = volts_per_unit(channel.unit), volts_per_unit(given)
    ambiguous = why_ambiguous(channel.unit)
    if stated is not None and told is not None and stated != told:
        raise RecordingError(
            f"{path}: channel {channel.name!r} is in {channel.unit}, but the import table says "
            f"{given}",
            "one of the two is wrong",
            "leave the cell unit empty where the file states the unit",
        )
    silent = (channel.unit or "").strip().casefold() in _NOT_STATED
    if not silent and stated is None and not ambiguous:
        raise RecordingError(
            f"{path}: channel {channel.name!r} is in {channel.unit!r}, which is no voltage",
            "EEG and EMG are voltages",
            "name another channel in the configuration",
        )
    factor = told if stated is None else stated
    if factor is None:
        what = "is unknown" if not ambiguous else f"is ambiguous: {channel.unit!r}"
        raise RecordingError(
            f"{path}: the unit of channel {channel.name!r} {what}",
            (ambiguous or "the file does not state it")
            + (f", and {given!r} is no voltage" if given else ""),
            "write V, mV or uV into the column unit of the import table",
        )
    return 1.0 if channel.in_volts else factor
