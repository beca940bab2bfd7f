"""Header of a file to import: its channels, length and events, without its samples.

MATLAB files and texts have no header of their own: they are read.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from eeg2emg.importing.catalogue import format_of
from eeg2emg.importing.edf import read_edf_header
from eeg2emg.importing.foreign import told_apart
from eeg2emg.importing.own_headers import labels_and_units
from eeg2emg.importing.readers import (
    event_name,
    faults_of,
    read_foreign,
    readable_brainvision,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from eeg2emg.recordings.segments import Event

_PAUSES = ("-99", "-99.0")  # as EEGLAB numbers them


class ChannelHeader(NamedTuple):
    """A channel: name (unlike all others), unit (None where the file states none) and rate.

    `settled` is as in `eeg2emg.importing.foreign.ForeignChannel.unit_settled`.
    """

    name: str
    unit: str | None
    rate_hz: float
    settled: bool = False


class ForeignHeader(NamedTuple):
    """What a file says of itself.

    Attributes
    ----------
    channels : tuple of ChannelHeader
        In the order of the file.
    duration_s : float
        Length of the longest channel.
    events : tuple of (float, float, str)
        As `eeg2emg.importing.foreign.ForeignRecording` has them.
    """

    channels: tuple[ChannelHeader, ...]
    duration_s: float
    events: tuple[Event, ...] = ()


def read_foreign_header(
    path: Path, *, rate_hz: float | None = None, layout: str | None = None
) -> ForeignHeader:
    """Read what a file to import says of itself.

    Parameters
    ----------
    path : Path
        The file; its ending tells the format.
    rate_hz : float, optional
        Sampling rate, for files that do not state one.
    layout : str, optional
        The published layout of a MATLAB file.

    Returns
    -------
    ForeignHeader

    Raises
    ------
    RecordingError
        The file cannot be read, as `eeg2emg.importing.readers.read_foreign` says it.
    """
    entry = format_of(path)
    reader = _HEADERS.get(entry.name) if entry else None
    if reader is not None and path.is_file():
        with faults_of(path):
            found = reader(path)
        if found is not None:
            return found
    recording = read_foreign(path, rate_hz=rate_hz, layout=layout)
    return ForeignHeader(
        tuple(
            ChannelHeader(one.name, one.unit, one.rate_hz, one.unit_settled)
            for one in recording.channels
        ),
        max((one.samples.size / one.rate_hz for one in recording.channels), default=0.0),
        recording.events,
    )


def _of_edf(path: Path) -> ForeignHeader | None:
    channels, duration_s, events = read_edf_header(path)
    return ForeignHeader(tuple(ChannelHeader(*one) for one in channels), duration_s, events)


def _of_brainvision(path: Path) -> ForeignHeader | None:
    import mne

    stated = labels_and_units(path)
    if len({label for label, _ in stated}) != len(stated):
        return None  # MNE reads no header whose labels repeat
    with readable_brainvision(path) as (header, _):
        found = _of_mne(header, mne.io.read_raw_brainvision, [unit for _, unit in stated])
    if found is None or len(found.channels) != len(stated):
        return None
    names = [label for label, _ in stated]
    return found._replace(
        channels=tuple(
            one._replace(name=name)
            for one, name in zip(found.channels, told_apart(names)[0], strict=True)
        )
    )


def _of_eeglab(path: Path) -> ForeignHeader | None:
    import mne
    from scipy.io.matlab import matfile_version

    if matfile_version(path)[0] != 1:
        return None  # the reader says why
    return _of_mne(path, mne.io.read_raw_eeglab, None)


def _of_mne(
    path: Path, read: Callable[..., Any], units: Sequence[str] | None
) -> ForeignHeader | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            raw = read(path, preload=False, verbose="error")
        except TypeError:
            return None  # epochs: the reader says so
    labels = list(raw.ch_names)
    if units is None and any(re.search(r"-\w$|-\d+$", label) for label in labels):
        return None  # perhaps numbers of MNE's own
    names, _ = told_apart(labels)
    rate_hz = float(raw.info["sfreq"])
    first_s = raw.first_time if raw.info["meas_date"] is not None else 0.0
    events = tuple(
        (
            float(one["onset"]) - first_s,
            float(one["duration"]),
            "boundary" if name in _PAUSES else name,
        )
        for one in raw.annotations
        for name in [event_name(one["description"])]
    )
    return ForeignHeader(
        tuple(
            ChannelHeader(name, unit, rate_hz)
            for name, unit in zip(names, units or ["µV"] * len(names), strict=True)
        ),
        raw.n_times / rate_hz,
        events,
    )


_HEADERS: dict[str, Callable[[Path], ForeignHeader | None]] = {
    "edf": _of_edf,
    "brainvision": _of_brainvision,
    "eeglab": _of_eeglab,
}
