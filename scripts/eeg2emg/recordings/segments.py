"""Stretches of a phase in a recording, and the segments that are cut from them."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import ConfigurationError, RecordingError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Event = tuple[float, float, str]
"""Onset in s, duration in s, name."""

_MICROSECOND_S = 1e-6
_ROUNDING_S = 0.01  # event files are often rounded to hundredths of a second
_POINT_SAMPLES = 1.5  # a marker of one sample, with what rounding adds to it
_SHORTEST_WORD = 3  # a shorter one is the letter of a code, such as S 15


@dataclass(frozen=True)
class Stretch:
    """An uninterrupted time of one phase: onset and duration in s, phase, number of the cycle."""

    onset_s: float
    duration_s: float
    phase: str
    cycle: int


@dataclass(frozen=True)
class Segment:
    """The piece of a recording that becomes one sample.

    Attributes
    ----------
    index : int
        Number within the recording, from 0, in the order of time.
    onset_s : float
        Where it begins in the recording.
    duration_s : float
        How long its signals last; with pauses between its runs it ends later than onset and
        duration together say.
    phase : str
        Name of the phase, for instance ``rest``.
    cycle : int
        Number of the cycle (one stretch of the first phase and what follows it until the next; or
        a block of trials, `eeg2emg.recordings.trials.pool_trials`).
    apart : tuple of (float, float)
        Onset and duration in s of the uninterrupted runs that it consists of, in the order of time;
        empty where it is one run.
    """

    index: int
    onset_s: float
    duration_s: float
    phase: str
    cycle: int
    apart: tuple[tuple[float, float], ...] = ()

    @property
    def runs(self) -> tuple[tuple[float, float], ...]:
        """Onset and duration in s of each uninterrupted run."""
        return self.apart or ((self.onset_s, self.duration_s),)


def segment_from_dict(values: Mapping[str, Any]) -> Segment:
    """Make a segment again from what `dataclasses.asdict` gave, when it went through JSON."""
    apart = tuple((float(onset_s), float(length_s)) for onset_s, length_s in values["apart"])
    return Segment(**{**values, "apart": apart})


def plain_name(text: str) -> str:
    """Write the name of an event as it looks: one blank for several, one sign for each letter.

    An accented letter may be one sign or, the way of a Mac, two; codes of triggers are filled with
    blanks (``S  1``), of which some readers keep one.
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def phase_stretches(
    events: Sequence[Event],
    phases: Mapping[str, Sequence[str]],
    *,
    recording_s: float,
    sample_s: float = 0.0,
    length_s: float = math.inf,
    apart: Collection[str] = (),
) -> list[Stretch]:
    """Join the events of each phase to stretches and number the cycles.

    Events of the same phase that follow each other without a gap are one stretch. A cycle begins
    with a stretch of the first phase that follows a stretch of another one.

    Parameters
    ----------
    events, phases, recording_s, sample_s, length_s
        As in `eeg2emg.recordings.segmenting.segment_recording`.
    apart : collection of str
        Phases that have no stretches, since their trials lie beside their events.

    Returns
    -------
    list of Stretch
        In the order of time.
    """
    spans = _labelled_spans(events, phases, recording_s, sample_s, length_s)
    spans = _merged([span for span in spans if span[2] not in apart])
    return number_cycles(spans, next(iter(phases)))


def number_cycles(spans: Iterable[tuple[float, float, str]], opening: str) -> list[Stretch]:
    """Give spans the numbers of their cycles: one begins where the opening phase comes again.

    Parameters
    ----------
    spans : iterable of (float, float, str)
        Onset in s, end in s and phase, in the order of time.
    opening : str
        The first phase.

    Returns
    -------
    list of Stretch
    """
    stretches: list[Stretch] = []
    cycle = 0
    for onset, end, phase in spans:
        if stretches and phase == opening and stretches[-1].phase != opening:
            cycle += 1
        stretches.append(Stretch(onset, end - onset, phase, cycle))
    return stretches


