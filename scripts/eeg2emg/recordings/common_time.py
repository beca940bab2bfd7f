"""Common time: how the times of EEG and EMG in two files compare (standard library only)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class CommonTime:
    """How the time of the EMG compares with that of the EEG.

    Attributes
    ----------
    shared_events : int
        How many events both files have; 0 where the lengths alone were compared.
    start_offset_ms : float or None
        How much later an event at the begin of the EEG is in the EMG; None without shared events.
    drift_ms_per_min : float
        How much the EMG's clock gains; from the lengths where shared events do not tell it.
    drift_from : {"events", "lengths"}
        What told the drift.
    """

    shared_events: int
    start_offset_ms: float | None
    drift_ms_per_min: float
    drift_from: Literal["events", "lengths"]

    def describe(self) -> str:
        """Say it in words, and how strong the judgement is."""
        drift = f"{self.drift_ms_per_min:+.2f} ms per minute"
        if self.start_offset_ms is None:
            return (
                f"EMG and EEG differ in length by {drift}; a weak judgement, since no events were "
                "recorded by both devices: a common shift would not show"
            )
        offset = f"{self.start_offset_ms:+.1f} ms at the begin"
        source = "" if self.drift_from == "events" else " (from the lengths alone)"
        return (
            f"{self.shared_events} events recorded by both devices: the EMG is {offset}, drift "
            f"{drift}{source}"
        )
