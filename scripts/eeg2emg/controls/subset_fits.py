"""Fits of subset controls (`eeg2emg.controls.eeg_subsets`), each beside the whole EEG."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.controls.empty_features import COLUMNS
from eeg2emg.evaluation.edge_skills import RIVAL, errors_by_edge
from eeg2emg.evaluation.intervals import ratio_interval, remark_on_interval
from eeg2emg.evaluation.metrics import off_diagonal, skill, squared_error_by_group
from eeg2emg.evaluation.refits import prediction_of_model, prediction_on_top
from eeg2emg.learning.catalogue import KERNEL_RIDGE, RIDGE
from eeg2emg.learning.features import vectorise
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.controls.eeg_subsets import EegSubset
    from eeg2emg.evaluation.edge_skills import EdgeErrors
    from eeg2emg.evaluation.intervals import Bounds
    from eeg2emg.evaluation.selection import SchemeTable

MODELS_OF_SUBSETS = (RIDGE, KERNEL_RIDGE)
"""The models that are fitted to a subset."""

ALONE, WHOLE, BASE, BESIDE = "alone", "whole", "base", "beside"
"""Whose errors are kept of each edge, besides the rival's (`SubsetErrors`)."""

FEWEST_SUBJECTS = 3
"""With fewer subjects a control is not estimable."""


class SubsetErrors(NamedTuple):
    """Squared errors behind a row of the controls, person by person and edge by edge.

    Attributes
    ----------
    control, model : str
        Of the row.
    of : EdgeErrors
        Of the `RIVAL`, the subset alone (`ALONE`), the whole EEG (`WHOLE`), the mean that the model
        starts from (`BASE`), and the whole EEG beside the subset (`BESIDE`), on the same segments.
    """

    control: str
    model: str
    of: EdgeErrors


class SubsetFits(NamedTuple):
    """What comes out of one fit of every subset.

    Attributes
    ----------
    table : DataFrame
        As from `fit_subsets`.
    errors : list of SubsetErrors
        One for each row of the table that is estimated, in its order.
    """

    table: pd.DataFrame
    errors: list[SubsetErrors]


