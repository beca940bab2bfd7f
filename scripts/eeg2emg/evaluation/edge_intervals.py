"""Conformal intervals for each muscle edge, and how often they hold.

Conformal intervals: estimate +- a quantile of the absolute errors that were made elsewhere. By its
scheme these are the errors on the same subject's validation segments, or one error of each other
subject, made when that subject was tested. Neither case is exchangeable (time goes on; folds share
data), so no guarantee is claimed: the coverage is counted.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.evaluation.selection import choices, gather
from eeg2emg.learning.catalogue import PRIMARY_MODELS
from eeg2emg.names.models import BEST_CHOSEN
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable
    from eeg2emg.learning.predictions import Predictions
    from eeg2emg.splitting.split import Split

COLUMNS = (
    "scheme",
    "model",
    "kind",
    "name",
    "coverage",
    "half_width",
    "calibration",
    "status",
    "reason",
)


def conformal_half_width(scores: np.ndarray, level: float) -> np.ndarray:
    """Take the conformal quantile of scores.

    Parameters
    ----------
    scores : ndarray, shape (n, ...)
        Absolute errors.
    level : float
        Coverage that is asked for.

    Returns
    -------
    ndarray, shape (...)
        The ceil((n + 1) * level)-th smallest; infinite where n is too small for the level.

    References
    ----------
    Lei and others (2018), doi 10.1080/01621459.2017.1307116.
    """
    scores = np.asarray(scores, dtype=float)
    # Rounding must not ask for one more: 0.9 * 10 is 9.
    k = math.ceil((len(scores) + 1) * level - 1e-9)
    if k > len(scores):
        return np.full(scores.shape[1:], np.inf)
    return np.sort(scores, axis=0)[k - 1]


def edge_intervals(
    table: SchemeTable,
    model: str,
    prediction: np.ndarray,
    *,
    channels: Sequence[str],
    level: float = 0.9,
) -> pd.DataFrame:
    """Make intervals for every edge of every tested segment, and count how often they hold.

    Parameters
    ----------
    table : SchemeTable
        Truth and rows of the scheme.
    model : str
        Name of the model.
    prediction : ndarray, shape (rows, m, m)
        Its estimates.
    channels : sequence of str
        EMG channels.
    level : float
        Coverage that is asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: one row per tested subject (coverage over segments and edges, mean half
        width, number of calibration segments or subjects) and one per edge (over subjects).
        Subjects with too little calibration are not estimable, with the reason.
    """
    errors = np.abs(off_diagonal(table.truth - prediction))
    part = table.rows["part"].to_numpy()
    subjects = table.rows["subject"].to_numpy()
    tested = table.tested
    by_segment = SCHEMES[table.scheme].calibrates_by == "segment"
    names = sorted(set(subjects[tested]))
    widths, held, records = [], [], []
    if not by_segment:
        scores = {
            name: conformal_half_width(errors[tested & (subjects == name)], level) for name in names
        }
    for name in names:
        own = tested & (subjects == name)
        if by_segment:
            calibration = errors[(part == "validation") & (subjects == name)]
        else:
            calibration = np.array([scores[other] for other in names if other != name])
        width = conformal_half_width(calibration.reshape(-1, errors.shape[1]), level)
        row = (table.scheme, model, "subject", name)
        if not np.isfinite(width).all():
            records.append(
                (
                    *row,
                    np.nan,
                    np.nan,
                    len(calibration),
                    "not estimable",
                    _why(calibration, level, by_segment),
                )
            )
            continue
        inside = errors[own] <= width
        widths.append(width)
        held.append(inside.mean(axis=0))
        records.append((*row, inside.mean(), width.mean(), len(calibration), "estimated", ""))
    edges = [
        f"{source} → {sink}"
        for i, sink in enumerate(channels)
        for j, source in enumerate(channels)
        if i != j
    ]
    if widths:
        coverage, width = np.mean(held, axis=0), np.mean(widths, axis=0)
        records += [
            (table.scheme, model, "edge", edge, coverage[k], width[k], len(widths), "estimated", "")
            for k, edge in enumerate(edges)
        ]
    return pd.DataFrame(records, columns=list(COLUMNS))


def _no_intervals(table: SchemeTable, model: str, reason: str) -> pd.DataFrame:
    """Make the rows of a model that is not estimable."""
    names = sorted(set(table.rows.loc[table.tested, "subject"]))
    nothing = (np.nan, np.nan, 0, "not estimable", reason)
    rows = [(table.scheme, model, "subject", name, *nothing) for name in names]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _why(calibration: np.ndarray, level: float, by_segment: bool) -> str:
    count = len(calibration)
    unit = "segment" if by_segment else "subject"
    if np.isfinite(calibration).all():
        return (
            f"with {count} calibration {unit}{'s' if count != 1 else ''} at most "
            f"{count / (count + 1):.0%} is possible, not {level:.0%}"
        )
    return f"another subject has too few tested segments for {level:.0%}"


def intervals_of_choices(
    dataset: ConnectivityDataset,
    splits: Mapping[str, Split],
    predictions: Sequence[Predictions],
    *,
    primary: Sequence[str] = PRIMARY_MODELS,
    level: float,
) -> pd.DataFrame:
    """Make the intervals of the primary model and of that chosen on validation, in all schemes.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    splits : mapping of str to Split
        By scheme; all estimable. Schemes that are no evidence are passed over.
    predictions : sequence of Predictions
        Of all models.
    primary : sequence of str
        Models among which the primary analysis chooses.
    level : float
        Coverage that is asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    frames = [pd.DataFrame(columns=list(COLUMNS))]
    for scheme, split in splits.items():
        if not SCHEMES[scheme].is_evidence:
            continue
        table = gather(dataset, scheme, split, predictions)
        made = choices(table, primary)
        frames += [
            _no_intervals(table, model, made[model].reason)
            if made[model].reason
            else edge_intervals(
                table,
                model,
                made[model].prediction,
                channels=dataset.emg_channels,
                level=level,
            )
            for model in (PRIMARY["model"], BEST_CHOSEN)
            if model in made
        ]
    return pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