def cut_segments(
    stretches: Sequence[Stretch],
    length_s: float,
    *,
    pauses_s: Iterable[float] = (),
    sample_s: float = 0.0,
) -> list[Segment]:
    """Cut each stretch into as many whole segments of `length_s` as it holds.

    Parameters
    ----------
    stretches : sequence of Stretch
        One that is short by what rounds onsets holds the segment all the same.
    length_s : float
        Length of a segment.
    pauses_s : iterable of float
        Times at which the recorder paused. No segment has samples of both sides of one.
    sample_s : float
        Duration of a sample.

    Returns
    -------
    list of Segment
    """
    pauses = sorted(pauses_s)
    if not length_s > 0:
        raise ConfigurationError(f"the segment length is {length_s} s", "", "use a positive one")
    segments: list[Segment] = []
    for stretch in stretches:
        count = math.floor((stretch.duration_s + _ROUNDING_S) / length_s)
        for number in range(count):
            # A stretch that is short by a rounding error ends its last segment where it ends.
            onset = stretch.onset_s + number * length_s
            onset = max(
                stretch.onset_s, min(onset, stretch.onset_s + stretch.duration_s - length_s)
            )
            if not holds_pause(onset, length_s, pauses, sample_s):
                segments.append(
                    Segment(len(segments), round(onset, 6), length_s, stretch.phase, stretch.cycle)
                )
    return segments


def holds_pause(
    onset_s: float, length_s: float, pauses_s: Sequence[float], sample_s: float = 0.0
) -> bool:
    """Tell whether a span has samples of both sides of a pause; these are in the order of time."""
    rounding_s = max(sample_s / 2, _MICROSECOND_S)
    following = bisect_right(pauses_s, onset_s + rounding_s)
    return following < len(pauses_s) and pauses_s[following] < onset_s + length_s - rounding_s


def _labelled_spans(
    events: Sequence[Event],
    phases: Mapping[str, Sequence[str]],
    recording_s: float,
    sample_s: float,
    length_s: float,
) -> list[tuple[float, float, str]]:
    phase_of = {plain_name(name): phase for phase, names in phases.items() for name in names}
    if not phase_of:
        raise ConfigurationError(
            "no phase has an event name", "nothing can be cut", "name the events of each phase"
        )
    known = sorted(
        (onset, duration, phase_of[name]) for onset, duration, name in events if name in phase_of
    )
    if not known:
        present = sorted({name for _, _, name in events})
        raise RecordingError(
            f"no event of the phases {', '.join(map(repr, phases))}",
            f"looked for {', '.join(map(repr, phase_of))}; the recording has "
            f"{', '.join(map(repr, present)) or 'no events'}",
            "name the recording's events in the configuration's phases, or take the phases "
            "from the task",
        )
    _check_within(known, recording_s)
    point_s = _POINT_SAMPLES * sample_s
    # What is no phase of the configuration, but plainly a state of its own, ends what was before.
    others = [
        onset
        for onset, duration, name in events
        if name not in phase_of and (duration >= length_s or is_named_like_a_phase(name, phases))
    ]
    spans = []
    for number, (onset, duration, phase) in enumerate(known):
        end = onset + duration
        if duration <= point_s:
            following = known[number + 1][0] if number + 1 < len(known) else recording_s
            end = min([following, *(other for other in others if other > onset + _ROUNDING_S)])
        spans.append((max(onset, 0.0), min(end, recording_s), phase))
    return [span for span in spans if span[1] > span[0]]


def lies_within(onset_s: float, recording_s: float) -> bool:
    """Tell whether an event begins within the recording, but for rounding."""
    return -_ROUNDING_S <= onset_s <= recording_s + _ROUNDING_S


def _check_within(known: Sequence[tuple[float, float, str]], recording_s: float) -> None:
    for onset, _, phase in known:
        if not lies_within(onset, recording_s):
            raise RecordingError(
                f"an event of the phase {phase!r} has the onset {onset:g} s, outside the "
                f"recording, which lasts {recording_s:.1f} s",
                "no signal belongs to the event",
                "correct the onsets in events.tsv: seconds from the beginning of the recording",
            )


