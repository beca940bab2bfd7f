"""The verdict as a table: the decision, its checks, and how large a skill would be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.verdict.power import POWER, detectable_skill
from eeg2emg.verdict.questions import CHECK, DETECTABLE, VERDICT

if TYPE_CHECKING:
    from eeg2emg.verdict.decision import Verdict

COLUMNS = ("step", "what", "value", "low", "high", "p", "passed", "outcome", "remark")
"""Columns of the table of the verdict. ``step`` is `VERDICT`, `CHECK` or `DETECTABLE`
(`eeg2emg.verdict.questions`); ``outcome``
names what a check that is not passed means, in the order of checks; that of the first is the
verdict's."""


def verdict_table(
    verdict: Verdict, subjects: pd.DataFrame, *, seed: int, confidence: float
) -> pd.DataFrame:
    """Lay out a verdict.

    Parameters
    ----------
    verdict : Verdict
        As from `eeg2emg.verdict.decision.decide`.
    subjects : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`: skill and error of the rival by subject.
    seed : int
        The cohort's seed.
    confidence : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: the decision first, then its checks, then the skill that would be found
        with so many people in 80 % of studies.
    """
    nothing = (np.nan,) * 4
    outcome = verdict.outcome
    meaning = outcome.meaning + (f" {verdict.reason}" if verdict.reason else "")
    rows: list[tuple[object, ...]] = [
        (VERDICT, outcome.name, *nothing, outcome.answer, outcome.name, meaning)
    ]
    rows += [(CHECK, *check) for check in verdict.checks]
    own = subjects[
        (subjects["scheme"] == PRIMARY["scheme"]) & (subjects["model"] == PRIMARY["model"])
    ]
    smallest = detectable_skill(
        own["skill"].to_numpy(float),
        own["rival_error"].to_numpy(float),
        seed=seed,
        confidence=confidence,
    )
    people = f"skill that {len(own)} people would show" if len(own) else "skill that would be shown"
    remark = "" if len(own) else "nobody is tested in the primary analysis"
    what = f"{people} in {POWER:.0%} of studies"
    rows.append((DETECTABLE, what, smallest, *nothing[:3], "", "", remark))
    return pd.DataFrame(rows, columns=list(COLUMNS))
