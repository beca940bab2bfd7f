"""Regressions: linear and kernel models of what EEG adds to the cell mean.

All of them learn the residual of the target from a mean of the training segments, from features
less the same mean: the mean of the cell (subject x phase) where every judged subject was trained
on, the mean of the phase where subjects are new (`eeg2emg.learning.residuals`). What a model
predicts is that mean plus what it makes of the residual features.

Penalties, widths and numbers of components are chosen on validation segments. Where the tested
subjects are new, validation segments are of people that the model knows, for whom other values are
best; so there the training subjects take turns as new ones, and their errors decide.

To add one, write its function (`Candidates`) and its entry in
`eeg2emg.learning.catalogue.REGRESSIONS`.
"""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.groups import Groups, groups_of
from eeg2emg.learning.residuals import Residuals, subtract_means

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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
    """What a regression learns in one fold: features and targets less their training means.

    Attributes
    ----------
    x : ndarray, shape (segments, d)
        Features of all segments, over their standard deviation in training.
    y : ndarray, shape (training segments, m * m)
        Targets of the training segments.
    train : ndarray of bool, shape (segments,)
        Which are training segments.
    groups : Groups
        Subject, phase and cell of each segment.
    scale : ndarray, shape (d,)
        What the features were divided by; infinite where they do not vary.
    """

    x: np.ndarray
    y: np.ndarray
    train: np.ndarray
    groups: Groups
    scale: np.ndarray

    @classmethod
    def of(cls, residuals: Residuals, groups: Groups, train: np.ndarray) -> Problem:
        """Scale the features of residuals."""
        x = residuals.features
        deviation = x[train].std(axis=0)
        scale = np.where(deviation > 1e-9 * np.abs(x).max(), deviation, np.inf)
        return cls(x / scale, residuals.targets[train], train, groups, scale)


class Candidate(NamedTuple):
    """A regression, fitted with one value of its hyperparameters.

    Attributes
    ----------
    label : str
        The hyperparameters in words.
    prediction : ndarray, shape (segments, m * m)
        What it makes of `Problem.x`.
    of_rows : callable
        From scaled features (k, d) that take the place of those of k segments, and the rows of
        these segments, to predictions (k, m * m).
    """

    label: str
    prediction: np.ndarray
    of_rows: OfRows


class Candidates(Protocol):
    """What fits a regression: the function of a `eeg2emg.learning.catalogue.Regression`."""

    def __call__(self, problem: Problem) -> Iterator[Candidate]:
        """Fit it with every candidate value of its hyperparameters.

        Parameters
        ----------
        problem : Problem
            Only training segments have targets in it.

        Yields
        ------
        Candidate
            Of candidates that are equally good on validation segments the first is chosen. None
            where there is nothing to learn from.
        """


class ModelFit(NamedTuple):
    """A fitted model.

    Attributes
    ----------
    prediction : ndarray, shape (segments, m, m)
        For all segments of the cohort.
    chosen : str
        The hyperparameters.
    predict : callable
        From features (k, d) that take the place of those of k segments, and the rows of these
        segments, to matrices (k, m, m). Subject, phase and training means stay those of the rows.
    """

    prediction: np.ndarray
    chosen: str
    predict: OfRows


def fit_model(
    name: str,
    vectors: np.ndarray,
    targets: np.ndarray,
    segments: pd.DataFrame,
    part: Sequence[str] | np.ndarray,
    *,
    adapted: bool = False,
) -> ModelFit:
    """Fit one regression on the training segments of one fold.

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
    targets : ndarray, shape (segments, m, m)
        EMG connectivity; of the tested segments nothing is used.
    segments : DataFrame
        Columns subject, phase; rows as in `targets`.
    part : sequence of str
        Part of each segment in this fold.
    adapted : bool
        Whether the tested subject's features are centred by their own mean per phase
        (`eeg2emg.learning.residuals`).

    Returns
    -------
    ModelFit
        Predictions and what was chosen.
    """
    fit_candidates: Candidates = resolve(REGRESSIONS[name].candidates)
    parts = np.asarray(part)
    residuals = subtract_means(vectors, targets, segments, parts, adapted=adapted)
    groups = groups_of(segments)
    problem = Problem.of(residuals, groups, parts == "training")
    candidates = list(fit_candidates(problem))
    errors = Counter[str]()
    turns = _turns_of_new_subjects(parts, groups)
    for turn in turns:
        left = subtract_means(vectors, targets, segments, turn, adapted=adapted)
        tried = fit_candidates(Problem.of(left, groups, turn == "training"))
        errors.update(_errors(tried, left, turn))
    if not turns:
        errors.update(_errors(candidates, residuals, parts))
    chosen = min(errors, key=errors.__getitem__)
    best, best_of = np.zeros_like(residuals.base), None
    for label, residual, of_rows in candidates:
        if label == chosen:
            best, best_of = residual, of_rows

    def predict(changed: np.ndarray, rows: np.ndarray) -> np.ndarray:
        estimate = residuals.base[rows]
        if best_of is not None:
            centre = vectors[rows] - residuals.features[rows]
            estimate = estimate + best_of((changed - centre) / problem.scale, rows)
        return estimate.reshape(len(rows), *targets.shape[1:])

    return ModelFit((residuals.base + best).reshape(targets.shape), chosen, predict)


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


