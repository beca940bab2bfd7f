"""Fitted models: hyperparameters chosen on validation segments, or on people who take turns as new.

All of them learn the residual of the target from a mean of the training segments, from features
less the same mean: the mean of the cell (subject x phase) where every judged subject was trained
on, the mean of the phase where subjects are new (`eeg2emg.learning.residuals`). What a model
predicts is that mean plus what it makes of the residual features.

Penalties, widths and numbers of components are chosen on validation segments. Where the tested
subjects are new, validation segments are of people that the model knows, for whom other values are
best; so there the training subjects take turns as new ones, and their errors decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.errors import NotEstimableError
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.divided_features import DividedFeatures
from eeg2emg.learning.members import (
    MEAN_ALONE,
    TURNS,
    Chosen,
    Division,
    FittedMember,
    PreparedMember,
    WeightedMember,
    tests_new_cells,
    turns_of_new_subjects,
)
from eeg2emg.names.features import LOG_COHERENCY

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eeg2emg.learning.candidates import Candidate, OfRows
    from eeg2emg.learning.catalogue import Regression
    from eeg2emg.learning.features import FeatureVectors

_BETWEEN = " | "  # the hyperparameters of several members
_SHARE = "coherency "  # before the share of the members that see it


class ModelFit(NamedTuple):
    """A fitted model.

    Attributes
    ----------
    prediction : ndarray, shape (segments, m, m)
        For all segments of the cohort.
    base : ndarray, shape (segments, m, m)
        The mean that the prediction starts from.
    chosen : str
        The hyperparameters.
    predict : callable
        From features (k, d) that take the place of those of k segments, and the rows of these
        segments, to matrices (k, m, m). Subject, phase and training means stay those of the rows.
    error_of_turns : float
        Sum of the squared errors off the diagonal, with what was chosen, on the training subjects
        that took turns as new ones; NaN where none did.
    """

    prediction: np.ndarray
    base: np.ndarray
    chosen: str
    predict: OfRows
    error_of_turns: float


class PreparedModel:
    """One regression and the features of one fold, to be fitted to any number of targets.

    Features are scaled by their standard deviation over training segments. The hyperparameters are
    those with the smallest squared error on the off-diagonal entries of the validation segments,
    or of training subjects that take turns as new ones where the tested subjects are new; where
    none beats the mean, the mean alone is the prediction.

    Parameters
    ----------
    name : str
        One of `eeg2emg.learning.catalogue.REGRESSIONS`.
    vectors : ndarray, shape (segments, d), FeatureVectors, or DividedFeatures
        Features (`eeg2emg.learning.features.vectors_of`); an array is of connectivity alone. What
        is made of `DividedFeatures` serves other models too.
    segments : DataFrame
        Columns subject, phase; rows as in `vectors`.
    part : sequence of str
        Part of each segment in this fold.
    adapted : bool
        Whether the tested subject's features are centred by their own mean per phase
        (`eeg2emg.learning.residuals`).
    refits : bool
        Whether tested segments are predicted by what is fitted again, with the hyperparameters
        that were chosen, on training and validation segments: their means, scaling and all. The
        others are predicted by the fit that chose, so that models can be compared on validation
        segments.
    keep : bool
        Whether what is made of the features in turns is kept for further targets.
    """

    def __init__(
        self,
        name: str,
        vectors: np.ndarray | FeatureVectors | DividedFeatures,
        segments: pd.DataFrame,
        part: Sequence[str] | np.ndarray,
        *,
        adapted: bool = False,
        refits: bool = False,
        keep: bool = True,
    ) -> None:
        self.parts = np.asarray(part)
        features = _to_divide(vectors, segments)
        groups = features.groups
        turns = turns_of_new_subjects(self.parts, groups)
        self._entry, self._has_turns = REGRESSIONS[name], bool(turns)
        self._members = [
            PreparedMember(
                one,
                features,
                self.parts,
                turns=turns,
                adapted=adapted,
                refits=refits,
                keep=keep,
            )
            for one in _weighted_members(name, features, new=tests_new_cells(self.parts, groups))
        ]

    def fit(self, targets: np.ndarray) -> ModelFit:
        """Choose the hyperparameters for these targets, and fit.

        Parameters
        ----------
        targets : ndarray, shape (segments, m, m)
            EMG connectivity; of the tested segments nothing is used.

        Returns
        -------
        ModelFit
            Predictions and what was chosen.
        """
        members = [member.fit(targets) for member in self._members]
        share, weights = _chosen_weights(self._entry, members)
        tested = self.parts == "test"
        every = np.arange(len(targets))

        def mean_of(estimates: Sequence[np.ndarray]) -> np.ndarray:
            return _weighted_sum(weights, estimates).reshape(-1, *targets.shape[1:])

        def predict(changed: np.ndarray, rows: np.ndarray) -> np.ndarray:
            return mean_of([one.of_rows(changed, rows, tested) for one in members])

        return ModelFit(
            mean_of([one.of_segments(every, tested) for one in members]),
            members[0].base(tested).reshape(targets.shape),
            _label([one.label for one in members], share),
            predict,
            _error(weights, members) if self._has_turns else np.nan,
        )


def _weighted_sum(weights: Sequence[float], estimates: Sequence[np.ndarray]) -> np.ndarray:
    return np.sum([w * one for w, one in zip(weights, estimates, strict=True)], axis=0)


def _error(weights: Sequence[float], members: Sequence[FittedMember]) -> float:
    """Sum the squared errors of the weighted mean on the segments that members were chosen on."""
    total = 0.0
    for of_members in zip(*(one.compared for one in members), strict=True):
        estimate = _weighted_sum(weights, [said for said, _ in of_members])
        total += float(np.sum((estimate - of_members[0][1]) ** 2))
    return total


def _weights(members: Sequence[WeightedMember], share: float | None) -> list[float]:
    """Give the weights of members, those that see the coherency alone having a share of the sum."""
    if share is None:
        return [one.weight for one in members]
    sees = [one.member.inputs == (LOG_COHERENCY,) for one in members]
    total = sum(one.weight for one, own in zip(members, sees, strict=True) if own)
    return [
        one.weight * (share / total if own else (1 - share) / (1 - total))
        for one, own in zip(members, sees, strict=True)
    ]


def _chosen_weights(
    entry: Regression, members: Sequence[FittedMember]
) -> tuple[float | None, list[float]]:
    """Choose the share of the members that see the coherency, where some do and others do not."""
    inside = [one.one for one in members]
    shares: list[float | None] = [None]
    if len({one.member.inputs for one in inside}) > 1 and entry.coherency_shares:
        shares = list(entry.coherency_shares)
    offered = [(share, _weights(inside, share)) for share in shares]
    if len(offered) == 1:
        return offered[0]
    return min(offered, key=lambda one: _error(one[1], members))


def _label(labels: Sequence[str], share: float | None) -> str:
    """Name what was chosen for all members; one name where all members are the mean alone."""
    if set(labels) == {MEAN_ALONE}:
        return MEAN_ALONE
    return _BETWEEN.join([*([] if share is None else [f"{_SHARE}{share:g}"]), *labels])


def _parts_of_label(label: str, members: int) -> tuple[list[str], float | None]:
    """Undo `_label`."""
    if label == MEAN_ALONE:
        return [MEAN_ALONE] * members, None
    labels = label.split(_BETWEEN)
    if labels[0].startswith(_SHARE):
        return labels[1:], float(labels[0].removeprefix(_SHARE))
    return labels, None


def _to_divide(
    vectors: np.ndarray | FeatureVectors | DividedFeatures, segments: pd.DataFrame
) -> DividedFeatures:
    if isinstance(vectors, DividedFeatures):
        return vectors
    return DividedFeatures(vectors, segments)


def _weighted_members(name: str, features: DividedFeatures, *, new: bool) -> list[WeightedMember]:
    vectors = features.vectors
    return [
        WeightedMember(member, resolve(member.candidates), weight, vectors.columns(member.inputs))
        for member, weight in REGRESSIONS[name].members_of(vectors.sets, new=new)
    ]


class SolvedMember(NamedTuple):
    """A member that is fitted once for all, to be stored.

    Attributes
    ----------
    weight : float
        In the mean.
    columns : ndarray of int
        Which of all features it sees.
    relative : bool
        Whether it estimates shares of the mean.
    scale : ndarray, shape (columns,)
        What the features are divided by, less their means; infinite where they do not vary.
    candidate : Candidate or None
        What was chosen; None where it is the mean alone.
    """

    weight: float
    columns: np.ndarray
    relative: bool
    scale: np.ndarray
    candidate: Candidate | None


def fit_for_new_people(
    name: str, vectors: np.ndarray | FeatureVectors, targets: np.ndarray, segments: pd.DataFrame
) -> tuple[list[SolvedMember], str]:
    """Fit a regression to all segments, chosen and weighted for people who come later.

    Parameters
    ----------
    name, vectors, segments
        As of `PreparedModel`.
    targets : ndarray, shape (segments, m, m)
        EMG connectivity.

    Returns
    -------
    members : list of SolvedMember
        Fitted to all segments, less the means of their cells.
    chosen : str
        The hyperparameters with the smallest error on subjects who took turns as new ones, their
        features less their own means, as in scheme ``leave-one-subject-out-adapted``.

    Raises
    ------
    NotEstimableError
        If there are fewer than two subjects.
    """
    features = _to_divide(vectors, segments)
    groups = features.groups
    known = np.unique(groups.subject)
    if len(known) < 2:
        raise NotEstimableError(
            "A model for new people is not estimable",
            "Nobody can take a turn as a new person where there are fewer than two",
            "Record more people",
        )
    turns = [
        np.where(np.isin(groups.subject, known[turn::TURNS]), "validation", "training")
        for turn in range(min(TURNS, len(known)))
    ]
    everything = np.full(len(targets), "training")
    members = _weighted_members(name, features, new=True)
    fitted = [
        PreparedMember(
            one, features, everything, turns=turns, adapted=True, refits=False, keep=False
        ).fit(targets)
        for one in members
    ]
    share, weights = _chosen_weights(REGRESSIONS[name], fitted)
    solved = [
        _solved(one, weight, fit.final_fit)
        for one, weight, fit in zip(members, weights, fitted, strict=True)
    ]
    return solved, _label([fit.label for fit in fitted], share)


def fit_for_known_people(
    name: str,
    vectors: np.ndarray | FeatureVectors,
    targets: np.ndarray,
    segments: pd.DataFrame,
    *,
    chosen: str,
) -> list[SolvedMember]:
    """Fit a regression to all segments of people who will be recorded again.

    Parameters
    ----------
    name, vectors, segments
        As of `PreparedModel`.
    targets : ndarray, shape (segments, m, m)
        EMG connectivity.
    chosen : str
        The hyperparameters, as `ModelFit` names them, of a scheme that knows its subjects.

    Returns
    -------
    list of SolvedMember
    """
    everything = np.full(len(targets), "training")
    fitted = _as_chosen(name, vectors, targets, segments, everything, chosen=chosen, adapted=False)
    return [_solved(one, weight, fit) for one, weight, fit in fitted]


def _solved(one: WeightedMember, weight: float, fit: Chosen) -> SolvedMember:
    return SolvedMember(weight, one.columns, one.member.relative, fit.problem.scale, fit.candidate)


def fit_model(
    name: str,
    vectors: np.ndarray | FeatureVectors | DividedFeatures,
    targets: np.ndarray,
    segments: pd.DataFrame,
    part: Sequence[str] | np.ndarray,
    *,
    adapted: bool = False,
    refits: bool = False,
) -> ModelFit:
    """Fit one regression in one fold, as `PreparedModel` does.

    Parameters
    ----------
    name, vectors, segments, part, adapted, refits
        As of `PreparedModel`.
    targets : ndarray, shape (segments, m, m)
        EMG connectivity; of the tested segments nothing is used.

    Returns
    -------
    ModelFit
        Predictions and what was chosen.
    """
    prepared = PreparedModel(
        name, vectors, segments, part, adapted=adapted, refits=refits, keep=False
    )
    return prepared.fit(targets)


def fit_as_chosen(
    name: str,
    vectors: np.ndarray | FeatureVectors,
    targets: np.ndarray,
    segments: pd.DataFrame,
    part: Sequence[str] | np.ndarray,
    *,
    chosen: str,
    adapted: bool = False,
) -> np.ndarray:
    """Fit one regression with hyperparameters that are known; nothing is chosen.

    Parameters
    ----------
    name, vectors, segments, part, adapted
        As of `PreparedModel`.
    targets : ndarray, shape (segments, m, m)
        EMG connectivity; only that of training segments is used.
    chosen : str
        The hyperparameters, as `ModelFit` names them.

    Returns
    -------
    ndarray, shape (segments, m, m)
        Predictions of all segments, by the fit to the training segments.

    Raises
    ------
    NotEstimableError
        If these training segments do not allow the hyperparameters.
    """
    every = np.arange(len(targets))
    fitted = _as_chosen(
        name, vectors, targets, segments, np.asarray(part), chosen=chosen, adapted=adapted
    )
    estimates = [weight * fit.of_segments(every) for _, weight, fit in fitted]
    return np.sum(estimates, axis=0).reshape(targets.shape)


def _as_chosen(
    name: str,
    vectors: np.ndarray | FeatureVectors,
    targets: np.ndarray,
    segments: pd.DataFrame,
    parts: np.ndarray,
    *,
    chosen: str,
    adapted: bool,
) -> list[tuple[WeightedMember, float, Chosen]]:
    """Fit every member with the hyperparameters that are known, as `fit_as_chosen`."""
    features = _to_divide(vectors, segments)
    groups = features.groups
    judged = parts if (parts == "test").any() else np.where(parts == "validation", "test", parts)
    members = _weighted_members(name, features, new=tests_new_cells(judged, groups))
    labels, share = _parts_of_label(chosen, len(members))
    fitted = []
    for one, weight, label in zip(members, _weights(members, share), labels, strict=True):
        division = Division(one, features, parts, adapted=adapted, keep=False)
        own = division.learn(targets)
        if label not in {MEAN_ALONE, *(candidate.label for candidate in own.candidates)}:
            raise NotEstimableError(
                f"{REGRESSIONS[name].title} cannot be fitted with {label}",
                f"{np.count_nonzero(parts == 'training')} training segments do not allow it",
                "Record more",
            )
        fitted.append((one, weight, own.chosen(label)))
    return fitted
