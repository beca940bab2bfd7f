"""Leaving a measure out and fitting anew shows what no other measure makes up for."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.evaluation import refits as evaluation_refits
from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.selection import choose_rival, gather
from eeg2emg.importance.refits import refit_importance
from eeg2emg.learning.catalogue import DOUBTED
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.splitting.schemes import make_split


def prepared(dataset):
    split = make_split(dataset.segments, "blocked", seed=1)
    table = gather(dataset, "blocked", split, [fit_models(dataset, split, "blocked")])
    return table, choose_rival(table).prediction


@pytest.fixture(scope="module")
def informative(make_cohort):
    """EEG of which only the directed plane knows of the EMG; the other is noise."""
    dataset = make_cohort(subjects=6, recordings=10, coupling=0.95)
    features = dataset.features.copy()
    features[..., 0] = np.random.default_rng(5).uniform(-0.5, 0.5, features[..., 0].shape)
    return replace(dataset, features=features)


def refits(dataset, **options):
    table, rival = prepared(dataset)
    return refit_importance(dataset, table, rival, seed=1, **options)


def test_what_carries_the_skill_is_missed_and_noise_is_not(informative):
    found = refits(informative).set_index(["model", "name"])
    assert set(found.index.get_level_values("model")) == set(DOUBTED)
    for model in DOUBTED:
        assert found.loc[(model, "granger"), "skill"] > 0.2
        assert found.loc[(model, "granger"), "low"] > 0
        assert found.loc[(model, "granger"), "importance"] > 0.2
        assert found.loc[(model, "correlation"), "importance"] < 0.1


def test_a_copy_of_a_measure_makes_up_for_it(informative):
    """Ridge uses both copies, so that permuting one costs; without one the other serves."""
    twice = replace(
        informative,
        features=np.concatenate([informative.features, informative.features[..., 1:]], axis=-1),
        planes=("correlation", "granger", "band_granger"),
    )
    found = refits(twice, models=["ridge"]).set_index("name")["importance"]
    assert abs(found["granger"]) < 0.05
    assert abs(found["band_granger"]) < 0.05


def test_the_bands_of_a_measure_leave_together(informative):
    banded = replace(informative, planes=("granger 4-8 Hz", "granger 8-13 Hz"))
    found = refits(banded, models=["ridge", "kernel ridge"])
    assert found["name"].tolist() == ["granger", "granger"]
    table, rival = prepared(banded)
    test = (table.rows["part"] == "test").to_numpy()
    mean_alone = skill(table.truth[test], table.models["cell mean"][test], rival[test])
    left = (found["skill"] - found["importance"]).to_numpy()
    assert left == pytest.approx([mean_alone] * 2, abs=1e-9)


def test_hyperparameters_are_chosen_anew(informative, monkeypatch):
    widths = []

    def counted(name, vectors, *args, **kwargs):
        widths.append(vectors.values.shape[1])
        return fit(name, vectors, *args, **kwargs)

    fit = evaluation_refits.fit_model
    monkeypatch.setattr(evaluation_refits, "fit_model", counted)
    refits(informative, models=["ridge"])
    n = len(informative.eeg_channels)
    symmetric, directed = n * (n - 1) // 2, n * n
    assert widths == [symmetric + directed, directed, symmetric]


def test_too_few_subjects_have_no_interval(make_cohort):
    found = refits(make_cohort(subjects=4), models=["ridge"])
    assert found[["low", "high"]].isna().all(axis=None)
    assert np.isfinite(found["importance"]).all()
