"""The catalogue of recipes: every entry is whole, and can be told from the others by its names."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from eeg2emg.learning.catalogue import model_title
from eeg2emg.learning.recipes import (
    CHOSEN,
    MATLAB,
    PAPER_RECIPE,
    RECIPES,
    REPLICATION_RECIPE,
    TABLES,
    TrainingRecipe,
)
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


class TestSources:
    """Where the value of each option comes from."""

    def sources(self, recipe):
        return {row["option"]: row["source"] for row in recipe.describe()}

    def test_the_papers_recipe_is_printed_or_a_default_of_matlab(self):
        sources = self.sources(TrainingRecipe())
        assert sources["filters"] == sources["kernel_sizes"] == sources["initial_rates"] == TABLES
        assert "printed in Table 1" in sources["zero_center"]
        assert sources["batch_size"] == MATLAB

    @pytest.mark.parametrize("name", [field.name for field in fields(TrainingRecipe)])
    def test_a_list_from_a_file_counts_for_the_tuple_that_it_is(self, name):
        """Options that a configuration gives went through JSON."""
        paper = TrainingRecipe()
        value = json.loads(json.dumps(getattr(paper, name)))
        given = replace(paper, **{name: value})
        assert given.describe() == paper.describe()

    @pytest.mark.parametrize(
        ("name", "value"),
        [("filters", [25, 50, 99]), ("kernel_sizes", [7, 5, 5]), ("batch_size", 16), ("l2", 0.1),
         ("initial_rates", {"adam": 0.01, "sgd": 0.01, "rmsprop": 0.02}), ("scale_inputs", True)],
    )  # fmt: skip
    def test_another_value_is_this_projects_choice(self, name, value):
        assert self.sources(replace(TrainingRecipe(), **{name: value}))[name] == CHOSEN

    def test_values_are_spelled_for_people(self):
        rows = {row["option"]: row["value"] for row in TrainingRecipe().describe()}
        assert rows["filters"] == "25, 50, 100"
        assert rows["initial_rates"] == "adam 0.01, rmsprop 0.01, sgd 0.01"
        assert rows["edge_filters"] == "none"
        assert rows["scale_inputs"] == "no"
