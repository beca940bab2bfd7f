"""Skills pooled over the people of several cohorts, and what may be claimed from them.

The person stays the unit: a benchmark of more cohorts is a study of more people. Three rules keep
its claims honest. Only models are tested that were named before the cohorts were opened. All tests
of a question are corrected together. And nothing is claimed from one cohort.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.evaluation.families import SubjectGains, correct
from eeg2emg.evaluation.intervals import (
    MIN_SUBJECTS,
    ratio_interval,
    side_level,
    sign_flip_test,
    why_no_interval,
)
from eeg2emg.evaluation.judgement import QUESTIONS
from eeg2emg.files.tables import empty_text
from eeg2emg.learning.catalogue import KERNEL_RIDGE, model_title
from eeg2emg.names.models import PRIMARY_CHOSEN, ModelName
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RIVAL = "rival"
"""In the place of a reference: what is best known without EEG, chosen by validation."""

ALL_LAWS = "all"
"""In the place of a law: the people of all cohorts."""

FEWEST_COHORTS = 2
"""From fewer nothing is claimed."""

SAME = "both make the same errors"
"""Why nothing is tested: where validation chose one model everywhere, the choice is that model."""

OVER_RIVAL, AGAINST_KERNEL = QUESTIONS["skill"], "models against the kernel ridge, both ways"
"""The two questions, each of which is corrected for the number of its tests."""

_SKILL = (
    *("skill", "low", "high", "n_people", "n_people_gain", "n_segments"),
    "reason",
)
COHORT_COLUMNS = ("cohort", "law", "scheme", "model", "reference", "rival", *_SKILL)
"""Columns of the table of cohorts. ``rival`` names what validation chose; where there is no skill
or no interval, ``reason`` says why."""

COLUMNS = (
    *("scheme", "model", "reference", "law", "named"),
    *("skill", "low", "high", "p", "p_corrected", "family"),
    *("n_people", "n_people_gain", "n_cohorts", "n_cohorts_positive", "n_segments"),
    *("claim", "reason"),
)
"""Columns of the pooled table. ``skill`` is 1 - the model's squared error by that of the
``reference``; ``named`` is "yes" where the model and its reference were named beforehand. Only
those have a p, one-sided and over all cohorts; ``n_cohorts_positive`` counts the cohorts with a
skill above 0, ``n_people_gain`` the people."""


class _Comparison(NamedTuple):
    """Errors of a model and of what it is compared with, in one scheme; rows are people."""

    scheme: str
    model: str
    reference: str
    people: pd.DataFrame

    @property
    def question(self) -> str:
        return OVER_RIVAL if self.reference == RIVAL else AGAINST_KERNEL


def skills_of_cohorts(errors: pd.DataFrame, *, seed: int, confidence: float = 0.95) -> pd.DataFrame:
    """Compute the skills of each cohort.

    Parameters
    ----------
    errors : DataFrame
        Of all cohorts (`eeg2emg.studies.benchmark.errors_of_cohort`).
    seed : int
        Seed of the sign flips where they are not enumerated.
    confidence : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        Columns `COHORT_COLUMNS`.
    """
    rows = [
        {"cohort": number, "law": own["law"].iloc[0], "scheme": one.scheme, "model": one.model}
        | {"reference": one.reference, "rival": own["rival"].iloc[0]}
        | _skill(own, seed=derive_seed(seed, "sign flips"), confidence=confidence)
        for one in _comparisons(errors)
        for number, own in one.people.groupby("cohort", sort=True)
    ]
    without = errors[~_has_person(errors)]
    rows += without[["cohort", "law", "scheme", "model", "reason"]].to_dict("records")
    return pd.DataFrame(rows, columns=list(COHORT_COLUMNS)).sort_values(
        "cohort", kind="stable", ignore_index=True
    )


def pool_skills(
    errors: pd.DataFrame,
    *,
    named: Sequence[str],
    primary: Sequence[str],
    seed: int,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Pool over the people of all cohorts, and of those of each law.

    Parameters
    ----------
    errors : DataFrame
        Of all cohorts (`eeg2emg.studies.benchmark.errors_of_cohort`).
    named : sequence of str
        Regressions and network recipes that were named before the cohorts were opened.
    primary : sequence of str
        Regressions and recipes among which the primary analysis chooses: the choice is named where
        all of them are.
    seed : int
        Seed of the sign flips where they are not enumerated.
    confidence : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: every model over the rival, over the kernel ridge, and the kernel ridge
        over it. Intervals lie above 0 exactly where the uncorrected p is at most
        (1 - confidence) / 2. A claim stands where the corrected p is, with the same flips.

    Notes
    -----
    People of one cohort are not quite independent, since the same models were trained for them:
    that is why the cohorts with a skill above 0 are counted beside.
    """
    flips = derive_seed(seed, "sign flips")
    options: dict[str, Any] = {"seed": flips, "confidence": confidence}
    rows: list[dict[str, object]] = []
    tests: list[tuple[dict[str, object], SubjectGains]] = []
    for one in _comparisons(errors):
        pair = [name for name in (one.model, one.reference) if name != RIVAL]
        is_named = all(_is_named(name, named, primary) for name in pair)
        about = {"scheme": one.scheme, "model": one.model, "reference": one.reference}
        about["named"] = "yes" if is_named else "no"
        row = about | {"law": ALL_LAWS} | _pooled(one.people, **options)
        rows.append(row)
        gains = one.people["gain"].to_numpy()
        if not gains.any():
            row["reason"] = SAME
        elif is_named and len(gains) >= MIN_SUBJECTS:
            people = tuple(one.people["person"])
            row["p"] = sign_flip_test(gains, seed=flips)
            tests.append((row, SubjectGains(one.question, people, gains)))
        for law, own in one.people.groupby("law", sort=False):
            rows.append(about | {"law": law} | _pooled(own, **options))
    for (row, _), found in zip(
        tests, correct([gains for _, gains in tests], seed=flips), strict=True
    ):
        row |= {"p_corrected": found.p, "family": found.family}
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["claim"] = _claims(table, side_level(confidence))
    text = ["family", "claim", "reason"]
    table[text] = empty_text(table[text])
    return table


