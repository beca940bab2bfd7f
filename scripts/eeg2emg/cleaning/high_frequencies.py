"""High frequencies: how loud the EEG is above a limit, before anything is removed from it.

Amplifier noise, movement and muscles of the head all raise it, and the brain hardly does: a skill
that this amplitude reaches need not come from the brain. So muscle components stay in, and the
recording is measured at its own rate, before it is decimated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.cleaning.cleaned_recording import HighFrequencies
from eeg2emg.recordings.reading import span_of
from eeg2emg.signals.band_amplitude import band_amplitude
from eeg2emg.signals.pieces import SignalsOfRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.quality.recording_quality import RecordingQuality
    from eeg2emg.recordings.reading import OpenRecording

LEAST_WIDTH_HZ = 10.0
"""A narrower band above the limit says nothing."""

_SHARE_OF_RATE = 0.45  # above, the recorder's own filter against aliasing has begun


def high_frequencies(
    opened: OpenRecording,
    quality: RecordingQuality,
    *,
    limit_hz: float,
    line_freq_hz: float,
    bad_channels: Sequence[str] = (),
) -> HighFrequencies:
    """Measure each segment's EEG above a limit, as it was recorded.

    Parameters
    ----------
    opened : OpenRecording
        The recording; its EEG keeps its reference.
    quality : RecordingQuality
        What is known of it: its segments, and up to where its EEG has power.
    limit_hz : float
        Lower edge of the band. The upper one is 0.45 of the rate, or what a stated low-pass
        leaves.
    line_freq_hz : float
        Power line frequency, whose harmonics do not count.
    bad_channels : sequence of str
        Channels whose own samples do not count: each is given the root mean square over all the
        others, and so adds nothing to what they say.

    Returns
    -------
    HighFrequencies
    """
    channels = opened.eeg_channels
    amplitude_v = np.full((len(quality.segments), len(channels)), np.nan)
    upper_hz, left_out = _upper_edge(opened, quality, limit_hz)
    if left_out:
        return HighFrequencies(amplitude_v, left_out)
    good = [row for row, name in enumerate(channels) if name not in bad_channels]
    eeg = SignalsOfRows(opened.eeg, good)
    for place, segment in enumerate(quality.segments):
        of_runs_v = [
            band_amplitude(
                span_of(eeg, opened.rate_hz, onset_s, length_s),
                opened.rate_hz,
                (limit_hz, upper_hz),
                line_freq_hz=line_freq_hz,
            )
            for onset_s, length_s in segment.runs
        ]
        own_v = of_runs_v[0]
        if len(of_runs_v) > 1:
            lengths_s = [length_s for _, length_s in segment.runs]
            own_v = np.sqrt(np.average(np.square(of_runs_v), axis=0, weights=lengths_s))
        amplitude_v[place] = np.sqrt(np.mean(own_v**2))
        amplitude_v[place, good] = own_v
    return HighFrequencies(amplitude_v, "")


def _upper_edge(
    opened: OpenRecording, quality: RecordingQuality, limit_hz: float
) -> tuple[float, str]:
    """Find up to where the EEG carries anything, and say why that leaves nothing, if so."""
    said = opened.statements[0]
    own_hz = [said.own_rates_hz.get(opened.matched[name]) for name in opened.eeg_channels]
    rate_hz = min([opened.rate_hz, *(hz for hz in own_hz if hz is not None)])
    low_passes = [
        one.statement for one in said.filters if one.kind == "low-pass" and one.about in ("", "EEG")
    ]
    edges = {f"it was recorded at {rate_hz:g} Hz": _SHARE_OF_RATE * rate_hz}
    edges |= {
        f"{one.place} says that it was low-passed at {float(one.said):g} Hz": float(one.said)
        for one in low_passes
    }
    why, upper_hz = min(edges.items(), key=lambda edge: edge[1])
    # What is found in the samples refuses, and moves no edge: it wavers between recordings.
    tops = [values.get("highest_hz") for values in quality.eeg.values()]
    top = float(np.median([np.inf if one is None else one for one in tops] or [np.inf]))
    if top < upper_hz and top < limit_hz + LEAST_WIDTH_HZ:
        why = f"it has next to no power above {top:.0f} Hz, as where it was low-passed"
    elif upper_hz >= limit_hz + LEAST_WIDTH_HZ:
        return upper_hz, ""
    return upper_hz, f"its EEG holds too little above {limit_hz:g} Hz: {why}"
