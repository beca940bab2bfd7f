"""Reader of MATLAB files with named arrays."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import issparse

from eeg2emg.errors import RecordingError
from eeg2emg.importing.foreign import ForeignChannel, ForeignRecording, told_apart
from eeg2emg.importing.layouts import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HDF5 = b"\x89HDF\r\n\x1a\n"
_RATES = ("rate_hz", "fs", "srate")
_NAMES = ("names", "labels", "channels")
_GROUPS = ("data", "eeg", "emg")


def read_matlab(path: Path, rate_hz: float | None = None) -> ForeignRecording:
    """Read signals from a MATLAB file (up to version 7.2, ``save -v7``).

    The file holds ``data`` with ``names``, ``rate_hz`` and ``units``, or ``eeg`` with
    ``eeg_names``, ``eeg_rate_hz`` and ``eeg_units`` and the same for ``emg``; ``labels`` or
    ``channels`` may stand for names, ``fs`` or ``srate`` for the rate. Channels are rows or
    columns, as their number tells. All of it may be the fields of one structure.
    ``units`` is one text or one per channel. ``events_onset_s``, ``events_duration_s`` and
    ``events_name``, where they are there, are the events.

    Parameters
    ----------
    path : Path
        The file.
    rate_hz : float, optional
        Sampling rate, if the file has none.

    Returns
    -------
    ForeignRecording

    Raises
    ------
    RecordingError
        A variable is missing or does not fit the others.
    """
    from scipy.io import loadmat

    refuse_version_7_3(path, "save it with: save(name, '-v7')")
    variables = loadmat(path, simplify_cells=True)
    content = _opened(variables)
    groups = [name for name in _GROUPS if name in content]
    present = sorted(name for name in variables if not name.startswith("__"))
    fitting = [name for name, one in LAYOUTS.items() if set(one.variables) <= set(present)]
    if fitting and not any(_names(content, group) for group in groups):
        raise RecordingError(
            f"{path}: the variables are those of a published layout",
            f"it has {', '.join(map(repr, present))}",
            f"write {' or '.join(fitting)} into the column layout of the import table",
        )
    if not groups:
        raise RecordingError(
            f"{path}: no variable 'data', 'eeg' or 'emg'",
            f"the file has {', '.join(map(repr, present)) or 'no variables'}",
            "name the array of the signals so (docs/importing.md lists all names)",
        )
    parts = [_channels(path, content, group, rate_hz) for group in groups]
    names, notes = told_apart([channel.name for part in parts for channel in part])
    channels = tuple(
        replace(channel, name=name)
        for name, channel in zip(names, (c for part in parts for c in part), strict=True)
    )
    return ForeignRecording(channels, _events(path, content), tuple(notes))


def _opened(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the fields of the one structure that a file holds for its variables."""
    own = {name: value for name, value in content.items() if not name.startswith("__")}
    only = next(iter(own.values())) if len(own) == 1 else None
    return only if isinstance(only, dict) and any(name in only for name in _GROUPS) else content


def refuse_version_7_3(path: Path, remedy: str) -> None:
    """Refuse a MATLAB file of version 7.3, which is one of HDF5 and not read here.

    Parameters
    ----------
    path : Path
        The file.
    remedy : str
        How to save it in another version.

    Raises
    ------
    RecordingError
        It is of that version.
    """
    with path.open("rb") as file:
        head = file.read(520)
    if _HDF5 in (head[:8], head[512:]) or head.startswith(b"MATLAB 7.3"):
        raise RecordingError(f"{path}: a MATLAB file of version 7.3", "", remedy)


def _channels(
    path: Path, content: Mapping[str, Any], group: str, given_hz: float | None
) -> list[ForeignChannel]:
    prefix, names = _prefix(group), _names(content, group)
    if not names:
        raise RecordingError(
            f"{path}: no variable {prefix + _NAMES[0]!r}",
            f"the channels of {group!r} have no names",
            "add a cell array with the name of each channel",
        )
    samples = array_of(path, group, content[group])
    if samples.shape[0] != len(names):
        samples = samples.T
    if samples.shape[0] != len(names):
        raise RecordingError(
            f"{path}: {group!r} is an array of {' x '.join(map(str, np.shape(content[group])))}, "
            f"but {len(names)} channels are named",
            "one row or column per name is needed",
            "name each channel",
        )
    stated = _first(content, prefix, _RATES)
    rate_hz = given_hz if stated is None else number_of(path, prefix + _RATES[0], stated)
    if not rate_hz or not rate_hz > 0:
        raise RecordingError(
            f"{path}: no variable {prefix + _RATES[0]!r}",
            f"the sampling rate of {group!r} is unknown",
            "add it to the file, or write it into the column rate_hz of the import table",
        )
    units: list[Any] = texts_of(content.get(f"{prefix}units")) or [None]
    if len(units) == 1:
        units = units * len(names)
    if len(units) != len(names):
        raise RecordingError(
            f"{path}: {prefix}units has {len(units)} entries for {len(names)} channels",
            "",
            "give one unit for all, or one for each",
        )
    return [
        ForeignChannel(name, unit or None, rate_hz, row, rate_stated=stated is not None)
        for name, unit, row in zip(names, units, samples, strict=True)
    ]


