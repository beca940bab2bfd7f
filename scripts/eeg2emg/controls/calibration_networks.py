"""Networks of the calibration: the layers of the large ones, fewer filters and epochs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eeg2emg.learning.network_predictions import network_predictions
from eeg2emg.learning.recipes import PAPER_RECIPE, RECIPES
from eeg2emg.learning.training import refits_in, train_folds, trainer_for
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.predictions import Predictions
    from eeg2emg.learning.recipes import TrainingRecipe
    from eeg2emg.learning.trainer import Trainer
    from eeg2emg.splitting.split import Split


def _smaller(recipe: TrainingRecipe) -> TrainingRecipe:
    """Give a recipe fewer filters and epochs, and one member for each form of its targets."""
    members = len(recipe.target_forms)
    small = replace(recipe, max_epochs=12, validation_period=8, l2=0.01, members=members)
    if recipe.edge_filters:
        return replace(small, edge_filters=(8, 16, 16))
    return replace(small, filters=(6, 12, 24), kernel_sizes=(5, 3, 3))


SMALL_RECIPES = tuple(
    _smaller(entry.recipe)
    for entry in RECIPES.values()
    if entry.name != PAPER_RECIPE and not entry.on_request
)
"""All recipes that are trained by default but the paper's, with networks that fit ten sources and
are trained in a fraction of a second."""

OPTIMIZER = "adam"


def small_trainers(dataset: ConnectivityDataset) -> list[Trainer]:
    """Make a trainer of each small recipe, for cohorts of this many channels and planes."""
    return [trainer_for(dataset, recipe, OPTIMIZER) for recipe in SMALL_RECIPES]


def small_network_predictions(
    dataset: ConnectivityDataset,
    splits: Mapping[str, Split],
    trainers: Sequence[Trainer],
    *,
    seed: int,
) -> list[Predictions]:
    """Train the small networks on all folds of all schemes.

    Parameters
    ----------
    dataset : ConnectivityDataset
        One small cohort.
    splits : dict of str to Split
        By scheme.
    trainers : sequence of Trainer
        As from `small_trainers`, used for one cohort after the other.
    seed : int
        The cohort's seed.

    Returns
    -------
    list of Predictions
        One per recipe and scheme.
    """
    return [
        network_predictions(
            train_folds(
                dataset,
                split,
                trainer.recipe,
                trainer.optimizer,
                seed=derive_seed(seed, "network", scheme),
                adapted=SCHEMES[scheme].adapted,
                refits=refits_in(scheme, trainer.recipe.name),
                trainer=trainer,
            ),
            split,
            scheme=scheme,
            recipe=trainer.recipe.name,
            optimizer=trainer.optimizer,
            channels=dataset.emg_channels,
        )
        for trainer in trainers
        for scheme, split in splits.items()
    ]
