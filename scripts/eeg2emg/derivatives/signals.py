"""Cleaned recordings as BrainVision, with what BIDS wants beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from eeg2emg.derivatives.naming import folder_of
from eeg2emg.files.atomic import write_text
from eeg2emg.files.brainvision import write_brainvision
from eeg2emg.files.tables import write_json
from eeg2emg.signals.filters import EEG_HIGH_PASS_HZ

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from eeg2emg.cleaning.cleaned_recording import CleanedRecording

_STRETCH_SAMPLES = 60_000
_AS_RECORDED = "as recorded: see the dataset that this one is derived from"


def write_signals(
    root: Path, recording: CleanedRecording, *, line_hz: float, emg_high_pass_hz: float, source: str
) -> None:
    """Write the cleaned EEG and EMG of one recording; nothing of one that is left out.

    They are files of their own, as their rates differ.

    Parameters
    ----------
    root : Path
        Folder of the derivative dataset.
    recording : CleanedRecording
        The recording, open or in memory; its samples are read in stretches.
    line_hz : float
        Frequency of the mains, in Hz.
    emg_high_pass_hz : float
        Lowest frequency of the cleaned EMG, in Hz.
    source : str
        BIDS address of the data file that was cleaned.
    """
    if recording.left_out:
        return
    task = next(e.removeprefix("task-") for e in recording.name.split("_") if "task-" in e)
    shared = {
        "TaskName": task,
        "EEGReference": _AS_RECORDED,
        "PowerLineFrequency": line_hz,
        "RecordingType": "continuous",
        "Sources": [source],
    }
    eeg_about = {
        "Description": "EEG without what its independent component analysis labelled an artefact",
        "SoftwareFilters": _filters(EEG_HIGH_PASS_HZ, line_hz),
        "InterpolatedChannels": list(recording.notes.get("interpolated", [])),
        "RemovedComponents": recording.notes.get("removed_components", 0),
    }
    emg_about = {
        "Description": "EMG without the component that is heartbeat or line noise, if it has one",
        "SoftwareFilters": _filters(emg_high_pass_hz, line_hz),
        "IndependentComponentAnalysis": recording.notes.get("emg", {}),
    }
    eeg = _Signals("EEG", recording.eeg_v, recording.eeg_rate_hz, recording.eeg_channels)
    emg = _Signals("EMG", recording.emg_v, recording.emg_rate_hz, recording.emg_channels)
    stem = root / folder_of(recording.name) / f"{recording.name}_desc-cleaned"
    for path, signals, about in ((stem, eeg, eeg_about), (Path(f"{stem}Emg"), emg, emg_about)):
        if signals.channels:
            _write(path, signals, shared | about)
            write_text(f"{path}_events.tsv", _table(_events(recording)))
            write_json(f"{path}_events.json", _EVENT_COLUMNS)


class _Signals(NamedTuple):
    kind: str
    signals_v: NDArray[Any]
    rate_hz: float
    channels: Sequence[str]


def _filters(high_pass_hz: float, line_hz: float) -> dict[str, dict[str, Any]]:
    return {
        "High-pass": {"cutoff (Hz)": high_pass_hz, "phase": "zero"},
        "Notch": {"mains (Hz)": line_hz, "also": "its harmonics", "phase": "zero"},
    }


def _write(stem: Path, signals: _Signals, about: dict[str, Any]) -> None:
    write_brainvision(
        stem.parent,
        f"{stem.name}_eeg",
        _stretches(signals.signals_v),
        signals.rate_hz,
        signals.channels,
        number_format="binary_float32",
    )
    counts = {
        f"{kind}ChannelCount": len(signals.channels) * (kind == signals.kind)
        for kind in ("EEG", "EMG", "EOG", "ECG", "MISC", "Trigger")
    }
    length = {
        "SamplingFrequency": signals.rate_hz,
        "RecordingDuration": signals.signals_v.shape[1] / signals.rate_hz,
    }
    write_json(f"{stem}_eeg.json", about | counts | length)
    rows = [("name", "type", "units", "sampling_frequency")]
    rows += [(name, signals.kind, "µV", f"{signals.rate_hz:g}") for name in signals.channels]
    write_text(f"{stem}_channels.tsv", _table(rows))


_EVENT_COLUMNS = {
    "trial_type": {"Description": "Phase of the segment."},
    "segment": {
        "Description": "Number of the segment in the tables of matrices; one that consists of "
        "several trials has a line for each."
    },
}


def _events(recording: CleanedRecording) -> list[tuple[str, ...]]:
    runs = sorted(
        (onset_s, duration_s, segment.phase, number)
        for number, segment in enumerate(recording.segments)
        for onset_s, duration_s in segment.runs
    )
    return [
        ("onset", "duration", "trial_type", "segment"),
        *(
            (repr(float(onset_s)), repr(float(duration_s)), phase, str(number))
            for onset_s, duration_s, phase, number in runs
        ),
    ]


def _stretches(signals_v: NDArray[Any]) -> Iterator[NDArray[Any]]:
    for start in range(0, signals_v.shape[1], _STRETCH_SAMPLES):
        yield signals_v[:, start : start + _STRETCH_SAMPLES]


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)
