"""Empty controls: features that must not carry skill, fitted like those that may.

- *shuffled EEG*: the segments of a cell exchange their EEG, by whole cycles.
- *rank alone*: the only feature is the numerical rank of the cleaned EEG, which tells what was
  removed from it. It is judged against the mean of the phase, because what it could give away is
  who the subject is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cohort.cycles import permute_cycles
from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.refits import skill_of_model
from eeg2emg.learning.catalogue import DOUBTED, PHASE_MEAN, RIDGE
from eeg2emg.learning.features import vectors_of
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable

COLUMNS = (
    *("scheme", "control", "model", "over", "skill", "largest", "repeats"),
    *("low", "high", "whole", "lost_low", "lost_high", "added", "added_low", "added_high"),
    *("over_base", "over_base_low", "over_base_high"),
    *("n_subjects", "n_segments", "status", "reason"),
)


def fit_controls(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    rival: np.ndarray,
    *,
    seed: int,
    repeats: int = 5,
) -> pd.DataFrame:
    """Fit the controls of one scheme.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort; the column ``eeg_rank`` of its segments is the rank.
    table : SchemeTable
        Rows, truth and rivals of the scheme.
    rival : ndarray, shape (rows, m, m)
        Of the skill.
    seed : int
        The cohort's seed.
    repeats : int
        How often the EEG is shuffled.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: ``skill`` over what ``over`` names, for shuffled EEG its mean, and
        ``largest`` its maximum; ``whole`` is the skill of the same model from the EEG as it is.
    """
    records = [
        *(
            _shuffled(dataset, table, rival, name=name, seed=seed, repeats=repeats)
            for name in DOUBTED
        ),
        _rank_alone(dataset, table),
    ]
    test = table.tested
    counts = {
        "n_subjects": table.rows.loc[test, "subject"].nunique(),
        "n_segments": int(test.sum()),
    }
    return pd.DataFrame([record | counts for record in records]).reindex(columns=list(COLUMNS))


def _shuffled(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    rival: np.ndarray,
    *,
    name: str,
    seed: int,
    repeats: int,
) -> dict[str, object]:
    segments = dataset.segments
    cycles = segments.groupby(["subject", "recording", "cycle", "phase"], sort=True).ngroup()
    rng = np.random.default_rng(derive_seed(seed, "shuffled EEG", table.scheme, name))
    vectors = vectors_of(dataset)
    skills = [
        skill_of_model(
            name,
            vectors.of_rows(permute_cycles(dataset.cells, cycles.to_numpy(), rng)),
            dataset,
            table,
            rival,
        )
        for _ in range(repeats)
    ]
    test = table.tested
    return {
        "scheme": table.scheme,
        "control": "shuffled EEG",
        "model": name,
        "over": "rival",
        "skill": float(np.mean(skills)),
        "largest": float(np.max(skills)),
        "repeats": repeats,
        "whole": skill(table.truth[test], table.models[name][test], rival[test]),
        "status": "estimated",
        "reason": "",
    }


def _rank_alone(dataset: ConnectivityDataset, table: SchemeTable) -> dict[str, object]:
    row = {"scheme": table.scheme, "control": "rank alone", "model": RIDGE, "over": PHASE_MEAN}
    missing = row | {"repeats": 0, "status": "not estimable"}
    if "eeg_rank" not in dataset.segments:
        return missing | {"reason": "the rank of the EEG was not stored"}
    rank = dataset.segments["eeg_rank"].to_numpy(dtype=float)[:, None]
    phase_mean = table.models[PHASE_MEAN]
    if not np.isfinite(phase_mean).all():
        return missing | {"reason": "the phase mean is not estimable"}
    # Without subjects the means that are taken away are those of the phases.
    nameless = replace(dataset, segments=dataset.segments.assign(subject="anybody"))
    value = skill_of_model(RIDGE, rank, nameless, table, phase_mean)
    found = {"skill": value, "largest": value, "repeats": 1, "status": "estimated", "reason": ""}
    return row | found


def no_controls(scheme: str, reason: str) -> pd.DataFrame:
    """Make the row of a scheme that the cohort cannot carry."""
    row = {"scheme": scheme, "control": "all controls", "model": "", "over": "", "repeats": 0}
    row |= {"status": "not estimable", "reason": reason}
    return pd.DataFrame([row]).reindex(columns=list(COLUMNS))
