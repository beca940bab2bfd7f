"""Signals of a segment, cut from a cleaned recording as the estimators take them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol, TypeVar

from eeg2emg.cleaning.cleaned_recording import cut, require_eeg_rate, run_lengths
from eeg2emg.connectivity.segment_result import SegmentSource
from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from eeg2emg.cleaning.cleaned_recording import CleanedRecording
    from eeg2emg.recordings.segments import Segment

log = logging.getLogger("eeg2emg")

T = TypeVar("T")


class AtRate(Protocol):
    """Settings with the rate at which the EEG is analysed."""

    @property
    def rate_hz(self) -> float:
        """Give the rate in Hz."""


def segment_name(recording: CleanedRecording, segment: Segment) -> str:
    """Identify a segment among those of all recordings."""
    return f"{recording.name}_seg-{segment.index:03d}"


def segment_source(
    recording: CleanedRecording, segment: Segment, eeg_rate_hz: float
) -> SegmentSource:
    """Cut one segment.

    Parameters
    ----------
    recording : CleanedRecording
        The recording.
    segment : Segment
        One of its segments.
    eeg_rate_hz : float
        Rate at which the EEG is analysed.

    Returns
    -------
    SegmentSource

    Raises
    ------
    EstimationError
        If the EEG has another rate (`eeg2emg.cleaning.cleaned_recording.require_eeg_rate`).
    """
    require_eeg_rate(recording, eeg_rate_hz)
    eeg_v, emg_v = recording.segment_arrays(segment)
    emg_before_v = emg_v
    if recording.emg_before_v is not None:
        emg_before_v = cut(recording.emg_before_v, recording.emg_rate_hz, segment)
    return SegmentSource(
        eeg_runs=run_lengths(recording.eeg_rate_hz, segment),
        emg_runs=run_lengths(recording.emg_rate_hz, segment),
        name=segment_name(recording, segment),
        subject=recording.subject,
        recording=recording.name,
        phase=segment.phase,
        cycle=segment.cycle,
        onset_s=segment.onset_s,
        eeg_v=eeg_v,
        emg_v=emg_v,
        emg_before_v=emg_before_v,
        muscle_v=recording.muscle_of(segment),
        muscle_components=recording.muscle_components,
        high_v=recording.high_of(segment),
        head_v=recording.head_of(segment),
        high_left_out="" if recording.high is None else recording.high.left_out,
        eeg_channels=recording.eeg_channels,
        emg_channels=recording.emg_channels,
    )


def estimate_segments(
    recording: CleanedRecording, settings: AtRate, estimate: Callable[[SegmentSource], T]
) -> tuple[list[T], dict[str, str]]:
    """Estimate something of every segment of a recording.

    Parameters
    ----------
    recording : CleanedRecording
        May be left out, and then has no segments.
    settings : EegSettings, or other settings with a ``rate_hz``
        Rate at which the EEG is analysed.
    estimate : callable
        From a segment's signals to what is estimated of it.

    Returns
    -------
    list
        What was estimated, in the order of the segments.
    dict of str to str
        The segments that were refused, with the reason.
    """
    found, refused = [], {}
    for segment in recording.segments:
        name = segment_name(recording, segment)
        try:
            found.append(estimate(segment_source(recording, segment, settings.rate_hz)))
        except EstimationError as error:
            refused[name] = str(error)
            log.warning("%s is left out: %s", name, error)
        else:
            log.info("%s: done", name)
    return found, refused
