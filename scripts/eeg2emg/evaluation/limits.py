"""Limits of skill: the target's reliability, and the ceiling of a simulated cohort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.selection import choose_rival
from eeg2emg.learning.groups import group_means, groups_of
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.split import join_validation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable
    from eeg2emg.simulation.expectation import Expected

COLUMNS = (
    "scheme",
    "model",
    "skill",
    "reliability",
    "share_of_reliability",
    "ceiling",
    "ceiling_error",
    "share_of_ceiling",
    "reason",
)


@dataclass(frozen=True)
class Ceiling:
    """The highest skill that anything could reach which knows the brain's state.

    Attributes
    ----------
    skill : float
        Over the same rival as every model.
    error : float
        Its standard error from the draws of the expected targets, by the jackknife.
    """

    skill: float
    error: float


_UNKNOWN = Ceiling(float("nan"), float("nan"))


def ceiling_prediction(
    expected: np.ndarray, dataset: ConnectivityDataset, part: np.ndarray
) -> np.ndarray:
    """Bring expected targets to the level of the training segments.

    The pipeline's estimates differ in level from the values that the simulation's laws give. So
    the difference between the training means of both is added, per cell where the cell was trained
    on, per phase elsewhere.

    Parameters
    ----------
    expected : ndarray, shape (segments, m, m)
        E[target | brain state, phase, what the scheme reveals of the subject].
    dataset : ConnectivityDataset
        The cohort.
    part : ndarray of str, shape (segments,)
        Part of each segment in this fold.

    Returns
    -------
    ndarray, shape (segments, m, m)
        The best estimate that anything could make which knows the brain's state exactly.
    """
    train = part == "training"
    groups = groups_of(dataset.segments)
    judged = np.isin(part, ["validation", "test"])
    by_cell = np.isin(groups.cell[judged], groups.cell[train]).all()
    chosen = groups.cell if by_cell else groups.phase
    # Segments that the fold does not use may belong to a group without training segments.
    difference = (dataset.targets - expected).reshape(len(expected), -1)
    level = group_means(difference, np.where(judged | train, chosen, 0), train)
    return expected + level[np.where(judged | train, chosen, 0)].reshape(expected.shape)


def ceiling_skill(
    table: SchemeTable, dataset: ConnectivityDataset, expected: Mapping[str, Expected]
) -> Ceiling:
    """Compute the skill of the ceiling on the tested segments of a scheme.

    Parameters
    ----------
    table : SchemeTable
        Truth, and the rivals' predictions.
    dataset : ConnectivityDataset
        The cohort.
    expected : dict of str to Expected
        ``known``: given the person; ``new``: over the law of people. The scheme decides which.

    Returns
    -------
    Ceiling
    """
    source = expected["known" if SCHEMES[table.scheme].knows_subjects else "new"]
    whole, *without = (
        _skill_of(targets, table, dataset) for targets in (source.mean, *source.without)
    )
    spread = np.var(without) * (len(without) - 1)
    return Ceiling(whole, float(np.sqrt(spread)))


def _skill_of(targets: np.ndarray, table: SchemeTable, dataset: ConnectivityDataset) -> float:
    prediction = np.full(table.truth.shape, np.nan)
    for rows in table.rows.groupby("fold", sort=True).indices.values():
        places = dataset.rows(table.rows["segment"].iloc[rows])
        part = np.full(len(dataset.segments), "unused", dtype=object)
        part[places] = table.rows["part"].iloc[rows]
        if SCHEMES[table.scheme].refits:
            # The level of the rivals that it is compared with.
            part = join_validation(part)
        prediction[rows] = ceiling_prediction(targets, dataset, part)[places]
    test = table.tested
    rival = choose_rival(table).prediction
    return skill(table.truth[test], prediction[test], rival[test])


def shares_of_limits(
    metrics: pd.DataFrame,
    *,
    reliability: float,
    ceilings: Mapping[str, Ceiling],
    reasons: Mapping[str, str],
) -> pd.DataFrame:
    """Set each model's skill beside what could be reached.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    reliability : float
        Of the target within cells; NaN where it is not known.
    ceilings : dict of str to Ceiling
        By scheme; empty where the truth is not known.
    reasons : dict of str to str
        Why ``reliability`` or ``ceiling`` is not known.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per scheme and model with a skill on test segments. Reliability
        is that within cells, so it limits only schemes that know the tested subjects.
    """
    rows = metrics[
        (metrics["part"] == "test")
        & (metrics["metric"] == "skill")
        & (metrics["status"] == "estimated")
    ]
    records = []
    for row in rows.itertuples():
        knows_subjects = SCHEMES[row.scheme].knows_subjects
        within = reliability if knows_subjects else float("nan")
        ceiling = ceilings.get(row.scheme, _UNKNOWN)
        why = []
        if not knows_subjects:
            why.append("reliability within cells is no limit where subjects are new")
        elif reasons.get("reliability"):
            why.append(reasons["reliability"])
        if row.scheme not in ceilings:
            why.append(reasons.get("ceiling", ""))
        records.append(
            (
                row.scheme,
                row.model,
                row.value,
                within,
                _share(row.value, within),
                ceiling.skill,
                ceiling.error,
                _share(row.value, ceiling.skill),
                "; ".join(text for text in why if text),
            )
        )
    return pd.DataFrame(records, columns=list(COLUMNS))


def _share(value: float, limit: float) -> float:
    return value / limit if limit > 0 else float("nan")
