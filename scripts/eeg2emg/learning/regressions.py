"""Linear and kernel models of what EEG adds to the cell mean.

All of them learn the residual of the target from a mean of the training segments, from features
less the same mean: the mean of the cell (subject x phase) where every judged subject was trained
on, the mean of the phase where subjects are new (`eeg2emg.learning.residuals`). What a model
predicts is that mean plus what it makes of the residual features.

Penalties, widths and numbers of components are chosen on validation segments. Where the tested
subjects are new, validation segments are of people that the model knows, for whom other values are
best; so there the training subjects take turns as new ones, and their errors decide.
"""

from __future__ import annotations

import warnings
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.learning.residuals import Groups, Residuals, groups_of, subtract_means

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    OfRows = Callable[[np.ndarray, np.ndarray], np.ndarray]
    Candidate = tuple[str, np.ndarray, OfRows]

MODELS = ("ridge", "pls", "kernel ridge")
"""The models, by name in files and tables."""

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
    """Fit one model on the training segments of one fold.

    - *ridge*: linear, penalty on the squared weights.
    - *pls*: partial least squares regression with a number of components.
    - *kernel ridge*: multi-task; Gaussian kernel of the features times
      (0.2 + 3 [same phase] + [same subject] + [same cell]).

    Features are scaled by their standard deviation over training segments. The penalty, the
    components or the width are those with the smallest squared error on the off-diagonal entries
    of the validation segments, or of training subjects that take turns as new ones where the
    tested subjects are new; where none beats the mean, the mean alone is the prediction.

    Parameters
    ----------
    name : str
        One of `MODELS`.
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

    References
    ----------
    Bonilla, Chai and Williams (2007), Advances in Neural Information Processing Systems 20, for
    kernels over tasks; Wold, Sjostrom and Eriksson (2001), doi 10.1016/S0169-7439(01)00155-1, for
    partial least squares.
    """
    parts = np.asarray(part)
    residuals = subtract_means(vectors, targets, segments, parts, adapted=adapted)
    groups = groups_of(segments)
    problem = _Problem(residuals, groups, parts == "training")
    candidates = list(_CANDIDATES[name](problem))
    errors = Counter[str]()
    turns = _turns_of_new_subjects(parts, groups)
    for turn in turns:
        left = subtract_means(vectors, targets, segments, turn, adapted=adapted)
        tried = _CANDIDATES[name](_Problem(left, groups, turn == "training"))
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


class _Problem:
    """Features and targets less their training means, scaled."""

    def __init__(self, residuals: Residuals, groups: Groups, train: np.ndarray) -> None:
        self.train, self.groups = train, groups
        x = residuals.features
        deviation = x[train].std(axis=0)
        self.scale = np.where(deviation > 1e-9 * np.abs(x).max(), deviation, np.inf)
        self.x = x / self.scale
        self.residual = residuals.targets[train]


def _penalised(
    kernel: np.ndarray, kernel_of: OfRows, problem: _Problem, label: str
) -> Iterator[Candidate]:
    """Kernel ridge regression with every candidate penalty."""
    from sklearn.kernel_ridge import KernelRidge

    own = kernel[problem.train]
    mean_eigenvalue = np.trace(own) / len(own)
    if mean_eigenvalue <= 0:
        return
    for penalty in PENALTIES:
        model = KernelRidge(alpha=penalty * mean_eigenvalue, kernel="precomputed")
        model.fit(own, problem.residual)

        def of_rows(
            x: np.ndarray, rows: np.ndarray, weights: np.ndarray = model.dual_coef_
        ) -> np.ndarray:
            return kernel_of(x, rows) @ weights

        yield f"{label}penalty {penalty:.3g}", model.predict(kernel), of_rows


def _ridge(problem: _Problem) -> Iterator[Candidate]:
    known = problem.x[problem.train]
    yield from _penalised(problem.x @ known.T, lambda x, _: x @ known.T, problem, "")


def _kernel_ridge(problem: _Problem) -> Iterator[Candidate]:
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

    distance = distance_of(problem.x)
    median = np.median(distance[train][~np.eye(len(known), dtype=bool)])
    for width in WIDTHS:
        spread = 2 * width**2 * max(median, np.finfo(float).tiny)

        def kernel_of(x: np.ndarray, rows: np.ndarray, spread: float = spread) -> np.ndarray:
            return np.exp(-distance_of(x) / spread) * tasks[rows]

        kernel = np.exp(-distance / spread) * tasks
        yield from _penalised(kernel, kernel_of, problem, f"width {width:g}, ")


def _pls(problem: _Problem) -> Iterator[Candidate]:
    """Partial least squares with one more component at a time, from one fit of the most."""
    from sklearn.cross_decomposition import PLSRegression

    x, y = problem.x[problem.train], problem.residual
    if not (x.any() and y.any()):
        return
    most = min(PLS_COMPONENTS, len(x) - 1, x.shape[1])
    with warnings.catch_warnings():
        # Once the residual is exhausted further components are zero and change nothing.
        warnings.filterwarnings("ignore", "y residual is constant", UserWarning)
        model = PLSRegression(n_components=most, scale=False).fit(x, y)
    centre = x.mean(axis=0)
    scores = (problem.x - centre) @ model.x_rotations_
    for k in range(1, most + 1):
        # The first k components of a larger fit are those of a fit with k components.
        prediction = model.intercept_ + scores[:, :k] @ model.y_loadings_[:, :k].T

        def of_rows(x: np.ndarray, _: np.ndarray, k: int = k) -> np.ndarray:
            of_components = (x - centre) @ model.x_rotations_[:, :k]
            return model.intercept_ + of_components @ model.y_loadings_[:, :k].T

        yield f"{k} component{'s' if k > 1 else ''}", prediction, of_rows


_CANDIDATES = {"ridge": _ridge, "pls": _pls, "kernel ridge": _kernel_ridge}
