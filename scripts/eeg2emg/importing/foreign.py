"""Foreign recording, as a laboratory's file holds it: each channel with its rate and unit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_VOLTS = {"v": 1.0, "volt": 1.0, "mv": 1e-3, "millivolt": 1e-3, "uv": 1e-6, "microvolt": 1e-6}
_VOLTS |= {"nv": 1e-9, "nanovolt": 1e-9}


@dataclass(frozen=True)
class ForeignChannel:
    """One channel.

    Attributes
    ----------
    name : str
        As the file has it, but unlike that of every other channel.
    unit : str or None
        Unit of the samples; None where the file does not state one.
    rate_hz : float
        Its sampling rate.
    samples : ndarray, shape (t,)
        In that unit.
    """

    name: str
    unit: str | None
    rate_hz: float
    samples: NDArray[np.float64]


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
        ``EMG-1``, ``EMG-2`` where ``EMG`` stood twice.
    notes : list of str
        A sentence for each name that repeats.
    """
    plain = [" ".join(name.split()) or "unnamed" for name in names]
    repeated = [name for name, count in Counter(plain).items() if count > 1]
    seen: Counter[str] = Counter()
    unique = []
    for name in plain:
        seen[name] += 1
        unique.append(f"{name}-{seen[name]}" if name in repeated else name)
    notes = [
        f"{plain.count(name)} channels are named {name!r}; they are now "
        + ", ".join(f"{name}-{k + 1}" for k in range(plain.count(name)))
        for name in repeated
    ]
    return unique, notes


def volts_per_unit(unit: str | None) -> float | None:
    """Volts that one unit means; None when it is no unit of voltage."""
    if unit is None:
        return None
    key = unit.strip().casefold().replace("µ", "u").replace("μ", "u").removesuffix("s")
    return _VOLTS.get(key)


def volts_per_unit_of(channel: ForeignChannel, path: Path, given: str | None) -> float:
    """Volts that one unit of a channel means; an unknown unit is never guessed.

    Parameters
    ----------
    channel : ForeignChannel
        The channel.
    path : Path
        The file, to name it.
    given : str or None
        Unit that the table of imports states.

    Returns
    -------
    float

    Raises
    ------
    RecordingError
        Neither the file nor the table states a unit of voltage, or they contradict each other.
    """
    stated, told = volts_per_unit(channel.unit), volts_per_unit(given)
    if stated is not None and told is not None and stated != told:
        raise RecordingError(
            f"{path}: channel {channel.name!r} is in {channel.unit}, but the import table says "
            f"{given}",
            "one of the two is wrong",
            "leave the cell unit empty where the file states the unit",
        )
    if channel.unit not in (None, "") and stated is None:
        raise RecordingError(
            f"{path}: channel {channel.name!r} is in {channel.unit!r}, which is no voltage",
            "EEG and EMG are voltages",
            "name another channel in the configuration",
        )
    factor = told if stated is None else stated
    if factor is None:
        raise RecordingError(
            f"{path}: the unit of channel {channel.name!r} is unknown",
            "the file does not state it" + (f", and {given!r} is no voltage" if given else ""),
            "write V, mV or uV into the column unit of the import table",
        )
    return factor
