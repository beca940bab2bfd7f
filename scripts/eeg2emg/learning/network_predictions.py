"""Predictions of trained networks, in the layout of all models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.learning.predictions import REMARK_COLUMNS, ROW_COLUMNS, Predictions, no_remarks
from eeg2emg.learning.training import estimates_of
from eeg2emg.names.models import ModelName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eeg2emg.learning.recipes import TrainingRecipe
    from eeg2emg.learning.training import TrainingResult
    from eeg2emg.splitting.split import Split


def network_predictions(
    result: TrainingResult,
    split: Split,
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
    split : Split
        How the cohort is divided.
    scheme, recipe, optimizer : str
        Names of what was trained.
    channels : tuple of str
        EMG channels.

    Returns
    -------
    Predictions
        Models ``network-<recipe>-<optimizer>-last``, ``...-best``, and ``...-ensemble`` where
        the recipe has several members. A fold in which the training diverged has NaN and a remark.
    """
    remarks = [
        (scheme, fold, str(ModelName.network(recipe, optimizer, which)), "not estimable", reason)
        for (which, fold), reason in result.not_estimable.items()
    ]
    rows = result.rows.assign(scheme=scheme)[list(ROW_COLUMNS)]
    return Predictions(
        _names(recipe, optimizer, result.predictions),
        rows,
        np.stack(list(result.predictions.values())),
        channels,
        {scheme: split.digest()},
        pd.DataFrame(remarks, columns=list(REMARK_COLUMNS), dtype=str),
    )


def no_network_predictions(
    recipe: TrainingRecipe, optimizer: str, channels: tuple[str, ...]
) -> Predictions:
    """Make the predictions of a network for which no scheme is estimable: no rows."""
    names = _names(recipe.name, optimizer, estimates_of(recipe))
    return Predictions(
        names,
        pd.DataFrame(columns=list(ROW_COLUMNS), dtype=str),
        np.zeros((len(names), 0, len(channels), len(channels))),
        channels,
        {},
        no_remarks(),
    )


def _names(recipe: str, optimizer: str, weights: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(ModelName.network(recipe, optimizer, which)) for which in weights)
