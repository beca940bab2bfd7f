"""Printed numbers: each stands for an interval of half a unit in its last place."""

from __future__ import annotations

import re
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

_ROOT_SCALE = 10**30

_NUMBER = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?")


class Interval(NamedTuple):
    """A closed interval with exact ends; `high` may be None for no bound."""

    low: Fraction
    high: Fraction

    def squared(self) -> Interval:
        """Interval of the squares of its numbers."""
        ends = sorted((self.low**2, self.high**2))
        return Interval(Fraction(0) if self.low <= 0 <= self.high else ends[0], ends[1])

    def root(self) -> Interval:
        """Interval that holds the square roots of its numbers; a negative number counts as 0."""
        return Interval(_root(self.low, above=False), _root(self.high, above=True))

    def overlaps(self, other: Interval) -> bool:
        """Whether the two have a number in common."""
        return self.low <= other.high and other.low <= self.high


def parse_printed(text: str) -> Interval | None:
    """Read a printed number as the interval of what may have been rounded to it.

    Parameters
    ----------
    text : str
        For instance ``0.9270`` (from 0.92695 to 0.92705), ``.0004`` or ``1.53e-06``.

    Returns
    -------
    Interval or None
        None where nothing is stated: an empty cell, a dash, ``nan``, or anything else that is no
        number.
    """
    match = _NUMBER.fullmatch(str(text).strip().replace("−", "-"))
    if match is None or not (match[2] or match[3]):
        return None
    sign, whole, decimals, exponent = match[1], match[2] or "0", match[3] or "", match[4] or "0"
    unit = Fraction(10) ** (int(exponent) - len(decimals))
    value = int(whole + decimals) * unit * (-1 if sign == "-" else 1)
    return Interval(value - unit / 2, value + unit / 2)


def root_above(value: Fraction) -> Fraction:
    """Find a rational just above the square root, to compare on the safe side."""
    return _root(value, above=True)


def _root(value: Fraction, *, above: bool) -> Fraction:
    if value <= 0:
        return Fraction(0)
    below = isqrt(value.numerator * _ROOT_SCALE**2 // value.denominator)
    return Fraction(below + above, _ROOT_SCALE)
