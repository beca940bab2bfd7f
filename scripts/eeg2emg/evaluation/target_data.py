"""Further targets of a cohort, and groups of features, in the order of its dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.connectivity.catalogue import TARGETS
from eeg2emg.connectivity.vectors.file import read_vectors
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.reliability import load_halves

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.connectivity.vectors.file import CohortVectors


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


def load_target(
    path: str | os.PathLike[str], name: str, vectors: Iterable[str | os.PathLike[str]]
) -> TargetData:
    """Read a cohort with one of its targets, a matrix or a vector.

    Parameters
    ----------
    path : path-like
        The cohort's connectivity file, which holds the targets that are matrices.
    name : str
        Of `eeg2emg.connectivity.vectors.catalogue.FURTHER_TARGETS`.
    vectors : iterable of path-like
        Files of the vectors of all recordings (`eeg2emg.connectivity.vectors.file`).

    Returns
    -------
    TargetData

    Raises
    ------
    NotEstimableError
        If no segment has the target.
    """
    if name in TARGETS:
        dataset = load_dataset(path, target=name)
        return TargetData(dataset, *load_halves(path, dataset))
    return with_vectors(load_dataset(path), read_vectors(vectors, name))


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
    if not vectors.entries:
        raise NotEstimableError(
            f"No segment has an estimate of {vectors.name}", "It takes two muscles"
        )
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
