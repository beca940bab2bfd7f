"""Order of autoregressive models: in samples, or in milliseconds at any rate (standard library)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import EstimationError
from eeg2emg.rates import RATE_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_SAMPLES = 1000
"""The longest past of a model."""


def order_in_samples(options: Mapping[str, Any], option: str, rate_hz: float) -> int:
    """Give the order of a model at a rate.

    Parameters
    ----------
    options : mapping
        Holds the order in samples as `option`, and it may hold one in milliseconds as `option` with
        ``_ms``, which goes first.
    option : str
        Name of the order in samples.
    rate_hz : float
        Rate at which the signals are analysed.

    Returns
    -------
    int
        A span in milliseconds is rounded to whole samples, halves up. Rates that differ by no more
        than clocks do have the same order.

    Raises
    ------
    EstimationError
        If the span is shorter than a sample, or longer than `MOST_SAMPLES`.
    """
    span_ms = options.get(f"{option}_ms")
    if span_ms is None:
        return int(options[option])
    samples = span_ms * rate_hz / 1000 * (1 + RATE_TOLERANCE)
    if samples < 1:
        raise EstimationError(
            f"{option}_ms is {span_ms:g}, which is {span_ms * rate_hz / 1000:.2g} of a sample at "
            f"{rate_hz:g} Hz",
            "a model has a past of one sample at least",
            f"Give {1000 / rate_hz:.3g} ms or more, or analyse at a higher rate",
        )
    order = math.floor(samples + 0.5)
    if order > MOST_SAMPLES:
        raise EstimationError(
            f"{option}_ms is {span_ms:g}, which are {order} samples at {rate_hz:g} Hz",
            f"no segment has samples for a model of more than {MOST_SAMPLES}",
            f"Give {1000 * MOST_SAMPLES / rate_hz:.3g} ms or less, or analyse at a lower rate",
        )
    return order
