"""Other readings of printed columns: what a table would say if its headings were wrong.

A table that is impossible as printed may be an honest one with two columns exchanged, or with a
root where its square is said to be. Each reading says, metric by metric, which printed columns it
is made of.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from eeg2emg.audit.findings import METRICS, Finding, judge
from eeg2emg.audit.printed import Interval
from eeg2emg.audit.published import PUBLISHED
from eeg2emg.catalogues import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eeg2emg.audit.findings import Row

Change = Literal["as it is", "squared", "root"]
AS_IT_IS: Final = "as it is"
SQUARED: Final = "squared"
ROOT: Final = "root"

Source = tuple[str, Change]
"""A printed column, and what is to be done with its numbers."""


@dataclass(frozen=True)
class Reading:
    """A reading of the columns.

    Attributes
    ----------
    name : str
        In words, as the end of a sentence.
    sources : mapping of str to tuple of Source
        By metric, the printed columns that hold it, which must agree; empty where none does.
        Metrics that are not named are read as printed.
    """

    name: str
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)

    def of(self, row: Row) -> Row:
        """Read a row: of several columns what they have in common, or else the first of them."""
        cells = {metric: _joined(self._found(row, metric)) for metric in METRICS}
        return replace(row, cells=cells)

    def agreement(self, row: Row) -> list[Finding]:
        """Say whether the columns agree that hold the same metric."""
        findings = []
        for metric, sources in self.sources.items():
            if len(sources) > 1:
                found = self._found(row, metric)
                sides = None
                if len(found) == len(sources):
                    sides = (max(one.low for one in found), min(one.high for one in found))
                findings.append(judge("columns_agree", [row], sides, _words_for(metric)))
        return findings

    def with_that_of(self, other: Reading) -> Reading:
        """Join two readings of different columns."""
        return Reading(f"{self.name}, and {other.name}", {**self.sources, **other.sources})

    def _found(self, row: Row, metric: str) -> list[Interval]:
        sources: Sequence[Source] = self.sources.get(metric, ((metric, AS_IT_IS),))
        cells = [(row.cells[column], how) for column, how in sources]
        return [_CHANGES[how](cell) for cell, how in cells if cell is not None]


def _words_for(metric: str) -> Callable[[float, float], str]:
    def words(left: float, right: float) -> str:
        said = "they exclude each other" if left > right else "they agree"
        return f"Two columns hold the {metric.upper()}: {said}."

    return words


_CHANGES = {AS_IT_IS: lambda cell: cell, SQUARED: Interval.squared, ROOT: Interval.root}


def _joined(found: Sequence[Interval]) -> Interval | None:
    """Give what intervals have in common; the first of them where they have nothing."""
    if not found:
        return None
    low, high = max(one.low for one in found), min(one.high for one in found)
    return Interval(low, high) if low <= high else found[0]


READINGS_OF_ERRORS = catalogue(
    Reading(
        "columns MSE and MAE exchanged",
        {"mse": (("mae", AS_IT_IS),), "mae": (("mse", AS_IT_IS),)},
    ),
    Reading(
        "the RMSE in the column MSE",
        {"mse": (("mse", SQUARED),)},
    ),
    Reading(
        "the RMSE in the column MAE",
        {"mse": (("mse", AS_IT_IS), ("mae", SQUARED)), "mae": ()},
    ),
    Reading(
        "RMSE and MSE in the columns MSE and MAE",
        {"mse": (("mse", SQUARED), ("mae", AS_IT_IS)), "mae": ()},
    ),
)
"""Readings of the two columns of errors by name."""

SQUARED_R = Reading("r² in the column r", {"r": (("r", ROOT),)})

READINGS = (
    *READINGS_OF_ERRORS.values(),
    Reading(
        "columns R² and r exchanged",
        {"r2": (("r", AS_IT_IS),), "r": (("r2", AS_IT_IS),)},
    ),
    SQUARED_R,
    *(errors.with_that_of(SQUARED_R) for errors in READINGS_OF_ERRORS.values()),
)
"""All readings: of each pair of columns alone, and of both together."""

_OF_PUBLISHED = f"{PUBLISHED}, "


def audited_name(reading: Reading) -> str:
    """Name the published table under a reading, as the column ``table`` of the findings does."""
    return f"{_OF_PUBLISHED}{reading.name}"


def reading_of(table: str) -> str:
    """Give the name of the reading under which a table was audited; empty for none."""
    return table.removeprefix(_OF_PUBLISHED) if table.startswith(_OF_PUBLISHED) else ""
