"""The decision: checks in their order, of which the first that fails names the outcome.

All checks must pass at the same level, so the chance of a wrong yes is at most that of the most
honest of them, whatever else is shared by EEG and EMG: a check that a nuisance deceives is made
good by one that it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.evaluation.intervals import side_level
from eeg2emg.verdict import outcomes, questions
from eeg2emg.verdict.outcomes import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eeg2emg.verdict.evidence import Evidence
    from eeg2emg.verdict.outcomes import Outcome

YES, NO, UNKNOWN = "yes", "no", "unknown"
"""Whether a check is passed."""


class Check(NamedTuple):
    """One check of the verdict.

    Attributes
    ----------
    name : str
        What is asked, in words.
    value, low, high, p : float
        The number that answers it; NaN where there is none.
    passed : str
        `YES`, `NO` or `UNKNOWN`.
    outcome : str
        The outcome if it is the first that does not pass; empty where it does, or where a check
        that cannot be made does not hold back a yes.
    remark : str
        What else is to be said: what was chosen, or why the check cannot be made.
    """

    name: str
    value: float
    low: float
    high: float
    p: float
    passed: str
    outcome: str
    remark: str


@dataclass(frozen=True)
class Verdict:
    """The decision and what it rests on.

    Attributes
    ----------
    outcome : Outcome
        How it ended.
    checks : tuple of Check
        All checks that were made, in their order.
    reason : str
        Why the primary analysis could not be made, where that is the outcome; else empty.
    """

    outcome: Outcome
    checks: tuple[Check, ...]
    reason: str = ""

    @property
    def is_yes(self) -> bool:
        """Whether the EEG is shown to tell about the muscles."""
        return self.outcome.answer == "yes"


def decide(evidence: Evidence, *, confidence: float = 0.95) -> Verdict:
    """Decide whether the EEG is shown to tell about the muscles.

    Parameters
    ----------
    evidence : Evidence
        What was estimated about the primary analysis.
    confidence : float
        Level of the intervals; every check is passed at the level of one of their sides.

    Returns
    -------
    Verdict
        The first check that is not passed names the outcome. Checks after it are made all the same
        where they can be. A control that cannot be made holds nothing back, and says why.
    """
    if evidence.reason:
        return Verdict(OUTCOMES[outcomes.NOT_ESTIMABLE], (), evidence.reason)
    checks = tuple(_checks(evidence, side_level(confidence)))
    first = next((check.outcome for check in checks if check.outcome), outcomes.SHOWN)
    return Verdict(OUTCOMES[first], checks)


def _checks(evidence: Evidence, level: float) -> Iterator[Check]:
    skill, base = evidence.skill, evidence.over_base
    failed = _of_skill(evidence)
    yield Check(
        questions.OVER_RIVAL,
        *skill.numbers,
        _answer(skill.low),
        failed,
        f"against: {evidence.rival}" + _after(skill.reason),
    )
    base_failed = "" if _above(base.low) else outcomes.WEAK_RIVAL
    if np.isnan(base.low):
        base_failed = failed or outcomes.NOT_ESTIMABLE
    yield Check(
        questions.OVER_BASE,
        *base.numbers,
        _answer(base.low),
        base_failed,
        f"chosen: {evidence.chosen}" + _after(base.reason),
    )
    yield _of_changes(evidence, level)
    yield from _of_null(evidence, level)
    for control in evidence.controls:
        known = np.isfinite(control.added.low)
        explained = known and not _above(control.added.low)
        yield Check(
            control.question,
            *control.added.numbers,
            _answer(control.added.low) if known else UNKNOWN,
            control.outcome if explained else "",
            f"{control.name} alone: skill {control.skill:.2f}" + _after(control.added.reason)
            if np.isfinite(control.skill)
            else control.added.reason,
        )


def _of_skill(evidence: Evidence) -> str:
    """Name the outcome where the skill over the rival is not above 0; empty where it is."""
    skill = evidence.skill
    if evidence.mean_alone:
        return outcomes.MEAN_ALONE
    if _above(skill.low):
        return ""
    if np.isnan(skill.low):
        return outcomes.TOO_FEW_PEOPLE
    if skill.high < 0:
        return outcomes.WORSE
    knows_time = evidence.rival_knows_time and _above(evidence.over_base.low)
    return outcomes.SHARED_TREND if knows_time else outcomes.NOT_SHOWN


def _of_changes(evidence: Evidence, level: float) -> Check:
    changes = evidence.changes
    failed = ""
    if np.isnan(changes.p):
        # An estimate that does not change follows nothing.
        failed = outcomes.NO_CHANGES if np.isnan(changes.value) else outcomes.TOO_FEW_PEOPLE
    elif changes.p > level:
        shared = evidence.trend_eeg_p <= 2 * level and evidence.trend_emg_p <= 2 * level
        failed = outcomes.SHARED_TREND if shared else outcomes.SLOW_COURSE
    return Check(
        questions.FOLLOWS,
        *changes.numbers,
        UNKNOWN if np.isnan(changes.p) else (NO if failed else YES),
        failed,
        changes.reason,
    )


def _of_null(evidence: Evidence, level: float) -> Iterator[Check]:
    null = evidence.null
    if null is None:
        return
    failed = outcomes.NO_NULL if np.isnan(null.p) else outcomes.CHANCE if null.p > level else ""
    yield Check(
        questions.OVER_WRONG,
        null.value,
        np.nan,
        np.nan,
        null.p,
        UNKNOWN if np.isnan(null.p) else (NO if failed else YES),
        failed,
        null.reason,
    )


def _above(low: float) -> bool:
    return bool(low > 0)


def _answer(low: float) -> str:
    return UNKNOWN if np.isnan(low) else (YES if low > 0 else NO)


def _after(text: str) -> str:
    return f"; {text}" if text else ""
