"""Predictions of trained networks, in the layout of all models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.learning.predictions import ROW_COLUMNS, Predictions, no_remarks
from eeg2emg.learning.training import estimates_of
from eeg2emg.splitting.schemes import split_digest

if TYPE_CHECKING:
    from eeg2emg.learning.recipes import TrainingRecipe
    from eeg2emg.learning.training import TrainingResult


def network_predictions(
    result: TrainingResult,
    split: pd.DataFrame,
    *,
    scheme: str,
    recipe: str,
    optimizer: str,
    channels: tuple[str, ...],
) -> Predictions:
    """Arrange what training gave as predictions of two models, with last and with best weights.

    Parameters
    ----------
    result : TrainingResult
        Of `eeg2emg.learning.training.train_folds` with this split.
    split : DataFrame
        Columns fold, segment, part.
    scheme, recipe, optimizer : str
        Names of what was trained.
    channels : tuple of str
        EMG channels.

    Returns
    -------
    Predictions
        Models ``network-<recipe>-<optimizer>-last``, ``...-best``, and ``...-ensemble`` where
        the recipe has several members.
    """
    rows = result.rows.assign(scheme=scheme)[["scheme", "fold", "segment", "part"]]
    return Predictions(
        tuple(f"network-{recipe}-{optimizer}-{which}" for which in result.predictions),
        rows,
        np.stack(list(result.predictions.values())),
        channels,
        {scheme: split_digest(split)},
        no_remarks(),
    )


def no_network_predictions(
    recipe: TrainingRecipe, optimizer: str, channels: tuple[str, ...]
) -> Predictions:
    """Make the predictions of a network for which no scheme is estimable: no rows."""
    names = tuple(f"network-{recipe.name}-{optimizer}-{which}" for which in estimates_of(recipe))
    return Predictions(
        names,
        pd.DataFrame(columns=list(ROW_COLUMNS), dtype=str),
        np.zeros((len(names), 0, len(channels), len(channels))),
        channels,
        {},
        no_remarks(),
    )
