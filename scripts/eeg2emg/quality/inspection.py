"""Inspection of one recording file: read it, cut it into segments, check it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.quality.duplicate_recordings import samples_digest
from eeg2emg.quality.line_frequency import line_frequency
from eeg2emg.quality.recording_checks import check_quality
from eeg2emg.quality.recording_findings import (
    findings_of_unread,
    gather_findings,
    refuse_interpolated,
)
from eeg2emg.quality.recording_quality import RecordingQuality, unusable_recording
from eeg2emg.quality.signal_forms import form_notes
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.recordings.edf_records import duration_by_clock
from eeg2emg.recordings.findings import few
from eeg2emg.recordings.head_muscles import open_head_muscles
from eeg2emg.recordings.order import acquisition_time
from eeg2emg.recordings.reading import check_units, open_recording
from eeg2emg.recordings.segmenting import design_of, segment_recording
from eeg2emg.recordings.sidecars import check_events_within, find_sidecar
from eeg2emg.recordings.two_devices import TimeLimits
from eeg2emg.signals.pieces import held_if_small

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from eeg2emg.recordings.findings import Finding
    from eeg2emg.recordings.reading import RecordingFacts
    from eeg2emg.recordings.segmenting import Design, Segmentation


def inspect_recording(
    path: str | os.PathLike[str],
    *,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str],
    head_muscles: Sequence[str] = (),
    phases: Mapping[str, Sequence[str]],
    length_s: float,
    phases_from: str = "events",
    trials: int = 1,
    windows: Mapping[str, Mapping[str, Any]] | None = None,
    line_freq_hz: float | None = None,
    analysis_rate_hz: float = 0.0,
    envelope_rate_hz: float = 0.0,
    eeg_band_hz: Sequence[float] | None = None,
    emg_band_hz: Sequence[float] | None = None,
    imported_hz: Mapping[str, float] | None = None,
    montage: str | None = None,
    matched: Mapping[str, str] | None = None,
    thresholds: Mapping[str, Any] | None = None,
) -> RecordingQuality:
    """Inspect one recording; what is wrong with it is the result, not an exception.

    Parameters
    ----------
    path : path-like
        The data file within a BIDS dataset.
    eeg_channels, emg_channels : sequence of str
        The configured channels.
    head_muscles : sequence of str
        Channels of the neck, the jaw or the face, which serve as a control.
    phases, length_s, phases_from, trials, windows
        As in `eeg2emg.recordings.segmenting.design_of`.
    line_freq_hz : float, optional
        Power line frequency; by default what the dataset states.
    analysis_rate_hz, envelope_rate_hz : float
        Rates at which the EEG and the envelope of the EMG are to be analysed.
    eeg_band_hz, emg_band_hz : (float, float), optional
        Lowest and highest frequency at which the EEG and the EMG are to be analysed; filters that
        were applied before and reach into them are told.
    imported_hz : mapping of str to float, optional
        The rate at which each channel of an imported recording was recorded, by the file's name.
    montage, matched
        As in `eeg2emg.recordings.reading.open_recording`.
    thresholds : mapping of str to float, optional
        Fields of `QualityThresholds` that differ from their defaults.

    Returns
    -------
    RecordingQuality
    """
    limits = QualityThresholds(**(thresholds or {}))
    findings: list[Finding] = []
    design = design_of(phases, length_s, phases_from, trials, windows)
    try:
        recording = open_recording(
            path,
            eeg_channels=eeg_channels,
            emg_channels=emg_channels,
            montage=montage,
            matched=matched,
            time_limits=TimeLimits(limits.max_start_offset_ms, limits.max_drift_ms_per_min),
        )
        if head_muscles:
            open_head_muscles(path, head_muscles, matched=matched)
    except RecordingError as error:
        return unusable_recording(path, str(error), findings_of_unread(Path(path)))
    try:
        eeg, emg = held_if_small(recording.eeg), held_if_small(recording.emg)
        acquired = acquisition_time(recording.path)
        findings = gather_findings(
            recording, acquired=acquired, eeg_band_hz=eeg_band_hz, emg_band_hz=emg_band_hz
        )
        check_units(recording, eeg, emg)
        line_freq_hz, line, refusal = line_frequency(recording, eeg, line_freq_hz)
        findings += line
        if refusal:
            return unusable_recording(path, refusal, findings)
        refuse_interpolated(
            recording,
            eeg_hz=analysis_rate_hz,
            emg_hz=2 * emg_band_hz[1] if emg_band_hz else 0.0,
            imported_hz=imported_hz,
        )
        segments, cutting_notes = cut_recording(recording, design)
        signals = check_quality(
            eeg,
            emg,
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
        digest = samples_digest(eeg)
    except RecordingError as error:
        return unusable_recording(path, str(error), findings)
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
        eeg_digest=digest,
        matched=recording.matched,
        distances_mm=recording.distances_mm,
        marked_bad=list(recording.bad_channels),
        positions_m=None if positions_m is None else np.round(positions_m, 6).tolist(),
        notes=[
            *recording.notes,
            *form_notes(signals.eeg, signals.emg, analysis_rate_hz, recording.rate_hz),
            *cutting_notes,
        ],
        findings=findings,
        common_time=recording.common_time,
    )


def cut_recording(recording: RecordingFacts, design: Design) -> Segmentation:
    """Cut a recording into segments by its events or its task; its samples are not looked at.

    Parameters
    ----------
    recording : Recording
        The recording.
    design : Design
        How it is cut.

    Returns
    -------
    Segmentation

    Raises
    ------
    RecordingError
        An event lies outside the recording, or nothing tells its phases; the table is named.
    """
    by_events = design.phases_from == "events"
    table = find_sidecar(recording.path, "events", ".tsv") if by_events else None
    if table is not None:
        end_s = duration_by_clock(recording.path) or recording.duration_s
        check_events_within(table, end_s, design.labels.__contains__)
    try:
        return segment_recording(
            recording.events,
            design,
            recording_s=recording.duration_s,
            task=recording.task,
            bad_spans=recording.bad_spans,
            sample_s=1.0 / recording.rate_hz,
        )
    except RecordingError as error:
        place = table or recording.path
        why = error.why
        if table is None and by_events:
            beside = sorted(file.name for file in place.parent.glob("*_events.tsv"))
            why += f"; {few(beside)} are of other recordings by their names" if beside else ""
        raise RecordingError(f"{place}: {error.what}", why, error.remedy) from None
