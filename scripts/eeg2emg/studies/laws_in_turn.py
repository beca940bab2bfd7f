"""Which law a cohort of the benchmark follows. Standard library only."""

from __future__ import annotations

from eeg2emg.simulation.laws import LAWS


def law_of(number: int) -> str:
    """Name the law of the cohort with a number, from 1: the laws in turn."""
    return list(LAWS)[(number - 1) % len(LAWS)]
