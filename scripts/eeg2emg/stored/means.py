"""Means that a stored model starts from: of features and targets, per cell and per phase."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.files.atomic import atomic_path
from eeg2emg.files.reading import reading
from eeg2emg.learning.groups import group_means, groups_of

if TYPE_CHECKING:
    import os

    import pandas as pd

    from eeg2emg.learning.features import FeatureVectors

_DECIMALS = 4  # another machine rounds otherwise, but not here


@dataclass(frozen=True)
class Means:
    """Means over the segments that a model learned from.

    Attributes
    ----------
    cells : ndarray of int, shape (k,)
        Numbers of the cells, subject x number of phases + phase, by the order of the card.
    features : dict of str to ndarray, shape (k, d)
        Of each cell, by set of features.
    targets : ndarray, shape (k, m, m)
        Of each cell.
    phase_targets : ndarray, shape (phases, m, m)
        Of each phase.
    seen : ndarray of bytes, shape (segments,)
        Digests of the segments' features, which tell whether a segment is one of them.
    """

    cells: np.ndarray
    features: dict[str, np.ndarray]
    targets: np.ndarray
    phase_targets: np.ndarray
    seen: np.ndarray


def means_of(vectors: FeatureVectors, targets: np.ndarray, segments: pd.DataFrame) -> Means:
    """Average features and targets of all segments of a cohort.

    Parameters
    ----------
    vectors : FeatureVectors
        Features.
    targets : ndarray, shape (segments, m, m)
        EMG connectivity.
    segments : DataFrame
        Columns subject, phase.
    """
    groups = groups_of(segments)
    every = np.full(len(targets), True)
    cells = np.unique(groups.cell)
    flat, matrix = targets.reshape(len(targets), -1), targets.shape[1:]
    return Means(
        cells,
        {
            name: group_means(vectors.values[:, columns], groups.cell, every)[cells]
            for name, columns in vectors.sets.items()
        },
        group_means(flat, groups.cell, every)[cells].reshape(-1, *matrix),
        group_means(flat, groups.phase, every).reshape(-1, *matrix),
        segment_digests(vectors),
    )


def segment_digests(vectors: FeatureVectors) -> np.ndarray:
    """Digest the features of each segment, to a few decimals: equal ones are the same segment."""
    rounded = np.round(vectors.values, _DECIMALS) + 0.0  # there is no -0 then
    return np.array([hashlib.sha256(row.tobytes()).hexdigest()[:16].encode() for row in rounded])


def write_means(path: str | os.PathLike[str], means: Means) -> None:
    """Write means as ``.npz``; equal ones give equal bytes."""
    arrays = {"cells": means.cells, "targets": means.targets, "seen": means.seen}
    arrays["phase_targets"] = means.phase_targets
    arrays |= {f"features/{name}": values for name, values in means.features.items()}
    with atomic_path(path) as temporary:
        np.savez(temporary, allow_pickle=False, **arrays)  # type: ignore[arg-type]


def read_means(path: str | os.PathLike[str]) -> Means:
    """Read means; `OwnFileError` if the file is missing or damaged."""
    with reading(path, "means") as file, np.load(file, allow_pickle=False) as arrays:
        start = "features/"
        features = {
            key.removeprefix(start): arrays[key] for key in arrays.files if key.startswith(start)
        }
        own = {key: arrays[key] for key in ("cells", "targets", "phase_targets", "seen")}
        return Means(features=features, **own)