def _has_person(errors: pd.DataFrame) -> pd.Series:
    return empty_text(errors["subject"]) != ""


def _comparisons(errors: pd.DataFrame) -> Iterator[_Comparison]:
    """Yield what is compared: gains and errors of the reference, people in one order."""
    known = errors[_has_person(errors)].sort_values(["cohort", "subject"], kind="stable")
    person = "cohort " + known["cohort"].astype(str) + " " + known["subject"].astype(str)
    for (scheme, model), own in known.assign(person=person).groupby(
        ["scheme", "model"], sort=False
    ):
        pairs = [(model, RIVAL, "error", "rival_error")]
        if model != KERNEL_RIDGE:
            pairs.append((model, KERNEL_RIDGE, "error", "kernel_error"))
            pairs.append((KERNEL_RIDGE, str(model), "kernel_error", "error"))
        for name, reference, error, base in pairs:
            both = own[own[error].notna() & own[base].notna()]
            if len(both):
                people = both.assign(gain=both[base] - both[error], base=both[base])
                yield _Comparison(str(scheme), str(name), reference, people)


def _skill(people: pd.DataFrame, *, seed: int, confidence: float) -> dict[str, object]:
    gains, base = people["gain"].to_numpy(), people["base"].to_numpy()
    bounds = ratio_interval(gains, base, seed=seed, confidence=confidence)
    return {
        "skill": gains.sum() / base.sum() if base.sum() > 0 else np.nan,
        "low": bounds.low,
        "high": bounds.high,
        "n_people": len(people),
        "n_people_gain": int((gains > 0).sum()),
        "n_segments": int(people["n_segments"].sum()),
        "reason": why_no_interval(len(people), confidence),
    }


def _pooled(people: pd.DataFrame, *, seed: int, confidence: float) -> dict[str, object]:
    by_cohort = people.groupby("cohort")["gain"].sum()
    return _skill(people, seed=seed, confidence=confidence) | {
        "n_cohorts": len(by_cohort),
        "n_cohorts_positive": int((by_cohort > 0).sum()),
    }


def _is_named(model: str, named: Sequence[str], primary: Sequence[str]) -> bool:
    if model == PRIMARY_CHOSEN:
        return set(primary) <= set(named)
    name = ModelName.parse(model)
    return (name.recipe if name.is_network else model) in named


def _claims(table: pd.DataFrame, level: float) -> list[str]:
    """Say of each comparison over all laws what was found; of two directions one speaks."""
    shown = (table["p_corrected"] <= level) & (table["n_cohorts"] >= FEWEST_COHORTS)
    pairs = set(table.loc[shown, ["scheme", "model", "reference"]].itertuples(index=False))
    claims = []
    for row, is_shown in zip(table.itertuples(index=False), shown, strict=True):
        tested = row.n_cohorts >= FEWEST_COHORTS and np.isfinite(row.p)
        other_way = (row.scheme, row.reference, row.model) in pairs
        forward = row.reference in (RIVAL, KERNEL_RIDGE)
        speaks = tested and (is_shown or (forward and not other_way))
        claims.append(claim(row, shown=bool(is_shown)) if speaks else "")
    return claims


def claim(row: Any, *, shown: bool) -> str:
    """Say in one sentence what a pooled skill tells.

    Parameters
    ----------
    row : named tuple
        A row of `pool_skills`.
    shown : bool
        Whether the skill is above 0 after the correction.

    Returns
    -------
    str
        For instance ``In blocked kernel ridge beats ridge by 0.031 (0.012, 0.050), 6 of 6 cohorts,
        40 of 48 people, corrected p = 0.0004.``
    """
    reference = "the EEG-free rival"
    words = "beats {} by" if shown else "is not shown to beat {}:"
    if row.reference != RIVAL:
        reference = model_title(row.reference)
        words = words if shown else "cannot be told from {}:"
    return (
        f"In {row.scheme} {model_title(row.model)} {words.format(reference)} "
        f"{_number(row.skill)} ({_number(row.low)}, {_number(row.high)}), "
        f"{row.n_cohorts_positive} of {row.n_cohorts} cohorts, "
        f"{row.n_people_gain} of {row.n_people} people"
        f"{f', corrected p = {row.p_corrected:.2g}' if shown else ''}."
    )


def _number(value: float) -> str:
    """Write with three decimals, zero without a sign."""
    return f"{round(value, 3) + 0.0:.3f}"
