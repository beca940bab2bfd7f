"""Full names of muscles whose channels have short ones."""

from __future__ import annotations

MUSCLES = {
    "BSH": "biceps brachii, short head",
    "TRIO": "triceps brachii, long head",
    "PMJ": "pectoralis major",
    "DEL": "deltoid",
    "TRIA": "triceps brachii, lateral head",
    "TRIO2": "triceps brachii, long head, second channel",
}
"""Those of the paper, which lists the long head of the triceps twice."""


def muscle_title(channel: str) -> str:
    """Name the muscle of a channel in full, with its short name; other channels as they are."""
    full = MUSCLES.get(channel)
    return f"{full} ({channel})" if full else channel
