"""Outlook of a recording: what of the workflow's verdict on it is known before its samples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.importing.events import chosen_events
from eeg2emg.importing.foreign import ForeignChannel, unit_of_table, volts_per_unit_of
from eeg2emg.planning.foreign_header import read_foreign_header
from eeg2emg.quality.inspection import cut_recording
from eeg2emg.quality.line_frequency import stated_line_frequencies
from eeg2emg.quality.recording_checks import eeg_verdict, emg_verdict
from eeg2emg.quality.recording_findings import gather_findings, refuse_interpolated
from eeg2emg.quality.recording_quality import RecordingQuality, unusable_recording
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.recordings.head_muscles import open_head_muscles
from eeg2emg.recordings.montage_matching import match_recorded
from eeg2emg.recordings.order import acquisition_time
from eeg2emg.recordings.pauses import is_bad, is_pause
from eeg2emg.recordings.reading import open_recording
from eeg2emg.recordings.segmenting import DESIGN, Design, design_of, segment_recording
from eeg2emg.recordings.two_devices import TimeLimits
from eeg2emg.simulation.settings import SimulationSettings, recording_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.recordings.findings import Finding
    from eeg2emg.recordings.segments import Event, Segment

MARKED = "marked as bad in the dataset"


def outlook_of_bids(path: str, *, settings: dict[str, Any]) -> RecordingQuality:
    """Judge a recording of a BIDS dataset by all but its samples.

    Parameters
    ----------
    path : str
        The data file.
    settings : dict
        Keyword arguments of `eeg2emg.quality.inspection.inspect_recording`.

    Returns
    -------
    RecordingQuality
        Without what only the samples tell: bad channels are those that are marked, and the rank is
        unknown (0).
    """
    limits = QualityThresholds(**settings["thresholds"])
    findings: list[Finding] = []
    try:
        recording = open_recording(
            path,
            eeg_channels=settings["eeg_channels"],
            emg_channels=settings["emg_channels"],
            montage=settings.get("montage"),
            time_limits=TimeLimits(limits.max_start_offset_ms, limits.max_drift_ms_per_min),
        )
        if settings.get("head_muscles"):
            open_head_muscles(path, settings["head_muscles"])
        acquired = acquisition_time(recording.path)
        band_hz = settings["emg_band_hz"]
        findings = [
            *gather_findings(
                recording,
                acquired=acquired,
                eeg_band_hz=settings["eeg_band_hz"],
                emg_band_hz=band_hz,
            ),
            *stated_line_frequencies(recording, settings["line_freq_hz"]),
        ]
        refuse_interpolated(
            recording, eeg_hz=settings["analysis_rate_hz"], emg_hz=2 * band_hz[1], imported_hz=None
        )
        segments, cutting_notes = cut_recording(recording, _design(settings))
    except RecordingError as error:
        return unusable_recording(path, str(error), findings)
    notes = [finding.describe() for finding in findings if finding.differs]
    return _judged(
        settings,
        limits,
        segments,
        marked=recording.bad_channels,
        recording=recording.name,
        subject=recording.subject,
        task=recording.task,
        path=path,
        rate_hz=recording.rate_hz,
        emg_rate_hz=recording.emg_rate_hz,
        duration_s=recording.duration_s,
        acquired=acquired,
        line_freq_hz=settings["line_freq_hz"],
        matched=recording.matched,
        distances_mm=recording.distances_mm,
        notes=[*recording.notes, *notes, *cutting_notes],
    )


def outlook_of_file(
    file: str, *, settings: dict[str, Any], row: dict[str, Any]
) -> RecordingQuality:
    """Judge a file to import by its header and events.

    Parameters
    ----------
    file : str
        The file.
    settings : dict
        As in `outlook_of_bids`.
    row : dict
        What the import table says of it: name, subject, task, phase, rate_hz, unit,
        layout.

    Returns
    -------
    RecordingQuality
    """
    limits = QualityThresholds(**settings["thresholds"])
    path = Path(file)
    about: dict[str, Any] = {
        "recording": row["name"],
        "subject": row["subject"],
        "task": row["task"],
        "path": file,
    }
    try:
        header = read_foreign_header(path, rate_hz=row["rate_hz"], layout=row["layout"])
        channels = {channel.name: channel for channel in header.channels}
        matched = match_recorded(
            settings["eeg_channels"],
            [*settings["emg_channels"], *settings.get("head_muscles", ())],
            list(channels),
            montage=settings.get("montage"),
        )
        chosen = [channels[own] for own in matched.names.values()]
        picked = [
            ForeignChannel(one.name, one.unit, one.rate_hz, np.empty(0), unit_settled=one.settled)
            for one in chosen
        ]
        for channel in picked:
            volts_per_unit_of(channel, path, unit_of_table(channel, picked, row["unit"]))
        events, notes = chosen_events(header.events, header.duration_s, row["phase"])
        # One file has one rate: slower channels are interpolated when it is imported.
        rate_hz = max(channel.rate_hz for channel in chosen)
        segments, cutting_notes = segment_recording(
            [one for one in events if not (is_bad(one[2]) or is_pause(one[2]))],
            _design(settings),
            recording_s=header.duration_s,
            task=row["task"],
            bad_spans=[
                (onset_s, 0.0 if is_pause(name) else duration_s)
                for onset_s, duration_s, name in events
                if is_bad(name) or is_pause(name)
            ],
            sample_s=1.0 / rate_hz,
        )
    except RecordingError as error:
        text = str(error) if str(path) in str(error) else f"{path}: {error}"
        return RecordingQuality(**about, eeg_reasons=[text])
    return _judged(
        settings,
        limits,
        segments,
        **about,
        rate_hz=rate_hz,
        emg_rate_hz=rate_hz,
        duration_s=header.duration_s,
        line_freq_hz=settings["line_freq_hz"],
        matched=matched.names,
        distances_mm=matched.distances_mm,
        notes=[*notes, *matched.note, *cutting_notes],
    )


def outlooks_of_simulation(
    simulation: SimulationSettings, settings: dict[str, Any]
) -> list[RecordingQuality]:
    """Tell what the recordings of a simulated cohort will be like.

    Parameters
    ----------
    simulation : SimulationSettings
        What is simulated.
    settings : dict
        As in `outlook_of_bids`.

    Returns
    -------
    list of RecordingQuality
    """
    events = [
        (k * simulation.segment_s, simulation.segment_s, simulation.phase_of(k))
        for k in range(simulation.segments)
    ]
    return [
        outlook_of_events(
            settings,
            events,
            recording=name,
            subject=name.split("_")[0].removeprefix("sub-"),
            task=simulation.task,
            rate_hz=simulation.rate_hz,
            emg_rate_hz=simulation.rate_hz,
            duration_s=simulation.recording_s,
        )
        for name in recording_names(simulation)
    ]


def outlook_of_events(
    settings: dict[str, Any], events: Sequence[Event], **about: Any
) -> RecordingQuality:
    """Tell what a recording will be like of which there is no file yet.

    Parameters
    ----------
    settings : dict
        As in `outlook_of_bids`.
    events : sequence of (float, float, str)
        Onset in s, duration in s and name.
    **about
        Of `RecordingQuality`: recording, subject, task, rate_hz, emg_rate_hz and duration_s.

    Returns
    -------
    RecordingQuality
        All channels are taken to be there, by the names of the configuration.
    """
    try:
        segments, notes = segment_recording(
            events,
            _design(settings),
            recording_s=about["duration_s"],
            task=about["task"],
            sample_s=1.0 / about["rate_hz"],
        )
    except RecordingError as error:
        return RecordingQuality(**about, eeg_reasons=[str(error)])
    wanted = [*settings["eeg_channels"], *settings["emg_channels"]]
    return _judged(
        settings,
        QualityThresholds(**settings["thresholds"]),
        segments,
        **about,
        matched={one: one for one in wanted},
        notes=notes,
    )


def _design(settings: dict[str, Any]) -> Design:
    return design_of(**{name: settings[name] for name in DESIGN if name in settings})


def _judged(
    settings: dict[str, Any],
    limits: QualityThresholds,
    segments: list[Segment],
    *,
    marked: Sequence[str] = (),
    **about: Any,
) -> RecordingQuality:
    """Apply the rules of quality that need no samples."""
    eeg, emg = settings["eeg_channels"], settings["emg_channels"]
    reasons = {name: [MARKED] for name in marked}
    bad_eeg = {name: reasons[name] for name in eeg if name in reasons}
    return RecordingQuality(
        **about,
        segments=segments,
        eeg_reasons=eeg_verdict(
            about["duration_s"],
            about["rate_hz"],
            len(segments),
            bad_eeg,
            limits,
            dropped_share=0.0,
            analysis_rate_hz=settings["analysis_rate_hz"],
        ),
        emg_reasons=emg_verdict(
            {"amplitude_v": np.zeros(len(emg)), "snr_db": np.empty(0)},
            {name: reasons[name] for name in emg if name in reasons},
            limits,
            rate_hz=about["emg_rate_hz"],
            envelope_rate_hz=settings["envelope_rate_hz"],
        ),
        bad_eeg_channels=list(bad_eeg),
        channel_reasons=reasons,
        marked_bad=list(marked),
        eeg={name: {} for name in eeg},
    )
