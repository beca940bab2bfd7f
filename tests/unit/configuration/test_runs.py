"""Which networks are trained in which schemes, by what the configuration asks for."""

import pytest
from eeg2emg.configuration.model import Configuration
from eeg2emg.configuration.runs import NetworkRun, network_runs, trained_recipes
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES, TABLE3_SCHEME


def test_the_default_trains_every_recipe_but_those_on_request():
    options = Configuration()
    runs = network_runs(options.training, options.evaluation.schemes)
    assert list(map(str, runs.compared)) == [
        *("paper_adam", "paper_sgd", "paper_rmsprop", "tuned_adam", "tuned_sgd", "tuned_rmsprop"),
    ]
    assert list(map(str, runs.further)) == ["residual_adam", "phase_adam", "edges_adam"]
    assert runs.all == runs.compared + runs.further
    assert runs.schemes == {
        "paper": ("random",),
        "tuned": ("random", "blocked", "leave-one-subject-out"),
        **dict.fromkeys(
            ("residual", "phase", "edges"),
            ("blocked", "leave-one-subject-out-adapted", "few-shot"),
        ),
    }


def test_only_configured_schemes_in_the_configured_order():
    options = Configuration(
        evaluation={"schemes": ["few-shot", "blocked", "random"]},
        training={"further": ["edges"], "further_schemes": ["blocked", "few-shot"]},
    )
    assert network_runs(options.training, options.evaluation.schemes).schemes == {
        "paper": ("random",),
        "tuned": ("blocked", "random"),
        "edges": ("few-shot", "blocked"),
    }


def test_only_configured_optimizers_and_further_recipes():
    training = {"optimizers": ["sgd"], "further": ["phase"], "further_optimizer": "rmsprop"}
    options = Configuration(training=training)
    runs = network_runs(options.training, options.evaluation.schemes)
    assert runs.compared == (NetworkRun("paper", "sgd"), NetworkRun("tuned", "sgd"))
    assert runs.further == (NetworkRun("phase", "rmsprop"),)
    assert trained_recipes(options.training) == ["paper", "tuned", "phase"]


def test_the_primary_analysis_and_table_3_are_always_trained():
    options = Configuration(evaluation={"schemes": [TABLE3_SCHEME, PRIMARY_SCHEME]})
    trained = {
        scheme
        for schemes in network_runs(options.training, options.evaluation.schemes).schemes.values()
        for scheme in schemes
    }
    assert trained == {TABLE3_SCHEME, PRIMARY_SCHEME}


@pytest.mark.parametrize("name", RECIPES)
def test_a_section_of_the_configuration_makes_its_recipe(name):
    assert getattr(Configuration().training, name).build() == RECIPES[name].recipe


def test_every_scheme_and_recipe_can_be_asked_for():
    further = [name for name, recipe in RECIPES.items() if not recipe.compared]
    options = Configuration(
        evaluation={"schemes": list(SCHEMES)},
        training={"further": further, "further_schemes": list(SCHEMES)},
    )
    assert set(network_runs(options.training, options.evaluation.schemes).schemes) == set(RECIPES)


def test_new_people_can_be_spared_the_networks_of_their_own():
    options = Configuration(training={"new_people": False})
    runs = network_runs(options.training, options.evaluation.schemes)
    assert runs.schemes["tuned"] == ("random", "blocked")
    assert runs.schemes["paper"] == ("random",)
