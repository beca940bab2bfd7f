"""Linear and kernel models of what EEG adds to the cell mean, tuned on validation segments.

All of them learn the residual of the target from a mean of the training segments, from features
less the same mean: the mean of the cell (subject x phase) where every judged subject was trained
on, the mean of the phase where subjects are new (`eeg2emg.learning.residuals`). What a model
predicts is that mean plus what it makes of the residual features.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.learning.residuals import Groups, Residuals, groups_of, subtract_means

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


class ModelFit(NamedTuple):
    """A fitted model.

    Attributes
    ----------
    prediction : ndarray, shape (segments, m, m)
        For all segments of the cohort.
    chosen : str
        What was chosen on the validation segments.
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
    of the validation segments; where none beats the mean, the mean alone is the prediction.

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
    problem = _Problem(residuals, groups_of(segments), parts == "training")
    candidates = {"ridge": _ridge, "pls": _pls, "kernel ridge": _kernel_ridge}[name](problem)
    validation = parts == "validation"
    off = ~np.eye(targets.shape[1], dtype=bool).ravel()
    truth = residuals.targets[validation][:, off]
    best_error = np.sum(truth**2)
    best, chosen = np.zeros_like(residuals.base), "the mean alone"
    best_of: OfRows | None = None
    for label, residual, of_rows in candidates:
        error = np.sum((residual[validation][:, off] - truth) ** 2)
        if error < best_error:
            best_error, best, chosen, best_of = error, residual, label, of_rows

    def predict(changed: np.ndarray, rows: np.ndarray) -> np.ndarray:
        estimate = residuals.base[rows]
        if best_of is not None:
            centre = vectors[rows] - residuals.features[rows]
            estimate = estimate + best_of((changed - centre) / problem.scale, rows)
        return estimate.reshape(len(rows), *targets.shape[1:])

    return ModelFit((residuals.base + best).reshape(targets.shape), chosen, predict)


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
