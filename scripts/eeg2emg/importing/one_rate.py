"""One rate for all channels: those of a lower rate are interpolated to the highest one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from eeg2emg.importing.foreign import ForeignChannel

_MOST_LENGTH_DIFFERENCE = 1e-4


def common_length(path: Path, channels: Sequence[ForeignChannel], target_hz: float) -> int:
    """Count the samples that channels have in common once they are brought to one rate.

    Parameters
    ----------
    path : Path
        The file, to name it.
    channels : sequence of ForeignChannel
        The channels.
    target_hz : float
        The highest of their rates.

    Returns
    -------
    int

    Raises
    ------
    RecordingError
        They differ in length by more than rounding.
    """
    check_lengths(path, channels)
    ratios = [_ratio(target_hz / channel.rate_hz) for channel in channels]
    return min(
        -(-channel.samples.size * ratio.numerator // ratio.denominator)
        for channel, ratio in zip(channels, ratios, strict=True)
    )


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

    ratio = _ratio(factor)
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


def _ratio(factor: float) -> Fraction:
    return Fraction(factor).limit_denominator(10_000)


def check_lengths(path: Path, channels: Sequence[ForeignChannel]) -> None:
    """Check that channels show the same time.

    Parameters
    ----------
    path : Path
        The file, to name it.
    channels : sequence of ForeignChannel
        The channels.

    Raises
    ------
    RecordingError
        They differ in length by more than rounding.
    """
    lengths_s = [channel.samples.size / channel.rate_hz for channel in channels]
    longest, shortest = int(np.argmax(lengths_s)), int(np.argmin(lengths_s))
    slowest_hz = min(channel.rate_hz for channel in channels)
    allowed_s = _MOST_LENGTH_DIFFERENCE * lengths_s[longest] + 2 / slowest_hz
    if lengths_s[longest] - lengths_s[shortest] > allowed_s:
        raise RecordingError(
            f"{path}: channel {channels[shortest].name!r} lasts {lengths_s[shortest]:.3f} s, "
            f"channel {channels[longest].name!r} {lengths_s[longest]:.3f} s",
            "channels of one recording must show the same time",
            "export them over a common stretch, or correct the rate of one of them",
        )
