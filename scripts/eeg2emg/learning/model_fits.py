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

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.errors import NotEstimableError
from eeg2emg.learning.candidates import Problem
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.features import FeatureVectors
from eeg2emg.learning.groups import Groups, groups_of
from eeg2emg.learning.residuals import centred_features, target_means, without_rounding
from eeg2emg.splitting.split import join_validation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from eeg2emg.learning.candidates import Candidate, FitCandidates, OfRows, PrepareCandidates
    from eeg2emg.learning.catalogue import Member

MEAN_ALONE = "the mean alone"
"""What is chosen where no candidate beats the mean."""

TURNS = 4
"""Groups of training subjects that take turns as new ones."""

_BETWEEN = " | "  # the hyperparameters of several members


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
    vectors : ndarray, shape (segments, d), or FeatureVectors
        Features (`eeg2emg.learning.features.vectors_of`); an array is of connectivity alone.
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
        vectors: np.ndarray | FeatureVectors,
        segments: pd.DataFrame,
        part: Sequence[str] | np.ndarray,
        *,
        adapted: bool = False,
        refits: bool = False,
        keep: bool = True,
    ) -> None:
        self.parts = np.asarray(part)
        groups = groups_of(segments)
        turns = _turns_of_new_subjects(self.parts, groups)
        self._members = [
            _PreparedMember(
                one,
                segments,
                groups,
                self.parts,
                turns=turns,
                adapted=adapted,
                refits=refits,
                keep=keep,
            )
            for one in _weighted_members(name, vectors, new=_tests_new_cells(self.parts, groups))
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
        tested = self.parts == "test"
        every = np.arange(len(targets))

        def predict(changed: np.ndarray, rows: np.ndarray) -> np.ndarray:
            return _weighted([one.of_rows(changed, rows, tested) for one in members], targets)

        return ModelFit(
            _weighted([one.of_segments(every, tested) for one in members], targets),
            members[0].base(tested).reshape(targets.shape),
            _join_labels([one.label for one in members]),
            predict,
            _error_of_turns(members),
        )


def _weighted(estimates: Sequence[np.ndarray], targets: np.ndarray) -> np.ndarray:
    """Add estimates of members, which have their weights, as matrices."""
    return np.sum(estimates, axis=0).reshape(-1, *targets.shape[1:])


def _join_labels(labels: Sequence[str]) -> str:
    """Name what was chosen for all members; one name where all members are the mean alone."""
    return MEAN_ALONE if set(labels) == {MEAN_ALONE} else _BETWEEN.join(labels)


def _error_of_turns(members: Sequence[_FittedMember]) -> float:
    """Sum the squared errors of the mean of the members on people who took turns as new ones."""
    if len(members) == 1 or not members[0].turns:
        return members[0].error_of_turns
    total = 0.0
    for turn in zip(*(one.turns for one in members), strict=True):
        estimate = np.sum([one[0] for one in turn], axis=0)
        total += float(np.sum((estimate - turn[0][1]) ** 2))
    return total


class _WeightedMember(NamedTuple):
    """A member, its weight, its features, and the columns of all features that these are."""

    member: Member
    weight: float
    values: np.ndarray
    columns: np.ndarray


def _weighted_members(
    name: str, vectors: np.ndarray | FeatureVectors, *, new: bool
) -> list[_WeightedMember]:
    features = FeatureVectors.of(vectors)
    found = []
    for member, weight in REGRESSIONS[name].members_of(features.sets, new=new):
        columns = features.columns(member.inputs)
        found.append(_WeightedMember(member, weight, features.values[:, columns], columns))
    return found


class _PreparedMember:
    """A member and its features, to be fitted to any number of targets."""

    def __init__(
        self,
        one: _WeightedMember,
        segments: pd.DataFrame,
        groups: Groups,
        parts: np.ndarray,
        *,
        turns: Sequence[np.ndarray],
        adapted: bool,
        refits: bool,
        keep: bool,
    ) -> None:
        def divide(parts: np.ndarray, *, keep: bool = True) -> _Division:
            return _Division(
                one.member, one.values, segments, groups, parts, adapted=adapted, keep=keep
            )

        self.weight, self.columns = one.weight, one.columns
        self._own = divide(parts)
        self._turns = [divide(turn, keep=keep) for turn in turns]
        self._final = divide(join_validation(parts)) if refits else self._own

    def fit(self, targets: np.ndarray) -> _FittedMember:
        """Choose the hyperparameters of the member, and fit."""
        own = self._own.learn(targets)
        # One after the other: what is made of the features of a turn is large.
        turns = [turn.learn(targets).on_validation() for turn in self._turns]
        errors = _sums([turn.errors() for turn in turns or [own.on_validation()]])
        label = min(errors, key=errors.__getitem__)
        chosen = own.chosen(label)
        final = chosen if self._final is self._own else self._final.learn(targets).chosen(label)
        return _FittedMember(
            self.weight,
            self.columns,
            label,
            chosen,
            final,
            [(self.weight * turn.estimates[label], turn.truth) for turn in turns],
            errors[label] if turns else np.nan,
        )


@dataclass(frozen=True)
class _FittedMember:
    """A member with what was chosen for it: the fit that chose, and the one of tested segments."""

    weight: float
    columns: np.ndarray
    label: str
    chosen_fit: _Chosen
    final_fit: _Chosen
    turns: list[tuple[np.ndarray, np.ndarray]]
    error_of_turns: float

    def base(self, tested: np.ndarray) -> np.ndarray:
        """Give the mean that the prediction of each segment starts from."""
        return np.where(tested[:, None], self.final_fit.base, self.chosen_fit.base)

    def of_segments(self, rows: np.ndarray, tested: np.ndarray) -> np.ndarray:
        """Predict some segments, times the weight."""
        return self._by_fit(rows, tested, lambda fit, own: fit.of_segments(rows[own]))

    def of_rows(self, changed: np.ndarray, rows: np.ndarray, tested: np.ndarray) -> np.ndarray:
        """Predict from features that take the place of those of some segments, times the weight."""
        values = changed[:, self.columns]
        return self._by_fit(rows, tested, lambda fit, own: fit.of_rows(values[own], rows[own]))

    def _by_fit(
        self,
        rows: np.ndarray,
        tested: np.ndarray,
        predict: Callable[[_Chosen, np.ndarray], np.ndarray],
    ) -> np.ndarray:
        estimate = np.empty((len(rows), self.chosen_fit.base.shape[1]))
        for fit, own in ((self.chosen_fit, ~tested[rows]), (self.final_fit, tested[rows])):
            estimate[own] = predict(fit, own)
        return self.weight * estimate


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
    groups = groups_of(segments)
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
    members = _weighted_members(name, vectors, new=True)
    fitted = [
        _PreparedMember(
            one, segments, groups, everything, turns=turns, adapted=True, refits=False, keep=False
        ).fit(targets)
        for one in members
    ]
    solved = [_solved(one, fit.final_fit) for one, fit in zip(members, fitted, strict=True)]
    return solved, _join_labels([fit.label for fit in fitted])


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
    return [_solved(one, fit) for one, fit in fitted]


def _solved(one: _WeightedMember, fit: _Chosen) -> SolvedMember:
    return SolvedMember(
        one.weight, one.columns, one.member.relative, fit.problem.scale, fit.candidate
    )


def _sums(errors: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Add the errors of the candidates that all turns offer."""
    return {
        label: sum(turn[label] for turn in errors)
        for label in errors[0]
        if all(label in turn for turn in errors)
    }


def fit_model(
    name: str,
    vectors: np.ndarray | FeatureVectors,
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
    return _weighted([one.weight * fit.of_segments(every) for one, fit in fitted], targets)


def _as_chosen(
    name: str,
    vectors: np.ndarray | FeatureVectors,
    targets: np.ndarray,
    segments: pd.DataFrame,
    parts: np.ndarray,
    *,
    chosen: str,
    adapted: bool,
) -> list[tuple[_WeightedMember, _Chosen]]:
    """Fit every member with the hyperparameters that are known, as `fit_as_chosen`."""
    groups = groups_of(segments)
    members = _weighted_members(name, vectors, new=_tests_new_cells(parts, groups))
    labels = chosen.split(_BETWEEN) if chosen != MEAN_ALONE else [chosen] * len(members)
    fitted = []
    for one, label in zip(members, labels, strict=True):
        own = _Division(
            one.member, one.values, segments, groups, parts, adapted=adapted, keep=False
        ).learn(targets)
        if label not in {MEAN_ALONE, *(candidate.label for candidate in own.candidates)}:
            raise NotEstimableError(
                f"{REGRESSIONS[name].title} cannot be fitted with {label}",
                f"{np.count_nonzero(parts == 'training')} training segments do not allow it",
                "Record more",
            )
        fitted.append((one, own.chosen(label)))
    return fitted


class _Division:
    """A way to divide the segments, and what a member makes of the features under it."""

    def __init__(
        self,
        member: Member,
        vectors: np.ndarray,
        segments: pd.DataFrame,
        groups: Groups,
        parts: np.ndarray,
        *,
        adapted: bool,
        keep: bool,
    ) -> None:
        self.member, self.vectors, self.segments = member, vectors, segments
        self.groups, self.parts, self.adapted, self.keep = groups, parts, adapted, keep
        self._prepared: tuple[np.ndarray, Problem, FitCandidates] | None = None

    def prepare(self) -> tuple[np.ndarray, Problem, FitCandidates]:
        """Centre and scale the features, and make what needs no targets."""
        if self._prepared is not None:
            return self._prepared
        prepare: PrepareCandidates = resolve(self.member.candidates)
        centred = centred_features(self.vectors, self.segments, self.parts, adapted=self.adapted)
        problem = Problem.of(centred, self.groups, self.parts)
        found = self.vectors - centred, problem, prepare(problem)
        if self.keep:
            self._prepared = found
        return found

    def learn(self, targets: np.ndarray) -> _Learned:
        """Fit the candidates to targets."""
        centre, problem, fit = self.prepare()
        fitted, base = target_means(targets, self.segments, self.parts, adapted=self.adapted)
        left = without_rounding(targets.reshape(fitted.shape) - fitted, fitted)
        if self.member.relative:
            unit, of_base = np.maximum(fitted, 0.0), np.maximum(base, 0.0)
            shares = np.divide(left, unit, out=np.zeros_like(left), where=unit > 0)
        else:
            unit = of_base = np.ones((1, 1))
            shares = left
        candidates = list(fit(shares[problem.train]))
        return _Learned(problem, centre, left, unit, base, of_base, candidates)


@dataclass(frozen=True)
class _Learned:
    """The candidates of a member, fitted to targets under one division.

    What they estimate is in the unit of `unit`: 1, or the mean that targets were divided by.
    """

    problem: Problem
    centre: np.ndarray
    left: np.ndarray
    unit: np.ndarray
    base: np.ndarray
    of_base: np.ndarray
    candidates: list[Candidate]

    def on_validation(self) -> _OnValidation:
        """Let all candidates, and the mean, estimate the validation segments."""
        off = ~np.eye(round(self.left.shape[1] ** 0.5), dtype=bool).ravel()
        rows = self.problem.compared
        truth = self.left[rows][:, off]
        unit = self.unit if self.unit.size == 1 else self.unit[rows][:, off]
        estimates = {MEAN_ALONE: np.zeros_like(truth)}
        for candidate in self.candidates:
            estimates[candidate.label] = candidate.compare(self.problem)[:, off] * unit
        return _OnValidation(truth, estimates)

    def chosen(self, label: str) -> _Chosen:
        """Take one candidate; the mean alone where none has this label."""
        found = next((one for one in self.candidates if one.label == label), None)
        return _Chosen(self.problem, self.centre, self.base, self.of_base, found)


class _OnValidation(NamedTuple):
    """What is left of the targets of validation segments, off the diagonal, and its estimates."""

    truth: np.ndarray
    estimates: dict[str, np.ndarray]

    def errors(self) -> dict[str, float]:
        """Sum the squared errors of every candidate, and of the mean."""
        return {
            label: float(np.sum((estimate - self.truth) ** 2))
            for label, estimate in self.estimates.items()
        }


@dataclass(frozen=True)
class _Chosen:
    """The candidate that was chosen, or None where it is the mean alone."""

    problem: Problem
    centre: np.ndarray
    base: np.ndarray
    of_base: np.ndarray
    candidate: Candidate | None

    def of_segments(self, rows: np.ndarray) -> np.ndarray:
        """Predict some segments, shape (k, m * m)."""
        if self.candidate is None:
            return self.base[rows]
        return self._on_base(self.candidate.of_segments(self.problem, rows), rows)

    def of_rows(self, changed: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Predict from features that take the place of those of some segments."""
        if self.candidate is None:
            return self.base[rows]
        scaled = (changed - self.centre[rows]) / self.problem.scale
        return self._on_base(self.candidate.of_rows(scaled, rows), rows)

    def _on_base(self, estimate: np.ndarray, rows: np.ndarray) -> np.ndarray:
        unit = self.of_base if self.of_base.size == 1 else self.of_base[rows]
        return self.base[rows] + unit * estimate


def _tests_new_cells(parts: np.ndarray, groups: Groups) -> bool:
    """Say whether tested segments are of cells that nothing was trained on."""
    known = groups.cell[parts == "training"]
    return not np.isin(groups.cell[parts == "test"], known).all()


def _turns_of_new_subjects(parts: np.ndarray, groups: Groups) -> list[np.ndarray]:
    """Let training subjects take turns as new ones, in validation; none where nobody is new."""
    train = parts == "training"
    known = np.unique(groups.subject[train])
    if not _tests_new_cells(parts, groups) or len(known) < 2:
        return []
    turns = []
    for turn in range(min(TURNS, len(known))):
        new = train & np.isin(groups.subject, known[turn::TURNS])
        turns.append(np.where(new, "validation", np.where(train, "training", "unused")))
    return turns
