"""Pauses of a recorder, by the events that tell them: beyond one, samples are none in time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eeg2emg.recordings.segments import Event

_PAUSES = ("boundary", "new segment")
_BAD = ("bad", "edge")
_FILLED = "bad_acq_skip"  # what MNE names a time that was not recorded, and fills with zeros


def is_pause(name: str) -> bool:
    """Tell whether an event says that the recorder paused there."""
    return name.lower().startswith(_PAUSES)


def is_bad(name: str) -> bool:
    """Tell whether an event says that the signals are not to be used there."""
    return name.lower().startswith(_BAD)


def pauses_of(events: Iterable[Event]) -> tuple[float, ...]:
    """Find the times at which what lies side by side was not recorded one after the other.

    Parameters
    ----------
    events : iterable of (float, float, str)
        Onset in s, duration in s, name.

    Returns
    -------
    tuple of float
        In s, in order: of each pause and of each bad mark without duration (as of recordings that
        were joined), and both ends of each time that was filled because it was not recorded.
    """
    found: set[float] = set()
    for onset_s, length_s, name in events:
        if not math.isfinite(onset_s):
            continue
        if is_pause(name) or (is_bad(name) and length_s == 0):
            found.add(onset_s)
        elif name.lower().startswith(_FILLED) and length_s > 0:
            found |= {onset_s, onset_s + length_s}
    return tuple(sorted(found))
