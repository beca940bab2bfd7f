"""Skill of every muscle edge beside that of all of them, with p-values corrected over edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.evaluation.families import max_t
from eeg2emg.evaluation.intervals import MIN_SUBJECTS, ratio_interval, sign_flip_test
from eeg2emg.evaluation.metrics import is_rounding, off_diagonal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RIVAL = "rival"
"""Name of the rival among the predictions whose errors are kept."""


ALL_EDGES, EDGE = "all edges", "edge"
"""Scopes of a row of a table: all edges together, or one."""

PLACE = ("scope", "sink", "source")
"""Columns that say what a row is about; sink and source of all edges are empty."""

NUMBERS = ("", "_low", "_high", "_p", "_p_corrected")
"""Endings of the columns of a skill: value, interval, p, p corrected over edges."""


class EdgeErrors(NamedTuple):
    """Sums of squared errors by subject and edge.

    Attributes
    ----------
    subjects : tuple of str
        Sorted.
    of : dict of str to ndarray, shape (subjects, edges)
        By name of the prediction; edges are the entries off the diagonal, row by row (sink by
        sink). All are 0 for an edge on which the rival makes no error but rounding.
    """

    subjects: tuple[str, ...]
    of: dict[str, np.ndarray]


class EdgeSkills(NamedTuple):
    """Skills with their tests: that of all edges together first, then edge by edge.

    Attributes
    ----------
    value : ndarray, shape (1 + edges,)
        Gain over the error of the rival; NaN where the rival makes no error.
    low, high : ndarray, shape (1 + edges,)
        Interval over subjects, each edge by itself; NaN with too few subjects.
    p : ndarray, shape (1 + edges,)
        One-sided p of the sign-flip test, each edge by itself; NaN with too few subjects.
    p_corrected : ndarray, shape (1 + edges,)
        Corrected over edges; of all edges together, the p itself.
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    p_corrected: np.ndarray


def errors_by_edge(
    truth: np.ndarray, predictions: Mapping[str, np.ndarray], subjects: Sequence[str]
) -> EdgeErrors:
    """Sum the squared errors of each edge over the segments of each subject.

    Parameters
    ----------
    truth : ndarray, shape (segments, m, m)
        True matrices, [sink, source].
    predictions : mapping of str to ndarray, shape (segments, m, m)
        By name; one is `RIVAL`.
    subjects : sequence of str, length segments
        Whose each segment is.

    Returns
    -------
    EdgeErrors
    """
    names, groups = np.unique(np.asarray(subjects, dtype=str), return_inverse=True)
    member = (groups == np.arange(len(names))[:, None]).astype(float)
    entries = off_diagonal(truth)
    found = {
        name: member @ off_diagonal(truth - prediction) ** 2
        for name, prediction in predictions.items()
    }
    none = [is_rounding(error, entries[:, k]) for k, error in enumerate(found[RIVAL].sum(axis=0))]
    for errors in found.values():
        errors[:, none] = 0.0
    return EdgeErrors(tuple(str(name) for name in names), found)


def skills_by_edge(
    gains: np.ndarray, rival_errors: np.ndarray, *, seed: int, confidence: float = 0.95
) -> EdgeSkills:
    """Estimate the skill of all edges together and of each, and test them.

    Parameters
    ----------
    gains : ndarray, shape (subjects, edges)
        What the error of one prediction lies below that of another.
    rival_errors : ndarray, shape (subjects, edges)
        What the gains are a share of.
    seed : int
        Seed of the flips where they are not enumerated; the same for all edges.
    confidence : float
        Level of the intervals.

    Returns
    -------
    EdgeSkills
        The p-values of the edges are corrected by step-down max-T over the same sign flips of whole
        subjects (`eeg2emg.evaluation.families.max_t`); an edge on which the rival makes no error is
        not among them.
    """
    gains = np.column_stack([gains.sum(axis=1), gains])
    sizes = np.column_stack([rival_errors.sum(axis=1), rival_errors])
    total = sizes.sum(axis=0)
    known = total > 0
    value = np.full(len(total), np.nan)
    value[known] = gains.sum(axis=0)[known] / total[known]
    bounds = np.array(
        [
            ratio_interval(gain, size, seed=seed, confidence=confidence)
            for gain, size in zip(gains.T, sizes.T, strict=True)
        ]
    )
    p, corrected = np.full(len(total), np.nan), np.full(len(total), np.nan)
    if len(gains) >= MIN_SUBJECTS:
        for k in np.flatnonzero(known):
            p[k] = sign_flip_test(gains[:, k], seed=seed)
        corrected[:1] = p[:1]
        edges = 1 + np.flatnonzero(known[1:])
        if len(edges):
            corrected[edges] = max_t(gains[:, edges].T, seed=seed)
    return EdgeSkills(value, bounds[:, 0], bounds[:, 1], p, corrected)


def columns_of(name: str, skills: EdgeSkills) -> dict[str, np.ndarray]:
    """Name the columns of a skill in a table whose rows are `places_of`."""
    return {f"{name}{ending}": values for ending, values in zip(NUMBERS, skills, strict=True)}


def places_of(channels: Sequence[str]) -> pd.DataFrame:
    """List the rows of a table, columns `PLACE`: all edges together, then each, sink by sink."""
    rows = [(ALL_EDGES, "", "")]
    rows += [(EDGE, sink, source) for sink in channels for source in channels if sink != source]
    return pd.DataFrame(rows, columns=list(PLACE))
