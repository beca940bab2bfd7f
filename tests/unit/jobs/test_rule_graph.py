"""The rules in words: what comes before each."""

from types import SimpleNamespace

import numpy as np
import pytest
from eeg2emg.jobs.rule_graph import RuleInWords, rules_in_words, without_detours


def rule(made, read, doc="Do it."):
    return SimpleNamespace(docstring=doc, output=made, input=read)


RULES = {
    "report": rule(["report.html"], ["tables/all.csv", "tables/one_of_many.csv"]),
    "tables": rule(["tables/all.csv"], lambda wildcards: {"made": [f"made/{wildcards.who}.nc"]}),
    "other tables": rule(["tables/one_of_many.csv"], []),
    "make": rule(["made/{who}.nc"], ["raw/{who}.edf"]),
    "study": rule(["study.csv"], lambda wildcards: 1 / 0),
    "target": rule([], ["report.html"]),
}


def test_functions_are_followed_and_what_is_not_needed_is_never_asked():
    found = rules_in_words(RULES, {"who": "sub-01"}, of=["report"])
    assert [(one.name, one.after) for one in found] == [
        ("make", []),
        ("tables", ["make"]),
        ("other tables", []),
        ("report", ["tables", "other tables"]),
    ]


def test_a_rule_that_the_run_lacks_ends_nothing():
    assert rules_in_words(RULES, {}, of=["no rule", "other tables"])[0].name == "other tables"


@pytest.mark.parametrize("seed", range(5))
def test_without_detours_everything_is_reached_as_before_and_no_arc_can_be_spared(seed):
    rng = np.random.default_rng(seed)
    names = [f"rule {k}" for k in range(15)]
    rules = [
        RuleInWords(name, "", [other for other in names[:k] if rng.random() < 0.3])
        for k, name in enumerate(names)
    ]

    def reached(before, name):
        return {name}.union(*(reached(before, other) for other in before[name]))

    every, direct = {one.name: one.after for one in rules}, without_detours(rules)
    for name in names:
        assert reached(direct, name) == reached(every, name)
        for other in direct[name]:
            spared = direct | {name: [one for one in direct[name] if one != other]}
            assert other not in reached(spared, name)
