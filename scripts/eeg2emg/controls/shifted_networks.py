"""Permutation null of a network: trained anew on EEG shifted against EMG by whole cycles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.cohort.cycles import shift_by_cycles
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.selection import choices, choose_rival, gather
from eeg2emg.learning.network_predictions import network_predictions
from eeg2emg.learning.training import refits_in, train_folds
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.predictions import Predictions
    from eeg2emg.learning.recipes import TrainingRecipe
    from eeg2emg.splitting.split import Split


def network_skill_when_shifted(
    dataset: ConnectivityDataset,
    split: Split,
    rivals: Predictions,
    recipe: TrainingRecipe,
    optimizers: Sequence[str],
    *,
    shift: int,
    seed: int,
) -> float:
    """Train the primary analysis's networks on one shifted pairing.

    Everything that the primary analysis does is done again: a network for every optimizer, its
    best weights and the optimizer chosen on validation segments.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    split : Split
        Of the primary analysis's scheme.
    rivals : Predictions
        Of the EEG-free predictors, which a shift does not change.
    recipe : TrainingRecipe
        The primary analysis's.
    optimizers : sequence of str
        Among which validation segments choose.
    shift : int
        Number of the shift, counted from 1; its seed is derived from it.
    seed : int
        The cohort's seed.

    Returns
    -------
    float
        Skill on the tested segments of all folds.

    Raises
    ------
    NotEstimableError
        If a subject has too few cycles to be shifted, or none of the networks can be trained.
    """
    scheme = PRIMARY["scheme"]
    rng = np.random.default_rng(derive_seed(seed, "network null", shift))
    order = shift_by_cycles(dataset.segments, rng)
    shifted = replace(dataset, features=dataset.features[order])
    networks = [
        network_predictions(
            train_folds(
                shifted,
                split,
                recipe,
                name,
                seed=derive_seed(seed, "network null", shift, scheme),
                refits=refits_in(scheme, recipe.name),
            ),
            split,
            scheme=scheme,
            recipe=recipe.name,
            optimizer=name,
            channels=dataset.emg_channels,
        )
        for name in optimizers
    ]
    table = gather(shifted, scheme, split, [rivals, *networks])
    test = table.tested
    choice = choices(table)[PRIMARY["model"]]
    if choice.reason:
        raise NotEstimableError(f"Shift {shift} has no network. {choice.reason}")
    return skill(table.truth[test], choice.prediction[test], choose_rival(table).prediction[test])
