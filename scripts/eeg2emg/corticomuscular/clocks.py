"""Clocks: whether EEG and EMG share a time that is exact enough for phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.recordings.two_devices import FEWEST_EVENTS

if TYPE_CHECKING:
    from eeg2emg.quality.recording_quality import RecordingQuality

MOST_APART_MS = 2.0
"""How far the times of two devices may be apart anywhere in a recording: at 30 Hz 22 degrees."""


def why_no_common_clock(quality: RecordingQuality, *, aligned_by_hand: bool) -> str:
    """Say why the phase of a muscle against the brain means nothing in a recording.

    Connectivity within the EEG and within the EMG bears tens of milliseconds between two devices;
    a phase at 20 Hz has turned round in 25 ms, and a drift smears it.

    Parameters
    ----------
    quality : RecordingQuality
        What is known of it.
    aligned_by_hand : bool
        Whether whoever configured the run says that two devices were aligned by hand, which a file
        that holds both does not tell.

    Returns
    -------
    str
        Empty where one clock, or triggers that both devices recorded, vouch for the time.
    """
    if aligned_by_hand:
        return (
            "EEG and EMG come from two devices that were aligned by hand "
            "(corticomuscular.aligned_by_hand): a few milliseconds turn the phase between them, "
            "and a drift of their clocks smears it. Record both by one device, or one trigger in "
            "both"
        )
    found = quality.common_time
    if found is None:
        return ""
    if found.shared_events < FEWEST_EVENTS or found.drift_from != "events":
        return (
            "EEG and EMG are files of two devices, and nothing but their begins and lengths says "
            f"that they show the same time ({found.shared_events} events in both; "
            f"{FEWEST_EVENTS} that span half of the recording are needed): a few milliseconds turn "
            "the phase between them. Record one trigger in both, and put its events into both "
            "files"
        )
    begin_ms = found.start_offset_ms or 0.0
    end_ms = begin_ms + found.drift_ms_per_min * (quality.duration_s or 0.0) / 60
    apart_ms = max(abs(begin_ms), abs(end_ms))
    if apart_ms > MOST_APART_MS:
        return (
            f"EEG and EMG of two devices are {apart_ms:.1f} ms apart by the events that both "
            f"recorded ({begin_ms:+.1f} ms at the begin, {end_ms:+.1f} ms at the end); at most "
            f"{MOST_APART_MS:g} ms leave the phase between them its meaning. Align and resample "
            "the EMG by these events"
        )
    return ""
