"""What Snakemake says while a run goes on: less of it, and a few lines where no bars are seen.

A filter on Snakemake's logger, which the workflow sets while it is read, so that it holds for every
way to start it. Standard library only.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

NOTHING_TO_DO = "Nothing to be done"
_NOT_SAID = ("Removing temporary output",)


class RunLog(logging.Filter):
    """Drops what tells nobody anything, and says when a stage or a tenth of the jobs is done.

    Parameters
    ----------
    stage_of : callable
        Gives the stage of a rule; "" for rules of no stage.
    say : callable
        Takes a line; None where progress is shown otherwise.
    clock : callable
        Time in s.

    Attributes
    ----------
    nothing_to_do : bool
        Whether Snakemake found everything done already.
    """

    def __init__(
        self,
        stage_of: Callable[[str], str],
        say: Callable[[str], None] | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.nothing_to_do = False
        self._stage_of, self._say, self._clock = stage_of, say, clock
        self._start_s = clock()
        self._rules: dict[int, str] = {}
        self._wanted: Counter[str] = Counter()
        self._done: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Follow one message of Snakemake; False for those that are not passed on."""
        message = str(record.msg)
        event = getattr(getattr(record, "event", None), "value", "")
        if event == "run_info" and not self._wanted:
            self._begin(getattr(record, "stats", {}))
        elif event == "job_info":
            self._rules[record.__dict__["jobid"]] = record.__dict__["rule_name"]
        elif event == "job_finished":
            self._finish(record.__dict__["job_id"])
        elif message.startswith(NOTHING_TO_DO):
            self.nothing_to_do = True
        return not message.startswith(_NOT_SAID)

    def _begin(self, stats: dict[str, int]) -> None:
        self._start_s = self._clock()
        self._wanted = Counter()
        for rule, count in stats.items():
            # Beside the rules stands their sum.
            if rule != "total":
                self._wanted[self._stage_of(rule)] += count

    def _finish(self, job: int) -> None:
        stage = self._stage_of(self._rules.pop(job, ""))
        self._done[stage] += 1
        if self._say is None or not stage:
            return
        whole = sum(self._wanted.values()) - self._wanted[""]
        done = sum(self._done.values()) - self._done[""]
        ended = self._done[stage] == self._wanted[stage]
        if ended or 10 * done // whole > 10 * (done - 1) // whole:
            jobs = self._done[stage]
            what = f"{stage}: {jobs} {'job' if jobs == 1 else 'jobs'} done, " if ended else ""
            after = _duration(self._clock() - self._start_s)
            self._say(f"{what}{done} of {whole} in all, after {after}")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
