"""Reading one recording of a BIDS dataset into plain arrays."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.bids_layout import parse_recording
from eeg2emg.errors import RecordingError
from eeg2emg.montage import match_channels

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from numpy.typing import NDArray

_STEP_S = 0.01
_PLAUSIBLE_STEP_V = {"EEG": (2e-8, 1e-3), "EMG": (2e-8, 5e-3)}
_SHORTEST_S = 1.0
_UNREMARKABLE = (  # EMG has no position on the head; columns about people are not read
    "Not setting positions of",
    "There are channels without locations",
    "Unable to map the following column(s)",
    "participants.tsv file not found",
)


@dataclass(frozen=True)
class Recording:
    """One recording, in volts and in the configured order of channels.

    Attributes
    ----------
    name, subject, task : str, str, str or None
        BIDS entities.
    path : Path
        The data file.
    eeg_v : ndarray, shape (n, t)
        EEG in volts.
    emg_v : ndarray, shape (m, t)
        EMG in volts.
    rate_hz : float
        Sampling rate.
    eeg_channels, emg_channels : tuple of str
        Configured names, in the order of the rows.
    matched : dict of str to str
        The file's name of each configured channel.
    bad_channels : tuple of str
        Configured names of EEG channels that channels.tsv marks as bad.
    events : tuple of (float, float, str)
        Onset in s, duration in s, name.
    bad_spans : tuple of (float, float)
        Onset and duration in s of BAD annotations and of gaps.
    positions_m : ndarray, shape (n, 3), or None
        Electrode positions in the head frame, if the dataset has them.
    line_freq_hz : float or None
        Power line frequency that the dataset states.
    auxiliary_v : ndarray, shape (a, t)
        EOG and ECG channels, in volts.
    auxiliary_types : tuple of str
        ``"eog"`` or ``"ecg"`` for each row of `auxiliary_v`.
    duration_s : float
        Length of the whole recording, whatever part of it was read.
    notes : tuple of str
        What the reader remarked on.
    """

    name: str
    subject: str
    task: str | None
    path: Path
    eeg_v: NDArray[np.float64]
    emg_v: NDArray[np.float64]
    rate_hz: float
    eeg_channels: tuple[str, ...]
    emg_channels: tuple[str, ...]
    matched: dict[str, str]
    bad_channels: tuple[str, ...]
    events: tuple[tuple[float, float, str], ...]
    bad_spans: tuple[tuple[float, float], ...]
    positions_m: NDArray[np.float64] | None
    line_freq_hz: float | None
    auxiliary_v: NDArray[np.float64]
    auxiliary_types: tuple[str, ...]
    duration_s: float
    notes: tuple[str, ...] = field(default=())


def read_recording(
    path: str | os.PathLike[str],
    *,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str] = (),
    spans: Sequence[tuple[float, float]] | None = None,
    units_check: bool = True,
) -> Recording:
    """Read the configured channels of one BIDS recording.

    Parameters
    ----------
    path : path-like
        The data file within a BIDS dataset.
    eeg_channels, emg_channels : sequence of str
        The channels to read, matched by `eeg2emg.montage.match_channels`.
    spans : sequence of (float, float), optional
        Onsets and durations in s of what is read, joined in this order; everything by default.
    units_check : bool
        Whether implausible amplitudes are refused.

    Returns
    -------
    Recording

    Raises
    ------
    RecordingError
        The file cannot be read, is damaged or cut off, lacks a channel, or has amplitudes that
        only a wrong unit explains. The file is named, and how to mend it.
    """
    path = Path(path)
    entities = parse_recording(path)
    if entities is None:
        raise RecordingError(
            f"{path}: not the name of a BIDS recording",
            "names look like sub-01_task-rest_run-01_eeg.vhdr",
            "rename the file as BIDS asks",
        )
    raw, remarks = _open_raw(path)
    try:
        matched = match_channels([*eeg_channels, *emg_channels], raw.ch_names)
    except RecordingError as error:
        raise RecordingError(f"{path}: {error.what}", error.why, error.remedy) from None
    _check_length(path, raw)
    _check_events(path, remarks)
    rows = [raw.ch_names.index(name) for name in matched.values()]
    auxiliary = [
        row
        for row, kind in enumerate(raw.get_channel_types())
        if kind in ("eog", "ecg") and row not in rows
    ]
    x_v = _samples(path, raw, [*rows, *auxiliary], spans)
    n_eeg, n_emg = len(eeg_channels), len(emg_channels)
    eeg_v, emg_v = x_v[:n_eeg], x_v[n_eeg : n_eeg + n_emg]
    rate_hz = float(raw.info["sfreq"])
    if units_check:
        _check_unit(path, "EEG", eeg_v, rate_hz)
        _check_unit(path, "EMG", emg_v, rate_hz)
    events, bad_spans = _events_and_bad_spans(path, raw)
    kinds = raw.get_channel_types()
    return Recording(
        name=entities.name,
        subject=entities.subject,
        task=entities.task,
        path=path,
        eeg_v=eeg_v,
        emg_v=emg_v,
        rate_hz=rate_hz,
        eeg_channels=tuple(eeg_channels),
        emg_channels=tuple(emg_channels),
        matched=matched,
        bad_channels=tuple(name for name in eeg_channels if matched[name] in raw.info["bads"]),
        events=events,
        bad_spans=bad_spans,
        positions_m=_positions(raw, [matched[name] for name in eeg_channels]),
        line_freq_hz=None if raw.info["line_freq"] is None else float(raw.info["line_freq"]),
        auxiliary_v=x_v[n_eeg + n_emg :],
        auxiliary_types=tuple(kinds[row] for row in auxiliary),
        duration_s=raw.n_times / rate_hz,
        notes=tuple(remarks),
    )


def _open_raw(path: Path) -> tuple[Any, list[str]]:
    from mne_bids import get_bids_path_from_fname, read_raw_bids

    try:
        _check_file(path)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            raw = read_raw_bids(get_bids_path_from_fname(path, verbose="error"), verbose="warning")
    except RecordingError:
        raise
    except Exception as error:
        raise _unreadable(path, error) from error
    said = {" ".join(str(warning.message).split()) for warning in caught}
    remarks = sorted(remark for remark in said if not remark.startswith(_UNREMARKABLE))
    for remark in remarks:
        if "does not match the file size" in remark:
            raise RecordingError(
                f"{path}: the file is shorter or longer than its header says",
                remark,
                "copy the file again from its source",
            )
    return raw, remarks


def _check_file(path: Path) -> None:
    if not path.exists():
        raise RecordingError(
            f"{path}: no such file", "", "correct the path or restore the file from its source"
        )
    with path.open("rb") as file:
        head = file.read(256)
    if not head:
        raise RecordingError(
            f"{path}: the file is empty", "", "copy the file again from its source"
        )
    if path.suffix.lower() in (".edf", ".bdf") and head[:1] not in (b"0", b"\xff"):
        raise RecordingError(
            f"{path}: not an {path.suffix[1:].upper()} file",
            f"it begins with {head[:20]!r}",
            "export the recording again; renaming a text file does not convert it",
        )


def _unreadable(path: Path, error: Exception) -> RecordingError:
    message = " ".join(str(error).split())[:400]
    if isinstance(error, PermissionError):
        remedy = f"make {error.filename or path} readable (chmod a+r)"
    elif isinstance(error, FileNotFoundError):
        remedy = "restore the missing file beside it, or correct the name that its header gives"
    elif isinstance(error, UnicodeDecodeError):
        remedy = "save the header and the .tsv and .json files beside it as UTF-8"
    elif "number of columns" in message:
        remedy = "give every row of the .tsv files beside it the same number of columns"
    elif "channels.tsv" in message or "channel" in message.lower():
        remedy = "make channels.tsv list the channels of the file, in the same order and spelling"
    else:
        remedy = "check the file in the recording software and export it again, or leave it out"
    return RecordingError(f"{path}: cannot be read", f"{type(error).__name__}: {message}", remedy)


def _check_length(path: Path, raw: Any) -> None:
    duration_s = raw.n_times / raw.info["sfreq"]
    if duration_s < _SHORTEST_S:
        raise RecordingError(
            f"{path}: the recording lasts {duration_s:.3g} s",
            "that is too short for any estimate",
            "copy the file again from its source, or leave it out",
        )
    sidecar = path.with_suffix(".json")
    if not sidecar.is_file():
        return
    stated_s = json.loads(sidecar.read_text(encoding="utf-8")).get("RecordingDuration")
    if isinstance(stated_s, int | float) and abs(stated_s - duration_s) > max(1, 0.01 * stated_s):
        raise RecordingError(
            f"{path}: the file holds {duration_s:.1f} s, but {sidecar.name} says {stated_s:.1f} s",
            "the file was cut off, or its header gives a wrong rate",
            "copy the file again from its source, or correct RecordingDuration",
        )


def _check_events(path: Path, remarks: Sequence[str]) -> None:
    for remark in remarks:
        if remark.startswith("Omitted"):
            raise RecordingError(
                f"{path}: events lie outside the recording",
                remark,
                "correct the onsets in events.tsv (seconds from the beginning of the recording)",
            )


def _samples(
    path: Path, raw: Any, rows: Sequence[int], spans: Sequence[tuple[float, float]] | None
) -> NDArray[np.float64]:
    rate_hz = raw.info["sfreq"]
    try:
        if spans is None:
            return raw.get_data(picks=list(rows), verbose="error")
        pieces = []
        for onset_s, duration_s in spans:
            length = round(duration_s * rate_hz)
            start = max(0, min(round(onset_s * rate_hz), raw.n_times - length))
            pieces.append(
                raw.get_data(picks=list(rows), start=start, stop=start + length, verbose="error")
            )
        return np.concatenate(pieces, axis=1) if pieces else np.zeros((len(rows), 0))
    except Exception as error:
        raise _unreadable(path, error) from error


def _check_unit(path: Path, kind: str, x_v: NDArray[np.float64], rate_hz: float) -> None:
    """Refuse amplitudes that only a wrong unit explains.

    Judged on the change within 10 ms, which neither a drift nor an electrode offset enlarges.
    """
    if x_v.size == 0:
        return
    lag = max(1, round(_STEP_S * rate_hz))
    steps = np.abs(x_v[:, lag::lag] - x_v[:, :-lag:lag])
    per_channel = np.array([_finite_median(row) for row in steps]) * 1.4826
    moving = per_channel[per_channel > 0]
    if moving.size == 0:
        return
    typical_v = float(np.median(moving))
    low_v, high_v = _PLAUSIBLE_STEP_V[kind]
    if low_v <= typical_v <= high_v:
        return
    raise RecordingError(
        f"{path}: the {kind} changes by {typical_v * 1e6:.3g} uV within 10 ms",
        f"plausible is {low_v * 1e6:g} to {high_v * 1e6:g} uV: the unit in the file is wrong"
        f"{_suggested_unit(typical_v, low_v, high_v)}",
        "correct the unit in the file's header (volts, millivolts or microvolts) and try again",
    )


def _suggested_unit(typical_v: float, low_v: float, high_v: float) -> str:
    for factor, text in (
        (1e-3, "it would be plausible if the numbers were a thousandth of that"),
        (1e-6, "it would be plausible if volts were microvolts"),
        (1e3, "it would be plausible if the numbers were a thousand times that"),
        (1e6, "it would be plausible if microvolts were volts"),
    ):
        if low_v <= typical_v * factor <= high_v:
            return f" ({text})"
    return ""


def _finite_median(values: NDArray[np.float64]) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else 0.0


def _events_and_bad_spans(
    path: Path, raw: Any
) -> tuple[tuple[tuple[float, float, str], ...], tuple[tuple[float, float], ...]]:
    first_s = raw.first_time if raw.info["meas_date"] is not None else 0.0
    events, bad = [], []
    for annotation in raw.annotations:
        onset_s = float(annotation["onset"]) - first_s
        duration_s, name = float(annotation["duration"]), str(annotation["description"])
        if name.lower().startswith(("bad", "edge")):
            bad.append((onset_s, duration_s))
        elif _is_boundary(name):
            bad.append((onset_s, 0.0))
        else:
            events.append((onset_s, duration_s, name))
    return tuple(events), tuple(sorted({*bad, *_own_boundaries(path)}))


def _own_boundaries(path: Path) -> list[tuple[float, float]]:
    """Find where a BrainVision recording was paused; events.tsv need not repeat its markers."""
    markers = path.with_suffix(".vmrk")
    if path.suffix.lower() != ".vhdr" or not markers.is_file():
        return []
    import mne

    try:
        with mne.use_log_level("error"):
            found = mne.read_annotations(markers)
    except Exception as error:
        raise _unreadable(markers, error) from error
    return [
        (float(annotation["onset"]), 0.0)
        for annotation in found
        if _is_boundary(annotation["description"]) and annotation["onset"] > 0
    ]


def _is_boundary(name: str) -> bool:
    return name.lower().startswith(("new segment", "boundary"))


def _positions(raw: Any, names: Sequence[str]) -> NDArray[np.float64] | None:
    montage = raw.get_montage()
    if montage is None:
        return None
    known = montage.get_positions()["ch_pos"]
    if any(name not in known or not np.all(np.isfinite(known[name])) for name in names):
        return None
    return np.array([known[name] for name in names])
