"""Vectors of a cohort in the order of its dataset: targets to judge, or features beside others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.errors import NotEstimableError

if TYPE_CHECKING:
    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.connectivity.segment_vectors import CohortVectors


class TargetData(NamedTuple):
    """A cohort with a target, and the same target from the halves of its segments.

    Attributes
    ----------
    dataset : ConnectivityDataset
        The cohort.
    halves : ndarray, shape (segments, 2, m, m) or (segments, 2, p, 1)
        From the odd and the even blocks; NaN where there are none.
    lengthening : float
        How many times as long as a half a segment is; NaN where there are no halves.
    """

    dataset: ConnectivityDataset
    halves: np.ndarray
    lengthening: float


def with_vectors(dataset: ConnectivityDataset, vectors: CohortVectors) -> TargetData:
    """Put vectors in the place of the matrices that a cohort has as targets.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    vectors : CohortVectors
        Of its segments, and maybe of others, in any order.

    Returns
    -------
    TargetData
        Of the segments that have a vector.

    Raises
    ------
    NotEstimableError
        If none has one.
    """
    rows = _rows(dataset, vectors)
    known = rows >= 0
    if not known.any():
        first = next(iter(vectors.refused.values()), "there is none")
        raise NotEstimableError(
            f"No segment has an estimate of {vectors.name}", f"The first: {first}"
        )
    return TargetData(
        replace(
            dataset.of_rows(known),
            targets=vectors.values[rows[known]][:, :, None],
            target_name=vectors.name,
            entries=vectors.entries,
        ),
        vectors.halves[:, rows[known]].swapaxes(0, 1)[..., None],
        vectors.lengthening,
    )


def features_of(dataset: ConnectivityDataset, vectors: CohortVectors) -> np.ndarray:
    """Give vectors in the order of a dataset.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    vectors : CohortVectors
        Of its segments, and maybe of others, in any order.

    Returns
    -------
    ndarray, shape (segments, p)
        NaN where a segment has none.
    """
    rows = _rows(dataset, vectors)
    found = np.full((len(rows), len(vectors.entries)), np.nan)
    found[rows >= 0] = vectors.values[rows[rows >= 0]]
    return found


def _rows(dataset: ConnectivityDataset, vectors: CohortVectors) -> np.ndarray:
    return pd.Index(vectors.segments, dtype=object).get_indexer(dataset.segments["segment"])
