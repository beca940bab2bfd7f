"""What a model's skill rests on: permutation of one measure, or of one channel, within cells."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.errors import NotEstimableError
from eeg2emg.intervals import ratio_interval
from eeg2emg.metrics import squared_error_by_group
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eeg2emg.dataset import ConnectivityDataset


def permutation_importance(
    predict: Callable[[np.ndarray], np.ndarray],
    dataset: ConnectivityDataset,
    segments: Sequence[str],
    rival: np.ndarray,
    *,
    seed: int,
    repeats: int = 5,
    confidence: float = 0.95,
    resamples: int = 2000,
) -> pd.DataFrame:
    """Measure how much skill is lost when a measure or a channel is permuted.

    The tested segments of a cell (subject x phase) exchange the matrices of one measure, or the
    row and column of one channel in all measures. Only within cells, since otherwise it would
    measure who the subject is; and by whole cycles, whose segments stay together.

    Parameters
    ----------
    predict : callable
        From features (segments, n, n, planes) to matrices (segments, m, m).
    dataset : ConnectivityDataset
        The cohort.
    segments : sequence of str
        Identifiers of the tested segments.
    rival : ndarray, shape (segments, m, m)
        The rival of the skill, for these segments.
    seed : int
        The cohort's seed.
    repeats : int
        Permutations of each measure and channel.
    confidence : float
        Level of the intervals.
    resamples : int
        Resamples of the bootstrap over subjects.

    Returns
    -------
    DataFrame
        Columns kind ("measure" or "channel"), name, importance (lost skill, averaged over the
        permutations), low, high (over subjects; NaN with fewer than 6), n_subjects, n_segments.

    Raises
    ------
    NotEstimableError
        If no cell has two cycles among these segments.
    """
    rows = dataset.rows(list(segments))
    table = dataset.segments.iloc[rows].reset_index(drop=True)
    features, truth = dataset.features[rows], dataset.targets[rows]
    cycles = table.groupby(["subject", "recording", "cycle", "phase"], sort=True).ngroup()
    cells = table.groupby(["subject", "phase"], sort=True).ngroup()
    if cycles.groupby(cells).nunique().max() < 2:
        raise NotEstimableError(
            "The importance is not estimable",
            "No subject has two tested cycles of a phase, so nothing can be exchanged",
            "Record more cycles",
        )
    names = sorted(set(table["subject"]))
    groups = table["subject"].map(names.index).to_numpy()
    rival_error = squared_error_by_group(truth, rival, groups, len(names))
    error = squared_error_by_group(truth, predict(features), groups, len(names))
    records = []
    for kind, name, exchange in _exchanges(dataset):
        rng = np.random.default_rng(derive_seed(seed, "importance", kind, name))
        lost = np.zeros(len(names))
        for _ in range(repeats):
            order = permute_cycles(cells.to_numpy(), cycles.to_numpy(), rng)
            permuted = predict(exchange(features, order))
            lost += squared_error_by_group(truth, permuted, groups, len(names)) - error
        lost /= repeats
        bounds = ratio_interval(
            lost,
            rival_error,
            seed=derive_seed(seed, "importance interval", kind, name),
            confidence=confidence,
            resamples=resamples,
        )
        records.append((kind, name, lost.sum() / rival_error.sum(), *bounds, len(names), len(rows)))
    columns = ["kind", "name", "importance", "low", "high", "n_subjects", "n_segments"]
    return pd.DataFrame(records, columns=columns)


def permute_cycles(cells: np.ndarray, cycles: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Permute segments within cells by whole cycles.

    Parameters
    ----------
    cells, cycles : ndarray of int, shape (segments,)
        Cell and cycle of each segment.
    rng : Generator
        Source of the permutation.

    Returns
    -------
    ndarray of int, shape (segments,)
        Which segment takes the place of each: of the same cell, and the segments of a cycle one
        after the other.
    """
    order = np.arange(len(cells))
    for cell in np.unique(cells):
        rows = np.flatnonzero(cells == cell)
        shuffled = rng.permutation(np.unique(cycles[rows]))
        order[rows] = np.concatenate([rows[cycles[rows] == cycle] for cycle in shuffled])
    return order


def _exchanges(
    dataset: ConnectivityDataset,
) -> Iterator[tuple[str, str, Callable[[np.ndarray, np.ndarray], np.ndarray]]]:
    """List what is exchanged: kind, name, and a function of features and order."""
    for k, name in enumerate(dataset.planes):
        yield "measure", name, partial(_with_plane, plane=k)
    for c, name in enumerate(dataset.eeg_channels):
        yield "channel", name, partial(_with_channel, channel=c)


def _with_plane(features: np.ndarray, order: np.ndarray, plane: int) -> np.ndarray:
    changed = features.copy()
    changed[..., plane] = features[order][..., plane]
    return changed


def _with_channel(features: np.ndarray, order: np.ndarray, channel: int) -> np.ndarray:
    changed = features.copy()
    changed[:, channel] = features[order][:, channel]
    changed[:, :, channel] = features[order][:, :, channel]
    return changed
