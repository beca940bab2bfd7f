"""One rate for all channels: those of a lower rate are interpolated to the highest one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.signals.interpolation import ratio_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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
    ratios = [ratio_of(target_hz / channel.rate_hz) for channel in channels]
    return min(
        -(-channel.samples.size * ratio.numerator // ratio.denominator)
        for channel, ratio in zip(channels, ratios, strict=True)
    )


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
