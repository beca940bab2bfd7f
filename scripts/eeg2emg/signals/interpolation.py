"""Interpolation to a higher rate, without the rings of offsets, drifts and ends."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


_ROUNDING = 1e-6  # of a sample, where its place is computed from a time


def ratio_of(factor: float) -> Fraction:
    """Give a factor between two rates as a ratio of whole numbers, up to 10,000."""
    return Fraction(factor).limit_denominator(10_000)


def interpolated(
    x: NDArray[np.floating], factor: float, joins: Sequence[float] = ()
) -> NDArray[np.floating]:
    """Give a signal `factor` times as many samples (polyphase, band-limited).

    An electrode offset is thousands of times the EEG. Beyond the ends the signal is therefore
    continued by odd reflection, since a step to zero would ring; and the straight line between the
    ends is taken off before and put back afterwards, since the filter lets through some thousandths
    of a constant as a ripple. So the result of a signal with an offset or a steady drift is that of
    the signal without, and the offset or the drift.

    Parameters
    ----------
    x : ndarray, shape (t,)
        The signal; samples that are not finite spread to their neighbours alone.
    factor : float
        How many times the rate.
    joins : sequence of float
        Samples before which the recorder paused, in order; between two samples of a slow channel
        it may have been at a fraction. What lies between two pauses is interpolated by itself.

    Returns
    -------
    ndarray, shape (ceil(t * factor),)
    """
    ratio = ratio_of(factor)
    if ratio == 1:
        return x
    inside = [join for join in joins if 0 < join < x.size]
    if not inside:
        return _of_run(x, ratio)
    found = np.empty(math.ceil(x.size * ratio))
    for first, last in pairwise([0.0, *inside, float(x.size)]):
        begin, end = math.ceil(first - _ROUNDING), math.ceil(last - _ROUNDING)
        if begin == end:  # no sample of the slow channel lies between these pauses
            wanted = slice(
                math.ceil(first * ratio - _ROUNDING), math.ceil(last * ratio - _ROUNDING)
            )
            found[wanted] = x[min(begin, x.size - 1)]
            continue
        # The old and the new rate meet at every `down`-th sample: from there on it is made.
        before = begin - max(begin - 1, 0) // ratio.denominator * ratio.denominator
        run = x[begin:end]
        if before:
            # A single sample has no reflection.
            run = (
                np.pad(run, (before, 0), "reflect", reflect_type="odd")
                if run.size > 1
                else np.pad(run, (before, 0), "edge")
            )
        made = _of_run(run, ratio)
        origin = int((begin - before) * ratio)
        start = math.ceil(first * ratio - _ROUNDING)
        stop = math.ceil(last * ratio - _ROUNDING)
        found[start:stop] = made[start - origin : stop - origin]
    return found


def _of_run(x: NDArray[np.floating], ratio: Fraction) -> NDArray[np.floating]:
    from scipy.signal import resample_poly

    up, down = ratio.numerator, ratio.denominator
    finite = np.flatnonzero(np.isfinite(x))
    slope = level = 0.0
    if finite.size:
        first, last = finite[[0, -1]]
        slope = (x[last] - x[first]) / max(last - first, 1)
        level = x[first] - slope * first
    rest = x - (level + slope * np.arange(x.size))
    padding = "antireflect" if x.size > 1 else "constant"  # a single sample has no reflection
    with np.errstate(invalid="ignore"):
        between = resample_poly(rest, up, down, padtype=padding)
    return between + level + slope * np.arange(between.size) * (down / up)
