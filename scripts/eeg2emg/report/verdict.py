"""Sentences and tables of the verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from eeg2emg.evaluation.intervals import MIN_SUBJECTS
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.learning.catalogue import spell_models
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted, interval, listed, lowered, number, p_value
from eeg2emg.verdict.outcomes import headline
from eeg2emg.verdict.questions import (
    ABOUT_CONTROLS,
    CHECK,
    DETECTABLE,
    OVER_RIVAL,
    OVER_WRONG,
    QUESTIONS,
    VERDICT,
)

if TYPE_CHECKING:
    import pandas as pd


def verdict_sentences(
    verdict: pd.DataFrame,
    metrics: pd.DataFrame,
    subjects: pd.DataFrame,
    *,
    confidence: float,
    simulated: bool,
) -> list[str]:
    """Say how the verdict ended, and what the primary analysis found.

    Parameters
    ----------
    verdict : DataFrame
        As from `eeg2emg.verdict.table.verdict_table`.
    metrics, subjects : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`: what was chosen, and skill by subject.
    confidence : float
        Level of the intervals.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    list of str
        The outcome; and its numbers, where the primary analysis could be made.
    """
    decision = _row(verdict, VERDICT)
    found = [headline(decision["passed"], decision["remark"], simulated=simulated)]
    skill = _row(verdict, CHECK, OVER_RIVAL)
    if skill is not None:
        null = _row(verdict, CHECK, OVER_WRONG)
        chosen = spell_models(str(metrics.loc[metrics["primary"].astype(bool), "chosen"].iloc[0]))
        found.append(
            f"The primary analysis (scheme {PRIMARY['scheme']}; chosen by validation: {chosen}) "
            f"has a skill of {number(skill['value'])} over the EEG-free rival "
            f"({_bounds(skill, subjects, confidence)}); {_of_null(null)}."
        )
    return found


def _bounds(skill: pd.Series, subjects: pd.DataFrame, confidence: float) -> str:
    """Write the interval and p of a skill; without an interval, count who has a skill above 0."""
    bounds = interval(skill["low"], skill["high"])
    own = _of_primary(subjects)
    people = counted(len(own), "subject")
    if bounds:
        p = f", {p_value(skill['p'])}" if math.isfinite(skill["p"]) else ""
        return f"{confidence:.0%} interval {bounds}{p}, {people}"
    return f"no interval; above zero in {int((own['skill'] > 0).sum())} of {people}"


def _of_null(null: pd.Series | None) -> str:
    if null is None:
        return "it was not compared with wrong pairings of EEG and EMG"
    if math.isnan(null["p"]):
        return f"there is no null of wrong pairings ({lowered(str(null['remark'])).rstrip('.')})"
    return f"against the muscles of other people {p_value(null['p'])}"


def checks_table(verdict: pd.DataFrame) -> Table:
    """List the checks in their order; the one that decided is set off."""
    checks = verdict[verdict["step"] == CHECK]
    rows: list[list[str]] = []
    marked: set[int] = set()
    for row in checks.to_dict("records"):
        outcome, remark = _text(row["outcome"]), _text(row["remark"])
        if outcome and not marked:
            marked.add(len(rows))
        rows.append(
            [
                str(row["what"]),
                number(row["value"]),
                interval(row["low"], row["high"]) or "–",
                number(row["p"], 3),
                str(row["passed"]),
                spell_models("; ".join(text for text in (outcome, remark) if text)),
            ]
        )
    headings = ["question", "number", "interval", "p", "passed", "remark"]
    return Table(headings, rows, frozenset({1, 2, 3}), frozenset(marked))


def meanings(verdict: pd.DataFrame) -> list[tuple[str, str]]:
    """Say of each question that was asked what its answer means; of all controls, once."""
    asked = verdict.loc[verdict["step"] == CHECK, "what"].tolist()
    found = [(name, question.meaning) for name, question in QUESTIONS.items() if name in asked]
    if set(asked) - set(QUESTIONS):
        found.append(("Questions about parts of the EEG", ABOUT_CONTROLS))
    return found


def trends_sentence(trends: pd.DataFrame, *, confidence: float) -> str:
    """Say how far EEG and EMG change over the session, and whether people change alike.

    Parameters
    ----------
    trends : DataFrame
        As from `eeg2emg.controls.trends.shared_trend`.
    confidence : float
        Level of the intervals. Trends have no side, so the whole of what it leaves out counts.

    Returns
    -------
    str
    """
    found = [
        f"{_trend(row, 1 - confidence)} in the {row['signal']}" for row in trends.to_dict("records")
    ]
    return (
        "Of what varies within subject and phase, straight lines in time over the session explain, "
        f"beyond what they explain of noise, {listed(found)}."
    )


def _trend(row: dict[str, Any], level: float) -> str:
    if row["status"] != "estimated":
        return f"an unknown share ({row['reason']})"
    share = f"{row['share']:.0%}" if row["share"] >= 0.005 else "nothing"
    if math.isnan(row["p"]):
        people = counted(int(row["n_subjects"]), "subject")
        return f"{share} (whether {people} change alike cannot be tested)"
    alike = "people change alike" if row["p"] <= level else "people are not shown to change alike"
    return f"{share} ({alike}, {p_value(row['p'])})"


def detectable_sentence(verdict: pd.DataFrame) -> str:
    """Say how large a skill would be found with as many people."""
    row = _row(verdict, DETECTABLE)
    if math.isfinite(row["value"]):
        return (
            f"The {row['what']} is {number(row['value'])}: so often the interval lies above 0 "
            "where the skill is that large. A smaller one is often missed, and the other checks "
            "may ask for more."
        )
    if _text(row["remark"]):
        return f"The {row['what']} is unknown: {row['remark']}."
    return (
        f"The {row['what']} is unknown: it takes {MIN_SUBJECTS} people or more on whom the "
        "predictor without EEG makes an error."
    )


def _of_primary(subjects: pd.DataFrame) -> pd.DataFrame:
    return subjects[
        (subjects["scheme"] == PRIMARY["scheme"]) & (subjects["model"] == PRIMARY["model"])
    ]


def _row(verdict: pd.DataFrame, step: str, what: str | None = None) -> Any:
    rows = verdict[(verdict["step"] == step) & ((verdict["what"] == what) | (what is None))]
    return None if rows.empty else rows.iloc[0]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
