"""Summary of all targets: one row each, the primary one first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.connectivity.vectors.catalogue import target_title
from eeg2emg.evaluation.families import SubjectGains, correct
from eeg2emg.evaluation.judgement import CHANGES, PRIMARY
from eeg2emg.learning.recipes import REPLICATION_MODEL
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.verdict.outcomes import OUTCOMES
from eeg2emg.verdict.questions import VERDICT as VERDICT_STEP
from eeg2emg.verdict.target_table import LEARNABLE, NULL, RELIABILITY, SUBJECT, VERDICT

if TYPE_CHECKING:
    from collections.abc import Sequence

FAMILY = "skill of further targets"

COLUMNS = (
    *("target", "title", "is_primary", "n_entries", "n_subjects", "n_segments"),
    *("reliability", "learnable", "network", "network_low", "network_high"),
    *("rival", "chosen", "skill", "low", "high", "p", "p_corrected"),
    *("null", "null_95", "null_p", "changes", "changes_low", "changes_high"),
    *("new_people_scheme", "new_people", "new_people_low", "new_people_high"),
    *("outcome", "answer", "reason"),
)
"""Columns of the summary. ``skill`` is that of the model that validation chose, over the rival, in
the scheme of the primary analysis; ``new_people`` the same where the tested people are new.
``network`` is the skill of the paper's network where it was trained on the target, ``learnable``
what the kernel ridge reaches with the true state of the brain (`eeg2emg.evaluation.limits`).
``p_corrected`` is corrected for the number of further targets."""


def summarise_targets(
    tables: Sequence[pd.DataFrame],
    *,
    primary: str,
    n_muscles: int,
    metrics: pd.DataFrame,
    null: pd.DataFrame,
    verdict: pd.DataFrame,
    limits: pd.DataFrame,
    seed: int,
) -> pd.DataFrame:
    """Put all targets of a run side by side.

    Parameters
    ----------
    tables : sequence of DataFrame
        As from `eeg2emg.verdict.targets.judge_target`, one of each further target.
    primary : str
        Name of the primary target.
    n_muscles : int
        Muscles of its matrix.
    metrics, null, verdict, limits : DataFrame
        Tables of the primary target.
    seed : int
        The cohort's seed, for the sign flips of the correction.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    outcome = verdict[verdict["step"] == VERDICT_STEP].iloc[0]
    reliability = limits["reliability"].dropna()
    learnable = limits.loc[limits["scheme"] == PRIMARY["scheme"], "learnable"].dropna()
    first = {
        "target": primary,
        "learnable": float(learnable.iloc[0]) if len(learnable) else np.nan,
        "is_primary": True,
        "n_entries": n_muscles * (n_muscles - 1),
        "reliability": float(reliability.iloc[0]) if len(reliability) else np.nan,
        "outcome": outcome["outcome"],
        "reason": outcome["remark"],
    }
    named = metrics[metrics["part"] == "test"].rename(columns={"metric": "quantity"})
    own_null = null.rename(columns={"skill": "value", "null_95": "high"}).assign(quantity=NULL)
    rows = [first | _numbers(pd.concat([named, own_null], ignore_index=True))]
    tests = []
    for table in tables:
        said = table[table["quantity"] == VERDICT].iloc[0]
        of_halves = table.loc[table["quantity"] == RELIABILITY, "value"]
        own = {
            "target": said["target"],
            "is_primary": False,
            "n_entries": table["n_entries"].iloc[0],
            "reliability": float(of_halves.iloc[0]) if len(of_halves) else np.nan,
            "outcome": said["outcome"],
            "reason": said["reason"],
        } | _numbers(table)
        people = table[table["quantity"] == SUBJECT].sort_values("subject")
        if np.isfinite(own.get("p", np.nan)):
            # A person on whom the rival makes no error has no skill, and counts for nothing.
            gains = np.nan_to_num((people["value"] * people["rival_error"]).to_numpy(float))
            names = tuple(people["subject"].astype(str))
            tests.append((own, SubjectGains(FAMILY, names, gains)))
        rows.append(own)
    found = correct([gains for _, gains in tests], seed=derive_seed(seed, "sign flips"))
    for (own, _), corrected in zip(tests, found, strict=True):
        own["p_corrected"] = corrected.p
    for row in rows:
        row["title"] = target_title(str(row["target"]))
        row["answer"] = OUTCOMES[str(row["outcome"])].answer
    summary = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    text = ["rival", "chosen", "new_people_scheme", "reason"]
    summary[text] = summary[text].fillna("")
    counts = ["n_subjects", "n_segments"]
    summary[counts] = summary[counts].astype("Int64")  # none where nothing could be judged
    return summary


def _numbers(table: pd.DataFrame) -> dict[str, object]:
    """Give the numbers of the primary analysis, of new people, and of the null."""
    of_model = table[(table["model"] == PRIMARY["model"]) & (table["status"] == "estimated")]
    found: dict[str, object] = {}
    skills = of_model[of_model["quantity"] == "skill"]
    for row in skills[skills["scheme"] == PRIMARY["scheme"]].to_dict("records"):
        found |= {name: row[name] for name in ("rival", "chosen", "low", "high", "p")}
        found |= {"skill": row["value"]}
        found |= {name: row[name] for name in ("n_subjects", "n_segments")}
    # Of the schemes with new people the one in which their EEG may be centred, if it was asked for.
    new = [name for name, scheme in SCHEMES.items() if not scheme.knows_subjects]
    for scheme in sorted(new, key=lambda name: SCHEMES[name].adapted):
        for row in skills[skills["scheme"] == scheme].to_dict("records"):
            found |= {"new_people_scheme": scheme, "new_people": row["value"]}
            found |= {"new_people_low": row["low"], "new_people_high": row["high"]}
    of_changes = of_model[
        (of_model["quantity"] == CHANGES) & (of_model["scheme"] == PRIMARY["scheme"])
    ]
    for row in of_changes.to_dict("records"):
        found |= {"changes": row["value"]}
        found |= {"changes_low": row["low"], "changes_high": row["high"]}
    own = table[(table["quantity"] == "skill") & (table["model"] == REPLICATION_MODEL)]
    for row in own[own["scheme"] == PRIMARY["scheme"]].to_dict("records"):
        found |= {"network": row["value"], "network_low": row["low"], "network_high": row["high"]}
    limit = table[(table["quantity"] == LEARNABLE) & (table["scheme"] == PRIMARY["scheme"])]
    for row in limit.to_dict("records"):
        found |= {"learnable": row["value"]}
    for row in of_model[of_model["quantity"] == NULL].to_dict("records"):
        found |= {"null": row["value"], "null_95": row["high"], "null_p": row["p"]}
    return found
