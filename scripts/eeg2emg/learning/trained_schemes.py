"""Training of one recipe and optimizer on all folds of all its schemes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from eeg2emg.learning.network_predictions import network_predictions, no_network_predictions
from eeg2emg.learning.predictions import Predictions, concatenate
from eeg2emg.learning.training import (
    FOLD_COLUMNS,
    HISTORY_COLUMNS,
    refits_in,
    train_folds,
    trainer_for,
)
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.recipes import TrainingRecipe
    from eeg2emg.splitting.split import Split

log = logging.getLogger("eeg2emg")


class TrainedSchemes(NamedTuple):
    """What training gave.

    Attributes
    ----------
    predictions : Predictions
        Of all schemes, one after the other; without rows where none is estimable.
    history : DataFrame
        Losses by iteration, with a column scheme.
    folds : DataFrame
        One row per fold and member: how the training went.
    weights : dict of str to dict of str to ndarray
        By scheme.
    """

    predictions: Predictions
    history: pd.DataFrame
    folds: pd.DataFrame
    weights: dict[str, dict[str, np.ndarray]]


def train_schemes(
    dataset: ConnectivityDataset,
    splits: Mapping[str, Split],
    recipe: TrainingRecipe,
    optimizer: str,
    *,
    seed: int,
) -> TrainedSchemes:
    """Train on all folds of several schemes, in one process, since TensorFlow starts slowly.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    splits : mapping of str to Split
        By scheme; all estimable.
    recipe : TrainingRecipe
        How the network is trained.
    optimizer : str
        Name of the optimizer.
    seed : int
        The cohort's seed; that of a scheme depends on its name too.

    Returns
    -------
    TrainedSchemes
    """
    predictions, histories, folds, weights = [], [], [], {}
    # What TensorFlow compiles serves all schemes.
    trainer = trainer_for(dataset, recipe, optimizer) if splits else None
    for scheme, split in splits.items():
        result = train_folds(
            dataset,
            split,
            recipe,
            optimizer,
            seed=derive_seed(seed, "network", scheme),
            adapted=SCHEMES[scheme].adapted,
            refits=refits_in(scheme, recipe.name),
            trainer=trainer,
        )
        predictions.append(
            network_predictions(
                result,
                split,
                scheme=scheme,
                recipe=recipe.name,
                optimizer=optimizer,
                channels=dataset.target_labels,
            )
        )
        histories.append(result.history.assign(scheme=scheme))
        weights[scheme] = dict(result.weights)
        folds.append(result.folds.assign(recipe=recipe.name, optimizer=optimizer, scheme=scheme))
        log.info("%s\n%s", scheme, result.folds.to_string(index=False))
    if not predictions:
        predictions.append(no_network_predictions(recipe, optimizer, dataset.target_labels))
        histories.append(pd.DataFrame(columns=[*HISTORY_COLUMNS, "scheme"]))
        folds.append(pd.DataFrame(columns=[*FOLD_COLUMNS, "recipe", "optimizer", "scheme"]))
    return TrainedSchemes(
        concatenate(predictions),
        pd.concat(histories, ignore_index=True),
        pd.concat(folds),
        weights,
    )
