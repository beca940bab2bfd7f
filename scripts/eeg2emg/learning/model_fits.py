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
from eeg2emg.learning.groups import Groups, groups_of
from eeg2emg.learning.residuals import centred_features, target_means, without_rounding
from eeg2emg.splitting.split import join_validation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from eeg2emg.learning.candidates import Candidate, FitCandidates, OfRows, PrepareCandidates

MEAN_ALONE = "the mean alone"
"""What is chosen where no candidate beats the mean."""

TURNS = 4
"""Groups of training subjects that take turns as new ones."""


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
    vectors : ndarray, shape (segments, d)
        Features (`eeg2emg.learning.features.vectorise`).
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
        vectors: np.ndarray,
        segments: pd.DataFrame,
        part: Sequence[str] | np.ndarray,
        *,
        adapted: bool = False,
        refits: bool = False,
        keep: bool = True,
    ) -> None:
        self.parts = np.asarray(part)
        groups = groups_of(segments)

        def divide(parts: np.ndarray, *, keep: bool = True) -> _Division:
            return _Division(name, vectors, segments, groups, parts, adapted=adapted, keep=keep)

        self._own = divide(self.parts)
        turns = _turns_of_new_subjects(self.parts, groups)
        self._turns = [divide(turn, keep=keep) for turn in turns]
        self._final = divide(join_validation(self.parts)) if refits else self._own

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
        own = self._own.learn(targets)
        turns = [turn.learn(targets).errors() for turn in self._turns]
        errors = _sums(turns or [own.errors()])
        label = min(errors, key=errors.__getitem__)
        chosen = own.chosen(label)
        final = chosen if self._final is self._own else self._final.learn(targets).chosen(label)
        tested = self.parts == "test"

        def predict(changed: np.ndarray, rows: np.ndarray) -> np.ndarray:
            estimate = np.empty((len(rows), *targets.shape[1:]))
            for fitted, own_rows in ((chosen, ~tested[rows]), (final, tested[rows])):
                found = fitted.of_rows(changed[own_rows], rows[own_rows])
                estimate[own_rows] = found.reshape(-1, *targets.shape[1:])
            return estimate

        prediction, base = np.empty(targets.shape), np.empty(targets.shape)
        for fitted, rows in ((chosen, np.flatnonzero(~tested)), (final, np.flatnonzero(tested))):
            prediction[rows] = fitted.of_segments(rows).reshape(-1, *targets.shape[1:])
            base[rows] = fitted.base[rows].reshape(-1, *targets.shape[1:])
        return ModelFit(prediction, base, label, predict, errors[label] if turns else np.nan)


def _sums(errors: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Add the errors of the candidates that all turns offer."""
    return {
        label: sum(turn[label] for turn in errors)
        for label in errors[0]
        if all(label in turn for turn in errors)
    }


def fit_model(
    name: str,
    vectors: np.ndarray,
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
    vectors: np.ndarray,
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
    parts = np.asarray(part)
    own = _Division(
        name, vectors, segments, groups_of(segments), parts, adapted=adapted, keep=False
    ).learn(targets)
    if chosen not in {MEAN_ALONE, *(one.label for one in own.candidates)}:
        raise NotEstimableError(
            f"{REGRESSIONS[name].title} cannot be fitted with {chosen}",
            f"{np.count_nonzero(parts == 'training')} training segments do not allow it",
            "Record more",
        )
    return own.chosen(chosen).of_segments(np.arange(len(targets))).reshape(targets.shape)


class _Division:
    """A way to divide the segments, and what a regression makes of the features under it."""

    def __init__(
        self,
        name: str,
        vectors: np.ndarray,
        segments: pd.DataFrame,
        groups: Groups,
        parts: np.ndarray,
        *,
        adapted: bool,
        keep: bool,
    ) -> None:
        self.name, self.vectors, self.segments = name, vectors, segments
        self.groups, self.parts, self.adapted, self.keep = groups, parts, adapted, keep
        self._prepared: tuple[np.ndarray, Problem, FitCandidates] | None = None

    def prepare(self) -> tuple[np.ndarray, Problem, FitCandidates]:
        """Centre and scale the features, and make what needs no targets."""
        if self._prepared is not None:
            return self._prepared
        prepare: PrepareCandidates = resolve(REGRESSIONS[self.name].candidates)
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
        return _Learned(problem, centre, left, base, list(fit(left[problem.train])))


@dataclass(frozen=True)
class _Learned:
    """The candidates of a regression, fitted to targets under one division."""

    problem: Problem
    centre: np.ndarray
    left: np.ndarray
    base: np.ndarray
    candidates: list[Candidate]

    def errors(self) -> dict[str, float]:
        """Sum the squared errors of every candidate, and of the mean, over validation segments."""
        off = ~np.eye(round(self.left.shape[1] ** 0.5), dtype=bool).ravel()
        truth = self.left[self.problem.compared][:, off]
        errors = {MEAN_ALONE: float(np.sum(truth**2))}
        for candidate in self.candidates:
            estimate = candidate.compare(self.problem)[:, off]
            errors[candidate.label] = float(np.sum((estimate - truth) ** 2))
        return errors

    def chosen(self, label: str) -> _Chosen:
        """Take one candidate; the mean alone where none has this label."""
        found = next((one for one in self.candidates if one.label == label), None)
        return _Chosen(self.problem, self.centre, self.base, found)


@dataclass(frozen=True)
class _Chosen:
    """The candidate that was chosen, or None where it is the mean alone."""

    problem: Problem
    centre: np.ndarray
    base: np.ndarray
    candidate: Candidate | None

    def of_segments(self, rows: np.ndarray) -> np.ndarray:
        """Predict some segments, shape (k, m * m)."""
        if self.candidate is None:
            return self.base[rows]
        return self.base[rows] + self.candidate.of_segments(self.problem, rows)

    def of_rows(self, changed: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Predict from features that take the place of those of some segments."""
        if self.candidate is None:
            return self.base[rows]
        scaled = (changed - self.centre[rows]) / self.problem.scale
        return self.base[rows] + self.candidate.of_rows(scaled, rows)


def _turns_of_new_subjects(parts: np.ndarray, groups: Groups) -> list[np.ndarray]:
    """Let training subjects take turns as new ones, in validation; none where nobody is new."""
    train = parts == "training"
    known = np.unique(groups.subject[train])
    tested = groups.cell[parts == "test"]
    if np.isin(tested, groups.cell[train]).all() or len(known) < 2:
        return []
    turns = []
    for turn in range(min(TURNS, len(known))):
        new = train & np.isin(groups.subject, known[turn::TURNS])
        turns.append(np.where(new, "validation", np.where(train, "training", "unused")))
    return turns