def is_named_like_a_phase(name: str, phases: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether an event's name is that of a phase, or begins with it.

    Case, dividers and a number at the end of a word do not matter: with the label ``activity``,
    ``Activity``, ``activity_left`` and ``activity 12`` are named like it. Codes such as ``T1`` and
    ``S 15`` are not like ``T0`` and ``S 1``: their number is all that tells them apart.

    Parameters
    ----------
    name : str
        The event's name.
    phases : mapping of str to sequence of str
        For each phase the names of its events.

    Returns
    -------
    bool
    """
    words = _words(name)
    return any(
        stem and words[: len(stem)] == stem
        for phase, labels in phases.items()
        for stem in map(_stem, (phase, *labels))
    )


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", name.casefold())


def _stem(label: str) -> list[str]:
    words = _words(label)
    while len(words) > 1 and words[-1].isdigit() and len(words[-2]) >= _SHORTEST_WORD:
        words.pop()
    return words


def phase_notes(
    events: Sequence[Event], phases: Mapping[str, Sequence[str]], known: Collection[str] = ()
) -> list[str]:
    """Say which names of events match no phase, and which phases have no event.

    Parameters
    ----------
    events, phases
        As in `eeg2emg.recordings.segmenting.segment_recording`.
    known : collection of str
        Further names that mean something.

    Returns
    -------
    list of str
    """
    labels = {plain_name(label) for names in phases.values() for label in names} | {*known}
    present = Counter(name for _, _, name in events)
    notes = [
        f"no event of the phase {phase!r}"
        for phase, names in phases.items()
        if not present.keys() & set(map(plain_name, names))
    ]
    others = Counter({name: count for name, count in present.items() if name not in labels})
    if others:
        notes.append(f"events that are of no phase: {counted(others)}")
    return notes


def counted(names: Mapping[str, int], *, most: int = 20) -> str:
    """List names and how often each occurs, as ``'tone' (3), 'button'``."""
    shown = [
        f"{name!r} ({count})" if count > 1 else repr(name)
        for name, count in sorted(names.items())[:most]
    ]
    return ", ".join(shown) + (f" and {len(names) - most} more" if len(names) > most else "")


def _merged(spans: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    merged: list[tuple[float, float, str]] = []
    for onset, end, phase in spans:
        if merged and onset <= merged[-1][1] + _ROUNDING_S and phase == merged[-1][2]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), phase)
            continue
        if merged and onset < merged[-1][1] - _ROUNDING_S:
            raise RecordingError(
                f"events of {merged[-1][2]!r} and {phase!r} overlap at {onset:g} s",
                "a segment must belong to one phase",
                "correct onset or duration in events.tsv",
            )
        start = max(onset, merged[-1][1]) if merged else onset
        merged.append((start, end, phase))
    return merged


def without_spans(
    stretches: Sequence[Stretch], bad_spans: Iterable[tuple[float, float]]
) -> list[Stretch]:
    """Take spans (onset and duration in s) out of stretches; one of no length is a cut."""
    bad = sorted((onset, onset + duration) for onset, duration in bad_spans)
    pieces: list[Stretch] = []
    for stretch in stretches:
        start, end = stretch.onset_s, stretch.onset_s + stretch.duration_s
        for bad_start, bad_end in bad:
            if bad_end < start or bad_start >= end or bad_end < bad_start:
                continue
            if bad_start > start:
                pieces.append(Stretch(start, bad_start - start, stretch.phase, stretch.cycle))
            start = max(start, bad_end)
        if end > start:
            pieces.append(Stretch(start, end - start, stretch.phase, stretch.cycle))
    return pieces


def phase_of_task(task: str | None, phases: Mapping[str, Sequence[str]]) -> str:
    """Find the phase that a task is of; raises `RecordingError` where it is of none."""
    for phase, names in phases.items():
        if task in names:
            return phase
    raise RecordingError(
        f"task {task!r} belongs to no phase",
        f"the phases' tasks are {', '.join(repr(n) for names in phases.values() for n in names)}",
        "name the task in the configuration's phases, or restrict the tasks that are read",
    )
