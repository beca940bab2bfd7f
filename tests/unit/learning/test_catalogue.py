"""The catalogues of models: every entry is whole and documented, and an entry is all it takes."""

from pathlib import Path

import numpy as np
import pytest
from eeg2emg.catalogues import catalogue, resolve
from eeg2emg.learning import model_fits, rivals
from eeg2emg.learning.catalogue import (
    REGRESSIONS,
    RIVALS,
    Regression,
    Rival,
    model_title,
    spell_models,
)
from eeg2emg.names.features import CONNECTIVITY, LOG_COHERENCY
from eeg2emg.names.models import ModelName
from eeg2emg.splitting.schemes import make_split

SETS = (CONNECTIVITY, LOG_COHERENCY)
DOCS = (Path(__file__).parents[3] / "docs" / "evaluation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rival", RIVALS.values(), ids=RIVALS)
def test_every_rival_has_a_function_a_definition_and_a_row_in_the_docs(rival):
    assert resolve(rival.fit).__doc__
    assert rival.definition.endswith(".")
    assert f"\n| {rival.name} | " in DOCS


@pytest.mark.parametrize("regression", REGRESSIONS.values(), ids=REGRESSIONS)
def test_every_regression_has_a_function_a_title_a_definition_and_a_word_in_the_docs(regression):
    functions = [resolve(member.candidates) for member, _ in regression.members_of(SETS, new=False)]
    assert functions
    assert regression.title
    assert regression.definition.endswith(".")
    assert f"`{regression.name}`" in DOCS
    assert all(function.__doc__ for function in functions)
    assert any(regression.doi in function.__doc__ for function in functions)


def test_no_two_models_have_one_name_or_are_taken_for_networks():
    names = [*RIVALS, *REGRESSIONS]
    assert len(set(names)) == len(names)
    assert not any(ModelName.parse(name).is_network for name in names)


@pytest.fixture(scope="module")
def cohort(make_cohort):
    dataset = make_cohort()
    split = make_split(dataset.segments, "blocked", seed=1)
    return dataset, split.parts("all", dataset.segments["segment"])


def test_an_entry_is_all_that_a_regression_needs(cohort, monkeypatch):
    dataset, part = cohort
    twin = Regression("twin", "the twin", "Ridge again.", REGRESSIONS["ridge"].candidates)
    monkeypatch.setattr(model_fits, "REGRESSIONS", catalogue(*REGRESSIONS.values(), twin))
    vectors = dataset.features.reshape(len(part), -1)
    found, ridge = (
        model_fits.fit_model(name, vectors, dataset.targets, dataset.segments, part)
        for name in ("twin", "ridge")
    )
    assert np.array_equal(found.prediction, ridge.prediction)


def test_an_entry_is_all_that_a_rival_needs(cohort, monkeypatch):
    dataset, part = cohort
    twin = Rival("twin", "The cell mean again.", RIVALS["cell mean"].fit)
    monkeypatch.setattr(rivals, "RIVALS", catalogue(*RIVALS.values(), twin))
    found = rivals.fit_rivals(dataset.targets, dataset.segments, part).predictions
    assert np.array_equal(found["twin"], found["cell mean"], equal_nan=True)


def test_models_are_named_for_people():
    assert model_title("network-tuned-rmsprop-best") == "tuned network, RMSprop, best weights"
    assert model_title("network-residual-adam-ensemble") == "residual network, Adam, ensemble"
    assert model_title("network-paper-chosen") == "paper's network, optimizer by validation"
    assert model_title("best-chosen") == "best model with EEG, by validation"
    assert model_title("pls") == "partial least squares"
    assert model_title("cell mean") == "cell mean"


def test_networks_are_named_for_people_within_a_text():
    assert spell_models("chosen: network-tuned-sgd-best (2 folds), ridge") == (
        "chosen: tuned network, SGD, best weights (2 folds), ridge"
    )