def fit_subsets(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    rival: np.ndarray,
    subsets: Sequence[EegSubset],
    *,
    seed: int,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Fit each subset, and the whole EEG, to the segments that have the subset.

    A subject takes part in a control if each of its phases still has segments in every part of the
    split. The whole EEG is fitted to the same subjects, so that both saw the same.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    table : SchemeTable
        Rows and truth of one scheme.
    rival : ndarray, shape (rows, m, m)
        Of the skill.
    subsets : sequence of EegSubset
        The controls.
    seed : int
        The cohort's seed.
    confidence : float
        Level of the intervals over subjects.

    Returns
    -------
    DataFrame
        Columns `eeg2emg.controls.empty_features.COLUMNS`: ``skill``, ``low`` and ``high`` are of
        the subset, ``whole`` the skill of the whole EEG, ``lost_low`` and ``lost_high`` the
        interval of what the subset lacks of it (in pairs). ``added``, ``added_low`` and
        ``added_high``: the skill that the whole EEG adds to the subset, by itself or fitted to what
        the subset leaves, whichever does better on validation segments. ``over_base`` and its
        interval: skill of the subset over the mean that the model starts from. ``reason`` says who
        has no such subset.
    """
    return fit_each_subset(dataset, table, rival, subsets, seed=seed, confidence=confidence).table


def fit_each_subset(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    rival: np.ndarray,
    subsets: Sequence[EegSubset],
    *,
    seed: int,
    confidence: float = 0.95,
) -> SubsetFits:
    """Fit each subset as `fit_subsets` does, and keep the errors of every edge.

    Parameters
    ----------
    dataset, table, rival, subsets, seed, confidence
        As of `fit_subsets`.

    Returns
    -------
    SubsetFits
    """
    records = []
    errors: list[SubsetErrors] = []
    eeg = vectorise(dataset.features, dataset.planes)
    wholes: dict[tuple[str, bytes], np.ndarray] = {}
    for subset in subsets:
        used = _subjects_with(subset, dataset, table)
        everybody = sorted(set(dataset.segments["subject"]))
        reason = _who_is_left_out(subset, dataset, [s for s in everybody if s not in used])
        if len(used) < FEWEST_SUBJECTS:
            why = (
                f"{len(used)} of {len(everybody)} subjects can take part, and {FEWEST_SUBJECTS} "
                f"are needed; {reason}"
            )
            records += [
                {
                    "scheme": table.scheme,
                    "control": subset.name,
                    "model": model,
                    "over": "rival",
                    "repeats": 0,
                    "n_subjects": len(used),
                    "status": "not estimable",
                    "reason": why,
                }
                for model in MODELS_OF_SUBSETS
            ]
            continue
        keep = dataset.segments["subject"].isin(used).to_numpy() & (subset.left_out == "")
        small = dataset.of_rows(keep)
        chosen = table.rows["segment"].isin(small.segments["segment"]).to_numpy()
        reduced = replace(
            table,
            rows=table.rows[chosen].reset_index(drop=True),
            truth=table.truth[chosen],
            models={},
        )
        for model in MODELS_OF_SUBSETS:
            key = model, keep.tobytes()
            if key not in wholes:
                wholes[key] = prediction_of_model(model, eeg[keep], small, reduced)
            judged, by_edge = _judge(
                model,
                [subset.vectors[keep], eeg[keep]],
                small,
                reduced,
                (rival[chosen], wholes[key]),
                interval=partial(
                    ratio_interval,
                    seed=seed_of_subset(seed, subset.name, model),
                    confidence=confidence,
                ),
            )
            reasons = "; ".join(text for text in (reason, judged["reason"]) if text)
            records.append(judged | {"control": subset.name, "reason": reasons})
            errors.append(SubsetErrors(subset.name, model, by_edge))
    return SubsetFits(pd.DataFrame(records).reindex(columns=list(COLUMNS)), errors)


def seed_of_subset(seed: int, control: str, model: str) -> int:
    """Derive the seed of the sign flips of a control and a model."""
    return derive_seed(seed, "part of the EEG", control, model)


def _judge(
    model: str,
    layers: Sequence[np.ndarray],
    dataset: ConnectivityDataset,
    table: SchemeTable,
    beside: tuple[np.ndarray, np.ndarray],
    *,
    interval: Callable[[np.ndarray, np.ndarray], Bounds],
) -> tuple[dict[str, Any], EdgeErrors]:
    """Compare what a model makes of a subset with what it makes of the whole EEG, and of both."""
    test = table.tested
    truth, rival, whole = (values[test] for values in (table.truth, *beside))
    prediction = prediction_of_model(model, layers[0], dataset, table)[test]
    richer = _better_on_validation(
        table, beside[1], prediction_on_top(model, layers, dataset, table)
    )[test]
    names = sorted(set(table.rows.loc[test, "subject"]))
    groups = table.rows.loc[test, "subject"].map(names.index).to_numpy()
    rival_error = squared_error_by_group(truth, rival, groups, len(names))
    error = squared_error_by_group(truth, prediction, groups, len(names))
    whole_error = squared_error_by_group(truth, whole, groups, len(names))
    bounds = interval(rival_error - error, rival_error)
    lost_low, lost_high = interval(error - whole_error, rival_error)
    # Features that say nothing leave the mean alone.
    base = prediction_of_model(model, np.zeros((len(dataset.segments), 1)), dataset, table)[test]
    base_error = squared_error_by_group(truth, base, groups, len(names))
    over_base_low, over_base_high = interval(base_error - error, base_error)
    gained = error - squared_error_by_group(truth, richer, groups, len(names))
    added_low, added_high = interval(gained, rival_error)
    value = skill(truth, prediction, rival)
    by_edge = errors_by_edge(
        truth,
        {RIVAL: rival, ALONE: prediction, WHOLE: whole, BASE: base, BESIDE: richer},
        table.rows.loc[test, "subject"],
    )
    return {
        "scheme": table.scheme,
        "model": model,
        "over": "rival",
        "skill": value,
        "largest": value,
        "repeats": 1,
        "low": bounds.low,
        "high": bounds.high,
        "whole": skill(truth, whole, rival),
        "lost_low": lost_low,
        "lost_high": lost_high,
        "over_base": skill(truth, prediction, base),
        "over_base_low": over_base_low,
        "over_base_high": over_base_high,
        "added": float(gained.sum() / rival_error.sum()),
        "added_low": added_low,
        "added_high": added_high,
        "status": "estimated",
        "reason": remark_on_interval(rival_error, names, bounds),
        "n_subjects": len(names),
        "n_segments": int(test.sum()),
    }, by_edge


def _better_on_validation(table: SchemeTable, *predictions: np.ndarray) -> np.ndarray:
    """Take the prediction with the smaller error on validation segments, of all folds."""
    rows = (table.rows["part"] == "validation").to_numpy()
    truth = table.truth[rows]
    errors = [np.sum(off_diagonal(truth - each[rows]) ** 2) for each in predictions]
    return predictions[int(np.argmin(errors))]


def _subjects_with(
    subset: EegSubset, dataset: ConnectivityDataset, table: SchemeTable
) -> list[str]:
    """List the subjects whose phases still have segments in all their parts of the split."""
    places = dataset.rows(table.rows["segment"])
    own = table.rows.assign(
        phase=dataset.segments["phase"].to_numpy()[places], has=subset.left_out[places] == ""
    )
    kept = own.groupby(["subject", "fold", "phase", "part"])["has"].any()
    whole = kept.groupby("subject").all()
    return sorted(whole.index[whole])


def _who_is_left_out(
    subset: EegSubset, dataset: ConnectivityDataset, subjects: Sequence[str]
) -> str:
    """Say of each subject that is left out the commonest reason."""
    texts: dict[str, list[str]] = {}
    for subject in subjects:
        own = subset.left_out[(dataset.segments["subject"] == subject).to_numpy()]
        reasons = pd.Series(own[own != ""])
        why = reasons.mode().iloc[0] if len(reasons) else "it has no segment in a part of the split"
        texts.setdefault(why, []).append(subject)
    return "; ".join(f"left out: {', '.join(names)} ({why})" for why, names in texts.items())
