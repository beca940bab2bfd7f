"""Reader of EDF and BDF: each channel at its own rate and in its own unit, and the annotations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.importing.foreign import ForeignChannel, ForeignRecording, told_apart

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_ROUNDING_S = 2e-3
_NOT_COUNTED = -1  # until a recording is stopped, by the format's definition
_ANNOTATIONS = ("EDF Annotations", "BDF Annotations")
_TIMED = re.compile(rb"([+-]\d+(?:\.\d*)?)(?:\x15(\d+(?:\.\d*)?))?\x14([^\x00]*)\x14\x00")
_WIDTHS = {
    "label": 16, "transducer": 80, "unit": 8, "physical_min": 8, "physical_max": 8,
    "digital_min": 8, "digital_max": 8, "filter": 80, "samples": 8,
}  # fmt: skip


@dataclass(frozen=True)
class _Header:
    bytes_per_sample: int
    length: int
    interrupted: bool
    counted: bool
    n_records: int
    record_s: float
    fields: dict[str, list[str]]

    @property
    def samples(self) -> NDArray[np.int64]:
        """Samples of each signal in a record."""
        return np.array([int(text) for text in self.fields["samples"]], dtype=np.int64)

    def numbers(self, name: str) -> NDArray[np.float64]:
        return np.array([float(text.replace(",", ".")) for text in self.fields[name]])


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
    header = _read_header(path)
    ends = np.cumsum(header.samples) * header.bytes_per_sample
    records = np.memmap(
        path, np.uint8, "r", header.length, (header.n_records, int(ends[-1]) if ends.size else 0)
    )
    first = ends - header.samples * header.bytes_per_sample
    labels, notes = header.fields["label"], []
    signals = [
        k for k, label in enumerate(labels) if label not in _ANNOTATIONS and header.samples[k] > 0
    ]
    names, said = told_apart([labels[k] for k in signals])
    notes += said
    if not header.counted:
        notes.append(
            "the header does not count the records, as where a recording was not stopped; all "
            f"{header.n_records} that the file holds are read"
        )
    scales, offsets, without_scale = _scales(header)
    channels = []
    for name, k in zip(names, signals, strict=True):
        digital = _digital(records[:, first[k] : ends[k]], header.bytes_per_sample)
        samples = digital * scales[k]
        samples += offsets[k]
        if without_scale[k]:
            notes.append(f"channel {name!r} has no scale in the header; its samples are left out")
        channels.append(
            ForeignChannel(
                name, header.fields["unit"][k] or None, header.samples[k] / header.record_s, samples
            )
        )
    blocks = [
        records[:, first[k] : ends[k]] for k, label in enumerate(labels) if label in _ANNOTATIONS
    ]
    events, said = _events(path, header, blocks, labels)
    return ForeignRecording(tuple(channels), events, (*notes, *said))


def _read_header(path: Path) -> _Header:
    with path.open("rb") as file:
        fixed = file.read(256)
        count = int(_text(fixed[252:256]))
        fields = {
            name: [_text(file.read(width)) for _ in range(count)] for name, width in _WIDTHS.items()
        }
        size = file.seek(0, 2)
    record_s = float(_text(fixed[244:252]).replace(",", "."))
    stated = int(_text(fixed[236:244]))
    length = int(_text(fixed[184:192]))
    bytes_per_sample = 3 if path.suffix.lower() == ".bdf" or fixed[:1] == b"\xff" else 2
    samples = sum(int(text) for text in fields["samples"])
    held = (size - length) // max(samples * bytes_per_sample, 1)
    header = _Header(
        bytes_per_sample=bytes_per_sample,
        length=length,
        interrupted=_text(fixed[192:236])[:5].upper() in ("EDF+D", "BDF+D"),
        counted=stated != _NOT_COUNTED,
        n_records=held if stated == _NOT_COUNTED else stated,
        record_s=record_s,
        fields=fields,
    )
    if header.length != 256 * (count + 1) or count < 1:
        msg = f"the header says that it has {header.length} bytes, for {count} signals"
        raise ValueError(msg)
    if not 0 < record_s < float("inf"):
        raise RecordingError(
            f"{path}: the header says that a record lasts {record_s:g} s",
            "the sampling rates follow from it",
            "export the recording again",
        )
    if held != header.n_records:
        raise RecordingError(
            f"{path}: the file is shorter or longer than its header says",
            f"the header counts {header.n_records} records, the file holds {held}",
            "copy the file again from its source",
        )
    return header


def _text(raw: bytes) -> str:
    return raw.decode("latin-1").partition("\x00")[0].strip()


def _scales(
    header: _Header,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    physical = header.numbers("physical_max") - header.numbers("physical_min")
    digital = header.numbers("digital_max") - header.numbers("digital_min")
    without = ~np.isfinite(physical) | ~np.isfinite(digital) | (physical == 0) | (digital == 0)
    scales = np.divide(physical, digital, out=np.full(physical.size, np.nan), where=~without)
    return scales, header.numbers("physical_min") - header.numbers("digital_min") * scales, without


def _digital(records: NDArray[np.uint8], width: int) -> NDArray[np.integer]:
    raw = np.ascontiguousarray(records).reshape(-1, width)
    if width == 2:
        return raw.view("<i2").ravel()
    high = raw[:, 2].view(np.int8).astype(np.int32)
    return raw[:, 0] | (raw[:, 1].astype(np.int32) << 8) | (high << 16)


def _events(
    path: Path, header: _Header, blocks: list[NDArray[np.uint8]], labels: list[str]
) -> tuple[tuple[tuple[float, float, str], ...], list[str]]:
    starts_s: list[float] = []
    found: list[tuple[float, float, str]] = []
    for record in range(header.n_records):
        for number, block in enumerate(blocks):
            for place, timed in enumerate(_TIMED.finditer(block[record].tobytes())):
                onset_s, length_s = float(timed[1]), float(timed[2] or 0)
                texts = timed[3].split(b"\x14")
                if number == place == 0:
                    starts_s.append(onset_s)
                found += [(onset_s, length_s, _name(text, labels)) for text in texts if text]
    if not starts_s:
        return (), []
    if len(starts_s) != header.n_records:
        if header.interrupted:
            raise RecordingError(
                f"{path}: {header.n_records - len(starts_s)} records do not say when they begin",
                "where an interrupted recording (EDF+D) pauses is unknown",
                "export the recording again, as a continuous one (EDF+C)",
            )
        starts_s = []
    first_s = starts_s[0] if starts_s else 0.0
    moved = sorted((onset_s - first_s, length_s, name) for onset_s, length_s, name in found)
    starts = np.array(starts_s) - first_s
    steps = np.diff(starts) - header.record_s
    # Onsets are often rounded to milliseconds.
    shortest_s = max(1.5 * header.record_s / int(header.samples.max()), _ROUNDING_S)
    pauses = np.flatnonzero(np.abs(steps) > shortest_s)
    if not pauses.size:
        return tuple(moved), []
    if not header.interrupted:
        said = (
            f"{pauses.size} records do not begin where the one before ends, by up to "
            f"{np.abs(steps).max():g} s, though the header says that the recording is continuous"
        )
        return tuple(moved), [said]
    if steps.min() < -shortest_s:
        k = int(np.argmin(steps))
        raise RecordingError(
            f"{path}: record {k + 2} begins before record {k + 1} ends",
            "the records are not in the order of time",
            "export the recording again",
        )
    return _without_pauses(header, starts, pauses, moved)


def _without_pauses(
    header: _Header,
    starts: NDArray[np.float64],
    pauses: NDArray[np.intp],
    events: list[tuple[float, float, str]],
) -> tuple[tuple[tuple[float, float, str], ...], list[str]]:
    """Move events from the clock to the samples, which lie side by side over the pauses."""

    def of_samples(time_s: float) -> float:
        record = max(int(np.searchsorted(starts, time_s + 1e-9, side="right")) - 1, 0)
        return float(record * header.record_s + min(time_s - starts[record], header.record_s))

    moved, lost = [], 0
    for onset_s, length_s, name in events:
        onset, end = of_samples(onset_s), of_samples(onset_s + length_s)
        record = int(np.searchsorted(starts, onset_s + 1e-9, side="right")) - 1
        in_pause = record in pauses and onset_s - starts[record] > header.record_s
        if in_pause and end <= onset:
            lost += 1
        else:
            moved.append((onset, end - onset, name))
    gaps_s = np.diff(starts)[pauses] - header.record_s
    boundaries = [(float((k + 1) * header.record_s), 0.0, "boundary") for k in pauses]
    notes = [f"the recording pauses {pauses.size} times, for {gaps_s.sum():g} s in all"]
    if lost:
        notes.append(f"{lost} events during the pauses were dropped")
    return tuple(sorted([*moved, *boundaries])), notes


def _name(text: bytes, labels: list[str]) -> str:
    try:
        name = text.decode("utf-8")
    except UnicodeDecodeError:
        name = text.decode("latin-1")
    before, at, label = name.partition("@@")  # an annotation of one channel
    return " ".join((before if at and label in labels else name).split()) or "unnamed"
