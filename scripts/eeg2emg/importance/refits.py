"""Refit importance: what a model loses when it never had a measure.

Permutation says what a fitted model uses. It cannot say whether another measure would have served
as well, which a model that never saw the measure shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.intervals import ratio_interval
from eeg2emg.evaluation.metrics import squared_error_by_group
from eeg2emg.evaluation.refits import prediction_of_model
from eeg2emg.importance.permutation import COLUMNS
from eeg2emg.learning.catalogue import DOUBTED, REGRESSIONS
from eeg2emg.learning.features import entries_of, vectors_of
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable


def refit_importance(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    rival: np.ndarray,
    *,
    seed: int,
    models: Sequence[str] = DOUBTED,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Leave out one measure at a time, with all its bands, and fit and choose everything anew.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    table : SchemeTable
        Rows and truth of one scheme.
    rival : ndarray, shape (rows, m, m)
        Of the skill.
    seed : int
        The cohort's seed.
    models : sequence of str
        Of `eeg2emg.learning.catalogue.REGRESSIONS`; a network takes minutes to fit and is not among
        them.
    confidence : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        Columns model, skill (with all measures) and those of
        `eeg2emg.importance.permutation.COLUMNS`, with the method ``refit``. A model that is left
        without any measure is the mean alone.
    """
    vectors = vectors_of(dataset)
    entries, planes = entries_of(dataset)
    plane = entries[:, 2]
    measure_of_plane = np.array([name.partition(" ")[0] for name in planes])
    test = table.tested
    names = sorted(set(table.rows.loc[test, "subject"]))
    groups = table.rows.loc[test, "subject"].map(names.index).to_numpy()
    rival_error = squared_error_by_group(table.truth[test], rival[test], groups, len(names))

    def error_of(model: str, kept: np.ndarray) -> np.ndarray:
        prediction = prediction_of_model(model, vectors.keep(kept), dataset, table)
        return squared_error_by_group(table.truth[test], prediction[test], groups, len(names))

    records = []
    for model in models:
        error = error_of(model, np.ones(len(plane), dtype=bool))
        skill = 1 - error.sum() / rival_error.sum()
        seen = np.zeros(len(plane), dtype=bool)
        seen[vectors.columns(REGRESSIONS[model].sets)] = True
        for measure in dict.fromkeys(measure_of_plane[plane[seen]]):
            lost = error_of(model, measure_of_plane[plane] != measure) - error
            bounds = ratio_interval(
                lost,
                rival_error,
                seed=derive_seed(seed, "refit interval", model, measure),
                confidence=confidence,
            )
            value = lost.sum() / rival_error.sum()
            counts = len(names), int(test.sum()), 1
            records.append((model, skill, "refit", "measure", measure, value, *bounds, *counts))
    return pd.DataFrame(records, columns=["model", "skill", *COLUMNS])
