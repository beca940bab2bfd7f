"""Subset controls: a subset of the EEG beside the whole of it, on the same segments.

- *overall level of connectivity*: what all pairs of electrodes share of each plane, and
  *connectivity without its overall level*: the rest. What makes all connectivity of EEG and EMG
  rise and fall together, as a level of noise does, is in the first; a skill that rests on it is
  lost in the second.
- *below 30 Hz*: the measures of low frequencies alone. Muscles of the head reach the EEG mostly
  above them, so that a skill which rests on such muscles is lost.
- *muscle components, connectivity* and *muscle components, amplitude*: the EEG rebuilt from what
  was labelled muscle alone. What predicts as well from these as from the brain may be muscle.
- *amplitude above 60 Hz* (or another limit): how loud each channel is where the brain hardly is,
  before anything is removed. Amplifier noise, movement and muscles all are: a skill that this
  reaches need not come from the brain.
- *head muscles*: how strong the EMG of neck, jaw or face is, where it was recorded. It is no EEG:
  what predicts as well from it as from the EEG may be a muscle that the electrodes pick up.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.connectivity.file import BELOW_LIMIT, MUSCLE
from eeg2emg.controls.empty_features import COLUMNS
from eeg2emg.evaluation.edge_skills import RIVAL, errors_by_edge
from eeg2emg.evaluation.intervals import ratio_interval, remark_on_interval
from eeg2emg.evaluation.metrics import off_diagonal, skill, squared_error_by_group
from eeg2emg.evaluation.refits import prediction_of_model, prediction_on_top
from eeg2emg.learning.catalogue import KERNEL_RIDGE, RIDGE
from eeg2emg.learning.features import vectorise
from eeg2emg.names.controls import (
    BELOW_30_HZ,
    HEAD_MUSCLES,
    LIMIT_HZ,
    MUSCLE_COMPONENTS,
    OVERALL_LEVEL,
    WITHOUT_LEVEL,
    control_above,
)
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset, Planes
    from eeg2emg.evaluation.edge_skills import EdgeErrors
    from eeg2emg.evaluation.intervals import Bounds
    from eeg2emg.evaluation.selection import SchemeTable

MODELS_OF_SUBSETS = (RIDGE, KERNEL_RIDGE)
"""The models that are fitted to a subset."""

_FEWEST_ENTRIES = 3  # of a plane: two coefficients leave nothing of fewer

ALONE, WHOLE, BASE, BESIDE = "alone", "whole", "base", "beside"
"""Whose errors are kept of each edge, besides the rival's (`SubsetErrors`)."""

FEWEST_SUBJECTS = 3
"""With fewer subjects a control is not estimable."""


class EegSubset(NamedTuple):
    """Features of a control.

    Attributes
    ----------
    name : str
        As in the table.
    vectors : ndarray, shape (segments, d)
        NaN where a segment has none.
    left_out : ndarray of str, shape (segments,)
        Why a segment has none; empty where it has.
    """

    name: str
    vectors: np.ndarray
    left_out: np.ndarray


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


def subsets_of_dataset(
    dataset: ConnectivityDataset,
    planes: dict[str, Planes],
    high_v: np.ndarray | None = None,
    limit_hz: float = LIMIT_HZ,
    head_v: np.ndarray | None = None,
) -> list[EegSubset]:
    """Make the features of every control that the dataset has the planes or amplitudes of.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort; where muscle was asked for, its segments have the columns
        ``muscle_amplitude_v`` and ``muscle_left_out``; with amplitudes the column
        ``high_frequencies_left_out``.
    planes : dict of str to Planes
        By group (`eeg2emg.cohort.dataset.load_planes`); groups that are missing were not asked for.
    high_v : ndarray, shape (segments, n), or None
        Amplitude of each channel above `limit_hz` (`eeg2emg.cohort.dataset.load_amplitudes`), in
        volts; None where it was not asked for.
    limit_hz : float
        That limit.
    head_v : ndarray, shape (segments, k), or None
        Amplitude of each muscle of the head, in volts; None where none were recorded.

    Returns
    -------
    list of EegSubset
    """
    everybody = np.full(len(dataset.segments), "")
    levels, without = _levels(dataset)
    subsets = [
        EegSubset(OVERALL_LEVEL, levels, everybody),
        EegSubset(WITHOUT_LEVEL, without, everybody),
    ]
    if BELOW_LIMIT in planes:
        vectors = vectorise(*planes[BELOW_LIMIT])
        subsets.append(EegSubset(BELOW_30_HZ, vectors, np.full(len(vectors), "")))
    if MUSCLE in planes:
        left_out = dataset.segments["muscle_left_out"].to_numpy(dtype=str)
        amplitude = dataset.segments["muscle_amplitude_v"].to_numpy(dtype=float)
        missing = np.isnan(amplitude)
        subsets += [
            EegSubset(f"{MUSCLE_COMPONENTS}, connectivity", vectorise(*planes[MUSCLE]), left_out),
            EegSubset(
                f"{MUSCLE_COMPONENTS}, amplitude",
                _log(amplitude)[:, None],
                np.where(missing, left_out, ""),
            ),
        ]
    if head_v is not None:
        subsets.append(EegSubset(HEAD_MUSCLES, _log(head_v), everybody))
    if high_v is not None:
        left_out = dataset.segments["high_frequencies_left_out"].to_numpy(dtype=str)
        subsets.append(EegSubset(control_above(limit_hz), _log(high_v), left_out))
    return subsets


def _levels(dataset: ConnectivityDataset) -> tuple[np.ndarray, np.ndarray]:
    """Part each plane into what all pairs share, and the rest.

    A level of noise adds to all pairs alike, or stretches and flattens the pattern that they have
    on average. So the constant and that pattern (the mean over all segments, of EEG alone) are
    taken out of every segment by least squares; their two coefficients are the level.
    """
    nothing = np.zeros((len(dataset.segments), 1))
    levels, rests = [nothing], [nothing]
    for k, plane in enumerate(dataset.planes):
        values = vectorise(dataset.features[..., [k]], [plane])
        # A diagonal that is always the same shares nothing with the others.
        values = values[:, np.ptp(values, axis=0) > 0]
        if values.shape[1] < _FEWEST_ENTRIES:
            continue
        mean = values.mean(axis=0)
        shared = np.stack([np.ones_like(mean), mean - mean.mean()], axis=1)
        of_segments, *_ = np.linalg.lstsq(shared, values.T, rcond=None)
        levels.append(of_segments.T)
        rests.append(values - (shared @ of_segments).T)
    return np.concatenate(levels, axis=1), np.concatenate(rests, axis=1)


def _log(amplitude_v: np.ndarray) -> np.ndarray:
    """Logarithm of amplitudes, of which one may be zero or NaN."""
    return np.log(np.maximum(amplitude_v, np.finfo(float).tiny))


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
