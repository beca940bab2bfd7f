"""The catalogue of schemes: every entry is whole, documented, and fits what refers to it."""

from pathlib import Path

import pytest
from eeg2emg.catalogues import resolve
from eeg2emg.learning.recipes import RECIPES, REPLICATION_RECIPE
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES, TABLE3_SCHEME

DOCS = (Path(__file__).parents[3] / "docs" / "evaluation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
class TestEveryScheme:
    def test_its_function_is_found_and_documented(self, scheme):
        assert resolve(scheme.divide).__doc__

    def test_it_is_defined_in_one_to_three_sentences(self, scheme):
        assert scheme.definition.endswith(".")
        assert 1 <= scheme.definition.count(". ") + 1 <= 3

    def test_it_stands_in_the_docs(self, scheme):
        assert f"\n- `{scheme.name}`: " in DOCS

    def test_the_recipes_that_are_trained_in_it_are_compared_ones(self, scheme):
        assert {name for name in scheme.compared_recipes if not RECIPES[name].compared} == set()


def test_the_primary_analysis_is_evidence_that_no_ica_has_seen():
    assert SCHEMES[PRIMARY_SCHEME].is_evidence
    assert SCHEMES[PRIMARY_SCHEME].unseen_by_ica
    assert REPLICATION_RECIPE in SCHEMES[PRIMARY_SCHEME].compared_recipes


def test_table_3_is_in_the_catalogue():
    assert TABLE3_SCHEME in SCHEMES