def _prefix(group: str) -> str:
    return "" if group == "data" else f"{group}_"


def _names(content: Mapping[str, Any], group: str) -> list[str]:
    return texts_of(_first(content, _prefix(group), _NAMES))


def array_of(path: Path, group: str, value: Any) -> np.ndarray:
    """Take signals as channels by samples or samples by channels; nothing else has a meaning.

    Parameters
    ----------
    path, group
        The file and the variable, to name them.
    value : Any
        What was loaded.

    Returns
    -------
    ndarray, shape (n, t) or (t, n)

    Raises
    ------
    RecordingError
        It is no array of real numbers of at most two dimensions.
    """
    if issparse(value):
        value = value.toarray()
    array = np.asarray(value)
    if array.dtype == object and array.ndim == 1 and len({np.size(row) for row in array}) == 1:
        array = np.array([np.ravel(row) for row in array])  # a cell array of channels
    if array.dtype == object:
        with contextlib.suppress(TypeError, ValueError):
            array = array.astype(float)
    if array.dtype.kind not in "fiub":
        kind = "complex" if array.dtype.kind == "c" else "no"
        raise RecordingError(
            f"{path}: {group!r} holds {kind} numbers",
            "signals are arrays of real numbers, channels by samples",
            "save the samples themselves under that name",
        )
    if array.ndim > 2:
        raise RecordingError(
            f"{path}: {group!r} is an array of {' x '.join(map(str, array.shape))}",
            "signals have two dimensions, channels and samples; the order of epochs in time is "
            "unknown",
            "save the continuous recording",
        )
    return np.atleast_2d(array.astype(float))


def number_of(path: Path, name: str, value: Any) -> float:
    """Take a variable that holds one number, once or several times (`RecordingError` if not)."""
    try:
        numbers = np.unique(np.asarray(value, dtype=float))
    except (TypeError, ValueError):
        numbers = np.zeros(0)
    if numbers.size != 1:
        raise RecordingError(
            f"{path}: {name!r} is not one number", f"it is {value!r}"[:200], "save one number"
        )
    return float(numbers[0])


def _events(path: Path, content: Mapping[str, Any]) -> tuple[tuple[float, float, str], ...]:
    if "events_onset_s" not in content:
        return ()
    onsets = times_of(path, "events_onset_s", content["events_onset_s"])
    durations = times_of(path, "events_duration_s", content.get("events_duration_s", 0.0 * onsets))
    names = texts_of(content.get("events_name"))
    if not len(onsets) == len(durations) == len(names):
        raise RecordingError(
            f"{path}: {len(onsets)} onsets, {len(durations)} durations and {len(names)} names of "
            "events",
            "",
            "give events_onset_s, events_duration_s and events_name the same length",
        )
    return tuple(zip(onsets.tolist(), durations.tolist(), names, strict=True))


def times_of(path: Path, name: str, value: Any) -> np.ndarray:
    """Take a list of times, shape (events,) (`RecordingError` if they are no real numbers)."""
    array = np.asarray(value)
    if array.size and array.dtype.kind not in "fiub":
        raise RecordingError(
            f"{path}: {name!r} holds no real numbers",
            "events have times or codes that are numbers",
            "correct it",
        )
    return array.astype(float).ravel()


def _first(content: Mapping[str, Any], prefix: str, names: tuple[str, ...]) -> Any:
    return next((content[prefix + name] for name in names if prefix + name in content), None)


def texts_of(value: Any) -> list[str]:
    """Read a text, a cell array of texts or a matrix of letters."""
    if value is None:
        return []
    items = np.atleast_1d(np.asarray(value, dtype=object)).ravel()
    return [str(item).strip() if np.size(item) else "" for item in items]
