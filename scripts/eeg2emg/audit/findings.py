"""Findings of an audit: the rows of a table as intervals, and the verdict of a rule on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from eeg2emg.audit.printed import Interval

PARTS = ("training", "validation", "test")
SPLITS = (*PARTS, "total")
METRICS = ("r2", "mse", "mae", "r")
VERDICTS = ("impossible", "suspicious", "ok")

NOT_STATED = "Not all numbers that this rule needs are stated."


@dataclass(frozen=True)
class Finding:
    """What one rule says about one or several rows.

    Attributes
    ----------
    rule : str
        Name of the rule, a key of `RULES`.
    rows : tuple of str
        The rows concerned, as ``optimizer split``.
    left, right : float
        The two sides of the inequality, each at its end that is kinder to the table; NaN where
        they are not stated.
    verdict : str
        ``impossible``, ``suspicious`` or ``ok``.
    explanation : str
        The finding in words.
    """

    rule: str
    rows: tuple[str, ...]
    left: float
    right: float
    verdict: str
    explanation: str


@dataclass(frozen=True)
class Row:
    """A row of the table: its cells as intervals, None where nothing is stated."""

    optimizer: str
    split: str
    cells: Mapping[str, Interval | None]

    @property
    def name(self) -> str:
        """Optimizer and split."""
        return f"{self.optimizer} {self.split}"

    def get(self, *metrics: str) -> tuple[Interval, ...] | None:
        """Intervals of the metrics, or None if one is not stated."""
        found = tuple(self.cells[metric] for metric in metrics)
        return None if None in found else found  # type: ignore[return-value]


def judge(
    rule: str,
    rows: Sequence[Row],
    sides: tuple[Fraction, Fraction] | None,
    words: Callable[[float, float], str],
    *,
    broken: str = "impossible",
) -> Finding:
    """Judge the inequality ``left <= right``.

    Parameters
    ----------
    rule : str
        Name of the rule.
    rows : sequence of Row
        The rows concerned.
    sides : tuple of Fraction or None
        The two sides, each at its end that is kinder to the table; None where the numbers are not
        stated.
    words : callable
        Makes the explanation from the two sides.
    broken : str
        The verdict if the inequality fails.

    Returns
    -------
    Finding
        With the verdict ``ok`` where the inequality can hold.
    """
    names = tuple(row.name for row in rows)
    if sides is None:
        return Finding(rule, names, float("nan"), float("nan"), "ok", NOT_STATED)
    left, right = float(sides[0]), float(sides[1])
    verdict = broken if sides[0] > sides[1] else "ok"
    return Finding(rule, names, left, right, verdict, words(left, right))
