"""Words for where a skill comes from, of all muscle edges together and of each.

Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass

from eeg2emg.catalogues import catalogue


@dataclass(frozen=True)
class Origin:
    """Where a skill comes from, as far as the controls can tell.

    Attributes
    ----------
    name : str
        Name in tables, figures and text.
    symbol : str
        One letter that stands for it in a matrix of edges, beside a colour.
    meaning : str
        What was found, for people: a sentence.
    """

    name: str
    symbol: str
    meaning: str


BRAIN = "brain"
MUSCLE = "muscle"
UNDECIDED = "undecided"
NOTHING = "nothing to explain"
NOT_ESTIMABLE = "not estimable"

ORIGINS = catalogue(
    Origin(
        BRAIN,
        "B",
        "Predicted from the EEG, from frequencies below 30 Hz alone as well, and better than from "
        "each control of muscles that could be made.",
    ),
    Origin(
        MUSCLE,
        "M",
        "Predicted from the EEG, which is not shown to add to what a control of muscles tells "
        "alone.",
    ),
    Origin(
        UNDECIDED,
        "?",
        "Predicted from the EEG, but the controls cannot say whether that comes from the brain or "
        "from muscles.",
    ),
    Origin(NOTHING, "·", "Not shown to be predicted from the EEG."),
    Origin(NOT_ESTIMABLE, "–", "These data cannot say."),
)
"""Origins by name, in the order of a legend."""
