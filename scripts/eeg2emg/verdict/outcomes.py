"""Outcomes of the verdict, each with its words. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from eeg2emg.catalogues import catalogue

Answer = Literal["yes", "no", "open"]


@dataclass(frozen=True)
class Outcome:
    """A way in which the verdict can end.

    Attributes
    ----------
    name : str
        Name in tables.
    answer : {"yes", "no", "open"}
        Whether the EEG is shown to tell about the muscles; ``open`` where these data cannot say.
    meaning : str
        What was found, for people: a sentence.
    """

    name: str
    answer: Answer
    meaning: str


SHOWN = "shown"
NOT_ESTIMABLE = "not estimable"
TOO_FEW_PEOPLE = "too few people"
WORSE = "worse than no EEG"
MEAN_ALONE = "the mean alone was chosen"
NOT_SHOWN = "not shown"
WEAK_RIVAL = "explained by who and which phase"
SHARED_TREND = "explained by a shared trend"
SLOW_COURSE = "explained by a slow course"
NO_CHANGES = "changes cannot be compared"
CHANCE = "explained by chance pairing"
NO_NULL = "no null possible"
MUSCLE = "explained by muscle artefact"
HEAD_MUSCLES = "explained by muscles of the head"
OVERALL = "explained by the overall level"
HIGH_FREQUENCIES = "explained by amplitude at high frequencies"

OUTCOMES = catalogue(
    Outcome(
        SHOWN,
        "yes",
        "The EEG tells something about the muscle network beyond who, which phase and when; it "
        "follows the muscles from segment to segment, the muscles of other people do not do as "
        "well, and no control explains it.",
    ),
    Outcome(NOT_ESTIMABLE, "open", "The primary analysis could not be made."),
    Outcome(
        TOO_FEW_PEOPLE, "open", "There are too few people for an interval, so nothing can be shown."
    ),
    Outcome(
        WORSE,
        "no",
        "The estimate from the EEG is worse than the EEG-free rival: no EEG does better.",
    ),
    Outcome(
        MEAN_ALONE,
        "no",
        "No model that looks at the EEG did better on validation segments than the mean of "
        "subject and phase, which was therefore chosen.",
    ),
    Outcome(
        NOT_SHOWN,
        "no",
        "The estimate from the EEG is not shown to be better than the EEG-free rival.",
    ),
    Outcome(
        WEAK_RIVAL,
        "no",
        "The estimate beats the predictor without EEG that validation chose, but not its own mean "
        "of subject and phase: it is that mean that does it, not the EEG.",
    ),
    Outcome(
        SHARED_TREND,
        "no",
        "EEG and EMG change over the session, and knowing the time does as well as the EEG: what "
        "the estimate knows is not shown to be more than that.",
    ),
    Outcome(
        SLOW_COURSE,
        "no",
        "The estimate does not follow the muscles from one segment to the next: what it knows is "
        "no more than a slow course that EEG and EMG share.",
    ),
    Outcome(
        NO_CHANGES,
        "open",
        "The tested recordings hold too few segments of a phase to compare changes, so a slow "
        "course that EEG and EMG share cannot be excluded.",
    ),
    Outcome(
        CHANCE,
        "no",
        "The EEG of people tells as much about the muscles of other people, at the same time in "
        "the session.",
    ),
    Outcome(
        NO_NULL,
        "open",
        "The null of wrong pairings is missing, so chance cannot be excluded.",
    ),
    Outcome(
        MUSCLE,
        "no",
        "The whole EEG adds nothing to what its muscle components alone tell: the skill may be "
        "that of muscles of the head.",
    ),
    Outcome(
        HEAD_MUSCLES,
        "no",
        "The whole EEG adds nothing to what the EMG of neck, jaw or face alone tells: the skill "
        "may be that of muscles of the head, which its electrodes pick up.",
    ),
    Outcome(
        HIGH_FREQUENCIES,
        "no",
        "The whole EEG adds nothing to what its amplitude at high frequencies alone tells, where "
        "there is next to no brain: the skill may be that of muscles, movement or the amplifier.",
    ),
    Outcome(
        OVERALL,
        "no",
        "Without what all pairs of electrodes share, the connectivity of the EEG tells nothing: "
        "the skill may be that of a level of noise, or of another quality of the signals, which "
        "EEG and EMG share.",
    ),
)
"""All outcomes by name."""

_SPOKEN = {"yes": "Yes", "no": "No", "open": "That stays open"}


def headline(answer: str, meaning: str, *, simulated: bool = False) -> str:
    """Say the verdict as a question with its answer.

    Parameters
    ----------
    answer : {"yes", "no", "open"}
        As of `Outcome`.
    meaning : str
        That of the outcome, and why, where there is more to say.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    str
    """
    asked = "In these simulated data, is" if simulated else "Is"
    return f"{asked} the EEG shown to tell about the muscles? {_SPOKEN[answer]}. {meaning}"
