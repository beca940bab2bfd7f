"""Residuals of features and targets when the training means of groups are taken away.

All models that learn from residuals share this. The group is the cell (subject x phase) where every
judged cell has training segments, and the phase where subjects are new. In an *adapted* scheme a
new subject's features are centred by the mean of its own cell, which needs its EEG but no EMG.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.learning.groups import Groups, group_means, groups_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


_ROUNDING = 1e-12
"""Share of a mean up to which a difference from it is rounding."""


class Residuals(NamedTuple):
    """Features and targets less their means.

    Attributes
    ----------
    features : ndarray, shape (segments, ...)
        Of the shape that was given.
    targets : ndarray, shape (segments, m * m)
        Less `fitted`: what is learned on training segments and compared on validation segments.
    fitted : ndarray, shape (segments, m * m)
        The means that were taken from the targets.
    base : ndarray, shape (segments, m * m)
        What an estimated residual is added to. It equals `fitted`, except in an adapted scheme:
        there it is the mean of the phase for everybody, as for a new subject.
    """

    features: np.ndarray
    targets: np.ndarray
    fitted: np.ndarray
    base: np.ndarray


def subtract_means(
    features: np.ndarray,
    targets: np.ndarray,
    segments: pd.DataFrame,
    part: Sequence[str] | np.ndarray,
    *,
    adapted: bool = False,
) -> Residuals:
    """Take the training means of the segments' groups from features and targets.

    Parameters
    ----------
    features : ndarray, shape (segments, ...)
        Of all segments.
    targets : ndarray, shape (segments, m, m)
        EMG connectivity; only that of training segments enters the means.
    segments : DataFrame
        Columns subject, phase; rows as in `targets`.
    part : sequence of str
        Part of each segment in this fold.
    adapted : bool
        Whether the features of cells without training segments are centred by the mean of that
        cell's own segments (tested ones among them), and training targets by their cells.

    Returns
    -------
    Residuals
        Groups without training segments take the mean of all training segments.
    """
    groups = groups_of(segments)
    fitted, base = target_means(targets, groups, part, adapted=adapted)
    y = targets.reshape(len(targets), -1)
    return Residuals(
        centred_features(features, groups, part, adapted=adapted),
        without_rounding(y - fitted, fitted),
        fitted,
        base,
    )


def centred_features(
    features: np.ndarray,
    groups: Groups,
    part: Sequence[str] | np.ndarray,
    *,
    adapted: bool = False,
) -> np.ndarray:
    """Take the means of the segments' groups from the features, as `subtract_means` does.

    Parameters
    ----------
    features, part, adapted
        As of `subtract_means`.
    groups : Groups
        Of the segments.

    Returns
    -------
    ndarray, shape (segments, ...)
        Of the shape that was given. It depends on no target.
    """
    parts = np.asarray(part)
    train, judged = parts == "training", np.isin(parts, ["validation", "test"])
    x = features.reshape(len(features), -1)
    if _by_cell(groups, parts):
        centre = _means(x, groups.cell, train)
    elif adapted:
        known = np.isin(groups.cell, groups.cell[train])
        own = _means(x, groups.cell, judged)
        centre = np.where(known[:, None], _means(x, groups.cell, train), own)
    else:
        centre = _means(x, groups.phase, train)
    return without_rounding(x - centre, centre).reshape(features.shape)


def target_means(
    targets: np.ndarray,
    groups: Groups,
    part: Sequence[str] | np.ndarray,
    *,
    adapted: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Give the training means of the segments' groups, as `subtract_means` does.

    Parameters
    ----------
    targets, part, adapted
        As of `subtract_means`.
    groups : Groups
        Of the segments.

    Returns
    -------
    fitted, base : ndarray, shape (segments, m * m)
        As in `Residuals`. They depend on no feature.
    """
    parts = np.asarray(part)
    train = parts == "training"
    y = targets.reshape(len(targets), -1)
    if _by_cell(groups, parts):
        means = _means(y, groups.cell, train)
        return means, means
    base = _means(y, groups.phase, train)
    if not adapted:
        return base, base
    known = np.isin(groups.cell, groups.cell[train])
    return np.where(known[:, None], _means(y, groups.cell, train), base), base


def as_shares(differences: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Say by which share of a mean values differ from it; 0 where the mean is not above 0.

    Parameters
    ----------
    differences, means : ndarray, shape (segments, m * m)
        Targets less `Residuals.fitted`, and these means.

    Returns
    -------
    ndarray, shape (segments, m * m)
    """
    unit = np.maximum(means, 0.0)
    return np.divide(differences, unit, out=np.zeros_like(differences), where=unit > 0)


def from_shares(shares: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Give the differences that shares of a base are, both of the same shape.

    Undoes `as_shares` where the base is the mean that values were divided by.
    """
    return np.maximum(base, 0.0) * shares


def _by_cell(groups: Groups, parts: np.ndarray) -> bool:
    """Say whether every judged cell has training segments."""
    judged = np.isin(parts, ["validation", "test"])
    return bool(np.isin(groups.cell[judged], groups.cell[parts == "training"]).all())


def without_rounding(differences: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Take away what is left of numbers that equal their mean: it would be scaled to a signal."""
    return np.where(np.abs(differences) > _ROUNDING * np.abs(means), differences, 0.0)


def _means(values: np.ndarray, groups: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Mean of each segment's group over chosen segments; of all chosen, where it has none."""
    means = group_means(values, groups, chosen)
    means = np.where(np.isnan(means), values[chosen].mean(axis=0), means)
    missing = groups.max() + 1 - len(means)
    if missing:
        means = np.vstack([means, np.tile(values[chosen].mean(axis=0), (missing, 1))])
    return means[groups]
