"""The card of a stored model: all that applying it needs and checks, as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import OwnFileError
from eeg2emg.files.digests import sha256_of
from eeg2emg.files.reading import reading
from eeg2emg.files.tables import read_json, write_json
from eeg2emg.names.stored_models import CARD

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

FORMAT = 1
CARD_FOR_PEOPLE, MEANS = "card.md", "means.npz"
MOST_ASKED = 10
"""Segments per phase that are always enough for a new person's own mean: it takes a tenth of what
varies from segment to segment away with it."""

SHOWN, NOT_SHOWN, OPEN = "above 0", "not shown to be above 0", "no interval"
"""What a skill and its interval say."""


@dataclass(frozen=True)
class HeldOutSkill:
    """How good the model was on segments that it had not seen.

    Attributes
    ----------
    scheme : str
        How the cohort was divided.
    value, low, high : float or None
        Skill over the best rival without EEG, and its interval over people; None where there is
        none.
    rival : str
        That rival.
    subjects, segments : int
        How many were tested.
    reason : str
        Why there is no skill, or no interval.
    """

    scheme: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    rival: str = ""
    subjects: int = 0
    segments: int = 0
    reason: str = ""

    @property
    def outcome(self) -> str:
        """`SHOWN`, `NOT_SHOWN` or `OPEN`."""
        if self.low is not None:
            return SHOWN if self.low > 0 else NOT_SHOWN
        return OPEN if self.value is not None and self.value > 0 else NOT_SHOWN

    def in_words(self, confidence: float = 0.95) -> str:
        """Write it as people do."""
        if self.value is None:
            return f"no skill is known ({self.reason or 'it was not evaluated'})"
        if self.low is None or self.high is None:
            return f"{self.value:.3f} ({self.reason or 'no interval'})"
        return (
            f"{self.value:.3f} ({100 * confidence:g} % interval {self.low:.3f} to {self.high:.3f})"
        )


@dataclass(frozen=True)
class StoredModel:
    """One of the two models of a card.

    Attributes
    ----------
    scheme : str
        That whose held-out skill tells how good it is.
    chosen : str
        The hyperparameters.
    groups : list of str
        Who shares slopes (`eeg2emg.learning.keras_networks.group_names`), by the numbers of people
        and phases in the card.
    reason : str
        Why it is not there; empty where it is.
    """

    scheme: str
    chosen: str = ""
    groups: list[str] = field(default_factory=list)
    reason: str = ""


@dataclass(frozen=True)
class Card:
    """What is known of a stored model.

    Attributes
    ----------
    model, title : str
        Name of the regression, and its name for people.
    run : str
        Name of the run that stored it.
    version : str
        Of the project.
    simulated : bool
        Whether it learned from simulated recordings.
    eeg_channels, emg_channels : list of str
        In the order of the matrices.
    eeg_rate_hz : float
        Rate of analysis.
    target : str
        Which measure of the EMG it estimates.
    planes : dict of str to list of str
        Planes of each set of features.
    conditions : dict
        Options that features and targets depend on (`eeg2emg.stored.conditions`).
    phases, people : list of str
        Sorted; groups are counted by them.
    segment_s : float
        Length of a segment.
    segments : dict of str to dict of str to int
        By person and phase, how many it learned from.
    models : dict of str to StoredModel
        `KNOWN` and `NEW`.
    skills : dict of str to HeldOutSkill
        By scheme.
    verdict : dict of str to str
        Outcome and meaning of the run's verdict, which is about its primary analysis.
    confidence : float
        Level of the intervals.
    files : dict of str to str
        SHA-256 of the files beside the card.
    """

    model: str
    title: str
    run: str
    version: str
    simulated: bool
    eeg_channels: list[str]
    emg_channels: list[str]
    eeg_rate_hz: float
    target: str
    planes: dict[str, list[str]]
    conditions: dict[str, Any]
    phases: list[str]
    people: list[str]
    segment_s: float
    segments: dict[str, dict[str, int]]
    models: dict[str, StoredModel]
    skills: dict[str, HeldOutSkill]
    verdict: dict[str, str]
    confidence: float
    files: dict[str, str]

    @property
    def least_segments(self) -> int:
        """Segments of a phase that a new person needs, for the mean of that person's own features.

        So many as the people had on whom it was tested, and no more than `MOST_ASKED`: with n of
        them the mean takes the n-th part of what varies along. One alone would leave nothing.
        """
        fewest = min((count for own in self.segments.values() for count in own.values()), default=0)
        return max(2, min(MOST_ASKED, fewest))

    @property
    def count(self) -> int:
        """Segments that it learned from."""
        return sum(count for own in self.segments.values() for count in own.values())

    def cell_of(self, person: str, phase: str) -> int:
        """Give the number of the cell of a person and a phase."""
        return self.people.index(person) * len(self.phases) + self.phases.index(phase)

    def skill_of(self, name: str) -> HeldOutSkill:
        """Give the held-out skill of `KNOWN` or `NEW`."""
        scheme = self.models[name].scheme
        return self.skills.get(scheme, HeldOutSkill(scheme, reason="it was not evaluated"))


def keras_file(name: str) -> str:
    """Name the file of `KNOWN` or `NEW`."""
    return f"{name}.keras"


def write_card(folder: str | os.PathLike[str], card: Card) -> None:
    """Write the card into the folder of the model."""
    write_json(Path(folder) / CARD, {"format": FORMAT, **asdict(card)})


def read_card(folder: str | os.PathLike[str]) -> Card:
    """Read a card, and compare the files beside it with what it says of them.

    Raises
    ------
    OwnFileError
        If the card or a file is missing, damaged, or another than the card describes.
    """
    path = Path(folder) / CARD
    if not path.is_file():
        raise OwnFileError(
            f"{Path(folder)} holds no stored model",
            f"there is no {CARD}",
            "Name the folder that a run has stored a model in: results/<name>/models/<model>",
        )
    with reading(path, "the card of a model"):
        card = _card_of(read_json(path))
    for name, digest in card.files.items():
        file = path.with_name(name)
        if not file.is_file() or sha256_of(file) != digest:
            raise OwnFileError(
                f"{file} is {'not the one that' if file.is_file() else 'missing, which'} "
                f"{path} describes",
                "what it would estimate is not what the card vouches for",
                "Copy the whole folder again, or let the run that made it store it anew",
            )
    return card


def _card_of(content: Mapping[str, Any]) -> Card:
    facts = dict(content)
    if facts.pop("format", None) != FORMAT:
        raise ValueError(f"it is not of format {FORMAT}")
    facts["models"] = {name: StoredModel(**own) for name, own in facts["models"].items()}
    facts["skills"] = {name: HeldOutSkill(**own) for name, own in facts["skills"].items()}
    return Card(**facts)
