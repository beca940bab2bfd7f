"""Reliability of the target: how well it agrees with itself within a segment.

It describes the target, and is no bound of a skill: see `split_half_reliability`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.cohort.judged_entries import judged_entries
from eeg2emg.connectivity.catalogue import BLOCK_S, TARGETS
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.evaluation.metrics import is_rounding

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset

HALVES = ("odd", "even")
"""The two halves of a segment, in the names of their planes."""


class Reliability(NamedTuple):
    """Reliability of the target within cells.

    Attributes
    ----------
    per_edge : ndarray, shape (m, m)
        By edge, [sink, source]; the diagonal is NaN.
    overall : float
        Of all off-diagonal entries together, each weighted by its variance within cells.
    weights : ndarray, shape (m, m)
        These weights: the share of each edge in the variance; the diagonal is NaN.
    """

    per_edge: np.ndarray
    overall: float
    weights: np.ndarray


def why_no_reliability(target: str, lengthening: float, reliability: Reliability) -> str:
    """Say why the reliability of the target is not known; empty where it is.

    Parameters
    ----------
    target : str
        Name of the target.
    lengthening : float
        How many times as long as a half a segment is; NaN where there are no halves.
    reliability : Reliability
        As from `split_half_reliability`.

    Returns
    -------
    str
    """
    if np.isfinite(reliability.overall):
        return ""
    if not TARGETS[target].of_blocks:
        return f"the target {target} cannot be estimated from halves of a segment"
    if not np.isfinite(lengthening):
        return f"segments are shorter than two blocks of {BLOCK_S:g} s"
    return "the target does not vary within cells"


def edges_table(reliability: Reliability, channels: Sequence[str]) -> pd.DataFrame:
    """List the edges: columns source, sink, reliability, weight (`Reliability.weights`)."""
    edges = [(i, j) for i in range(len(channels)) for j in range(len(channels)) if i != j]
    return pd.DataFrame(
        [
            (channels[j], channels[i], reliability.per_edge[i, j], reliability.weights[i, j])
            for i, j in edges
        ],
        columns=["source", "sink", "reliability", "weight"],
    )


def load_halves(
    path: str | os.PathLike[str], dataset: ConnectivityDataset
) -> tuple[np.ndarray, float]:
    """Read the target's matrices from the halves of each segment.

    Parameters
    ----------
    path : path-like
        The file of the cohort, with the group ``emg_halves``.
    dataset : ConnectivityDataset
        What `eeg2emg.cohort.dataset.load_dataset` read from it; gives the target and the order.

    Returns
    -------
    halves : ndarray, shape (segments, 2, m, m)
        From the odd and from the even blocks, [sink, source]; NaN where a segment is too short.
    lengthening : float
        How many times as long as a half a segment is.
    """
    contents = read_connectivity(path)
    group = contents.groups["emg_halves"]
    if not TARGETS[dataset.target_name].of_blocks:
        m = len(dataset.emg_channels)
        return np.full((len(dataset.segments), 2, m, m), np.nan), float("nan")
    planes = [group.measures.index(f"{dataset.target_name}_{half}") for half in HALVES]
    rows = pd.Index(contents.segments["segment"]).get_indexer(pd.Index(dataset.segments["segment"]))
    return group.values[rows][:, planes], float(contents.attributes["halves_lengthening"])  # type: ignore[arg-type]


def split_half_reliability(
    halves: np.ndarray, cells: np.ndarray, lengthening: float
) -> Reliability:
    r"""Estimate the reliability of whole segments from two halves of each.

    With :math:`c_e` the covariance of the halves of edge e within cells and :math:`v_e` their
    variance, the halves correlate by :math:`r_e = c_e / v_e`. A segment that is n times as long as
    a half has the reliability

    .. math:: R_e = \frac{n r_e}{1 + (n - 1) r_e}

    (Spearman-Brown). Over all edges :math:`r = \sum_e c_e / \sum_e v_e`, so an edge weighs as much
    as it varies: a few strong edges may make it larger than the mean of the edges' own.

    It is no bound of a skill. The error that it counts is that of halves of the same segments about
    the mean of their cell. Where something reliable separates training from test (a shift between
    earlier and later segments, a person without training segments), the rival's error grows by what
    can be predicted, and with it the share that a model may explain.

    Parameters
    ----------
    halves : ndarray, shape (segments, 2, m, m) or (segments, 2, p, 1)
        Matrices or vectors from the odd and from the even blocks.
    cells : ndarray of int, shape (segments,)
        Cell (subject x phase) of each segment. Those of one segment say nothing.
    lengthening : float
        n: how many times as long as a half the segment is.

    Returns
    -------
    Reliability
        Not below 0; NaN where there are no halves, or nothing varies.

    References
    ----------
    Spearman (1910), doi 10.1111/j.2044-8295.1910.tb00206.x; Brown (1910), doi
    10.1111/j.2044-8295.1910.tb00207.x.
    """
    shape = halves.shape[-2:]
    unknown = Reliability(np.full(shape, np.nan), float("nan"), np.full(shape, np.nan))
    if not len(halves) or not np.isfinite(halves).all() or not np.isfinite(lengthening):
        return unknown
    counts = np.bincount(cells)
    sums = np.zeros((len(counts), *halves.shape[1:]))
    np.add.at(sums, cells, halves)
    deviation = halves - sums[cells] / counts[cells][:, None, None, None]
    outside = judged_entries(shape)
    covariance = np.sum(deviation[:, 0] * deviation[:, 1], axis=0)
    variance = np.sum(deviation**2, axis=(0, 1)) / 2
    if is_rounding(variance[outside].sum(), halves[..., outside]):
        return unknown
    ratio = np.full(shape, np.nan)
    np.divide(covariance, variance, out=ratio, where=outside & (variance > 0))
    overall = covariance[outside].sum() / variance[outside].sum()
    return Reliability(
        _lengthened(ratio, lengthening),
        float(_lengthened(overall, lengthening)),
        np.where(outside, variance, np.nan) / variance[outside].sum(),
    )


def _lengthened(correlation: np.ndarray, times: float) -> np.ndarray:
    """Apply the Spearman-Brown formula; less than nothing is nothing."""
    r = np.maximum(correlation, 0)
    return times * r / (1 + (times - 1) * r)
