"""Weights of an audit: the sizes of training, validation and test, as far as they are known."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.audit.printed import Interval

_PARTS = ("training", "validation", "test")


class Weights(NamedTuple):
    """Bounds of the shares of the three parts, which add up to 1.

    Attributes
    ----------
    low, high : tuple of Fraction
        Bounds for training, validation and test.
    certain : bool
        Whether the shares certainly lie within.
    """

    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]
    certain: bool


def shares_of_parts(
    counts: Mapping[str, int] | None,
    n_records: int | None,
    shares: Mapping[str, float] | None,
) -> Weights:
    """Bound the shares of the parts by what is known about them.

    Parameters
    ----------
    counts : dict of str to int, optional
        Records by part: exact.
    n_records : int, optional
        Records in all.
    shares : dict of str to float, optional
        Nominal shares; each may be off by one record.

    Returns
    -------
    Weights
        Any shares at all, if nothing is known.

    Raises
    ------
    ConfigurationError
        If counts or shares lack a part, or are not positive in sum.
    """
    for known, what in ((counts, "counts"), (shares, "shares")):
        if known is not None and (
            not set(known) >= set(_PARTS) or sum(known[part] for part in _PARTS) <= 0
        ):
            raise ConfigurationError(
                f"The {what} {dict(known)} do not say how the records were divided",
                remedy=f"Give {', '.join(_PARTS)}",
            )
    if counts is not None:
        total = sum(counts[part] for part in _PARTS)
        exact = tuple(Fraction(int(counts[part]), int(total)) for part in _PARTS)
        return Weights(exact, exact, True)
    if shares is None:
        return Weights((Fraction(0),) * 3, (Fraction(1),) * 3, True)
    nominal = [Fraction(str(shares[part])) for part in _PARTS]
    slack = Fraction(1, n_records) if n_records else Fraction(0)
    low = tuple(max(share - slack, Fraction(0)) for share in nominal)
    high = tuple(min(share + slack, Fraction(1)) for share in nominal)
    return Weights(low, high, bool(n_records))


def combined(values: Sequence[Fraction], weights: Weights, *, largest: bool) -> Fraction:
    """Find the largest or smallest weighted mean that the bounds on the weights allow.

    Parameters
    ----------
    values : sequence of Fraction
        One per part.
    weights : Weights
        Bounds of the shares.
    largest : bool
        Which end to find.

    Returns
    -------
    Fraction
        Each share takes its lower bound; what is left goes to the best parts first.
    """
    result = sum((w * v for w, v in zip(weights.low, values, strict=True)), Fraction(0))
    left = 1 - sum(weights.low)
    order = sorted(range(len(values)), key=lambda k: values[k], reverse=largest)
    for k in order:
        more = min(left, weights.high[k] - weights.low[k])
        result += more * values[k]
        left -= more
    return result


def serves_all(problem: Sequence[tuple[Sequence[Interval], Interval]]) -> bool:
    """Tell whether one division of the records explains all totals.

    Parameters
    ----------
    problem : sequence of tuple
        Per optimizer the intervals of the parts' values and that of the total.

    Returns
    -------
    bool
        Whether shares exist, not negative and with the sum 1, by which every total can be the
        weighted mean of its parts. The triangle of all shares is cut by one half-plane after the
        other, in exact arithmetic.
    """
    corners = [tuple(Fraction(int(i == k)) for i in range(3)) for k in range(3)]
    for parts, total in problem:
        corners = _cut(corners, [part.low - total.high for part in parts])
        corners = _cut(corners, [total.low - part.high for part in parts])
    return bool(corners)


def _cut(corners: list[tuple[Fraction, ...]], slope: list[Fraction]) -> list[tuple[Fraction, ...]]:
    """Keep what has slope . shares <= 0 of a convex polygon (Sutherland and Hodgman)."""
    heights = [
        sum((a * b for a, b in zip(slope, corner, strict=True)), Fraction(0)) for corner in corners
    ]
    kept: list[tuple[Fraction, ...]] = []
    for k, (corner, height) in enumerate(zip(corners, heights, strict=True)):
        before, last = corners[k - 1], heights[k - 1]
        if (height > 0) != (last > 0):
            t = last / (last - height)
            kept.append(tuple(a + t * (b - a) for a, b in zip(before, corner, strict=True)))
        if height <= 0:
            kept.append(corner)
    return kept
