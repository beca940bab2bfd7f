"""Clock of a recording that pauses: its samples lie side by side, and the pauses between them."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.recordings.segments import Event

_ROUNDING_S = 1e-9


@dataclass(frozen=True)
class Clock:
    """When each record of an interrupted recording begins.

    Attributes
    ----------
    starts_s : tuple of float
        Begin of each record in s after the first, in the order of time.
    record_s : float
        Duration of a record.
    resumed : tuple of int
        Numbers of the records before which there is a pause.
    sample_s : float
        Duration of a sample.
    """

    starts_s: tuple[float, ...]
    record_s: float
    resumed: tuple[int, ...]
    sample_s: float

    @property
    def pauses(self) -> tuple[tuple[float, float], ...]:
        """Place in the samples and length of each pause, in s."""
        return tuple(
            (k * self.record_s, self.starts_s[k] - self.starts_s[k - 1] - self.record_s)
            for k in self.resumed
        )

    @property
    def duration_s(self) -> float:
        """Time from the first sample to the end of the last, with the pauses."""
        return self.starts_s[-1] + self.record_s

    def on_samples(self, time_s: float) -> float:
        """Move a time of the clock to the samples; during a pause, to where they go on.

        What lies before the first sample or after the last stays outside by as much.
        """
        if not 0 <= time_s <= self.duration_s:
            whole_s = len(self.starts_s) * self.record_s
            return time_s if not time_s > 0 else whole_s + time_s - self.duration_s
        record = bisect_right(self.starts_s, time_s + _ROUNDING_S) - 1
        return record * self.record_s + min(time_s - self.starts_s[record], self.record_s)

    def events_on_samples(self, events: Sequence[Event]) -> tuple[list[Event], tuple[str, ...]]:
        """Move events to the samples.

        An event that lasts over a pause is shorter by that. A point during a pause, such as the
        begin of a phase, is moved to its end; what lasts, but during a pause alone, is dropped.

        Parameters
        ----------
        events : sequence of (float, float, str)
            Onset in s by the clock, duration in s, name.

        Returns
        -------
        events : list of (float, float, str)
            By the time of the samples.
        notes : tuple of str
            What was dropped.
        """
        moved: list[Event] = []
        lost = 0
        for onset_s, length_s, name in events:
            if math.isnan(onset_s):
                moved.append((onset_s, length_s, name))
                continue
            onset, end = self.on_samples(onset_s), self.on_samples(onset_s + length_s)
            if length_s > self.sample_s and end <= onset:
                lost += 1
            else:
                moved.append((onset, end - onset, name))
        moved.sort(key=lambda event: (math.isnan(event[0]), event[0]))
        notes = (f"{lost} events that last during a pause alone were dropped",) if lost else ()
        return moved, notes
