"""How often the verdict is yes in simulated cohorts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.intervals import side_level
from eeg2emg.studies.verdict_studies import VERDICT_STUDIES

if TYPE_CHECKING:
    from eeg2emg.studies.verdict_studies import VerdictStudy

SUMMARY_COLUMNS = (
    *("study", "title", "made_of", "coupling", "cohorts", "yes", "share", "low", "high"),
    *("limit", "kept", "skill", "skill_above_0", "changes_passed", "null_passed", "outcomes"),
)
"""Columns of the summary. ``share`` is that of cohorts with a yes, ``low`` and ``high`` its exact
95 % interval; without coupling ``limit`` is the largest number that a level of 2.5 % allows at 1 %
(exact binomial test), and ``kept`` whether it holds."""

SURE = 0.99


def summarise_verdicts(cohorts: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """Count the verdicts of each study, and over all studies without coupling of each kind.

    Parameters
    ----------
    cohorts : DataFrame
        Rows of `judge_cohorts`.
    confidence : float
        Level of the intervals that the verdicts rest on: without coupling at most one of its sides
        may be yes.

    Returns
    -------
    DataFrame
        Columns `SUMMARY_COLUMNS`.
    """
    nominal = side_level(confidence)
    found = [
        _summary(VERDICT_STUDIES[str(name)], own, nominal)
        for name, own in cohorts.groupby("study", sort=False)
    ]
    uncoupled = cohorts[cohorts["study"].map(lambda name: VERDICT_STUDIES[name].coupling == 0)]
    made_of = uncoupled["study"].map(lambda name: VERDICT_STUDIES[name].made_of)
    for kind, own in uncoupled.groupby(made_of):
        first = VERDICT_STUDIES[own["study"].iloc[0]]
        whole = replace(first, name=f"all_{kind}", title="all of these", nuisance="all")
        found.append(_summary(whole, own, nominal))
    return pd.DataFrame(found, columns=list(SUMMARY_COLUMNS))


def _summary(study: VerdictStudy, own: pd.DataFrame, nominal: float) -> tuple[object, ...]:
    from scipy.stats import binom, binomtest

    count, yes = len(own), int((own["answer"] == "yes").sum())
    interval = binomtest(yes, count).proportion_ci(0.95)
    limit, kept = np.nan, ""
    if study.coupling == 0:
        # The largest number that the exact test does not reject at 1 %.
        limit = float(binom.ppf(SURE, count, nominal))
        kept = "yes" if yes <= limit else "no"
    outcomes = own["outcome"].value_counts()
    return (
        *(study.name, study.title, study.made_of, study.coupling, count, yes, yes / count),
        *(interval.low, interval.high, limit, kept, float(own["skill"].mean())),
        int((own["low"] > 0).sum()),
        int((own["changes_p"] <= nominal).sum()),
        int((own["null_p"] <= nominal).sum()),
        "; ".join(f"{name} {number}" for name, number in outcomes.items()),
    )
