"""Refits: a model fitted anew in every fold of a scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.evaluation.metrics import skill
from eeg2emg.learning.model_fits import fit_model
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable
    from eeg2emg.learning.features import FeatureVectors


def skill_of_model(
    name: str,
    vectors: np.ndarray | FeatureVectors,
    dataset: ConnectivityDataset,
    table: SchemeTable,
    rival: np.ndarray,
) -> float:
    """Fit a model in every fold, choosing its hyperparameters anew, and compute its skill.

    Parameters
    ----------
    name : str
        One of `eeg2emg.learning.catalogue.REGRESSIONS`.
    vectors : ndarray, shape (segments, d), or FeatureVectors
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
    test = table.tested
    return skill(table.truth[test], prediction[test], rival[test])


def prediction_of_model(
    name: str,
    vectors: np.ndarray | FeatureVectors,
    dataset: ConnectivityDataset,
    table: SchemeTable,
) -> np.ndarray:
    """Fit a model in every fold, choosing its hyperparameters anew, and predict with it.

    Parameters
    ----------
    name : str
        One of `eeg2emg.learning.catalogue.REGRESSIONS`.
    vectors : ndarray, shape (segments, d), or FeatureVectors
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
    return prediction_on_top(name, [vectors], dataset, table)


def prediction_on_top(
    name: str,
    layers: Sequence[np.ndarray | FeatureVectors],
    dataset: ConnectivityDataset,
    table: SchemeTable,
) -> np.ndarray:
    """Fit a model in every fold to features one after the other, each to what the former leave.

    Parameters
    ----------
    name : str
        One of `eeg2emg.learning.catalogue.REGRESSIONS`.
    layers : sequence of ndarray, shape (segments, d), or of FeatureVectors
        Features of all segments of the dataset; the second is fitted to the targets less what is
        made of the first, and so on. Every choice of hyperparameters is made anew.
    dataset : ConnectivityDataset
        Targets and segments.
    table : SchemeTable
        The scheme's rows.

    Returns
    -------
    ndarray, shape (rows, m, m)
        Of the rows of the scheme: the sum of all layers.
    """
    prediction = np.full(table.truth.shape, np.nan)
    for rows in table.rows.groupby("fold", sort=True).indices.values():
        places = dataset.rows(table.rows["segment"].iloc[rows])
        part = np.full(len(dataset.segments), "unused", dtype=object)
        part[places] = table.rows["part"].iloc[rows]
        estimate = np.zeros_like(dataset.targets)
        for vectors in layers:
            estimate = (
                estimate
                + fit_model(
                    name,
                    vectors,
                    dataset.targets - estimate,
                    dataset.segments,
                    part,
                    adapted=SCHEMES[table.scheme].adapted,
                    refits=SCHEMES[table.scheme].refits,
                ).prediction
            )
        prediction[rows] = estimate[places]
    return prediction
