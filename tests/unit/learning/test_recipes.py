"""The catalogue of recipes: every entry is whole, and can be told from the others by its names."""

from dataclasses import fields
from pathlib import Path

import pytest
from eeg2emg.learning.catalogue import model_title
from eeg2emg.learning.recipes import PAPER_RECIPE, RECIPES, REPLICATION_RECIPE, TrainingRecipe
from eeg2emg.learning.training import estimates_of
from eeg2emg.names.models import ModelName

DOCS = (Path(__file__).parents[3] / "docs" / "evaluation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", RECIPES.values(), ids=RECIPES)
class TestEveryRecipe:
    def test_it_has_a_title_and_a_purpose_in_one_sentence(self, entry):
        assert entry.title
        assert entry.purpose.endswith(".")
        assert ". " not in entry.purpose

    def test_it_stands_in_the_docs(self, entry):
        assert f"`{entry.name}`" in DOCS or f"`network-{entry.name}-" in DOCS

    def test_the_names_of_its_networks_are_read_again_and_have_titles(self, entry):
        for weights in estimates_of(entry.recipe):
            name = ModelName.network(entry.name, "adam", weights)
            assert ModelName.parse(str(name)) == name
            assert model_title(str(name)).startswith(entry.title)

    def test_what_makes_it_what_it_is_are_options(self, entry):
        assert set(entry.fixed) <= {field.name for field in fields(TrainingRecipe)}

    def test_what_the_configuration_does_not_offer_of_it_is_fixed(self, entry):
        paper = TrainingRecipe()
        differs = {
            name
            for name in ("residuals", "phase_input", "filters", "kernel_sizes")
            if getattr(entry.recipe, name) != getattr(paper, name)
        }
        assert differs <= set(entry.fixed)


def test_tables_and_figures_of_recipes_have_names_of_their_own():
    tables = [entry.table3 for entry in RECIPES.values()]
    figures = [entry.training_figure for entry in RECIPES.values()]
    assert len({*tables, *figures}) == len(tables) + len(figures)
    assert RECIPES[PAPER_RECIPE].table3 == "table3"
    assert RECIPES[PAPER_RECIPE].training_figure == "training"


def test_the_primary_analysis_chooses_among_optimizers():
    assert RECIPES[REPLICATION_RECIPE].compared
