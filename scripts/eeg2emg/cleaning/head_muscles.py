"""Head muscles: how strong the EMG of the neck, the jaw or the face is in each segment.

Muscles of the head reach the electrodes of the EEG, and go with effort. What their own EMG tells
about the muscles of the arm need not come from the brain, and is what the EEG has to add to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.cleaning.cleaned_recording import HeadMuscles, cut
from eeg2emg.recordings.head_muscles import open_head_muscles
from eeg2emg.signals.filters import prepared_emg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.quality.recording_quality import RecordingQuality


def head_muscles(
    quality: RecordingQuality,
    channels: Sequence[str],
    *,
    line_freq_hz: float,
    emg_rate_hz: float,
    high_pass_hz: float,
) -> HeadMuscles:
    """Measure the head muscles of each segment, filtered as the EMG is.

    Parameters
    ----------
    quality : RecordingQuality
        What is known of the recording: its file and its segments.
    channels : sequence of str
        Names of the channels.
    line_freq_hz : float
        Power line frequency, whose harmonics are taken out.
    emg_rate_hz, high_pass_hz : float
        As of `eeg2emg.signals.filters.prepared_emg`.

    Returns
    -------
    HeadMuscles

    Raises
    ------
    RecordingError
        If a channel is missing.
    """
    opened = open_head_muscles(quality.path, channels, matched=quality.matched)
    filtered, rate_hz = prepared_emg(
        opened.emg,
        opened.emg_rate_hz,
        line_freq_hz=line_freq_hz,
        emg_rate_hz=emg_rate_hz,
        high_pass_hz=high_pass_hz,
    )
    signals_v = filtered.read()
    amplitude_v = np.empty((len(quality.segments), len(channels)))
    for place, segment in enumerate(quality.segments):
        amplitude_v[place] = np.sqrt(np.mean(cut(signals_v, rate_hz, segment) ** 2, axis=1))
    return HeadMuscles(tuple(channels), amplitude_v)
