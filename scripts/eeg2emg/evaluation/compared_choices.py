"""Comparison of two choices of one option: the skills of two evaluations, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.intervals import ratio_interval, why_no_interval
from eeg2emg.files.tables import empty_text
from eeg2emg.learning.catalogue import RIVALS
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eeg2emg.evaluation.judgement import Judgement

_SAME = 1e-9  # relative difference of the rival's errors that is rounding


def compare_choices(
    judgements: Mapping[str, Judgement], option: str, *, seed: int, confidence: float = 0.95
) -> pd.DataFrame:
    """Set the skills of the primary scheme side by side, and the difference of both beside them.

    Parameters
    ----------
    judgements : mapping of str to Judgement
        Two of them by choice, as from `eeg2emg.evaluation.judgement.evaluate`.
    option : str
        Name of the column that holds the choice.
    seed : int
        The cohort's seed, for the sign flips of the differences.
    confidence : float
        Level of their intervals.

    Returns
    -------
    DataFrame
        Columns option, model, skill, low, high, n_subjects, n_segments, primary, status, reason:
        of each model of the EEG that both have a row per choice, and one for the second less the
        first, whose interval is over people, in pairs. People are weighted by the squared error of
        the rival, as in each skill; where the rival has another error of somebody, other segments
        were judged, and no difference is given.
    """
    found = pd.concat(
        [_skills(one.metrics).assign(**{option: choice}) for choice, one in judgements.items()],
        ignore_index=True,
    )
    both = found.groupby("model")[option].transform("nunique") == len(judgements)
    columns = [option, "model", "value", "low", "high", "n_subjects", "n_segments"]
    table = found.loc[both, [*columns, "primary", "status", "reason"]]
    table = table.rename(columns={"value": "skill"})
    flips = derive_seed(seed, "sign flips")
    differences = pd.DataFrame(
        [
            _difference(model, own, judgements, option, seed=flips, confidence=confidence)
            for model, own in table.groupby("model", sort=False)
        ],
        columns=list(table.columns),
    )
    order = {name: place for place, name in enumerate(judgements)}
    joined = pd.concat([table, differences], ignore_index=True)
    place = joined[option].map(order).fillna(len(order))
    ordered = joined.assign(place=place).sort_values(["model", "place"], kind="stable")
    ordered["reason"] = empty_text(ordered["reason"])
    counts = ["n_subjects", "n_segments"]
    ordered[counts] = ordered[counts].astype("Int64")
    return ordered.drop(columns="place").reset_index(drop=True)


def _difference(
    model: str,
    own: pd.DataFrame,
    judgements: Mapping[str, Judgement],
    option: str,
    *,
    seed: int,
    confidence: float,
) -> dict[str, object]:
    first, second = judgements
    row: dict[str, object] = {
        option: f"{second} less {first}",
        "model": model,
        "primary": bool(own["primary"].any()),
    }
    people = [_people(one.subjects, model) for one in judgements.values()]
    errors = [one["rival_error"] for one in people]
    if (own["status"] != "estimated").any() or errors[0].empty:
        return row | {"status": "not estimable", "reason": "one of the skills is not estimable"}
    same = errors[0].index.equals(errors[1].index) and np.allclose(
        errors[0], errors[1], rtol=_SAME, atol=0.0
    )
    if not same:
        return row | {
            "status": "not estimable",
            "reason": "both choices do not judge the same segments against the same rival",
        }
    of_rival = errors[0].to_numpy()
    gain = (people[1]["skill"] - people[0]["skill"]).fillna(0.0).to_numpy() * of_rival
    bounds = ratio_interval(gain, of_rival, seed=seed, confidence=confidence)
    return row | {
        "skill": float(gain.sum() / of_rival.sum()),
        "low": bounds.low,
        "high": bounds.high,
        "n_subjects": len(gain),
        "n_segments": int(people[0]["n_segments"].sum()),
        "status": "estimated",
        "reason": why_no_interval(len(gain), confidence),
    }


def _people(subjects: pd.DataFrame, model: str) -> pd.DataFrame:
    own = (subjects["scheme"] == PRIMARY_SCHEME) & (subjects["model"] == model)
    return subjects[own].set_index("subject").sort_index()


def _skills(metrics: pd.DataFrame) -> pd.DataFrame:
    wanted = {"scheme": PRIMARY_SCHEME, "part": "test", "metric": "skill"}
    found = metrics[(metrics[list(wanted)] == pd.Series(wanted)).all(axis=1)]
    return found[~found["model"].isin(list(RIVALS))]
