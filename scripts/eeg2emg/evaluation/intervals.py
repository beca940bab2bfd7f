"""Sign-flip test over subjects and the interval that agrees with it, by inverting the test.

A study can draw more subjects, not more segments, so the subject is the unit. If nothing is
gained, each subject's gain could as well have had the other sign: flipping the signs of some
subjects gives a study that was just as likely. Flipping the subjects of a set F lowers the sum of
the gains by twice their sum over F. So a flip is as large as what was observed where the sum over F
is at most 0.

That assumes gains which are distributed symmetrically. docs/evaluation.md says how far the level is
kept where they are not (`benchmarks/interval_coverage.py`).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_SUBJECTS = 6
"""With fewer there is neither a test nor an interval: p could not reach 2.5 % (1/32)."""

EXACT_SUBJECTS = 12
"""Up to here all 2^subjects flips are enumerated."""

FLIPS = 9999
"""Random flips beyond that, besides the one that flips nobody."""

TIE = 1e-12
"""Sums over all subjects that differ by less than this share of the absolute sum are equal."""


class Bounds(NamedTuple):
    """A confidence interval; a side that the data do not bound is infinite."""

    low: float
    high: float


def ratio_interval(
    numerator: np.ndarray, denominator: np.ndarray, *, seed: int, confidence: float = 0.95
) -> Bounds:
    """Interval of sum(numerator) / sum(denominator), by inverting the sign-flip test.

    It holds every ratio theta for which the sign-flip test of numerator - theta x denominator
    rejects on neither side. A flip of the subjects in F is as large as what was observed from the
    theta on that is the ratio over F alone, so each bound is an order statistic of the ratios over
    sets of subjects: exact, without a search, and never beyond the smallest and the largest ratio
    of a single subject. So low > 0 exactly where `sign_flip_test` of the numerator has
    p <= (1 - confidence) / 2, and high < 0 where that of the negated numerator has, given the same
    seed.

    Parameters
    ----------
    numerator, denominator : ndarray, shape (subjects,)
        Sums of each subject; for skill, SSE(rival) - SSE(model) and SSE(rival). A subject whose
        denominator is 0 (up to `TIE`) has no ratio. Its numerator counts all the same, at every
        theta: a loss lowers the low bound, a gain raises the high one, and a 0 widens both as any
        tie does.
    seed : int
        Seed of the flips where they are not enumerated.
    confidence : float
        Two-sided level.

    Returns
    -------
    Bounds
        NaN where there is no interval (`why_no_interval`), or where the denominators' sum is 0. A
        side is infinite where no theta is rejected on it: too few subjects have a denominator. The
        ratio itself lies inside (with random flips, at any usual level: it has a p of about 1/2).

    References
    ----------
    Hartigan (1969), Using subsample values as typical values, J. Am. Stat. Assoc. 64, 1303-1317,
    doi 10.1080/01621459.1969.10501057; Tritchler (1984), On inverting permutation tests, J. Am.
    Stat. Assoc. 79, 200-207, doi 10.1080/01621459.1984.10477085.
    """
    numerator, denominator = np.asarray(numerator, float), np.asarray(denominator, float)
    total = denominator.sum()
    if why_no_interval(len(numerator), confidence) or total <= 0:
        return Bounds(np.nan, np.nan)
    sums = flipped_sums(numerator, seed)
    size = flip_patterns(len(numerator), seed) @ np.where(
        without_denominator(denominator), 0.0, denominator
    )
    # Where nobody in F has a denominator, no theta changes whether the flip counts.
    none = size == 0
    ratios = np.divide(sums, size, out=np.zeros_like(sums), where=~none)
    from_below = np.where(none, np.where(sums <= 0, -np.inf, np.inf), ratios)
    from_above = np.where(none, np.where(sums >= 0, np.inf, -np.inf), ratios)
    # So many flips may count at a theta that is rejected.
    most = int(np.floor(side_level(confidence) * len(sums) + 1e-9))
    low = np.partition(from_below, most)[most]
    high = np.partition(from_above, len(sums) - 1 - most)[len(sums) - 1 - most]
    return Bounds(float(low), float(high))


def without_denominator(denominator: np.ndarray) -> np.ndarray:
    """Find the subjects that have no ratio: a denominator of 0, up to `TIE` of the sum."""
    return np.asarray(denominator, float) <= TIE * np.sum(denominator)


def side_level(confidence: float) -> float:
    """Level of each side of a two-sided interval: 0.025 for 0.95."""
    return round((1 - confidence) / 2, 12)


def smallest_p(subjects: int) -> float:
    """Smallest p that the sign-flip test can have with so many subjects."""
    return 0.5**subjects if subjects <= EXACT_SUBJECTS else 1 / (FLIPS + 1)


def why_no_interval(subjects: int, confidence: float) -> str:
    """Say why so many subjects have no interval of this level; empty where they have one."""
    if subjects < MIN_SUBJECTS:
        return f"no interval with {subjects} subjects ({MIN_SUBJECTS} are needed)"
    if smallest_p(subjects) > side_level(confidence):
        return (
            f"no {100 * confidence:g} % interval with {subjects} subjects: the smallest p of a "
            f"side is {smallest_p(subjects):.2g}, and {side_level(confidence):.2g} is needed"
        )
    return ""


def remark_on_interval(rival_errors: np.ndarray, subjects: Sequence[str], bounds: Bounds) -> str:
    """Name the subjects on whom the rival makes no error, and say what that does to an interval.

    Parameters
    ----------
    rival_errors : ndarray, shape (subjects,)
        The denominator of `ratio_interval`.
    subjects : sequence of str
        Names.
    bounds : Bounds
        The interval.

    Returns
    -------
    str
        Empty where the rival makes errors on everybody.
    """
    none = without_denominator(rival_errors)
    if np.isnan(bounds.low) or not none.any():
        return ""
    names = [name for name, is_none in zip(subjects, none, strict=True) if is_none]
    text = (
        f"the rival makes no error on {', '.join(names)}, where any error of the model counts as a "
        "loss whatever the skill"
    )
    sides = [
        side
        for side, bound in (("lower", bounds.low), ("upper", bounds.high))
        if not np.isfinite(bound)
    ]
    if sides:
        text += f"; too few subjects are left for a {' and an '.join(sides)} bound"
    return text


def sign_flip_test(differences: np.ndarray, *, seed: int) -> float:
    """Test by sign flips over subjects that differences are above 0 on average.

    Parameters
    ----------
    differences : ndarray, shape (subjects,)
        For instance SSE(rival) - SSE(model) of each subject.
    seed : int
        Seed of the flips where they are not enumerated.

    Returns
    -------
    float
        One-sided p: the share of flips (all of them, or 1 + the random ones) with a sum at least as
        large as the observed one, ties included.
    """
    return float(np.mean(flipped_sums(differences, seed) <= 0))


def flipped_sums(differences: np.ndarray, seed: int) -> np.ndarray:
    """Sum the differences of the subjects that each flip turns around.

    Parameters
    ----------
    differences : ndarray, shape (subjects,)
        One per subject.
    seed : int
        Seed of the flips where they are not enumerated.

    Returns
    -------
    ndarray, shape (flips,)
        Half of what the flip takes from the sum of all; exactly 0 where it is a tie.
    """
    differences = np.asarray(differences, float)
    sums = flip_patterns(len(differences), seed) @ differences
    return np.where(2 * np.abs(sums) <= TIE * np.abs(differences).sum(), 0.0, sums)


def flip_patterns(subjects: int, seed: int) -> np.ndarray:
    """List who is flipped, 1 or 0: shape (flips, subjects); the first flip turns nobody around."""
    # The seed does not matter where all are listed.
    return _patterns(subjects, seed if subjects > EXACT_SUBJECTS else 0)


@lru_cache(maxsize=4)
def _patterns(subjects: int, seed: int) -> np.ndarray:
    if subjects <= EXACT_SUBJECTS:
        patterns = np.array(list(product((0.0, 1.0), repeat=subjects)))
    else:
        signs = np.random.default_rng(seed).choice((1.0, -1.0), size=(FLIPS, subjects))
        patterns = np.vstack([np.zeros(subjects), signs < 0])
    patterns.flags.writeable = False
    return patterns
