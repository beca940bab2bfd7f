"""Options of the segments: phases, lengths, and trials that are pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from eeg2emg.configuration.base import FileName, Label, Mistake, Section, refuse
from eeg2emg.limits import Distinct, Limits
from eeg2emg.recordings.segments import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST_TRIAL_S = 1.0


class Phase(Section):
    """One phase of the experiment."""

    name: FileName = Field(description="What the phase is called in tables and figures.")
    labels: Annotated[list[Label], Distinct()] = Field(
        min_length=1, description="Event names (`trial_type`) or task names that mean this phase."
    )
    from_s: (
        Annotated[float, Limits(-3600, 3600, "no trial lies an hour beside its event")] | None
    ) = Field(
        None,
        description="For trials that lie beside an event: the window begins so long after time "
        "zero (negative: before it) and lasts `length_s` / `trials`. `null`: the event's own span "
        "is cut; with `go`, 0.",
    )
    go: Annotated[list[Label], Distinct()] = Field(
        [],
        description="Names of events: time zero is the first of them after an event of `labels` "
        "(the cue), before the next event of any phase. `[]`: the event of `labels` itself.",
    )
    end: Annotated[list[Label], Distinct()] = Field(
        [],
        description="Names of events: a trial whose window reaches beyond the first of them after "
        "time zero is left out. `[]`: none.",
    )

    @property
    def window(self) -> dict[str, Any] | None:
        """Fields of `eeg2emg.recordings.trials.TrialWindow`; None without one."""
        if self.from_s is None and not (self.go or self.end):
            return None
        return {"from_s": self.from_s or 0.0, "go": self.go, "end": self.end}


class Segments(Section):
    """How recordings are cut into samples."""

    length_s: Annotated[
        float,
        Limits(2, 3600, "spectra need two windows of a second, and nobody holds still longer"),
    ] = Field(60.0, description="Length of a segment, in seconds; of all its trials together.")
    trials: Annotated[int, Limits(1, 10_000, "a segment has at least one piece")] = Field(
        1,
        description="Pieces of a phase that are pooled into a segment, each `length_s` / `trials` "
        "long: where trials are too short for a matrix of their own. No filter, lagged product "
        "or window of a spectrum reaches from one into the next. 1: a segment is one "
        "uninterrupted piece.",
    )
    phases_from: Literal["events", "task"] = Field(
        "events", description="Where the phase is read: BIDS events, or the task entity."
    )
    phases: list[Phase] = Field(
        [Phase(name="rest", labels=["rest"]), Phase(name="activity", labels=["activity"])],
        min_length=1,
        max_length=100,
        description="The phases; the first is the resting one.",
    )

    @property
    def trial_s(self) -> float:
        """Length of one uninterrupted piece, in seconds."""
        return self.length_s / self.trials

    def windows(self) -> dict[str, dict[str, Any]]:
        """Give the windows of the phases whose trials lie beside an event, by phase."""
        found = {phase.name: phase.window for phase in self.phases}
        return {name: window for name, window in found.items() if window is not None}

    @model_validator(mode="after")
    def _apart(self) -> Segments:
        refuse("Segments", self._mistakes())
        return self

    def _mistakes(self) -> Iterator[Mistake]:
        if self.phases_from == "task" and self.windows():
            yield Mistake(
                ("phases_from", "phases"),
                f"phases_from is task, but {', '.join(self.windows())} has a window beside an "
                "event (from_s, go, end): take the phases from events, or leave the windows out",
            )
        if self.trial_s < SHORTEST_TRIAL_S and self.trials > 1:
            yield Mistake(
                ("length_s", "trials"),
                f"length_s / trials is {self.trial_s:g} s, but a trial must last "
                f"{SHORTEST_TRIAL_S:g} s at least, for power to be measured in it: pool fewer "
                "trials, or make length_s, which is that of all trials together, longer",
            )
        named: set[str] = set()
        phase_of: dict[str, str] = {}
        windows = self.windows()
        for place, phase in enumerate(self.phases):
            # Names become file names, which some systems do not tell apart by case.
            if phase.name.casefold() in named:
                yield Mistake(
                    (f"phases.{place}.name",),
                    f"two phases are named {phase.name}: give each a name of its own",
                )
            named.add(phase.name.casefold())
            for label in phase.labels:
                other = phase_of.setdefault(plain_name(label).casefold(), phase.name)
                if other != phase.name and not {other, phase.name} <= set(windows):
                    yield Mistake(
                        (f"phases.{place}.labels",),
                        f"the label {label!r} is in two phases, {other} and {phase.name}: an event "
                        "can belong to one alone, unless each has a window beside it (from_s)",
                    )
