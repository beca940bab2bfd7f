"""Permutation null: EEG shifted against EMG by whole cycles, regressions fitted anew.

The EEG of each subject is shifted against the EMG, around the ends, by a whole number of cycles of
rest and activity. Each signal keeps its own course in time and its phases, which shuffling within
cells would destroy; only what joins the two is lost. Everything is then fitted and chosen anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cohort.cycles import shift_by_cycles
from eeg2emg.controls.null_table import COLUMNS, no_null, null_row
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.refits import skill_of_model
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.features import vectorise
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable


def pairing_null(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    rival: np.ndarray,
    *,
    shifts: int,
    seed: int,
    models: Sequence[str] = tuple(REGRESSIONS),
) -> pd.DataFrame:
    """Test each model's skill against those under shifted pairings.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    table : SchemeTable
        Rows and truth of one scheme.
    rival : ndarray, shape (rows, m, m)
        Of the skill; it sees no EEG, so shifting does not change it.
    shifts : int
        B: how many shifted pairings.
    seed : int
        The cohort's seed.
    models : sequence of str
        Which models.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. ``p`` = (1 + number of null skills not below the true one) / (B + 1);
        ``null_mean`` and ``null_95`` describe the null skills.
    """
    vectors = vectorise(dataset.features, dataset.planes)
    rng = np.random.default_rng(derive_seed(seed, "pairing null", table.scheme))
    try:
        orders = [shift_by_cycles(dataset.segments, rng) for _ in range(shifts)]
    except NotEstimableError as error:
        return no_null(table.scheme, str(error), models)
    records = []
    for name in models:
        observed = skill_of_model(name, vectors, dataset, table, rival)
        null = np.array(
            [skill_of_model(name, vectors[order], dataset, table, rival) for order in orders]
        )
        records.append(null_row(table.scheme, name, observed, null))
    return pd.DataFrame(records, columns=list(COLUMNS))
