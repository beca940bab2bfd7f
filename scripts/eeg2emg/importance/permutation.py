"""Permutation importance of a measure, an electrode or a pair of electrodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.cohort.cycles import permute_cycles
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.intervals import ratio_interval
from eeg2emg.evaluation.metrics import squared_error_by_group
from eeg2emg.learning.features import entries_of, vectors_of
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset

COLUMNS = (
    *("method", "kind", "name", "importance", "low", "high"),
    *("n_subjects", "n_segments", "repeats"),
)
"""Of a table of importances. Kinds are ``measure`` (a plane of the features), ``channel`` and
``edge`` (a pair of channels)."""


class Inputs(NamedTuple):
    """What a model sees of the tested segments.

    Attributes
    ----------
    values : ndarray, shape (segments, d)
        Entries of the connectivity matrices, transformed or not.
    entries : ndarray of int, shape (d, 3)
        Sink, source and plane of each.
    planes : tuple of str
        Names of the planes.
    seen : ndarray of bool, shape (d,)
        Which entries the model sees.
    """

    values: np.ndarray
    entries: np.ndarray
    planes: tuple[str, ...]
    seen: np.ndarray


def matrix_inputs(dataset: ConnectivityDataset, rows: np.ndarray) -> Inputs:
    """Give the matrices of some segments entry by entry, as the network sees them."""
    shape = dataset.features.shape[1:]
    entries = np.indices(shape).reshape(3, -1).T
    values = dataset.features[rows].reshape(len(rows), -1)
    return Inputs(values, entries, dataset.planes, np.full(len(entries), True))


def vector_inputs(dataset: ConnectivityDataset, rows: np.ndarray, sets: Collection[str]) -> Inputs:
    """Give the vectors of some segments, of which a model sees the named sets."""
    vectors = vectors_of(dataset)
    entries, planes = entries_of(dataset)
    seen = np.zeros(len(entries), dtype=bool)
    seen[vectors.columns(list(sets))] = True
    return Inputs(vectors.values[rows], entries, planes, seen)


def edge_names(channels: Sequence[str]) -> list[str]:
    """Name the pairs of electrodes: (first, second), (first, third), ..., as in ``C3-C4``."""
    first, second = np.triu_indices(len(channels), 1)
    return [f"{channels[int(i)]}-{channels[int(j)]}" for i, j in zip(first, second, strict=True)]


def permutation_importance(
    predict: Callable[[np.ndarray], np.ndarray],
    inputs: Inputs,
    dataset: ConnectivityDataset,
    rows: np.ndarray,
    rival: np.ndarray,
    *,
    seed: int,
    repeats: Mapping[str, int],
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Measure how much skill is lost when a measure, an electrode or an edge is permuted.

    The tested segments of a cell (subject x phase) exchange the matrices of one measure, the row
    and column of one electrode in all measures, or the two entries of a pair of electrodes in all
    measures (both directions). Only within cells, since otherwise it would measure who the subject
    is; and by whole cycles, whose segments stay together.

    Parameters
    ----------
    predict : callable
        From values (segments, d) to matrices (segments, m, m), [sink, source].
    inputs : Inputs
        Of the tested segments.
    dataset : ConnectivityDataset
        The cohort.
    rows : ndarray of int, shape (segments,)
        Which of its segments are tested.
    rival : ndarray, shape (segments, m, m)
        The rival of the skill, for these segments.
    seed : int
        The cohort's seed. The exchanges depend on nothing else, so that models are compared under
        the same.
    repeats : mapping of str to int
        Exchanges of each measure, channel and edge, by kind; a kind that is not named is left out.
    confidence : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: importance is the lost skill, averaged over the exchanges; low and high
        are its interval over subjects, NaN with fewer than 6.

    Raises
    ------
    NotEstimableError
        If no cell has two cycles among these segments, or the rival makes no error.
    """
    table = dataset.segments.iloc[rows].reset_index(drop=True)
    truth = dataset.targets[rows]
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
    if not rival_error.sum():
        raise NotEstimableError(
            "The importance is not estimable",
            "What is known without EEG makes no error, so that there is no skill to lose",
            "Look at the target: it may be constant",
        )
    error = squared_error_by_group(truth, predict(inputs.values), groups, len(names))
    records = []
    for kind, name, columns in _exchanged(dataset, inputs, list(repeats)):
        rng = np.random.default_rng(derive_seed(seed, "importance", kind, name))
        lost = np.zeros(len(names))
        for _ in range(repeats[kind]):
            order = permute_cycles(cells.to_numpy(), cycles.to_numpy(), rng)
            changed = inputs.values.copy()
            changed[:, columns] = inputs.values[np.ix_(order, columns)]
            lost += squared_error_by_group(truth, predict(changed), groups, len(names)) - error
        lost /= repeats[kind]
        bounds = ratio_interval(
            lost,
            rival_error,
            seed=derive_seed(seed, "importance interval", kind, name),
            confidence=confidence,
        )
        share = lost.sum() / rival_error.sum()
        counts = len(names), len(rows), repeats[kind]
        records.append(("permutation", kind, name, share, *bounds, *counts))
    return pd.DataFrame(records, columns=list(COLUMNS))


def above_zero(importance: pd.DataFrame) -> int:
    """Count the importances whose interval lies above 0; by chance it is half of 1 - confidence."""
    return int((importance["low"] > 0).sum())


def _exchanged(
    dataset: ConnectivityDataset, inputs: Inputs, kinds: Sequence[str]
) -> Iterator[tuple[str, str, np.ndarray]]:
    """List what is exchanged: kind, name, and the columns that it is made of."""
    channels = dataset.eeg_channels
    pair, plane = np.sort(inputs.entries[:, :2], axis=1), inputs.entries[:, 2]
    if "measure" in kinds:
        for k, name in enumerate(inputs.planes):
            if not inputs.seen[plane == k].any():
                continue
            yield "measure", name, np.flatnonzero(plane == k)
    if "channel" in kinds:
        for c, name in enumerate(channels):
            yield "channel", name, np.flatnonzero((pair == c).any(axis=1))
    if "edge" in kinds:
        pairs = zip(*np.triu_indices(len(channels), 1), strict=True)
        for name, (i, j) in zip(edge_names(channels), pairs, strict=True):
            yield "edge", name, np.flatnonzero((pair == (i, j)).all(axis=1))
