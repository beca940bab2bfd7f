"""What skill comes about where EEG and EMG do not belong together: shifts by whole cycles.

The EEG of each subject is shifted against the EMG, around the ends, by a whole number of cycles of
rest and activity. Each signal keeps its own course in time and its phases, which shuffling within
cells would destroy; only what joins the two is lost. Everything is then fitted and chosen anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation import skill
from eeg2emg.learning.features import vectorise
from eeg2emg.learning.models import MODELS, fit_model
from eeg2emg.seeds import derive_seed
from eeg2emg.splits import ADAPTED, order_in_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.dataset import ConnectivityDataset
    from eeg2emg.selection import SchemeTable

MIN_CYCLES = 3
"""With fewer cycles a subject has at most one shift, and there is no null."""

COLUMNS = ("scheme", "model", "skill", "p", "shifts", "null_mean", "null_95", "status", "reason")


def shift_by_cycles(segments: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Draw a shift of each subject's EEG against its EMG.

    Parameters
    ----------
    segments : DataFrame
        Columns subject, recording, phase, cycle, onset_s.
    rng : Generator
        Source of the shifts: from one cycle to all but one.

    Returns
    -------
    ndarray of int, shape (segments,)
        Whose EEG stands beside the EMG of each segment: one of the same subject and phase, from
        another cycle, at the same place within it.

    Raises
    ------
    NotEstimableError
        If a subject has fewer than `MIN_CYCLES` cycles of a phase.
    """
    order = np.arange(len(segments))
    places = segments.reset_index(drop=True)
    for subject, unordered in places.groupby("subject", sort=True):
        own = order_in_time(unordered)
        by_phase = {
            phase: [
                group.index.to_numpy()
                for _, group in rows.groupby(["recording", "cycle"], sort=False)
            ]
            for phase, rows in own.groupby("phase", sort=True)
        }
        count = min(len(cycles) for cycles in by_phase.values())
        if count < MIN_CYCLES:
            raise NotEstimableError(
                "No null possible",
                f"{subject} has {count} cycle{'s' if count > 1 else ''} of a phase, and shifting "
                f"takes {MIN_CYCLES}",
                "Record more cycles",
            )
        shift = int(rng.integers(1, count))
        for cycles in by_phase.values():
            for k, rows in enumerate(cycles):
                partner = cycles[(k + shift) % len(cycles)]
                order[rows] = partner[np.arange(len(rows)) % len(partner)]
    return order


def skill_of_model(
    name: str,
    vectors: np.ndarray,
    dataset: ConnectivityDataset,
    table: SchemeTable,
    rival: np.ndarray,
) -> float:
    """Fit a model in every fold, choosing its hyperparameters anew, and compute its skill.

    Parameters
    ----------
    name : str
        One of `eeg2emg.learning.models.MODELS`.
    vectors : ndarray, shape (segments, d)
        Features of all segments of the dataset.
    dataset : ConnectivityDataset
        Targets and segments.
    table : SchemeTable
        The scheme's rows.
    rival : ndarray, shape (rows, m, m)
        Of the skill.

    Returns
    -------
    float
        On the tested segments of all folds.
    """
    prediction = prediction_of_model(name, vectors, dataset, table)
    test = (table.rows["part"] == "test").to_numpy()
    return skill(table.truth[test], prediction[test], rival[test])


def prediction_of_model(
    name: str, vectors: np.ndarray, dataset: ConnectivityDataset, table: SchemeTable
) -> np.ndarray:
    """Fit a model in every fold, choosing its hyperparameters anew, and predict with it.

    Parameters
    ----------
    name : str
        One of `eeg2emg.learning.models.MODELS`.
    vectors : ndarray, shape (segments, d)
        Features of all segments of the dataset.
    dataset : ConnectivityDataset
        Targets and segments.
    table : SchemeTable
        The scheme's rows.

    Returns
    -------
    ndarray, shape (rows, m, m)
        Of the rows of the scheme.
    """
    prediction = np.full(table.truth.shape, np.nan)
    for rows in table.rows.groupby("fold", sort=True).indices.values():
        places = dataset.rows(table.rows["segment"].iloc[rows])
        part = np.full(len(dataset.segments), "unused", dtype=object)
        part[places] = table.rows["part"].iloc[rows]
        fit = fit_model(
            name,
            vectors,
            dataset.targets,
            dataset.segments,
            part,
            adapted=table.scheme == ADAPTED,
        )
        prediction[rows] = fit.prediction[places]
    return prediction


def pairing_null(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    rival: np.ndarray,
    *,
    shifts: int,
    seed: int,
    models: Sequence[str] = MODELS,
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


def null_row(scheme: str, model: str, observed: float, null: np.ndarray) -> tuple[object, ...]:
    """Set a skill beside those under shifted pairings.

    Parameters
    ----------
    scheme, model : str
        Names.
    observed : float
        Skill with the true pairing.
    null : ndarray, shape (shifts,)
        Skills with shifted pairings.

    Returns
    -------
    tuple
        Of `COLUMNS`; p = (1 + number of null skills not below the observed one) / (shifts + 1).
    """
    p = (1 + np.sum(null >= observed)) / (len(null) + 1)
    extent = float(null.mean()), float(np.quantile(null, 0.95))
    return (scheme, model, observed, p, len(null), *extent, "estimated", "")


def no_null(scheme: str, reason: str, models: Sequence[str] = MODELS) -> pd.DataFrame:
    """Make the rows of a scheme that has no null."""
    nan = float("nan")
    return pd.DataFrame(
        [(scheme, name, nan, nan, 0, nan, nan, "not estimable", reason) for name in models],
        columns=list(COLUMNS),
    )
