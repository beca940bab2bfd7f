"""What is explained are the models that predicted the tested segments, refitted ones included."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.evaluation.selection import choices, choose, gather
from eeg2emg.importance import explained
from eeg2emg.learning.catalogue import FAM, REGRESSIONS
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.recipes import RECIPES, REPLICATION_MODEL
from eeg2emg.learning.trained_schemes import train_schemes
from eeg2emg.learning.weights import write_weights
from eeg2emg.splitting.schemes import make_split

SMALL = replace(
    RECIPES["tuned"].recipe, filters=(2, 2, 2), batch_size=8, max_epochs=2, validation_period=3
)


def test_the_function_that_is_explained_gives_the_predictions_that_are_judged(
    make_cohort, tmp_path, monkeypatch
):
    dataset = make_cohort(recordings=8)
    split = make_split(dataset.segments, "blocked", seed=1)
    trained = train_schemes(dataset, {"blocked": split}, SMALL, "adam", seed=1)
    write_weights(tmp_path / "adam.npz", trained.weights)
    models = fit_models(dataset, split, "blocked")
    table = gather(dataset, "blocked", split, [models, trained.predictions])
    estimates = []

    def observed(predict, inputs, *arguments, **options):
        estimates.append(predict(inputs.values))
        return importance(predict, inputs, *arguments, **options)

    importance = explained.permutation_importance
    monkeypatch.setattr(explained, "permutation_importance", observed)
    explained.explain_models(
        dataset,
        split,
        table,
        {"adam": tmp_path / "adam.npz"},
        repeats={"measure": 1},
        seed=1,
        confidence=0.95,
    )
    judged = [choices(table)[REPLICATION_MODEL], choose(table, REGRESSIONS)]
    if judged[1].by_fold != {"all": FAM}:
        judged.append(choose(table, [FAM]))
    assert len(estimates) == len(judged)
    for estimate, choice in zip(estimates, judged, strict=True):
        expected = choice.prediction[table.tested]
        assert estimate == pytest.approx(expected, rel=1e-5, abs=1e-6)
    (weights,) = trained.weights.values()
    assert not np.array_equal(weights["all/best/0"], weights["all/refitted/0"])
