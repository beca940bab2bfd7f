"""Proposal of the phases: which events or tasks are rest, which activity, and their length."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.errors import RecordingError
from eeg2emg.names.questions import QUESTION
from eeg2emg.planning.decision import Decision, counted, named, times
from eeg2emg.planning.event_words import phase_of_name
from eeg2emg.recordings.segments import phase_stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eeg2emg.planning.recording_outline import RecordingOutline

LENGTHS_S = (60, 30, 20, 15, 10, 8, 6, 5, 4)
"""Lengths of segments that are proposed, the paper's first."""

TRIAL_LENGTHS_S = (10, 8, 6, 5, 4, 3, 2)
"""Lengths of trials that are proposed; a window of a spectrum is 2 s long."""

_NO_TRIAL_S = 15.0  # a stretch of this length is a segment
_FEWEST_REPEATED = 3
_SELDOM = 0.1
_ROUNDING_S = 0.01  # tables of events are often rounded to hundredths of a second
_HOLDING = 0.9  # share of the stretches that are to hold a segment
_MOST_NAMES = 30
_LONGEST_LABEL = 100
_PHASES = ("rest", "activity")


class Phases(NamedTuple):
    """Proposed phases.

    Attributes
    ----------
    phases_from, phases, length_s : Decision
        As the options of ``segments``.
    trials : Decision or None
        The same, where stretches are short and many; None where a segment is one piece.
    stretches : tuple of (str, str, float)
        Recording, phase and duration in s of every stretch of one phase.
    """

    phases_from: Decision
    phases: Decision
    length_s: Decision
    trials: Decision | None
    stretches: tuple[tuple[str, str, float], ...]

    def segments(self) -> Counter[tuple[str, str]]:
        """Count the segments of each recording and phase."""
        trials = self.trials.value if self.trials else 1
        pieces = _pieces(self.stretches, self.length_s.value / trials)
        return Counter({place: count // trials for place, count in pieces.items()})


class _Name(NamedTuple):
    text: str
    occurrences: int
    recordings: int
    duration_s: float  # of a point, until the next event
    stated_s: float


def propose_phases(
    recordings: Sequence[RecordingOutline], trials_needed: Callable[[float], int] | None = None
) -> Phases:
    """Propose the phases by the names of events or of tasks.

    Parameters
    ----------
    recordings : sequence of RecordingOutline
        Recordings that can be read, at least one.
    trials_needed : callable, optional
        From the length of a trial in s to how many of them a segment needs. Without it trials are
        not pooled.

    Returns
    -------
    Phases
        A phase named `QUESTION` holds the labels of which a person has to say what they are.
    """
    of_events, of_tasks = _names_of_events(recordings), _names_of_tasks(recordings)
    by_events, by_tasks = _by_phase(of_events), _by_phase(of_tasks)
    n_events = sum(bool(by_events[phase]) for phase in _PHASES)
    n_tasks = sum(bool(by_tasks[phase]) for phase in _PHASES)
    from_task = n_tasks > n_events or not of_events
    groups = by_tasks if from_task else by_events
    where = "task" if from_task else "events"
    missing = [phase for phase in _PHASES if not groups[phase]]
    # A short event that says nothing is a trigger, unless a phase is still sought.
    asked = [
        one for one in groups["?"] if missing or (not from_task and one.stated_s >= LENGTHS_S[-1])
    ]
    proposed = [
        {"name": phase, "labels": [one.text for one in groups[phase]]}
        for phase in _PHASES
        if groups[phase]
    ]
    if asked:
        proposed.append({"name": QUESTION, "labels": [one.text for one in asked]})
    elif not proposed:
        proposed.append({"name": QUESTION, "labels": [QUESTION]})
    seen = _seen(groups, recordings, where, missing=missing, asked=asked)
    phases = {
        (str(number) if one["name"] == QUESTION else str(one["name"])): one["labels"]
        for number, one in enumerate(proposed)
    }
    if asked:  # how long they last is known before what they mean
        phases |= {label: [label] for label in phases.pop(str(len(proposed) - 1))}
    stretches = _stretches(recordings, phases, where)
    said = {
        "events": "The names of the events (trial_type in events.tsv) tell the phases.",
        "task": "The tasks in the names of the recordings tell the phases"
        + ("; no recording has events." if not of_events else ", the events do not."),
    }
    length_s, trials = _length(stretches), None
    if where == "events" and trials_needed:
        length_s, trials = _trials(stretches, trials_needed) or (length_s, None)
    return Phases(
        Decision(where, (said[where],)),
        Decision(proposed, tuple(seen)),
        length_s,
        trials,
        tuple(stretches),
    )


def _names_of_events(recordings: Sequence[RecordingOutline]) -> list[_Name]:
    counts: Counter[str] = Counter()
    holding: Counter[str] = Counter()
    durations: dict[str, list[float]] = {}
    stated: dict[str, float] = {}
    for one in recordings:
        holding.update({name for _, _, name in one.events})
        ordered = sorted(event for event in one.events if math.isfinite(event[0]))
        for place, (onset_s, duration_s, name) in enumerate(ordered):
            following = [other for other, _, _ in ordered[place + 1 :] if other > onset_s]
            until_s = (following[0] if following else one.duration_s) - onset_s
            point = duration_s * one.rate_hz <= 1.5
            durations.setdefault(name, []).append(until_s if point else duration_s)
            stated[name] = max(stated.get(name, 0.0), duration_s)
            counts[name] += 1
    usable = [
        name
        for name in counts
        if len(name) <= _LONGEST_LABEL and name.isprintable() and name.strip() not in ("", QUESTION)
    ]
    return [
        _Name(
            name,
            counts[name],
            holding[name],
            sorted(durations[name])[len(durations[name]) // 2],
            stated[name],
        )
        for name in sorted(usable)
    ]


def _names_of_tasks(recordings: Sequence[RecordingOutline]) -> list[_Name]:
    counts = Counter(one.task for one in recordings if one.task)
    length = {one.task: one.duration_s for one in recordings}
    return [
        _Name(task, count, count, length[task], length[task])
        for task, count in sorted(counts.items())
    ]


def _by_phase(names: Sequence[_Name]) -> dict[str, list[_Name]]:
    groups: dict[str, list[_Name]] = {phase: [] for phase in (*_PHASES, "?")}
    for one in names:
        groups[phase_of_name(one.text) or "?"].append(one)
    return groups


def _seen(
    groups: Mapping[str, list[_Name]],
    recordings: Sequence[RecordingOutline],
    where: str,
    *,
    missing: Sequence[str],
    asked: Sequence[_Name],
) -> list[str]:
    what = "event" if where == "events" else "task"
    seen = [
        f"{phase}, by its name: {_listed(groups[phase], len(recordings), where)}."
        for phase in _PHASES
        if groups[phase]
    ]
    if asked:
        seen.append(
            f"QUESTION: which phase, if any, does each {what} below the name {QUESTION!r} mean? "
            f"There are {_listed(asked, len(recordings), where)}. Move the labels that mean rest "
            "into a phase named rest, which stands first, and those that mean activity into one "
            f"named activity; delete the others, and the phase {QUESTION!r} itself."
        )
    elif not any(groups.values()):
        seen.append(
            "QUESTION: no event and no task tells the phases. Write events into events.tsv, or "
            "name here the labels that they will have."
        )
    elif missing:
        seen.append(
            f"Nothing is named like {' or '.join(missing)}. With one phase alone the primary "
            "analysis is not possible."
        )
    unused = [one for one in groups["?"] if one not in asked]
    if unused:
        seen.append(
            f"Of no phase, by their names: {_listed(unused, len(recordings), where)}. Add a label "
            "to a phase if it means one."
        )
    if where == "events":
        without = [one.name for one in recordings if not one.events]
        if without:
            seen.append(
                f"{counted(len(without), 'recording')} of {len(recordings)} have no events and "
                f"would be left out: {named(without)}."
            )
    return seen


def _listed(names: Sequence[_Name], n_recordings: int, where: str) -> str:
    shown = [
        f"{one.text!r} ({times(one.occurrences)} in {one.recordings} of {n_recordings} recordings, "
        f"{one.duration_s:.3g} s)"
        if where == "events"
        else f"{one.text!r} ({one.recordings} of {n_recordings} recordings)"
        for one in names[:_MOST_NAMES]
    ]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(shown) + more


def _stretches(
    recordings: Sequence[RecordingOutline], phases: Mapping[str, Sequence[str]], where: str
) -> list[tuple[str, str, float]]:
    """List the stretches that the phases have in each recording."""
    found = []
    for one in recordings:
        if where == "task":
            found += [
                (one.name, phase, one.duration_s)
                for phase, labels in phases.items()
                if one.task in labels
            ]
            continue
        sample_s = 1.0 / one.rate_hz if one.rate_hz else 0.0
        try:
            stretches = phase_stretches(
                one.events, phases, recording_s=one.duration_s, sample_s=sample_s
            )
        except RecordingError:
            continue
        found += [(one.name, own.phase, own.duration_s) for own in stretches]
    return found


def _trials(
    stretches: Sequence[tuple[str, str, float]], trials_needed: Callable[[float], int]
) -> tuple[Decision, Decision] | None:
    """Pool short stretches that come again and again into segments; None where there are none."""
    durations = sorted(duration for _, _, duration in stretches)
    if not durations:
        return None
    # Nine of ten last so long; where that is a segment's length, none is a trial.
    typical_s = durations[len(durations) - math.ceil(_HOLDING * len(durations))] + _ROUNDING_S
    held = [trial_s for trial_s in TRIAL_LENGTHS_S if trial_s <= typical_s]
    if not held or typical_s >= _NO_TRIAL_S:
        return None
    trial_s, there = held[0], _typical_count(stretches, held[0])
    if there < _FEWEST_REPEATED:
        return None
    needed = trials_needed(trial_s)
    trials = min(needed, there)
    if trials < 2:
        return None
    said = (
        f"The stretches of one phase are short ({len(durations)}, median "
        f"{durations[len(durations) // 2]:.4g} s) and come again and again: {trials} trials of "
        f"{trial_s} s make up a segment, and no window and no filter reaches from one into the "
        "next (docs/trials.md)."
    )
    why = (
        f"So many that a model of the EEG has enough samples: {needed} trials are needed, and the "
        f"median recording has {there} of the rarest phase."
    )
    if trials < needed:
        why = (
            f"A model of the EEG needs {needed} trials of {trial_s} s for its samples, but the "
            f"median recording has {there} of the rarest phase."
        )
    return Decision(trials * trial_s, (said,)), Decision(trials, (why,))


def _typical_count(stretches: Sequence[tuple[str, str, float]], trial_s: float) -> int:
    """Count the trials of the rarest phase in its median recording; what is seldom is no phase."""
    of_phase: dict[str, list[int]] = {}
    for (_, phase), count in _pieces(stretches, trial_s).items():
        of_phase.setdefault(phase, []).append(count)
    every = sum(map(sum, of_phase.values()))
    return min(
        sorted(counts)[len(counts) // 2]
        for counts in of_phase.values()
        if sum(counts) >= _SELDOM * every
    )


def _pieces(
    stretches: Sequence[tuple[str, str, float]], piece_s: float
) -> Counter[tuple[str, str]]:
    """Count the pieces of a length that each phase of each recording holds."""
    counts: Counter[tuple[str, str]] = Counter()
    for recording, phase, duration in stretches:
        counts[recording, phase] += math.floor((duration + _ROUNDING_S) / piece_s)
    return counts


def _length(stretches: Sequence[tuple[str, str, float]]) -> Decision:
    """Choose the longest segment that nearly all stretches hold."""
    durations = sorted(duration for _, _, duration in stretches)
    if not durations:
        return Decision(
            LENGTHS_S[0], ("Nothing is known of how long the phases last: the paper's length.",)
        )
    for length_s in LENGTHS_S:
        holding = sum(duration + _ROUNDING_S >= length_s for duration in durations)
        if holding >= _HOLDING * len(durations):
            break
    choice, wanted = "longest", f"that at least {_HOLDING:.0%} of the stretches of one phase hold"
    if holding < _HOLDING * len(durations):
        choice, wanted = (
            "shortest",
            f"since none is held by {_HOLDING:.0%} of the stretches of one phase",
        )
    said = (
        f"Of {', '.join(map(str, LENGTHS_S))} s the {choice} {wanted}: "
        f"{holding} of {len(durations)} last {length_s} s or more "
        f"(median {durations[len(durations) // 2]:.4g} s)."
    )
    return Decision(length_s, (said,))
