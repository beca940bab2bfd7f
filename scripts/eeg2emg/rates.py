"""Sampling rates: when two of them are the same (standard library only)."""

from __future__ import annotations

RATE_TOLERANCE = 1e-4
"""Relative difference up to which two rates are one.

Clocks of amplifiers differ by parts in a million (50, where they are cheap), and headers round:
BrainVision states the sampling interval in microseconds. Rates that are meant to differ differ by
more than one in ten thousand.
"""


def same_rate(one_hz: float, other_hz: float) -> bool:
    """Tell whether two sampling rates are the same, within `RATE_TOLERANCE`."""
    return abs(one_hz - other_hz) <= RATE_TOLERANCE * max(abs(one_hz), abs(other_hz))


def is_below(rate_hz: float, least_hz: float) -> bool:
    """Tell whether a rate is lower than another one, and not the same."""
    return rate_hz < least_hz and not same_rate(rate_hz, least_hz)