def _errors(
    candidates: Iterable[Candidate], residuals: Residuals, parts: np.ndarray
) -> dict[str, float]:
    """Sum the squared errors of every candidate, and of the mean, over validation segments."""
    validation = parts == "validation"
    m = round(residuals.targets.shape[1] ** 0.5)
    off = ~np.eye(m, dtype=bool).ravel()
    truth = residuals.targets[validation][:, off]
    errors = {MEAN_ALONE: float(np.sum(truth**2))}
    for label, residual, _ in candidates:
        errors[label] = float(np.sum((residual[validation][:, off] - truth) ** 2))
    return errors


def _penalised(
    kernel: np.ndarray, kernel_of: OfRows, problem: Problem, label: str
) -> Iterator[Candidate]:
    """Fit kernel ridge regression with every candidate penalty."""
    from sklearn.kernel_ridge import KernelRidge

    own = kernel[problem.train]
    mean_eigenvalue = np.trace(own) / len(own)
    if mean_eigenvalue <= 0:
        return
    for penalty in PENALTIES:
        model = KernelRidge(alpha=penalty * mean_eigenvalue, kernel="precomputed")
        model.fit(own, problem.y)

        def of_rows(
            x: np.ndarray, rows: np.ndarray, weights: np.ndarray = model.dual_coef_
        ) -> np.ndarray:
            return kernel_of(x, rows) @ weights

        yield Candidate(f"{label}penalty {penalty:.3g}", model.predict(kernel), of_rows)


def ridge(problem: Problem) -> Iterator[Candidate]:
    """Fit linear regression with penalties on the squared weights (`Candidates`)."""
    known = problem.x[problem.train]
    yield from _penalised(problem.x @ known.T, lambda x, _: x @ known.T, problem, "")


def kernel_ridge(problem: Problem) -> Iterator[Candidate]:
    """Fit multi-task kernel ridge regression with widths and penalties (`Candidates`).

    The kernel is a Gaussian one of the features times
    (0.2 + 3 [same phase] + [same subject] + [same cell]).

    References
    ----------
    Bonilla, Chai and Williams (2007), Advances in Neural Information Processing Systems 20, for
    kernels over tasks.
    """
    train = problem.train
    known = problem.x[train]
    known_norms = np.sum(known**2, axis=1)
    tasks = SHARED + sum(
        weight * (groups[:, None] == groups[train][None, :])
        for weight, groups in (
            (PER_PHASE, problem.groups.phase),
            (PER_SUBJECT, problem.groups.subject),
            (PER_CELL, problem.groups.cell),
        )
    )

    def distance_of(x: np.ndarray) -> np.ndarray:
        distance = np.sum(x**2, axis=1)[:, None] + known_norms - 2 * x @ known.T
        return np.maximum(distance, 0)

    if len(known) < 2:
        return
    distance = distance_of(problem.x)
    median = np.median(distance[train][~np.eye(len(known), dtype=bool)])
    for width in WIDTHS:
        spread = 2 * width**2 * max(median, np.finfo(float).tiny)

        def kernel_of(x: np.ndarray, rows: np.ndarray, spread: float = spread) -> np.ndarray:
            return np.exp(-distance_of(x) / spread) * tasks[rows]

        kernel = np.exp(-distance / spread) * tasks
        yield from _penalised(kernel, kernel_of, problem, f"width {width:g}, ")


def partial_least_squares(problem: Problem) -> Iterator[Candidate]:
    """Fit partial least squares with one more component at a time (`Candidates`).

    References
    ----------
    Wold, Sjostrom and Eriksson (2001), doi 10.1016/S0169-7439(01)00155-1.
    """
    from sklearn.cross_decomposition import PLSRegression
    from sklearn.exceptions import ConvergenceWarning

    x, y = problem.x[problem.train], problem.y
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
    scores = (problem.x - centre) @ model.x_rotations_
    for k in range(1, most + 1):
        # The first k components of the largest fit are those of a fit with k components.
        prediction = model.intercept_ + scores[:, :k] @ model.y_loadings_[:, :k].T

        def of_rows(x: np.ndarray, _: np.ndarray, k: int = k) -> np.ndarray:
            of_components = (x - centre) @ model.x_rotations_[:, :k]
            return model.intercept_ + of_components @ model.y_loadings_[:, :k].T

        yield Candidate(f"{k} component{'s' if k > 1 else ''}", prediction, of_rows)
