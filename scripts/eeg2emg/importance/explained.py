"""Importance for the replication's network, the best solved model, and the mean of networks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pandas as pd

from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.selection import choices, choose, choose_rival
from eeg2emg.importance.permutation import (
    COLUMNS,
    Inputs,
    matrix_inputs,
    permutation_importance,
    vector_inputs,
)
from eeg2emg.importance.refits import refit_importance
from eeg2emg.learning.catalogue import FAM, REGRESSIONS
from eeg2emg.learning.features import vectors_of
from eeg2emg.learning.model_fits import fit_model
from eeg2emg.learning.recipes import REPLICATION_MODEL
from eeg2emg.learning.training import REFITTED, network_predictor, refits_in
from eeg2emg.learning.weights import read_weights
from eeg2emg.names.models import ModelName
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    import numpy as np

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable
    from eeg2emg.splitting.split import Split

    Explained = tuple[Callable[[np.ndarray], np.ndarray], Inputs]

log = logging.getLogger("eeg2emg")

ANY_REGRESSION = "linear or kernel model"
"""In the place of the one that validation chooses, where it has none to choose."""

TABLE_COLUMNS = ("model", "skill", *COLUMNS, "status", "reason")
"""Columns of the table of importances."""


def explain_models(
    dataset: ConnectivityDataset,
    split: Split,
    table: SchemeTable,
    weights: Mapping[str, str | os.PathLike[str]],
    *,
    repeats: Mapping[str, int],
    seed: int,
    confidence: float,
) -> pd.DataFrame:
    """Measure the importance of measures, electrodes and pairs, by permutation and by refits.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    split : Split
        The division that the models were fitted with; of one fold.
    table : SchemeTable
        Predictions of the networks and of the regressions.
    weights : mapping of str to path-like
        By optimizer, the weights of the replication's network.
    repeats : mapping of str to int
        Permutations per measure, channel and edge.
    seed : int
        The cohort's seed.
    confidence : float
        Level of the intervals over subjects.

    Returns
    -------
    DataFrame
        Columns `TABLE_COLUMNS`; a model that is not estimable has one row, with the reason.

    Raises
    ------
    NotEstimableError
        If no cell has two cycles among the tested segments.
    """
    tested = table.tested
    rows = dataset.rows(table.rows.loc[tested, "segment"])
    rival = choose_rival(table).prediction
    found = []
    explained_models = {
        REPLICATION_MODEL: choices(table, ())[REPLICATION_MODEL],
        ANY_REGRESSION: choose(table, REGRESSIONS),
    }
    if FAM in table.models and FAM not in explained_models[ANY_REGRESSION].by_fold.values():
        explained_models[FAM] = choose(table, [FAM])
    for wanted, choice in explained_models.items():
        if choice.reason:
            found.append(not_estimable_importance(choice.reason, wanted))
            continue
        ((fold, model),) = choice.by_fold.items()
        name = ModelName.parse(model)
        if name.is_network:
            explained = _network(dataset, rows, fold, name, weights[name.optimizer])
        else:
            explained = _regression(dataset, rows, fold, model, split)
        value = skill(table.truth[tested], choice.prediction[tested], rival[tested])
        log.info("%s has a skill of %.3f", model, value)
        predict, inputs = explained
        importance = permutation_importance(
            predict,
            inputs,
            dataset,
            rows,
            rival[tested],
            repeats=repeats,
            seed=seed,
            confidence=confidence,
        )
        found.append(importance.assign(model=model, skill=value, status="estimated", reason=""))
    refitted = refit_importance(dataset, table, rival, seed=seed, confidence=confidence)
    found.append(refitted.assign(status="estimated", reason=""))
    joined = pd.concat([one.reindex(columns=list(TABLE_COLUMNS)) for one in found])
    return joined.reset_index(drop=True)


def not_estimable_importance(reason: str, model: str = "") -> pd.DataFrame:
    """Make the table of a model, or of a whole cohort, whose importances cannot be estimated."""
    table = pd.DataFrame({"model": [model], "status": ["not estimable"], "reason": [reason]})
    return table.reindex(columns=list(TABLE_COLUMNS))


def _network(
    dataset: ConnectivityDataset,
    rows: np.ndarray,
    fold: str,
    name: ModelName,
    path: str | os.PathLike[str],
) -> Explained:
    """Give the network's function of its inputs, as it predicts tested segments, and these."""
    weights = read_weights(path, PRIMARY_SCHEME)
    refits = refits_in(PRIMARY_SCHEME, name.recipe)
    network = network_predictor(weights, fold, REFITTED if refits else name.weights)
    shape = dataset.features.shape[1:]
    return lambda values: network(values.reshape(-1, *shape)), matrix_inputs(dataset, rows)


def _regression(
    dataset: ConnectivityDataset, rows: np.ndarray, fold: str, model: str, split: Split
) -> Explained:
    """Give the function of a linear or kernel model, fitted as before, and its inputs."""
    fit = fit_model(
        model,
        vectors_of(dataset),
        dataset.targets,
        dataset.segments,
        split.parts(fold, dataset.segments["segment"]),
        refits=SCHEMES[PRIMARY_SCHEME].refits,
    )
    return lambda values: fit.predict(values, rows), vector_inputs(
        dataset, rows, REGRESSIONS[model].sets
    )
