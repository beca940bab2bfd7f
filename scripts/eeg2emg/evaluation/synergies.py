"""Muscle synergies: learnt from training segments, their activations as a target.

The envelopes of a person are factorised into non-negative weights of muscles and
activations over time. Weights and their number come from training segments alone; the activations
of all segments are then read off with these weights.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment, nnls

from eeg2emg.errors import NotEstimableError
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eeg2emg.evaluation.target_data import TargetData
    from eeg2emg.splitting.split import Split

ENOUGH = 0.9
"""Share of the squared envelopes that synergies have to explain, on average over people."""

_SILENT = 0.01  # of the mean activation in training, added before the logarithm


class LearntTarget(NamedTuple):
    """A target that was learnt from training segments.

    Attributes
    ----------
    data : TargetData
        The cohort with this target.
    splits : dict of str to Split
        Those in which it may be judged: the one whose training segments it was learnt from.
    table : DataFrame
        What was learnt: columns quantity, model, chosen, subject, value
        (`eeg2emg.verdict.target_table.COLUMNS`).
    """

    data: TargetData
    splits: dict[str, Split]
    table: pd.DataFrame


@dataclass(frozen=True)
class Synergies:
    """Synergies of a cohort.

    Attributes
    ----------
    weights : dict of str to ndarray, shape (k, m)
        By subject; row s is the one that is most like row s of `group`. Of length 1.
    group : ndarray, shape (k, m)
        Those of all subjects together.
    scale : dict of str to ndarray, shape (m,)
        By subject, the mean envelope of each muscle in training, which envelopes are divided by.
    explained : ndarray, shape (m,)
        Share of the squared envelopes that 1 to m synergies explain in training, on average over
        subjects.
    similarity : dict of str to ndarray, shape (k,)
        By subject, the cosine between own and group weights.
    """

    weights: dict[str, np.ndarray]
    group: np.ndarray
    scale: dict[str, np.ndarray]
    explained: np.ndarray
    similarity: dict[str, np.ndarray]


def learn_synergies(data: TargetData, splits: Mapping[str, Split]) -> LearntTarget:
    """Learn synergies from the training segments of the primary scheme.

    Parameters
    ----------
    data : TargetData
        The cohort, whose target is the envelopes in bins
        (`eeg2emg.connectivity.vectors.envelope_bins`).
    splits : dict of str to Split
        By scheme.

    Returns
    -------
    LearntTarget
        Of the primary scheme: in schemes with other training segments the weights are others, and a
        new person has none.

    Raises
    ------
    NotEstimableError
        If the cohort cannot carry that scheme, or a muscle is silent in somebody's training.
    """
    split = splits.get(PRIMARY_SCHEME)
    if split is None or not split.estimable:
        reason = "it was not asked for" if split is None else split.reason
        raise NotEstimableError(
            f"Synergies are learnt from the training segments of scheme {PRIMARY_SCHEME}", reason
        )
    used = split.used
    if used["fold"].nunique() > 1:
        raise NotEstimableError(
            "Synergies need one set of training segments",
            f"The scheme {PRIMARY_SCHEME} has several folds",
        )
    dataset = data.dataset
    m = len(dataset.emg_channels)
    subjects = dataset.segments["subject"].to_numpy(dtype=str)
    trained = set(used.loc[used["part"] == "training", "segment"])
    train = dataset.segments["segment"].isin(trained).to_numpy()
    found = fit_synergies(_by_time(dataset.targets, m), subjects, train)
    # What is in no part of the split has nobody's weights.
    known = np.isin(subjects, list(found.weights))

    def read(values: np.ndarray) -> np.ndarray:
        return activations(_by_time(values, m), subjects[known], found)

    halves = np.stack([read(data.halves[known, half]) for half in range(2)], axis=1)
    mean = read(dataset.targets[known])
    silent = _SILENT * mean[train[known]].mean(axis=0)
    learnt = replace(
        dataset.of_rows(known),
        targets=np.log(mean + silent)[:, :, None],
        entries=tuple(f"synergy {number + 1}" for number in range(len(found.group))),
    )
    return LearntTarget(
        data._replace(dataset=learnt, halves=np.log(halves + silent)[..., None]),
        {PRIMARY_SCHEME: split},
        _table(found, dataset.emg_channels),
    )


def _by_time(vectors: np.ndarray, muscles: int) -> np.ndarray:
    """Turn vectors (segments, muscles * bins, 1) into envelopes (segments, bins, muscles)."""
    return vectors.reshape(len(vectors), muscles, -1).swapaxes(1, 2)


def fit_synergies(envelopes: np.ndarray, subjects: np.ndarray, train: np.ndarray) -> Synergies:
    """Factorise the envelopes of each subject's training segments.

    Parameters
    ----------
    envelopes : ndarray, shape (segments, bins, m)
        Not below 0.
    subjects : ndarray of str, shape (segments,)
        Whose segment each is.
    train : ndarray of bool, shape (segments,)
        Which train; no other segment is looked at.

    Returns
    -------
    Synergies
        As few as explain `ENOUGH`.

    Raises
    ------
    NotEstimableError
        If a muscle is silent in somebody's training, or there are fewer than two muscles.

    References
    ----------
    Lee and Seung (1999), doi:10.1038/44565; d'Avella et al. (2003), doi:10.1038/nn1010.
    """
    m = envelopes.shape[2]
    if m < 2:
        raise NotEstimableError("Synergies are not estimable", "There are fewer than two muscles")
    own = {
        str(name): envelopes[train & (subjects == name)].reshape(-1, m)
        for name in np.unique(subjects[train])
    }
    scale = {name: values.mean(axis=0) for name, values in own.items()}
    for name, mean in scale.items():
        if not (mean > 0).all():
            raise NotEstimableError(
                "Synergies are not estimable", f"A muscle of {name} is silent in training"
            )
    scaled = {name: values / scale[name] for name, values in own.items()}
    explained = np.zeros(m)
    chosen: dict[str, np.ndarray] = {}
    count = m
    for k in range(1, m + 1):
        fits = {name: _factorise(values, k) for name, values in scaled.items()}
        shares = [share for _, share in fits.values()]
        explained[k - 1] = np.mean(shares)
        if explained[k - 1] >= ENOUGH or k == m:
            chosen, count = {name: weights for name, (weights, _) in fits.items()}, k
            break
    explained[count:] = np.nan
    group, _ = _factorise(np.concatenate(list(scaled.values())), count)
    matched = {name: _matched(weights, group) for name, weights in chosen.items()}
    similarity = {name: np.sum(weights * group, axis=1) for name, weights in matched.items()}
    return Synergies(matched, group, scale, explained, similarity)


def activations(envelopes: np.ndarray, subjects: np.ndarray, synergies: Synergies) -> np.ndarray:
    """Read the mean activation of each synergy off the envelopes, with the weights that are known.

    Parameters
    ----------
    envelopes : ndarray, shape (segments, bins, m)
        Of any segments of the subjects; NaN gives NaN.
    subjects : ndarray of str, shape (segments,)
        Whose segment each is.
    synergies : Synergies
        As from `fit_synergies`.

    Returns
    -------
    ndarray, shape (segments, k)
        By non-negative least squares at each bin, averaged over bins.
    """
    found = np.full((len(envelopes), len(synergies.group)), np.nan)
    for row, (values, subject) in enumerate(zip(envelopes, subjects, strict=True)):
        if np.isfinite(values).all():
            weights = synergies.weights[str(subject)]
            scaled = values / synergies.scale[str(subject)]
            found[row] = np.mean([nnls(weights.T, one)[0] for one in scaled], axis=0)
    return found


def _factorise(values: np.ndarray, k: int) -> tuple[np.ndarray, float]:
    """Give k weights (k, m) of length 1, and the share of the squares that they explain."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    model = NMF(k, init="nndsvda", max_iter=2000, tol=1e-4, random_state=0)
    with warnings.catch_warnings():
        # What the last iterations would change is far below what decides: shares of 90 %.
        warnings.simplefilter("ignore", ConvergenceWarning)
        activation = model.fit_transform(values)
    error = np.sum((values - activation @ model.components_) ** 2)
    length = np.linalg.norm(model.components_, axis=1, keepdims=True)
    weights = np.divide(
        model.components_, length, out=np.zeros_like(model.components_), where=length > 0
    )
    return weights, float(1 - error / np.sum(values**2))


def _matched(weights: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Order weights as those of the group that they are most like, all together."""
    _, order = linear_sum_assignment(-group @ weights.T)
    return weights[order]


def _table(found: Synergies, muscles: tuple[str, ...]) -> pd.DataFrame:
    rows: list[tuple[str, str, str, str, float]] = [
        (
            "explained",
            "1 synergy" if not number else f"{number + 1} synergies",
            "",
            "",
            float(share),
        )
        for number, share in enumerate(found.explained)
        if np.isfinite(share)
    ]
    for subject, weights in found.weights.items():
        for number, (own, alike) in enumerate(zip(weights, found.similarity[subject], strict=True)):
            name = f"synergy {number + 1}"
            rows += [
                ("weight", name, muscle, subject, float(weight))
                for muscle, weight in zip(muscles, own, strict=True)
            ]
            rows.append(("similarity", name, "", subject, float(alike)))
    return pd.DataFrame(rows, columns=["quantity", "model", "chosen", "subject", "value"])
