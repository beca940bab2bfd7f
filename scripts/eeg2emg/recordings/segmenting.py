"""Segmenting: a recording is cut into samples as its design says, whole or of trials."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from eeg2emg.errors import ConfigurationError
from eeg2emg.recordings.segments import (
    Segment,
    Stretch,
    cut_segments,
    number_cycles,
    phase_notes,
    phase_of_task,
    phase_stretches,
    plain_name,
    without_spans,
)
from eeg2emg.recordings.trials import TrialWindow, pool_trials, trial_windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eeg2emg.recordings.segments import Event

DESIGN = ("phases", "length_s", "phases_from", "trials", "windows")
"""What `design_of` takes, by name."""


@dataclass(frozen=True)
class Design:
    """How recordings are cut into segments.

    Attributes
    ----------
    phases : dict of str to tuple of str
        For each phase the names of its events (or of its tasks). The first phase opens a cycle.
    length_s : float
        Length of a segment: of all its trials together.
    phases_from : {"events", "task"}
        Where the phase is written.
    trials : int
        Pieces of equal length that make up a segment; 1 for uninterrupted segments.
    windows : dict of str to TrialWindow
        Of the phases whose trials lie beside an event; the others are cut from the spans of their
        events.
    """

    phases: dict[str, tuple[str, ...]]
    length_s: float
    phases_from: str = "events"
    trials: int = 1
    windows: dict[str, TrialWindow] = field(default_factory=dict)

    @property
    def trial_s(self) -> float:
        """Length of a trial, in s."""
        return self.length_s / self.trials

    @property
    def labels(self) -> set[str]:
        """Names of all events that the design asks for."""
        own = {name for names in self.phases.values() for name in names}
        return own.union(*({*one.go, *one.end} for one in self.windows.values()))


def design_of(
    phases: Mapping[str, Sequence[str]],
    length_s: float,
    phases_from: str = "events",
    trials: int = 1,
    windows: Mapping[str, Mapping[str, Any]] | None = None,
) -> Design:
    """Make a design of what the configuration says; names as `plain_name` writes them.

    Parameters
    ----------
    phases, length_s, phases_from, trials
        As in `Design`.
    windows : mapping of str to mapping, optional
        By phase the fields of `TrialWindow`.

    Returns
    -------
    Design
    """
    return Design(
        {phase: tuple(map(plain_name, names)) for phase, names in phases.items()},
        length_s,
        phases_from,
        trials,
        {
            phase: TrialWindow(
                float(window.get("from_s") or 0.0),
                tuple(map(plain_name, window.get("go", ()))),
                tuple(map(plain_name, window.get("end", ()))),
            )
            for phase, window in (windows or {}).items()
        },
    )


class Segmentation(NamedTuple):
    """The segments of a recording.

    Attributes
    ----------
    segments : list of Segment
        By cycle and in the order of time; empty when nothing holds a whole segment.
    notes : list of str
        Events of no phase, phases without an event, trials that were left out or over.
    """

    segments: list[Segment]
    notes: list[str]


def segment_recording(
    events: Sequence[Event],
    design: Design,
    *,
    recording_s: float,
    task: str | None = None,
    bad_spans: Iterable[tuple[float, float]] = (),
    sample_s: float = 0.0,
) -> Segmentation:
    """Cut a recording into consecutive segments that lie within one phase each.

    Parameters
    ----------
    events : sequence of (float, float, str)
        Onset in s, duration in s and name. An event without duration (of at most a sample: a
        point) lasts until the next event of a phase or of what is named like one
        (`is_named_like_a_phase`), or is as long as a segment; else until the recording ends.
    design : Design
        How it is cut.
    recording_s : float
        Length of the recording.
    task : str, optional
        The task entity of the recording, where the phases are tasks.
    bad_spans : iterable of (float, float)
        Onset and duration in s of spans that no segment may touch. One of pooled trials lies
        beside them.
    sample_s : float
        Duration of a sample.

    Returns
    -------
    Segmentation

    Raises
    ------
    RecordingError
        The recording has no event of any phase, its task belongs to none, events overlap, or an
        event of a phase lies outside the recording.
    """
    events = [(onset_s, length_s, plain_name(name)) for onset_s, length_s, name in events]
    bad = list(bad_spans)
    windows = design.windows if design.phases_from == "events" else {}
    notes: list[str] = []
    if design.phases_from == "task":
        stretches = [Stretch(0.0, recording_s, phase_of_task(task, design.phases), 0)]
    elif design.phases_from == "events":
        stretches = phase_stretches(
            events,
            design.phases,
            recording_s=recording_s,
            sample_s=sample_s,
            length_s=design.trial_s,
            apart=frozenset(windows),
        )
        notes = phase_notes(events, design.phases, design.labels)
    else:
        raise ConfigurationError(
            f"phases_from is {design.phases_from!r}",
            "allowed are 'events' and 'task'",
            "choose one",
        )
    pauses_s = sorted({onset_s for onset_s, length_s in bad if length_s == 0})
    pieces = cut_segments(
        without_spans([one for one in stretches if one.phase not in windows], bad),
        design.trial_s,
        pauses_s=pauses_s,
        sample_s=sample_s,
    )
    if design.trials == 1 and not windows:
        return Segmentation(pieces, notes)
    spans = [(one.onset_s, one.onset_s + one.duration_s, one.phase) for one in pieces]
    if windows:
        found = trial_windows(
            events,
            design.phases,
            windows,
            taken=spans,
            window_s=design.trial_s,
            recording_s=recording_s,
            bad_spans=bad,
        )
        spans, notes = found.spans, [*notes, *found.notes]
    trials = number_cycles(spans, next(iter(design.phases)))
    segments, over = pool_trials(trials, design.trials, pauses_s=pauses_s, sample_s=sample_s)
    return Segmentation(segments, [*notes, *over])
