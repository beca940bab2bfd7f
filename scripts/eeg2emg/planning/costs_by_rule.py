"""Costs added up by rule."""

from __future__ import annotations


class CostsByRule:
    """Jobs and processor time by rule.

    Attributes
    ----------
    jobs : dict of str to int
        Number of jobs.
    seconds : dict of str to float
        Processor time of them all.
    """

    def __init__(self) -> None:
        self.jobs: dict[str, int] = {}
        self.seconds: dict[str, float] = {}

    def add(self, rule: str, count: int, seconds: float) -> None:
        """Add so many jobs of a rule, which take so long together; none cost nothing."""
        if count:
            self.jobs[rule] = self.jobs.get(rule, 0) + count
            self.seconds[rule] = self.seconds.get(rule, 0.0) + seconds
