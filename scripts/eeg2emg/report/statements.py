"""What the files of the recordings said, gathered over the cohort: words and tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.files.tables import empty_text
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

MOST_DIFFERENCES = 50
"""Rows of the table of differences; those of a large cohort stand in tables/statements.csv."""

MOST_VARIANTS = 3
"""Rows for one fact and the same places, where they agree; more are told as a range."""

MOST_RECORDINGS = 40
"""Recordings up to which each has a table of its own."""

_MOST_NAMED = 5
_MOST_FACTS = 5
_NUMBER = re.compile(r"^(-?\d+(?:\.\d+)?)( \S+)?$")


class Fact(NamedTuple):
    """What was said of one fact, the same for all recordings that say so."""

    fact: str
    about: str
    verdict: str
    places: tuple[str, ...]
    said: str
    used: str
    consequence: str

    @property
    def differs(self) -> bool:
        """Whether two places contradict each other."""
        return self.verdict == "differ"


@dataclass(frozen=True)
class CohortStatements:
    """The statements of a cohort.

    Attributes
    ----------
    by_recording : mapping of str to sequence of Fact
        The facts of each recording, in the order of the table.
    by_fact : mapping of Fact to sequence of str
        The recordings of which each is said.
    """

    by_recording: Mapping[str, Sequence[Fact]]
    by_fact: Mapping[Fact, Sequence[str]]

    @classmethod
    def of(cls, statements: pd.DataFrame) -> CohortStatements:
        """Gather them from ``tables/statements.csv``."""
        rows: dict[tuple[str, str, str], list[dict[str, str]]] = {}
        for row in empty_text(statements).astype(str).to_dict("records"):
            rows.setdefault((row["recording"], row["fact"], row["about"]), []).append(row)
        by_recording: dict[str, list[Fact]] = {}
        by_fact: dict[Fact, list[str]] = {}
        for (recording, fact, about), places in rows.items():
            found = Fact(
                fact=fact,
                about=about,
                verdict=places[0]["verdict"],
                places=tuple(dict.fromkeys(row["place"] for row in places)),
                said="; ".join(_said(row) for row in places),
                used=places[0]["used"],
                consequence=places[0]["consequence"],
            )
            by_recording.setdefault(recording, []).append(found)
            by_fact.setdefault(found, []).append(recording)
        return cls(by_recording, by_fact)

    def differing(self) -> list[str]:
        """Name the recordings of which two places contradict each other."""
        return [
            name for name, facts in self.by_recording.items() if any(fact.differs for fact in facts)
        ]


def statements_sentence(cohort: CohortStatements, n_recordings: int) -> str:
    """Say in how many recordings files disagree, and about what.

    Parameters
    ----------
    cohort : CohortStatements
        The statements.
    n_recordings : int
        How many recordings there are, with those of which nothing could be read.

    Returns
    -------
    str
    """
    total = len(cohort.by_recording)
    differing = cohort.differing()
    unread = n_recordings - total
    silent = f" Of {counted(unread, 'recording')} nothing could be read." if unread > 0 else ""
    if not differing:
        return (
            f"Of {counted(total, 'recording')} no two places disagree about what was compared."
            f"{silent}"
        )
    counts: Counter[str] = Counter()
    for fact, recordings in cohort.by_fact.items():
        if fact.differs:
            counts[f"{fact.fact} ({fact.about})"] += len(recordings)
    parts = [f"{name} in {count}" for name, count in counts.most_common(_MOST_FACTS)]
    if len(counts) > _MOST_FACTS:
        parts.append(f"{counted(len(counts) - _MOST_FACTS, 'other fact')} in some")
    return (
        f"In {len(differing)} of {counted(total, 'recording')} places disagree: {listed(parts)}."
        f"{silent}"
    )


def differences_table(cohort: CohortStatements) -> tuple[Table | None, int]:
    """List where places disagree, the commonest first.

    Parameters
    ----------
    cohort : CohortStatements
        The statements.

    Returns
    -------
    table : Table or None
        At most `MOST_DIFFERENCES` rows; None where nothing differs.
    more : int
        How many rows it lacks.
    """
    found = sorted(
        (item for item in cohort.by_fact.items() if item[0].differs), key=lambda item: -len(item[1])
    )
    rows = [
        [
            _title(fact),
            fact.said,
            fact.used or "nothing",
            fact.consequence,
            _of(recordings, len(cohort.by_recording)),
        ]
        for fact, recordings in found[:MOST_DIFFERENCES]
    ]
    headings = ["fact", "what was said", "used", "what follows", "recordings"]
    return (Table(headings, rows) if rows else None), max(0, len(found) - MOST_DIFFERENCES)


def agreements_table(cohort: CohortStatements) -> Table | None:
    """List what was said where no two places disagree, as few rows as the cohort allows.

    Parameters
    ----------
    cohort : CohortStatements
        The statements.

    Returns
    -------
    Table or None
        None where there is none.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[_Variant]] = {}
    for (title, places, *_), variant in _variants(cohort).items():
        groups.setdefault((title, places), []).append(variant)
    total = len(cohort.by_recording)
    rows = []
    for (title, places), variants in sorted(groups.items(), key=lambda item: item[0][0]):
        if len(variants) > MOST_VARIANTS:
            verdicts = list(dict.fromkeys(variant.verdict for variant in variants))
            variants = [  # noqa: PLW2901 - one row for all of them
                _Variant(
                    ", ".join(places),
                    listed(verdicts),
                    [_range([used for variant in variants for used in variant.used])],
                    [name for variant in variants for name in variant.recordings],
                )
            ]
        rows += [
            [
                title,
                variant.said,
                next(filter(None, variant.used), "nothing"),
                variant.verdict,
                _of(variant.recordings, total, named=len(variant.recordings) <= _MOST_NAMED),
            ]
            for variant in variants
        ]
    headings = ["fact", "what was said", "used", "verdict", "recordings"]
    return Table(headings, rows) if rows else None


