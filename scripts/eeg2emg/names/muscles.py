"""Names of the muscles that the paper abbreviates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MUSCLES = {
    "BSH": "biceps brachii, short head",
    "TRIO": "triceps brachii, long head",
    "PMJ": "pectoralis major",
    "DEL": "deltoid",
    "TRIA": "triceps brachii, lateral head",
    "TRIO2": "the second channel that the paper calls TRIO",
}
"""By the name of the channel. The paper lists six channels and five muscles: TRIO stands twice."""


def muscles_in_words(channels: Iterable[str]) -> str:
    """Write out the muscles of those channels whose names abbreviate them; else nothing."""
    known = [f"{name} {MUSCLES[name]}" for name in channels if name in MUSCLES]
    return "; ".join(known)


def muscle_title(channel: str) -> str:
    """Name the muscle of a channel in full, with its short name; other channels as they are."""
    full = MUSCLES.get(channel)
    return f"{full} ({channel})" if full else channel
