"""Groups of segments that share a mean: who, and which phase."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd


class Groups(NamedTuple):
    """Subject, phase and cell of each segment, as integers from 0."""

    subject: np.ndarray
    phase: np.ndarray
    cell: np.ndarray


def groups_of(segments: pd.DataFrame) -> Groups:
    """Give subjects, phases and cells of a table of segments as numbers."""
    subject = pd.factorize(segments["subject"], sort=True)[0]
    phase = pd.factorize(segments["phase"], sort=True)[0]
    return Groups(subject, phase, subject * (phase.max() + 1) + phase)


def group_means(values: np.ndarray, groups: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Average training rows by group.

    Parameters
    ----------
    values : ndarray, shape (segments, d)
        What is averaged.
    groups : ndarray of int, shape (segments,)
        Group of each segment, from 0.
    train : ndarray of bool, shape (segments,)
        Which segments are averaged.

    Returns
    -------
    ndarray, shape (groups, d)
        NaN for groups without a training segment.
    """
    count = np.bincount(groups[train], minlength=groups.max() + 1).astype(float)
    total = np.zeros((len(count), values.shape[1]))
    # Much faster than `np.add.at`, and the rows are added in the same order.
    for group in np.flatnonzero(count):
        total[group] = values[train & (groups == group)].sum(axis=0)
    with np.errstate(invalid="ignore"):
        return total / count[:, None]
