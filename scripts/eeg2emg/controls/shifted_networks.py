"""Permutation null of networks: trained anew on EEG of people beside the EMG of others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.cohort.cycles import exchange_people
from eeg2emg.controls.shifted_models import paired_anew
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.selection import choices, gather
from eeg2emg.learning.catalogue import CELL_MEAN
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.network_predictions import network_predictions
from eeg2emg.learning.training import refits_in, train_folds
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.recipes import TrainingRecipe
    from eeg2emg.splitting.split import Split


def skills_when_shifted(
    dataset: ConnectivityDataset,
    split: Split,
    networks: Iterable[tuple[TrainingRecipe, str]],
    judged: Sequence[str],
    *,
    primary: Sequence[str],
    shift: int,
    seed: int,
) -> dict[str, float]:
    """Fit and choose everything anew on one wrong pairing.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    split : Split
        Of the primary analysis's scheme.
    networks : iterable of (TrainingRecipe, str)
        Recipes and optimizers of the networks to train.
    judged : sequence of str
        Models that validation chooses among them and the regressions: ``network-tuned-chosen``,
        ``primary-chosen``.
    primary : sequence of str
        Models among which the primary analysis chooses.
    shift : int
        Number of the pairing, from which its seed is derived; 0 is the true pairing.
    seed : int
        The cohort's seed.

    Returns
    -------
    dict of str to float
        By model, skill over the cell mean on the tested segments of all folds, as in
        `eeg2emg.controls.shifted_models`.

    Raises
    ------
    NotEstimableError
        If there are too few people to be exchanged, or there is nothing to choose from.
    """
    left = dataset
    if shift:
        rng = np.random.default_rng(derive_seed(seed, "network null", shift))
        left = replace(
            dataset, targets=paired_anew(dataset, exchange_people(dataset.segments, rng))
        )
    predictions = [fit_models(left, split, PRIMARY_SCHEME)]
    for recipe, optimizer in networks:
        trained = train_folds(
            left,
            split,
            recipe,
            optimizer,
            seed=derive_seed(seed, "network null", shift, PRIMARY_SCHEME),
            refits=refits_in(PRIMARY_SCHEME, recipe.name),
        )
        predictions.append(
            network_predictions(
                trained,
                split,
                scheme=PRIMARY_SCHEME,
                recipe=recipe.name,
                optimizer=optimizer,
                channels=dataset.emg_channels,
            )
        )
    table = gather(left, PRIMARY_SCHEME, split, predictions)
    test = table.tested
    base = table.models[CELL_MEAN][test]
    made = choices(table, primary)
    found = {}
    for name in judged:
        if made[name].reason:
            raise NotEstimableError(f"Shift {shift} has no {name}. {made[name].reason}")
        found[name] = skill(table.truth[test], made[name].prediction[test], base)
    return found