class _Variant(NamedTuple):
    """What is said alike of some recordings; of those that were left out nothing was used."""

    said: str
    verdict: str
    used: list[str]
    recordings: list[str]


def _variants(cohort: CohortStatements) -> dict[tuple[str, tuple[str, ...], str, str], _Variant]:
    """Join the facts that do not differ, whether the recordings are used or left out."""
    found: dict[tuple[str, tuple[str, ...], str, str], _Variant] = {}
    for fact, recordings in cohort.by_fact.items():
        if not fact.differs:
            key = (_title(fact), fact.places, fact.said, fact.verdict)
            variant = found.setdefault(key, _Variant(fact.said, fact.verdict, [], []))
            variant.used.append(fact.used)
            variant.recordings.extend(recordings)
    return found


def recording_tables(cohort: CohortStatements) -> dict[str, Table]:
    """List all that was said of each recording, what differs first; of small cohorts alone.

    Parameters
    ----------
    cohort : CohortStatements
        The statements.

    Returns
    -------
    dict of str to Table
        By recording; empty for more than `MOST_RECORDINGS`.
    """
    if len(cohort.by_recording) > MOST_RECORDINGS:
        return {}
    tables = {}
    for name, facts in cohort.by_recording.items():
        ordered = sorted(facts, key=lambda fact: not fact.differs)
        rows = [
            [_title(fact), fact.said, fact.used or "nothing", fact.verdict, fact.consequence]
            for fact in ordered
        ]
        headings = ["fact", "what was said", "used", "verdict", "what follows"]
        marked = frozenset(range(sum(fact.differs for fact in facts)))
        tables[name] = Table(headings, rows, marked=marked)
    return tables


def unused_files_table(exclusions: pd.DataFrame) -> Table | None:
    """List the data files of which nothing was read, and why; None where there is none."""
    unused = exclusions[exclusions["level"] == "file"]
    rows = [[str(row.name), str(row.reason)] for row in unused.itertuples(index=False)]
    return Table(["file", "why"], rows) if rows else None


def _said(row: Mapping[str, str]) -> str:
    channels = f" ({row['channels']})" if row["channels"] else ""
    return f"{row['place']}: {row['said']}{channels}"


def _title(fact: Fact) -> str:
    return f"{fact.fact}, {fact.about}"


def _of(recordings: Sequence[str], total: int, *, named: bool = True) -> str:
    if len(recordings) == total:
        return f"all {total}" if total > 1 else recordings[0]
    if not named:
        return f"{len(recordings)} of {total}"
    names = ", ".join(recordings[:_MOST_NAMED])
    more = f" and {len(recordings) - _MOST_NAMED} more" if len(recordings) > _MOST_NAMED else ""
    return f"{len(recordings)} of {total}: {names}{more}"


def _range(values: Iterable[str]) -> str:
    """Say from where to where values go that are numbers of one unit; else how many there are."""
    unlike = list(dict.fromkeys(filter(None, values)))
    if len(unlike) <= 1:
        return "".join(unlike)
    found = [_NUMBER.match(value) for value in unlike]
    numbers = [(float(one[1]), one[2] or "") for one in found if one]
    units = {unit for _, unit in numbers}
    if len(numbers) == len(unlike) and len(units) == 1:
        low, high = min(numbers)[0], max(numbers)[0]
        return f"{low:g} to {high:g}{units.pop()}"
    return f"{len(unlike)} different values"
