"""The null of the primary analysis: its networks, trained anew on shifted pairings."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.controls.null_table import null_row
from eeg2emg.controls.shifted_networks import network_skill_when_shifted
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.judgement import PRIMARY, evaluate
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.network_predictions import network_predictions
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.learning.training import train_folds
from eeg2emg.splitting.schemes import make_split

SMALL = replace(
    RECIPES["tuned"].recipe,
    filters=(4, 6, 8),
    batch_size=8,
    max_epochs=25,
    validation_period=5,
    l2=0.01,
)


def skill_when_shifted(dataset, split, shift, optimizers=("adam",)):
    rivals = fit_models(dataset, split, "blocked")
    return network_skill_when_shifted(
        dataset, split, rivals, SMALL, optimizers, shift=shift, seed=1
    )


def test_shifting_takes_away_what_the_network_learns(make_cohort):
    dataset = make_cohort(recordings=20, coupling=0.98, offsets=0.1, noise=0.05)
    split = make_split(dataset.segments, "blocked", seed=1)
    trained = train_folds(dataset, split, SMALL, "adam", seed=1)
    network = network_predictions(
        trained,
        split,
        scheme="blocked",
        recipe="tuned",
        optimizer="adam",
        channels=dataset.emg_channels,
    )
    models = [fit_models(dataset, split, "blocked"), network]
    metrics = evaluate(dataset, {"blocked": split}, models, seed=1).metrics
    observed = metrics.loc[metrics["primary"], "value"].item()
    null = [skill_when_shifted(dataset, split, shift) for shift in (1, 2)]
    assert observed > 0.2
    assert max(null) < 0.05


def test_equal_shifts_are_equal_and_the_optimizer_is_chosen(make_cohort):
    dataset = make_cohort(recordings=5)
    split = make_split(dataset.segments, "blocked", seed=1)
    adam, again, other, chosen = (
        skill_when_shifted(dataset, split, shift, optimizers)
        for shift, optimizers in (
            (1, ["adam"]),
            (1, ["adam"]),
            (2, ["adam"]),
            (1, ["adam", "sgd"]),
        )
    )
    assert adam == again
    assert adam != other
    assert chosen in (adam, skill_when_shifted(dataset, split, 1, ["sgd"]))


def test_too_few_cycles(make_cohort):
    dataset = make_cohort(recordings=8)
    split = make_split(dataset.segments, "blocked", seed=1)
    one_cycle = replace(dataset, segments=dataset.segments.assign(recording="one", cycle=0))
    with pytest.raises(NotEstimableError, match="1 cycle of a phase"):
        skill_when_shifted(one_cycle, split, 1)


def test_p_counts_the_true_pairing_too():
    null = np.array([0.1, 0.2, 0.3, 0.4])
    for observed, p in ((0.5, 1 / 5), (0.3, 3 / 5), (0.0, 5 / 5)):
        row = null_row(PRIMARY["scheme"], PRIMARY["model"], observed, null)
        assert row[2:5] == (observed, p, 4)
