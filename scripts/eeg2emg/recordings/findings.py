"""Findings: what several places say of one fact, and what is used (standard library only)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Verdict = Literal["agree", "within tolerance", "differ", "one place only"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

CONFIGURATION = "configuration"
"""The place of what the options of the run say."""

_MOST_NAMED = 5


@dataclass(frozen=True)
class Statement:
    """What one place says of a fact.

    Attributes
    ----------
    place : str
        Kind of place, the same for all recordings: ``header``, ``eeg.json``, ``channels.tsv``.
    said : float or str
        What it says; a number is in the unit of the finding.
    file : str
        Name of the file; empty where the place is no file of the recording.
    channels : str
        The channels of which it says so, where it does not say so of all.
    """

    place: str
    said: float | str
    file: str = ""
    channels: str = ""


@dataclass(frozen=True)
class ChannelValues:
    """What one place says of a fact of each channel, by the channel's name."""

    place: str
    file: str
    values: Mapping[str, float | str]


@dataclass(frozen=True)
class Finding:
    """One fact of a recording: what each place says, what was used, and whether they agree.

    Attributes
    ----------
    fact : str
        Which fact, for instance ``sampling rate``.
    about : str
        Of what: ``EEG file``, ``EMG file``, ``EEG``, ``EMG``, ``recording``.
    statements : tuple of Statement
        What each place says; at least one.
    used : str
        What was used, with its unit; empty where nothing was.
    verdict : {"agree", "within tolerance", "differ", "one place only"}
        Whether the places agree.
    consequence : str
        What follows where they do not; empty where nothing does.
    unit : str
        Unit of the numbers.
    """

    fact: str
    about: str
    statements: tuple[Statement, ...]
    used: str
    verdict: Verdict
    consequence: str = ""
    unit: str = ""

    @property
    def differs(self) -> bool:
        """Whether two places contradict each other."""
        return self.verdict == "differ"

    def words(self, statement: Statement) -> str:
        """Write what a place says, with the unit."""
        return in_words(statement.said, self.unit)

    def describe(self) -> str:
        """Say it in one sentence, for people."""
        said = "; ".join(
            f"{statement.place}: {self.words(statement)}"
            + (f" ({statement.channels})" if statement.channels else "")
            for statement in self.statements
        )
        return f"{self.fact} ({self.about}): {said}" + (
            f"; {self.consequence}" if self.consequence else ""
        )

    def to_dict(self) -> dict[str, Any]:
        """Give what JSON can hold, without what is empty."""
        values = vars(self) | {"statements": [_filled(vars(one)) for one in self.statements]}
        return _filled(values) | {"used": self.used}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Finding:
        """Make it again from what `to_dict` gave; raises where something is no finding."""
        statements = tuple(Statement(**one) for one in values["statements"])
        found = cls(**{**values, "statements": statements})
        texts = [found.fact, found.about, found.used, found.consequence, found.unit]
        texts += [text for one in statements for text in (one.place, one.file, one.channels)]
        said = [one.said for one in statements]
        if (
            found.verdict not in VERDICTS
            or not statements
            or not all(isinstance(text, str) for text in texts)
            or not all(isinstance(one, str | int | float) for one in said)
        ):
            raise ValueError(f"{values} is no finding")
        return found


def compare(
    fact: str,
    about: str,
    statements: Iterable[Statement],
    *,
    unit: str = "",
    used: float | str | None = None,
    same: Callable[[Any, Any], bool] | None = None,
    otherwise: str = "",
) -> list[Finding]:
    """Compare what places say of one fact with what the first of them says.

    Parameters
    ----------
    fact, about, unit
        As in `Finding`.
    statements : iterable of Statement
        What each place says, the one that is used first.
    used : float or str, optional
        What is used; by default what the first place says.
    same : callable, optional
        Whether two values that are not equal are one nevertheless.
    otherwise : str
        What follows where they differ.

    Returns
    -------
    list of Finding
        One, or none where no place says anything.
    """
    given = tuple(statements)
    if not given:
        return []
    first, *others = given
    verdict: Verdict = "agree"
    if not others:
        verdict = "one place only"
    elif not all(_equal(first.said, other.said) for other in others):
        close = same is not None and all(same(first.said, other.said) for other in others)
        verdict = "within tolerance" if close else "differ"
    return [
        Finding(
            fact,
            about,
            given,
            in_words(first.said if used is None else used, unit),
            verdict,
            otherwise if verdict == "differ" else "",
            unit,
        )
    ]


def compare_channels(
    fact: str,
    about: str,
    places: Sequence[ChannelValues],
    *,
    unit: str = "",
    used: str | None = None,
    same: Callable[[Any, Any], bool] | None = None,
    otherwise: str = "",
) -> list[Finding]:
    """Compare, channel by channel, what places say with what the first of them says.

    Parameters
    ----------
    fact, about, unit, same, otherwise
        As in `compare`.
    places : sequence of ChannelValues
        What each place says, the one that is used first; those that say nothing are passed over.
    used : str, optional
        What is used; by default what the first place says.

    Returns
    -------
    list of Finding
        One, or none where no place says anything.
    """
    given = [place for place in places if place.values]
    if not given:
        return []
    first, *others = given
    channels = max(len(place.values) for place in given)
    statements = [
        one for place in given for one in by_value(place.values, place.place, place.file, channels)
    ]
    pairs = [
        (first.values[channel], value)
        for other in others
        for channel, value in other.values.items()
        if channel in first.values
    ]
    verdict: Verdict = "agree"
    if not others:
        verdict = "one place only"
    elif not all(_equal(*pair) for pair in pairs):
        close = same is not None and all(same(*pair) for pair in pairs)
        verdict = "within tolerance" if close else "differ"
    if used is None:
        used = ", ".join(
            in_words(one.said, unit) + (f" ({one.channels})" if one.channels else "")
            for one in by_value(first.values, "")
        )
    told = otherwise if verdict == "differ" else ""
    return [Finding(fact, about, tuple(statements), used, verdict, told, unit)]


def by_value(
    values: Mapping[str, Any], place: str, file: str = "", all_of: int | None = None
) -> list[Statement]:
    """Give one statement for each value that a table gives to channels, the commonest first.

    Parameters
    ----------
    values : mapping of str to float or str
        By channel what is said of it.
    place, file : str
        As in `Statement`.
    all_of : int, optional
        How many channels there are; by default those of `values`.

    Returns
    -------
    list of Statement
        The channels are named where not all have one value.
    """
    channels: dict[Any, list[str]] = {}
    for channel, value in values.items():
        channels.setdefault(value, []).append(channel)
    total = len(values) if all_of is None else all_of
    return [
        Statement(place, value, file, "" if len(names) == total else few(names))
        for value, names in sorted(channels.items(), key=lambda item: -len(item[1]))
    ]


def left_out(findings: Iterable[Finding]) -> list[Finding]:
    """Say of the findings of a recording that is left out that nothing of it is used."""
    return [
        replace(
            found,
            used="",
            consequence="the recording is left out" if found.differs else "",
        )
        for found in findings
    ]


def in_words(said: float | str, unit: str = "") -> str:
    """Write a value with its unit, and a number as short as it is."""
    if isinstance(said, str):
        return said
    return f"{said:.10g} {unit}".strip()


def few(items: Sequence[str], most: int = _MOST_NAMED) -> str:
    """List names; of many the first, and how many more."""
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more


def _equal(one: float | str, other: float | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return math.isclose(one, other, rel_tol=1e-9)


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value or value == 0}
