"""Numbers of this run beside those that the paper prints: what may be said of the difference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

CLOSE = 0.05
"""Difference of two R2, or of two correlations, up to which a number is called reproduced."""

REPRODUCED = "reproduced"
NOT_REPRODUCED = "not reproduced"
SIMULATED = "not comparable: simulated"
UNDEFINED = "not defined here"


class Comparison(NamedTuple):
    """A printed number, this run's, and what may be said of the two.

    Attributes
    ----------
    here, published : str
        With two decimals, a true minus; ``undefined`` where this run has no such number.
    verdict : str
        `REPRODUCED`, `NOT_REPRODUCED`, `SIMULATED` or `UNDEFINED`.
    difference : float
        This run's less the published one; NaN where it is not defined.
    """

    here: str
    published: str
    verdict: str
    difference: float

    @property
    def comparable(self) -> bool:
        """Whether the two are numbers of the same thing."""
        return self.verdict in {REPRODUCED, NOT_REPRODUCED}


def comparison(row: Mapping[str, Any], metric: str, *, simulated: bool) -> Comparison:
    """Compare a cell of Table 3 with the published one.

    Parameters
    ----------
    row : mapping
        A row as from `eeg2emg.evaluation.table3.table3`: cells are printed text.
    metric : {"r2", "r"}
        Which cell.
    simulated : bool
        Whether the run is of simulated recordings: how large a number is there, says nothing about
        the paper's recordings, whether it is the same or not.

    Returns
    -------
    Comparison
    """
    own, published = _number(row[metric]), float(row[f"published_{metric}"])
    if row.get("reason") or not math.isfinite(own):
        return Comparison("undefined", _text(published), UNDEFINED, float("nan"))
    verdict = REPRODUCED if abs(own - published) <= CLOSE else NOT_REPRODUCED
    return Comparison(
        _text(own), _text(published), SIMULATED if simulated else verdict, own - published
    )


def _number(cell: Any) -> float:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return float("nan")


def _text(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
