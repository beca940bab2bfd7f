"""Records of EDF and BDF: what the header says of them, and when each of them begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.clock import Clock
from eeg2emg.recordings.segments import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from eeg2emg.recordings.segments import Event

ANNOTATIONS = ("EDF Annotations", "BDF Annotations")
"""Labels of the signals that hold no samples but texts."""

EDF_ENDINGS = (".edf", ".bdf")
"""Endings of these files, in lower case."""

NOT_COUNTED = -1
"""Number of records in a header until the recording is stopped, by the format's definition."""

_ROUNDING_S = 2e-3
_BYTES_AT_ONCE = 2**24
_TIMED = re.compile(rb"([+-]\d+(?:\.\d*)?)(?:\x15(\d+(?:\.\d*)?))?\x14([^\x00]*)\x14\x00")
_PLACES = {
    "length of the header": slice(184, 192),
    "number of records": slice(236, 244),
    "duration of a record": slice(244, 252),
    "number of signals": slice(252, 256),
}
_WIDTHS = {
    "label": 16, "transducer": 80, "unit": 8, "physical_min": 8, "physical_max": 8,
    "digital_min": 8, "digital_max": 8, "filter": 80, "samples": 8,
}  # fmt: skip


@dataclass(frozen=True)
class EdfHeader:
    """What the header says.

    Attributes
    ----------
    bytes_per_sample : int
        3 in BDF, else 2.
    length : int
        Bytes before the first record.
    interrupted : bool
        Whether the recording may pause between records (EDF+D, BDF+D).
    n_records : int
        How many records the header counts, or `NOT_COUNTED`.
    held : int
        How many whole records the file holds.
    record_s : float
        Duration of a record.
    fields : dict of str to list of str
        For each signal its label, unit and so on.
    """

    bytes_per_sample: int
    length: int
    interrupted: bool
    n_records: int
    held: int
    record_s: float
    fields: dict[str, list[str]]

    @property
    def samples(self) -> NDArray[np.int64]:
        """Samples of each signal in a record."""
        return samples_of(self.fields)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Give a field as numbers, whatever sign divides their decimals."""
        return np.array([float(text.replace(",", ".")) for text in self.fields[name]])


@dataclass(frozen=True)
class EdfTimes:
    """When the records begin, and what was annotated.

    Attributes
    ----------
    clock : Clock or None
        Where the recording pauses; None where it does not, or the header says that it does not.
    events : tuple of (float, float, str)
        Annotations, by the time of the samples: onset in s, duration in s, name; with a
        ``boundary`` at each pause.
    notes : tuple of str
        What a person should know of it.
    """

    clock: Clock | None
    events: tuple[Event, ...]
    notes: tuple[str, ...]


def samples_of(fields: dict[str, list[str]]) -> NDArray[np.int64]:
    """Give the samples of each signal in a record."""
    return np.array([int(text) for text in fields["samples"]], dtype=np.int64)


def header_of(path: Path) -> EdfHeader:
    """Read the header of an EDF or BDF file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    EdfHeader

    Raises
    ------
    RecordingError
        The records have no length.
    ValueError
        It is no such header; the message says what it has in the place of a number.
    """
    with path.open("rb") as file:
        fixed = file.read(256)
        count = _whole(fixed, "number of signals")
        fields = {
            name: [_text(file.read(width)) for _ in range(count)] for name, width in _WIDTHS.items()
        }
        size = file.seek(0, 2)
    length = _whole(fixed, "length of the header")
    record_s = _number(fixed, "duration of a record")
    if length != 256 * (count + 1) or count < 1:
        msg = f"the header says that it has {length} bytes, for {count} signals"
        raise ValueError(msg)
    if not 0 < record_s < float("inf"):
        raise RecordingError(
            f"{path}: the header says that a record lasts {record_s:g} s",
            "the sampling rates follow from it",
            "export the recording again",
        )
    width = 3 if path.suffix.lower() == ".bdf" or fixed[:1] == b"\xff" else 2
    return EdfHeader(
        bytes_per_sample=width,
        length=length,
        interrupted=_text(fixed[192:236])[:5].upper() in ("EDF+D", "BDF+D"),
        n_records=_whole(fixed, "number of records"),
        held=(size - length) // max(int(samples_of(fields).sum()) * width, 1),
        record_s=record_s,
        fields=fields,
    )


def _whole(fixed: bytes, what: str) -> int:
    found = _number(fixed, what)
    if not found.is_integer():
        raise _no_number(fixed, what)
    return int(found)


def _number(fixed: bytes, what: str) -> float:
    """Read a number at its place in the first 256 bytes of a header."""
    try:
        return float(_text(fixed[_PLACES[what]]).replace(",", "."))
    except ValueError:
        raise _no_number(fixed, what) from None


def _no_number(fixed: bytes, what: str) -> ValueError:
    text = _text(fixed[_PLACES[what]])
    return ValueError(
        f"the header has {text!r} where the {what} stands; each number has its place, and a byte "
        "that was lost or added before it moves all that follow"
    )


def records_of(
    path: Path, header: EdfHeader, signals: Sequence[int]
) -> Iterator[list[NDArray[np.uint8]]]:
    """Read the records in pieces.

    Parameters
    ----------
    path : Path
        An EDF or BDF file.
    header : EdfHeader
        Its header.
    signals : sequence of int
        The signals that are wanted.

    Yields
    ------
    list of ndarray of bytes, shape (records, bytes per record)
        Some records, in the order of time, of each of these signals.
    """
    ends = np.cumsum(header.samples) * header.bytes_per_sample
    first, width = ends - header.samples * header.bytes_per_sample, int(ends[-1])
    at_once = max(1, _BYTES_AT_ONCE // width)
    with path.open("rb") as file:
        file.seek(header.length)
        for start in range(0, header.held, at_once):
            count = min(at_once, header.held - start)
            records = np.frombuffer(file.read(count * width), np.uint8).reshape(count, width)
            yield [records[:, first[k] : ends[k]] for k in signals]


class Scales(NamedTuple):
    """What turns the numbers of a file into those of its channels' units, signal by signal.

    Attributes
    ----------
    factor, offset : ndarray, shape (signals,)
        The physical value is ``factor * number + offset``.
    missing : ndarray of bool, shape (signals,)
        Where the header gives no scale; the others are NaN there.
    """

    factor: NDArray[np.float64]
    offset: NDArray[np.float64]
    missing: NDArray[np.bool_]


def scales_of(header: EdfHeader) -> Scales:
    """Give the scales of the signals."""
    physical = header.numbers("physical_max") - header.numbers("physical_min")
    digital = header.numbers("digital_max") - header.numbers("digital_min")
    without = ~np.isfinite(physical) | ~np.isfinite(digital) | (physical == 0) | (digital == 0)
    factor = np.divide(physical, digital, out=np.full(physical.size, np.nan), where=~without)
    offset = header.numbers("physical_min") - header.numbers("digital_min") * factor
    return Scales(factor, offset, without)


def signals_of(path: Path, header: EdfHeader, signals: Sequence[int]) -> list[NDArray[np.float64]]:
    """Read whole signals, each at its own rate.

    Parameters
    ----------
    path, header
        An EDF or BDF file, and its header.
    signals : sequence of int
        The signals that are wanted.

    Returns
    -------
    list of ndarray, shape (t,)
        The samples of each, in its own unit; NaN where the header gives no scale.
    """
    scales = scales_of(header)
    found = [np.empty(header.held * header.samples[k]) for k in signals]
    done = 0
    for blocks in records_of(path, header, signals):
        for k, block, samples in zip(signals, blocks, found, strict=True):
            place = slice(done * header.samples[k], (done + len(block)) * header.samples[k])
            numbers = _numbers(block, header.bytes_per_sample)
            samples[place] = numbers * scales.factor[k] + scales.offset[k]
        done += len(blocks[0])
    return found


def _numbers(records: NDArray[np.uint8], width: int) -> NDArray[np.integer]:
    raw = np.ascontiguousarray(records).reshape(-1, width)
    if width == 2:
        return raw.view("<i2").ravel()
    high = raw[:, 2].view(np.int8).astype(np.int32)
    return raw[:, 0] | (raw[:, 1].astype(np.int32) << 8) | (high << 16)


def times_of(path: Path, header: EdfHeader | None = None) -> EdfTimes:
    """Read when each record begins, and the annotations.

    Where an interrupted recording (EDF+D, BDF+D) pauses, the samples before and after lie side by
    side: onsets, which count the time of the pauses, are moved to the samples.

    Parameters
    ----------
    path : Path
        An EDF or BDF file.
    header : EdfHeader, optional
        Its header, where it has been read.

    Returns
    -------
    EdfTimes

    Raises
    ------
    RecordingError
        Records of an interrupted recording do not say when they begin, or are not in the order of
        time.
    """
    header = header or header_of(path)
    labels = header.fields["label"]
    starts_s: list[float] = []
    found: list[Event] = []
    for signal, record in _annotations(path, header):
        for place, timed in enumerate(_TIMED.finditer(record)):
            onset_s, length_s = float(timed[1]), float(timed[2] or 0)
            texts = timed[3].split(b"\x14")
            if signal == place == 0:
                starts_s.append(onset_s)
            found += [(onset_s, length_s, _name(text, labels)) for text in texts if text]
    if len(starts_s) != header.held:
        if header.interrupted:
            raise RecordingError(
                f"{path}: {header.held - len(starts_s)} records do not say when they begin",
                "where an interrupted recording (EDF+D) pauses is unknown",
                "export the recording again, as a continuous one (EDF+C)",
            )
        starts_s = []
    first_s = starts_s[0] if starts_s else 0.0
    events = sorted((onset_s - first_s, length_s, name) for onset_s, length_s, name in found)
    return _with_pauses(path, header, np.array(starts_s) - first_s, events)


def _annotations(path: Path, header: EdfHeader) -> Iterator[tuple[int, bytes]]:
    """Give the texts record by record, with the number of their signal among those of texts."""
    signals = [k for k, label in enumerate(header.fields["label"]) if label in ANNOTATIONS]
    if not signals:
        return
    for blocks in records_of(path, header, signals):
        for record in range(len(blocks[0])):
            for signal, block in enumerate(blocks):
                yield signal, block[record].tobytes()


def duration_by_clock(path: Path) -> float | None:
    """Give the time from the begin to the end of an interrupted recording; None for any other."""
    if path.suffix.lower() not in EDF_ENDINGS:
        return None
    clock = times_of(path).clock
    return clock.duration_s if clock else None


def _with_pauses(
    path: Path, header: EdfHeader, starts_s: NDArray[np.float64], events: list[Event]
) -> EdfTimes:
    steps_s = np.diff(starts_s) - header.record_s
    sample_s = header.record_s / int(header.samples.max())
    # Onsets are often rounded to milliseconds.
    shortest_s = max(1.5 * sample_s, _ROUNDING_S)
    jumps = np.flatnonzero(np.abs(steps_s) > shortest_s)
    if not jumps.size:
        return EdfTimes(None, tuple(events), ())
    if not header.interrupted:
        said = (
            f"{jumps.size} records do not begin where the one before ends, by up to "
            f"{np.abs(steps_s).max():g} s, though the header says that the recording is continuous"
        )
        return EdfTimes(None, tuple(events), (said,))
    if steps_s.min() < -shortest_s:
        k = int(np.argmin(steps_s))
        raise RecordingError(
            f"{path}: record {k + 2} begins before record {k + 1} ends",
            "the records are not in the order of time",
            "export the recording again",
        )
    clock = Clock(tuple(starts_s.tolist()), header.record_s, tuple((jumps + 1).tolist()), sample_s)
    moved, notes = clock.events_on_samples(events)
    boundaries = [(place_s, 0.0, "boundary") for place_s, _ in clock.pauses]
    lasting_s = sum(length_s for _, length_s in clock.pauses)
    said = f"the recording pauses {len(boundaries)} times, for {lasting_s:g} s in all"
    return EdfTimes(clock, tuple(sorted([*moved, *boundaries])), (said, *notes))


def _name(text: bytes, labels: list[str]) -> str:
    try:
        name = text.decode("utf-8")
    except UnicodeDecodeError:
        name = text.decode("latin-1")
    before, at, label = name.partition("@@")  # an annotation of one channel
    return plain_name(before if at and label in labels else name) or "unnamed"


def _text(raw: bytes) -> str:
    return raw.decode("latin-1").partition("\x00")[0].strip()
