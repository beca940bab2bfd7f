"""Questions of the verdict, each with what its answer means. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass

from eeg2emg.catalogues import catalogue


@dataclass(frozen=True)
class Question:
    """A question that a check answers.

    Attributes
    ----------
    name : str
        The question, as the table of the verdict prints it.
    meaning : str
        What is measured, and what an answer says, for people: one sentence or two.
    """

    name: str
    meaning: str


VERDICT, CHECK, DETECTABLE = "verdict", "check", "detectable"
"""Rows of the table of the verdict: the decision, an answer to a question, and how large a skill
would be found."""

OVER_RIVAL = "Is the estimate better than the EEG-free rival?"
OVER_BASE = "Is it better than the mean of subject and phase that it starts from?"
FOLLOWS = "Does it follow the muscles from segment to segment?"
OVER_WRONG = "Is it better than with the muscles of other people?"

QUESTIONS = catalogue(
    Question(
        OVER_RIVAL,
        "The number is the skill over the EEG-free rival: the predictor that validation segments "
        "chose among all that see no EEG; some of these know the time in the session. Its interval "
        "has to lie above 0.",
    ),
    Question(
        OVER_BASE,
        "The same skill with the mean of subject and phase in the place of that predictor, so that "
        "no badly chosen predictor makes a skill. Its interval has to lie above 0.",
    ),
    Question(
        FOLLOWS,
        "The number is the true change from one segment to the next of the same phase per "
        "estimated change, less what a straight line in time explains: 1 is right, 0 is unrelated. "
        "What EEG and EMG share slowly, as a trend over the session, leaves nothing here.",
    ),
    Question(
        OVER_WRONG,
        "The number is the skill over the model's own base; p is the share of pairings, the true "
        "one among them, that do at least as well when the EEG of each person stands beside the "
        "EMG of another at the same time in the session. What all people share stays in them.",
    ),
)
"""Questions about the estimate by name, in the order of their checks; controls follow them."""

ABOUT_CONTROLS = (
    "Of a part of the EEG that is hardly the brain's, the number is the skill that the whole EEG "
    "adds to it, by itself or fitted to what the part leaves; of the EEG without such a part, its "
    "own skill. The interval has to lie above 0, else that part explains the skill. A control that "
    "cannot be made holds nothing back."
)
"""What the answer to a question about a control means; they follow those of `QUESTIONS`."""


def meaning_of(question: str) -> str:
    """Say what the answer to a question means."""
    return QUESTIONS[question].meaning if question in QUESTIONS else ABOUT_CONTROLS
