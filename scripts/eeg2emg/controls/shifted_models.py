"""Permutation null: EEG of people beside the EMG of others, regressions fitted anew.

The EEG of each person is put beside the EMG of another, at the same place in the session and in the
same phase, each less the mean of its cell. Every course in time stays whole, and what all people
share over a session stays in the pairing; only what joins the brain and the muscles of one person
is lost. If nothing does, all ways to pair are equally likely. Everything is then fitted and chosen
anew.

Shifting each person's EEG against its own EMG, by whole cycles around the ends, needs courses that
are stationary: the wrap breaks a trend that EEG and EMG share, so that the true pairing stands out
without any coupling. Taking straight lines in time from both before makes it worse, because what is
left of slow courses has the same shape in all. These are kept to be compared
(``benchmarks/null_pairings.py``, docs/evaluation.md).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cohort.cycles import people_in_exchange, shift_by_cycles
from eeg2emg.controls.null_table import COLUMNS, no_null, null_row
from eeg2emg.controls.trends import lines_removed
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.learning.catalogue import DOUBTED, PRIMARY_MODELS
from eeg2emg.learning.divided_features import DividedFeatures
from eeg2emg.learning.features import vectors_of
from eeg2emg.learning.groups import group_means, groups_of
from eeg2emg.learning.model_fits import PreparedModel
from eeg2emg.names.models import PRIMARY_CHOSEN
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable

PEOPLE, SHIFTED, MIRRORED, WITHOUT_LINES = (
    "people exchanged",
    "shifted around the ends",
    "shifted back and forth",
    "shifted without lines in time",
)
"""Ways to pair anew. The first is used; the others are there to be compared."""


def pairing_null(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    *,
    primary: Sequence[str] = PRIMARY_MODELS,
    shifts: int,
    seed: int,
    models: Iterable[str] = DOUBTED,
    pairing: str = PEOPLE,
) -> pd.DataFrame:
    """Test each model, and the primary model, against wrong pairings.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    table : SchemeTable
        Rows of one scheme.
    primary : sequence of str
        Models among which the primary analysis chooses on validation segments; the choice is made
        anew for every shift. Where one of them is not among `models`, it has no row.
    shifts : int
        B: how many wrong pairings.
    seed : int
        The cohort's seed.
    models : iterable of str
        Which of `eeg2emg.learning.catalogue.REGRESSIONS`.
    pairing : str
        `PEOPLE`, or for comparison `SHIFTED`, `MIRRORED` or `WITHOUT_LINES`.

    Returns
    -------
    DataFrame
        Columns `eeg2emg.controls.null_table.COLUMNS`. ``skill`` is over the model's own base.
        ``p`` = (1 + number of null skills not below the true one) /
        (B + 1); ``null_mean`` and ``null_95`` describe the null skills.
    """
    names = list(models)
    covered = bool(primary) and set(primary) <= set(names)
    judged = [*names, *([PRIMARY_CHOSEN] if covered else [])]
    rng = np.random.default_rng(derive_seed(seed, "pairing null", table.scheme))
    try:
        draw = _drawing(dataset.segments, pairing)
        orders = [draw(rng) for _ in range(shifts)]
    except NotEstimableError as error:
        return no_null(table.scheme, str(error), judged)
    left = without_lines(dataset) if pairing == WITHOUT_LINES else dataset
    vectors = vectors_of(dataset)
    if pairing == WITHOUT_LINES:
        vectors = vectors.changed(lines_removed(vectors.values, dataset.segments))
    features = DividedFeatures(vectors, dataset.segments)
    folds = [_Fold(features, dataset, table, rows, names) for rows in _rows_of_folds(table)]
    orders = [np.arange(len(dataset.segments)), *orders]
    skills = [
        _skills(folds, paired_anew(left, order), primary if covered else ()) for order in orders
    ]
    records = [
        null_row(table.scheme, name, skills[0][name], np.array([s[name] for s in skills[1:]]))
        for name in judged
    ]
    return pd.DataFrame(records, columns=list(COLUMNS))


def paired_anew(dataset: ConnectivityDataset, order: np.ndarray) -> np.ndarray:
    """Put other targets beside the features: each cell keeps its mean, not what varies about it.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    order : ndarray of int, shape (segments,)
        Whose EMG stands beside the EEG of each segment.

    Returns
    -------
    ndarray, shape (segments, m, m)
        Targets; the true order gives the true ones.
    """
    flat = dataset.targets.reshape(len(dataset.targets), -1)
    cell = groups_of(dataset.segments).cell
    level = group_means(flat, cell, np.full(len(cell), True))[cell]
    return (level + (flat - level)[order]).reshape(dataset.targets.shape)


def _drawing(segments: pd.DataFrame, pairing: str) -> Callable[[np.random.Generator], np.ndarray]:
    if pairing == PEOPLE:
        return people_in_exchange(segments)
    return partial(shift_by_cycles, segments, mirrored=pairing == MIRRORED)


def without_lines(dataset: ConnectivityDataset) -> ConnectivityDataset:
    """Take each cell's lines in time from the matrices of a cohort, EEG and EMG."""
    further = dataset.log_coherency
    if further is not None:
        further = further._replace(features=lines_removed(further.features, dataset.segments))
    return replace(
        dataset,
        features=lines_removed(dataset.features, dataset.segments),
        targets=lines_removed(dataset.targets, dataset.segments),
        log_coherency=further,
    )


def _rows_of_folds(table: SchemeTable) -> list[np.ndarray]:
    return list(table.rows.groupby("fold", sort=True).indices.values())


class _Fold:
    """Models of one fold whose features are prepared for any number of targets."""

    def __init__(
        self,
        features: DividedFeatures,
        dataset: ConnectivityDataset,
        table: SchemeTable,
        rows: np.ndarray,
        models: Sequence[str],
    ) -> None:
        self.part = np.full(len(dataset.segments), "unused", dtype=object)
        self.part[dataset.rows(table.rows["segment"].iloc[rows])] = table.rows["part"].iloc[rows]
        scheme = SCHEMES[table.scheme]
        self.models = {
            name: PreparedModel(
                name,
                features,
                dataset.segments,
                self.part,
                adapted=scheme.adapted,
                refits=scheme.refits,
            )
            for name in models
        }

    def errors(self, targets: np.ndarray, primary: Sequence[str]) -> dict[str, np.ndarray]:
        """Squared errors on tested segments of model and base, by model."""
        validation, test = self.part == "validation", self.part == "test"
        found, on_validation = {}, {}
        for name, model in self.models.items():
            fit = model.fit(targets)
            found[name] = np.array(
                [_squares(fit.prediction, targets, test), _squares(fit.base, targets, test)]
            )
            on_validation[name] = _squares(fit.prediction, targets, validation)
        if primary:
            found[PRIMARY_CHOSEN] = found[min(primary, key=on_validation.__getitem__)]
        return found


def _squares(prediction: np.ndarray, targets: np.ndarray, rows: np.ndarray) -> float:
    return float(np.sum(off_diagonal(prediction[rows] - targets[rows]) ** 2))


def _skills(
    folds: Sequence[_Fold], targets: np.ndarray, primary: Sequence[str]
) -> Mapping[str, float]:
    """Skill over its own base of every model, over all folds; 0 where the base makes no error."""
    of_folds = [fold.errors(targets, primary) for fold in folds]
    sums = {name: np.sum([errors[name] for errors in of_folds], axis=0) for name in of_folds[0]}
    return {
        name: float(1 - error / base) if base > 0 else 0.0 for name, (error, base) in sums.items()
    }
