"""Interpolation to a higher rate, without the rings of offsets, drifts and ends."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def ratio_of(factor: float) -> Fraction:
    """Give a factor between two rates as a ratio of whole numbers, up to 10,000."""
    return Fraction(factor).limit_denominator(10_000)


def interpolated(x: NDArray[np.floating], factor: float) -> NDArray[np.floating]:
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

    Returns
    -------
    ndarray, shape (ceil(t * factor),)
    """
    from scipy.signal import resample_poly

    ratio = ratio_of(factor)
    if ratio == 1:
        return x
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
