"""Reader of EDF and BDF: each channel at its own rate and in its own unit, and the annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError
from eeg2emg.importing.foreign import ForeignChannel, ForeignRecording, told_apart
from eeg2emg.importing.unread import samples_or_unread
from eeg2emg.recordings.edf_records import (
    ANNOTATIONS,
    NOT_COUNTED,
    EdfHeader,
    header_of,
    scales_of,
    signals_of,
    times_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


def read_edf(path: Path, _rate_hz: float | None = None) -> ForeignRecording:
    """Read EDF or BDF; names, rates and units are those of each channel in the header.

    Where an interrupted recording (EDF+D, BDF+D) pauses, the samples before and after lie side by
    side, with a boundary between them, and the annotations are moved accordingly.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    ForeignRecording

    Raises
    ------
    RecordingError
        The file is shorter or longer than its header says, its records have no length, or they
        are not in the order of time.
    """
    header = header_of(path)
    _check_whole(path, header)
    signals = _signals(header)
    names, notes = told_apart([header.fields["label"][k] for k in signals])
    if header.n_records == NOT_COUNTED:
        notes.append(
            "the header does not count the records, as where a recording was not stopped; all "
            f"{header.held} that the file holds are read"
        )
    without_scale = scales_of(header).missing
    notes += [
        f"channel {name!r} has no scale in the header; its samples are left out"
        for name, k in zip(names, signals, strict=True)
        if without_scale[k]
    ]

    def read(rows: Sequence[int]) -> list[NDArray[np.float64]]:
        return signals_of(path, header, rows)

    sizes = [int(header.held * header.samples[k]) for k in signals]
    channels = tuple(
        ForeignChannel(
            name, header.fields["unit"][k] or None, header.samples[k] / header.record_s, samples
        )
        for name, k, samples in zip(
            names, signals, samples_or_unread(read, signals, sizes), strict=True
        )
    )
    times = times_of(path, header)
    return ForeignRecording(channels, times.events, (*notes, *times.notes))


def read_edf_header(
    path: Path,
) -> tuple[list[tuple[str, str | None, float]], float, tuple[tuple[float, float, str], ...]]:
    """Read what EDF or BDF says of itself, without the samples.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    channels : list of (str, str or None, float)
        Label (made unlike all others), unit and sampling rate.
    duration_s : float
        Length of the recording, without its pauses.
    events : tuple of (float, float, str)
        As `read_edf` gives them.
    """
    header = header_of(path)
    _check_whole(path, header)
    signals = _signals(header)
    names, _ = told_apart([header.fields["label"][k] for k in signals])
    channels = [
        (name, header.fields["unit"][k] or None, float(header.samples[k] / header.record_s))
        for name, k in zip(names, signals, strict=True)
    ]
    return channels, header.held * header.record_s, times_of(path, header).events


def _signals(header: EdfHeader) -> list[int]:
    return [
        k
        for k, label in enumerate(header.fields["label"])
        if label not in ANNOTATIONS and header.samples[k] > 0
    ]


def _check_whole(path: Path, header: EdfHeader) -> None:
    if header.n_records not in (NOT_COUNTED, header.held):
        raise RecordingError(
            f"{path}: the file is shorter or longer than its header says",
            f"the header counts {header.n_records} records, the file holds {header.held}",
            "copy the file again from its source",
        )
