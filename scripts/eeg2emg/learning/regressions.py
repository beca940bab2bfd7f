"""Regressions: linear and kernel models of what EEG adds to the cell mean.

All of them learn the residual of the target from a mean of the training segments, from features
less the same mean: the mean of the cell (subject x phase) where every judged subject was trained
on, the mean of the phase where subjects are new (`eeg2emg.learning.residuals`). What a model
predicts is that mean plus what it makes of the residual features.

Penalties, widths and numbers of components are chosen on validation segments. Where the tested
subjects are new, validation segments are of people that the model knows, for whom other values are
best; so there the training subjects take turns as new ones, and their errors decide.

To add one, write its function (`PrepareCandidates`) and its entry in
`eeg2emg.learning.catalogue.REGRESSIONS`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.errors import NotEstimableError
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.groups import Groups, groups_of
from eeg2emg.learning.penalised_solutions import PenalisedSolutions
from eeg2emg.learning.residuals import centred_features, target_means, without_rounding
from eeg2emg.splitting.split import join_validation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

OfRows = Callable[[np.ndarray, np.ndarray], np.ndarray]

PENALTIES = tuple(10.0 ** np.arange(-3, 4.5, 0.5))
"""Candidate penalties, relative to the mean eigenvalue of the training kernel."""

PLS_COMPONENTS = 20
"""Most components of partial least squares that are tried."""

WIDTHS = (0.5, 1.0, 2.0, 4.0)
"""Candidate widths of the Gaussian kernel, relative to the median distance in training."""

SHARED, PER_PHASE, PER_SUBJECT, PER_CELL = 0.2, 3.0, 1.0, 1.0
"""How much of the kernel is common to all segments, to a phase, a subject, a cell."""

MEAN_ALONE = "the mean alone"
"""What is chosen where no candidate beats the mean."""

TURNS = 4
"""Groups of training subjects that take turns as new ones."""


@dataclass(frozen=True)
class Problem:
    """What regressions learn from in one fold: features less their training means.

    Targets are no part of it, so that what is made of the features serves for any number of them.

    Attributes
    ----------
    x : ndarray, shape (segments, d)
        Features of all segments, over their standard deviation in training.
    train : ndarray of bool, shape (segments,)
        Which are training segments.
    compared : ndarray of int
        Rows of the segments that candidates are compared on.
    groups : Groups
        Subject, phase and cell of each segment.
    scale : ndarray, shape (d,)
        What the features were divided by; infinite where they do not vary.
    """

    x: np.ndarray
    train: np.ndarray
    compared: np.ndarray
    groups: Groups
    scale: np.ndarray

    @classmethod
    def of(cls, features: np.ndarray, groups: Groups, parts: np.ndarray) -> Problem:
        """Scale features that are less their means; validation segments are compared."""
        train = parts == "training"
        deviation = features[train].std(axis=0)
        scale = np.where(deviation > 1e-9 * np.abs(features).max(), deviation, np.inf)
        compared = np.flatnonzero(parts == "validation")
        return cls(features / scale, train, compared, groups, scale)


class Candidate:
    """A regression with one value of its hyperparameters, fitted to targets.

    Parameters
    ----------
    label : str
        The hyperparameters in words.
    of_rows : callable
        From scaled features (k, d) that take the place of those of k segments, and the rows of
        these segments, to predictions (k, m * m). Nothing is computed before it is called.
    """

    def __init__(self, label: str, of_rows: OfRows) -> None:
        self.label, self.of_rows = label, of_rows

    def of_segments(self, problem: Problem, rows: np.ndarray) -> np.ndarray:
        """Predict some segments from the features that they have."""
        return self.of_rows(problem.x[rows], rows)

    def compare(self, problem: Problem) -> np.ndarray:
        """Predict the segments that candidates are compared on."""
        return self.of_segments(problem, problem.compared)


FitCandidates = Callable[[np.ndarray], Iterator[Candidate]]
"""From targets of the training segments less their means, shape (training segments, m * m), to the
candidates. Of candidates that are equally good the first is chosen. None where there is nothing to
learn from."""


class PrepareCandidates(Protocol):
    """What prepares a regression: the function of a `eeg2emg.learning.catalogue.Regression`."""

    def __call__(self, problem: Problem) -> FitCandidates:
        """Do all that needs no targets.

        Parameters
        ----------
        problem : Problem
            Features of one fold.

        Returns
        -------
        callable
            Which can be called for one set of targets after the other.
        """


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


class _Penalised(Candidate):
    """A ridge regression with one penalty, of which the compared segments cost little."""

    def __init__(
        self,
        label: str,
        solutions: PenalisedSolutions,
        projected: Callable[[], np.ndarray],
        penalty: float,
        design: OfRows,
    ) -> None:
        super().__init__(label, self._of_rows)
        self._solutions, self._projected = solutions, projected
        self._penalty, self._design = penalty, design

    @cached_property
    def _coefficients(self) -> np.ndarray:
        return self._solutions.coefficients(self._projected(), self._penalty)

    def _of_rows(self, x: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return self._design(x, rows) @ self._coefficients

    def of_segments(self, _: Problem, rows: np.ndarray) -> np.ndarray:
        """Predict some segments from the features that they have (`Candidate`)."""
        return self._solutions.design(rows) @ self._coefficients

    def compare(self, _: Problem) -> np.ndarray:
        """Predict the segments that candidates are compared on (`Candidate`)."""
        return self._solutions.compared(self._projected(), self._penalty)


def _with_every_penalty(
    label: str,
    solutions: PenalisedSolutions,
    right: np.ndarray,
    mean_eigenvalue: float,
    design: OfRows,
) -> Iterator[Candidate]:
    """Offer a ridge regression with every candidate penalty; none where there is no feature."""
    if mean_eigenvalue <= 0:
        return
    projected = cache(lambda: solutions.project(right))
    for penalty in PENALTIES:
        strength = penalty * mean_eigenvalue
        yield _Penalised(f"{label}penalty {penalty:.3g}", solutions, projected, strength, design)


def ridge(problem: Problem) -> FitCandidates:
    """Prepare linear regression with penalties on the squared weights (`PrepareCandidates`).

    It is solved for the weights of the features or for those of the segments, whichever are fewer.
    """
    known = problem.x[problem.train]
    mean_eigenvalue = float(np.sum(known**2) / len(known))
    of_features = known.shape[1] < len(known)

    def design(x: np.ndarray, _: np.ndarray) -> np.ndarray:
        return x if of_features else x @ known.T

    own_design = cache(lambda: design(problem.x, np.arange(len(problem.x))))
    solutions = PenalisedSolutions(
        lambda: known.T @ known if of_features else own_design()[problem.train],
        lambda rows: own_design()[rows],
        problem.compared,
    )

    def fit(y: np.ndarray) -> Iterator[Candidate]:
        right = known.T @ y if of_features else y
        return _with_every_penalty("", solutions, right, mean_eigenvalue, design)

    return fit


def kernel_ridge(problem: Problem) -> FitCandidates:
    """Prepare multi-task kernel ridge regression, widths and penalties (`PrepareCandidates`).

    The kernel is a Gaussian one of the features times
    (0.2 + 3 [same phase] + [same subject] + [same cell]).

    References
    ----------
    Bonilla, Chai and Williams (2007), Advances in Neural Information Processing Systems 20, for
    kernels over tasks.
    """
    train = np.flatnonzero(problem.train)
    if len(train) < 2:
        return lambda _: iter(())
    known = problem.x[train]
    known_norms = np.sum(known**2, axis=1)

    def distance_of(x: np.ndarray) -> np.ndarray:
        distance = np.sum(x**2, axis=1)[:, None] + known_norms - 2 * x @ known.T
        return np.maximum(distance, 0)

    own_task = SHARED + PER_PHASE + PER_SUBJECT + PER_CELL

    def tasks_of(rows: np.ndarray) -> np.ndarray:
        shared = np.full((len(rows), len(train)), SHARED)
        for weight, groups in (
            (PER_PHASE, problem.groups.phase),
            (PER_SUBJECT, problem.groups.subject),
            (PER_CELL, problem.groups.cell),
        ):
            shared += weight * (groups[rows][:, None] == groups[train][None, :])
        return shared

    distance = distance_of(problem.x)
    median = np.median(distance[train][~np.eye(len(known), dtype=bool)])

    def prepare(width: float) -> tuple[str, PenalisedSolutions, float, OfRows]:
        spread = 2 * width**2 * max(median, np.finfo(float).tiny)

        def design(x: np.ndarray, rows: np.ndarray) -> np.ndarray:
            return np.exp(-distance_of(x) / spread) * tasks_of(rows)

        def own_design(rows: np.ndarray) -> np.ndarray:
            return np.exp(-distance[rows] / spread) * tasks_of(rows)

        solutions = PenalisedSolutions(lambda: own_design(train), own_design, problem.compared)
        diagonal = np.exp(-distance[train, np.arange(len(train))] / spread) * own_task
        return f"width {width:g}, ", solutions, float(diagonal.mean()), design

    prepared = [prepare(width) for width in WIDTHS]

    def fit(y: np.ndarray) -> Iterator[Candidate]:
        for label, solutions, mean_eigenvalue, design in prepared:
            yield from _with_every_penalty(label, solutions, y, mean_eigenvalue, design)

    return fit


def partial_least_squares(problem: Problem) -> FitCandidates:
    """Prepare partial least squares with one more component at a time (`PrepareCandidates`).

    References
    ----------
    Wold, Sjostrom and Eriksson (2001), doi 10.1016/S0169-7439(01)00155-1.
    """
    return partial(_components, problem)


def _components(problem: Problem, y: np.ndarray) -> Iterator[Candidate]:
    from sklearn.cross_decomposition import PLSRegression
    from sklearn.exceptions import ConvergenceWarning

    x = problem.x[problem.train]
    if not (x.any() and y.any()):
        return
    most = min(PLS_COMPONENTS, len(x) - 1, x.shape[1])
    if most < 1:
        return
    centre = x.mean(axis=0)
    with warnings.catch_warnings():
        # Once the residual is exhausted further components are zero and change nothing.
        warnings.filterwarnings("ignore", "y residual is constant", UserWarning)
        warnings.filterwarnings("ignore", category=RuntimeWarning)
        warnings.filterwarnings("ignore", "Maximum number of iterations", ConvergenceWarning)
        try:
            model = PLSRegression(n_components=most, scale=False).fit(x, y)
        except ValueError:  # the features have fewer dimensions, so that it divides by nothing
            most = int(np.linalg.matrix_rank(x - centre))
            if most < 1:
                return
            model = PLSRegression(n_components=most, scale=False).fit(x, y)
    for k in range(1, most + 1):
        # The first k components of the largest fit are those of a fit with k components.
        def of_rows(x: np.ndarray, _: np.ndarray, k: int = k) -> np.ndarray:
            of_components = (x - centre) @ model.x_rotations_[:, :k]
            return model.intercept_ + of_components @ model.y_loadings_[:, :k].T

        yield Candidate(f"{k} component{'s' if k > 1 else ''}", of_rows)
