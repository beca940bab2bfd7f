"""Inspection of one recording file: read it, cut it into segments, check it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.quality.channel_checks import mains_prominence
from eeg2emg.quality.duplicate_recordings import samples_digest
from eeg2emg.quality.recording_checks import check_quality
from eeg2emg.quality.recording_quality import RecordingQuality, unusable_recording
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.recordings.order import acquisition_time
from eeg2emg.recordings.reading import read_recording
from eeg2emg.recordings.segments import phase_notes, plain_name, segment_recording
from eeg2emg.recordings.sidecars import check_events_within, find_sidecar
from eeg2emg.recordings.statements import Statement, difference
from eeg2emg.recordings.two_devices import TimeLimits

_MAINS_HZ = (50.0, 60.0)
_PLAINLY_MAINS = 4.0  # a peak of mains is far higher, the slope of a spectrum lower

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from eeg2emg.recordings.reading import Recording
    from eeg2emg.recordings.segments import Segment


def inspect_recording(
    path: str | os.PathLike[str],
    *,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str],
    phases: Mapping[str, Sequence[str]],
    length_s: float,
    phases_from: str = "events",
    line_freq_hz: float | None = None,
    analysis_rate_hz: float = 0.0,
    envelope_rate_hz: float = 0.0,
    thresholds: Mapping[str, Any] | None = None,
) -> RecordingQuality:
    """Inspect one recording; what is wrong with it is the result, not an exception.

    Parameters
    ----------
    path : path-like
        The data file within a BIDS dataset.
    eeg_channels, emg_channels : sequence of str
        The configured channels.
    phases, length_s, phases_from
        As in `eeg2emg.recordings.segments.segment_recording`.
    line_freq_hz : float, optional
        Power line frequency; by default what the dataset states.
    analysis_rate_hz, envelope_rate_hz : float
        Rates at which the EEG and the envelope of the EMG are to be analysed.
    thresholds : mapping of str to float, optional
        Fields of `QualityThresholds` that differ from their defaults.

    Returns
    -------
    RecordingQuality
    """
    limits = QualityThresholds(**(thresholds or {}))
    phases = {phase: [plain_name(label) for label in labels] for phase, labels in phases.items()}
    try:
        recording = read_recording(
            path,
            eeg_channels=eeg_channels,
            emg_channels=emg_channels,
            time_limits=TimeLimits(limits.max_start_offset_ms, limits.max_drift_ms_per_min),
        )
        acquired = acquisition_time(recording.path)
        line_freq_hz, line_notes = _line_frequency(recording, line_freq_hz)
        segments = _segments(recording, phases, length_s, phases_from)
    except RecordingError as error:
        return unusable_recording(path, str(error))
    signals = check_quality(
        recording.eeg_v,
        recording.emg_v,
        recording.rate_hz,
        eeg_channels=recording.eeg_channels,
        emg_channels=recording.emg_channels,
        segments=segments,
        line_freq_hz=line_freq_hz,
        marked_bad=recording.bad_channels,
        analysis_rate_hz=analysis_rate_hz,
        emg_rate_hz=recording.emg_rate_hz,
        envelope_rate_hz=envelope_rate_hz,
        thresholds=limits,
    )
    positions_m = recording.positions_m
    return RecordingQuality(
        **vars(signals),
        recording=recording.name,
        subject=recording.subject,
        task=recording.task,
        path=str(path),
        segments=segments,
        rate_hz=recording.rate_hz,
        emg_rate_hz=recording.emg_rate_hz,
        duration_s=recording.duration_s,
        acquired=acquired,
        line_freq_hz=line_freq_hz,
        eeg_digest=samples_digest(recording.eeg_v),
        matched=recording.matched,
        marked_bad=list(recording.bad_channels),
        positions_m=None if positions_m is None else np.round(positions_m, 6).tolist(),
        notes=[
            *recording.notes,
            *line_notes,
            *(phase_notes(recording.events, phases) if phases_from == "events" else ()),
        ],
        common_time=recording.common_time,
    )


def _line_frequency(recording: Recording, configured_hz: float | None) -> tuple[float, list[str]]:
    """Give the power line frequency, and where it is stated differently."""
    statements = list(recording.line_statements)
    if recording.line_freq_hz is not None:
        statements.insert(0, Statement(recording.line_freq_hz, "the dataset"))
    if configured_hz:
        statements.insert(0, Statement(configured_hz, "line_hz of the configuration"))
    if not statements:
        raise RecordingError(
            f"{recording.path}: the power line frequency is unknown",
            "neither the configuration nor the dataset (PowerLineFrequency) states it",
            "set it in the configuration (50 or 60)",
        )
    used_hz = float(statements[0].value)
    others = [one for one in statements if one.value in _MAINS_HZ and one.value != used_hz]
    if others:
        _refuse_other_mains(recording, statements[0], others)
    return used_hz, difference("the power line frequency", "Hz", statements)


def _refuse_other_mains(recording: Recording, used: Statement, others: Sequence[Statement]) -> None:
    """Refuse a frequency without mains where the EEG has them at one stated elsewhere."""
    seen = mains_prominence(recording.eeg_v, recording.rate_hz, used.value)
    for value, place in others:
        other = mains_prominence(recording.eeg_v, recording.rate_hz, value)
        if other > _PLAINLY_MAINS * max(seen, 1.0):
            raise RecordingError(
                f"{recording.path}: the power line frequency is {value:g} Hz ({place}), not "
                f"{used.value:g} Hz ({used.place})",
                f"at {value:g} Hz the EEG has {other:.3g} times the power beside it, at "
                f"{used.value:g} Hz {seen:.3g} times; the notch would miss the mains",
                f"set line_hz to {value:g}, or correct PowerLineFrequency",
            )


def _segments(
    recording: Recording, phases: Mapping[str, Sequence[str]], length_s: float, phases_from: str
) -> list[Segment]:
    table = find_sidecar(recording.path, "events", ".tsv") if phases_from == "events" else None
    if table is not None:
        labels = {label for names in phases.values() for label in names}
        check_events_within(table, recording.duration_s, labels.__contains__)
    try:
        return segment_recording(
            recording.events,
            phases,
            length_s=length_s,
            recording_s=recording.duration_s,
            task=recording.task,
            phases_from=phases_from,
            bad_spans=recording.bad_spans,
            sample_s=1.0 / recording.rate_hz,
        )
    except RecordingError as error:
        place = table or recording.path
        raise RecordingError(f"{place}: {error.what}", error.why, error.remedy) from None
