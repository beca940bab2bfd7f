"""Trials: windows beside events, of which several of one condition make up a segment.

A trial of some seconds is too short for a matrix. Lagged products and spectra of several trials of
one condition can be added up, as long as none reaches across the time between two of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.recordings.segments import Segment, Stretch, counted, holds_pause, plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eeg2emg.recordings.segments import Event

_ROUNDING_S = 0.01  # event files are often rounded to hundredths of a second
_ADJACENT_S = 1e-5  # onsets are rounded to microseconds


@dataclass(frozen=True)
class TrialWindow:
    """Where the window of a trial lies beside the events of its phase.

    Attributes
    ----------
    from_s : float
        Begin of the window after time zero; negative before it.
    go : tuple of str
        Names of events: time zero is the first of them after the event of the phase, and before the
        next event of any phase. Without names it is the event of the phase itself.
    end : tuple of str
        Names of events: a window that reaches beyond the first of them after time zero is no trial.
    """

    from_s: float = 0.0
    go: tuple[str, ...] = ()
    end: tuple[str, ...] = ()


class Windows(NamedTuple):
    """The windows of the trials of a recording.

    Attributes
    ----------
    spans : list of (float, float, str)
        Onset in s, end in s and phase, in the order of time.
    notes : list of str
        How many events gave no trial, and why.
    """

    spans: list[tuple[float, float, str]]
    notes: list[str]


def trial_windows(
    events: Sequence[Event],
    phases: Mapping[str, Sequence[str]],
    windows: Mapping[str, TrialWindow],
    *,
    window_s: float,
    recording_s: float,
    bad_spans: Iterable[tuple[float, float]] = (),
    taken: Iterable[tuple[float, float, str]] = (),
) -> Windows:
    """Find the windows of the phases that have one.

    Parameters
    ----------
    events : sequence of (float, float, str)
        Onset in s, duration in s and name.
    phases : mapping of str to sequence of str
        For each phase the names of its events.
    windows : mapping of str to TrialWindow
        For some of the phases.
    window_s : float
        Length of every window.
    recording_s : float
        Length of the recording.
    bad_spans : iterable of (float, float)
        Onset and duration in s of what no trial may touch; a duration of 0 is a pause.
    taken : iterable of (float, float, str)
        Onset, end and phase of the pieces of the other phases, which are returned too.

    Returns
    -------
    Windows
        A window that lacks its go, reaches beyond its end or out of the recording, touches a bad
        span, or overlaps the window before it is left out, and counted.
    """
    # One event may have a window of each of several phases: before it and after it, say.
    phases_of: dict[str, list[str]] = {}
    for phase, names in phases.items():
        for name in names:
            phases_of.setdefault(plain_name(name), []).append(phase)
    onsets = sorted(onset for onset, _, name in events if plain_name(name) in phases_of)
    bad = [(onset, onset + max(duration, 0.0)) for onset, duration in bad_spans]
    found = list(taken)
    missing: Counter[str] = Counter()
    beside = [
        (onset, phase)
        for onset, _, name in sorted(events)
        for phase in phases_of.get(plain_name(name), ())
        if phase in windows
    ]
    for onset, phase in beside:
        own = windows[phase]
        later = onsets[bisect_right(onsets, onset)] if onset < onsets[-1] else recording_s
        zero = _first(events, own.go, onset, later) if own.go else onset
        if zero is None:
            missing[f"no {_either(own.go)} follows the event of {phase!r}"] += 1
            continue
        start, stop = zero + own.from_s, zero + own.from_s + window_s
        ending = _first(events, own.end, zero, recording_s) if own.end else None
        if ending is not None and stop > ending + _ROUNDING_S:
            missing[f"the window of {phase!r} reaches beyond {_either(own.end)}"] += 1
        elif start < -_ROUNDING_S or stop > recording_s + _ROUNDING_S:
            missing[f"the window of {phase!r} reaches out of the recording"] += 1
        elif any(first < stop and last > start for first, last in bad):
            missing[f"the window of {phase!r} touches what is marked bad, or a pause"] += 1
        else:
            start = min(max(start, 0.0), max(recording_s - window_s, 0.0))
            found.append((start, start + window_s, phase))
    pauses_s = sorted({first for first, last in bad if first == last})
    spans = _without_overlaps(found, missing, pauses_s)
    notes = [f"events without a trial: {count}, since {why}" for why, count in missing.items()]
    return Windows(spans, sorted(notes))


def _without_overlaps(
    found: list[tuple[float, float, str]], missing: Counter[str], pauses_s: Sequence[float]
) -> list[tuple[float, float, str]]:
    """Leave out windows that overlap the one before: no sample belongs to two trials."""
    spans: list[tuple[float, float, str]] = []
    for start, stop, phase in sorted(found):
        if spans and start < spans[-1][1] - _ROUNDING_S:
            missing[f"the window of {phase!r} overlaps that of {spans[-1][2]!r} before it"] += 1
            continue
        # Onsets that are rounded may overlap by less than is worth a trial: it is moved by that.
        late_s = max(spans[-1][1] - start, 0.0) if spans else 0.0
        if late_s and holds_pause(start + late_s, stop - start, pauses_s):
            missing[f"the window of {phase!r} touches what is marked bad, or a pause"] += 1
            continue
        spans.append((start + late_s, stop + late_s, phase))
    return spans


def _first(
    events: Sequence[Event], names: Sequence[str], after_s: float, before_s: float
) -> float | None:
    """Find the first event of these names that begins after a time, and not after another."""
    known = {plain_name(name) for name in names}
    onsets = [onset for onset, _, name in events if plain_name(name) in known]
    return min((onset for onset in onsets if after_s < onset <= before_s), default=None)


def _either(names: Sequence[str]) -> str:
    return counted(dict.fromkeys(names, 1), most=5)


def pool_trials(
    trials: Sequence[Stretch],
    count: int,
    *,
    pauses_s: Sequence[float] = (),
    sample_s: float = 0.0,
) -> tuple[list[Segment], list[str]]:
    """Pool trials of one phase into segments.

    Natural cycles (rest, and what follows it) are gathered in the order of time until every phase
    of the recording has `count` trials: that is a block, which is the cycle of its segments. So
    where phases last for minutes a block is a cycle of theirs; where rest and activity follow each
    other from trial to trial the segments of a block share their time, and the drift of it. Trials
    beyond a block's segments are left over, but for those that lie after all of it.

    Parameters
    ----------
    trials : sequence of Stretch
        Windows of equal length in the order of time, with the numbers of their natural cycles.
    count : int
        Trials of a segment.
    pauses_s : sequence of float
        Times at which the recorder paused, in order.
    sample_s : float
        Duration of a sample.

    Returns
    -------
    segments : list of Segment
        By block, then in the order of time. A segment's runs are its trials, those that follow each
        other without a gap or a pause joined.
    notes : list of str
        How many trials were left over.
    """
    phases = dict.fromkeys(trial.phase for trial in trials)
    blocks: list[dict[str, list[Stretch]]] = []
    waiting: dict[str, list[Stretch]] = {phase: [] for phase in phases}
    for _, cycle in groupby(trials, key=lambda trial: trial.cycle):
        for trial in cycle:
            waiting[trial.phase].append(trial)
        if all(len(own) >= count for own in waiting.values()):
            block, waiting = _closed(waiting, count)
            blocks.append(block)
    if any(waiting.values()):
        blocks.append(waiting)
    pooled: list[tuple[int, str, list[Stretch]]] = []
    left: Counter[str] = Counter()
    for number, block in enumerate(blocks):
        for phase, own in block.items():
            whole = len(own) // count * count
            left[phase] += len(own) - whole
            pooled += [
                (number, phase, own[start : start + count]) for start in range(0, whole, count)
            ]
    pooled.sort(key=lambda one: (one[0], one[2][0].onset_s))
    segments = [
        _segment(index, block, own, pauses_s, sample_s)
        for index, (block, _, own) in enumerate(pooled)
    ]
    notes = [
        f"trials left over: {number} of {phase!r}, too few for another segment of {count}"
        for phase, number in left.items()
        if number
    ]
    return segments, notes


def _closed(
    waiting: dict[str, list[Stretch]], count: int
) -> tuple[dict[str, list[Stretch]], dict[str, list[Stretch]]]:
    """Divide gathered trials into a block, and what comes after all of it in time.

    A recording that begins with a movement has one more of them than of rest in its first block:
    that trial waits for the next block, or every later one would lack it.
    """
    used = {phase: own[: len(own) // count * count] for phase, own in waiting.items()}
    end_s = max(one.onset_s for own in used.values() for one in own)
    later = {
        phase: [one for one in own[len(used[phase]) :] if one.onset_s > end_s]
        for phase, own in waiting.items()
    }
    block = {phase: own[: len(own) - len(later[phase])] for phase, own in waiting.items()}
    return block, later


def _segment(
    index: int,
    cycle: int,
    trials: Sequence[Stretch],
    pauses_s: Sequence[float],
    sample_s: float,
) -> Segment:
    runs = joined([(trial.onset_s, trial.duration_s) for trial in trials], pauses_s, sample_s)
    duration_s = round(sum(trial.duration_s for trial in trials), 6)
    apart = tuple(runs) if len(runs) > 1 else ()
    return Segment(index, runs[0][0], duration_s, trials[0].phase, cycle, apart)


def joined(
    spans: Sequence[tuple[float, float]],
    pauses_s: Sequence[float] = (),
    sample_s: float = 0.0,
) -> list[tuple[float, float]]:
    """Join spans that have no gap between them.

    Parameters
    ----------
    spans : sequence of (float, float)
        Onset and duration in s, in the order of time.
    pauses_s : sequence of float
        Times at which the recorder paused, in order: no joined span holds one.
    sample_s : float
        Duration of a sample.

    Returns
    -------
    list of (float, float)
    """
    runs: list[tuple[float, float]] = []
    for onset_s, duration_s in spans:
        begin_s = runs[-1][0] if runs else onset_s
        follows = bool(runs) and abs(begin_s + runs[-1][1] - onset_s) < _ADJACENT_S
        if follows and not holds_pause(begin_s, runs[-1][1] + duration_s, pauses_s, sample_s):
            runs[-1] = (runs[-1][0], runs[-1][1] + duration_s)
        else:
            runs.append((onset_s, duration_s))
    return [(round(onset_s, 6), round(duration_s, 6)) for onset_s, duration_s in runs]


def pauses_s(segment: Segment) -> float:
    """Add up the time between the runs of a segment, in s."""
    return sum(later[0] - sum(earlier) for earlier, later in pairwise(segment.runs))
