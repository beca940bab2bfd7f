"""Fitting data of an ICA: which recordings of a subject it may see, and which are kept from it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.recordings.segments import Segment


def earlier_recordings(segments_by_recording: Mapping[str, Sequence[Segment]]) -> list[str]:
    """Choose the recordings of the first half of a subject's time.

    Half, because what `blocked` trains on ends at about 70 % and moves back when later recordings
    turn out to be unusable, which the EMG may decide and the ICA must not follow.

    Parameters
    ----------
    segments_by_recording : mapping of str to sequence of Segment
        The segments of each recording with usable EEG, in the order of time.

    Returns
    -------
    list of str
        Names, in the same order. Where each recording holds one phase only, those of the phases
        take turns.

    Raises
    ------
    EstimationError
        If there are fewer than two recordings of a kind, so that none is earlier.
    """
    kinds = {
        name: tuple(sorted({segment.phase for segment in segments}))
        for name, segments in segments_by_recording.items()
    }
    sizes, seen, earlier = Counter(kinds.values()), Counter[tuple[str, ...]](), []
    for name, kind in kinds.items():
        if 2 * (seen[kind] + 1) <= sizes[kind]:
            earlier.append(name)
        seen[kind] += 1
    if set(kinds.values()) - {kinds[name] for name in earlier}:
        raise EstimationError(
            "There is no first half of the recordings to fit the ICA on",
            f"{len(kinds)} recordings have usable EEG, and two of each kind are needed",
            "Record more, or set ica.fit_on to all",
        )
    return earlier


def choose_fit_segments(
    segments_by_recording: Mapping[str, Sequence[Segment]], *, max_s: float = 600.0
) -> dict[str, list[tuple[float, float]]]:
    """Choose what an ICA is fitted on: at most `max_s`, balanced over the phases.

    Parameters
    ----------
    segments_by_recording : mapping of str to sequence of Segment
        The segments of each recording, in the order of time.
    max_s : float
        Longest total duration, in s.

    Returns
    -------
    dict of str to list of (float, float)
        Onset and duration in s, in the order of time. Recordings of which nothing was chosen are
        absent. Within a phase the choice is spread evenly over recordings and time.
    """
    by_phase: dict[str, list[tuple[str, float, float]]] = {}
    for name, segments in segments_by_recording.items():
        for segment in segments:
            spans_of_phase = by_phase.setdefault(segment.phase, [])
            spans_of_phase += [(name, onset_s, length_s) for onset_s, length_s in segment.runs]
    chosen: list[tuple[str, float, float]] = []
    left_s = max_s
    # Scarce phases first: what they cannot fill goes to the others.
    for number, phase in enumerate(
        sorted(by_phase, key=lambda phase: (len(by_phase[phase]), phase))
    ):
        candidates = by_phase[phase]
        share_s = left_s / (len(by_phase) - number)
        count = min(len(candidates), max(1, int(share_s / candidates[0][2] + 1e-9)))
        places = np.linspace(0, len(candidates) - 1, count).round().astype(int)
        picked = [candidates[place] for place in places]
        left_s -= sum(duration for _, _, duration in picked)
        chosen += picked
    spans: dict[str, list[tuple[float, float]]] = {}
    place = {name: number for number, name in enumerate(segments_by_recording)}
    for name, onset, duration in sorted(chosen, key=lambda item: (place[item[0]], *item[1:])):
        spans.setdefault(name, []).append((onset, duration))
    return spans
