"""What the report says of importances, and where it claims nothing."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.importance.permutation import COLUMNS
from eeg2emg.report.importance import (
    LISTED_EDGES,
    importance_sentences,
    importance_tables,
)


def importances(rows, *, skill=0.2, low=np.nan, high=np.nan, model="ridge", method="permutation"):
    table = pd.DataFrame(
        [(method, *row, low, high, 8, 40, 2) for row in rows], columns=list(COLUMNS)
    )
    return table.assign(model=model, skill=skill)


def say(table, reason="", confidence=0.95):
    return importance_sentences(table, reason, confidence=confidence)


ROWS = (("measure", "dtf", 0.1), ("measure", "pli", 0.2), ("channel", "Cz", -0.1))


def test_names_the_largest_unless_there_is_none():
    (words,) = say(importances(ROWS))
    assert words.startswith("Ridge: skill 0.20.")
    assert "phase lag index costs most: 0.200" in words
    assert "any single electrode does not lower" in words
    assert "without skill" not in words
    assert "no cycles." in say(None, "no cycles")[0]


def test_what_has_no_skill_explains_nothing():
    (sentence,) = say(importances(ROWS, skill=-0.1))
    assert sentence.startswith("Ridge: skill −0.10, so there is no gain from the EEG")
    assert sentence.count(".") == 2  # that of the number, and the full stop


def test_each_model_speaks_for_itself():
    both = pd.concat(
        [importances(ROWS, model="network-tuned-adam-best"), importances(ROWS, skill=0.3)]
    )
    network, ridge = say(both)
    assert network.startswith("Tuned network, Adam, best weights: skill 0.20.")
    assert ridge.startswith("Ridge: skill 0.30.")


@pytest.mark.parametrize(("confidence", "chance"), [(0.95, "about 4 "), (0.9, "about 8 ")])
def test_intervals_above_zero_are_weighed_against_chance(confidence, chance):
    table = importances([("edge", f"A{k}-B", 0.01) for k in range(160)], low=-0.01, high=0.03)
    table.loc[:2, "low"] = 0.001
    (words,) = say(table, confidence=confidence)
    assert "3 intervals of the 160 of pairs lie above 0" in words
    assert chance in words


def test_refits_are_told_apart_from_permutations():
    refits = importances([("measure", "dtf", 0.04), ("measure", "pli", -0.01)], method="refit")
    vain = importances([("measure", "dtf", -0.2)], method="refit", model="pls", skill=0.1)
    both = pd.concat([importances(ROWS), refits, vain])
    permuted, refitted = say(both)
    assert "0.040" not in permuted
    assert "ridge (skill 0.20) loses most without directed transfer function: 0.040" in refitted
    assert "partial least squares (skill 0.10) loses nothing" in refitted
    table = importance_tables(both)["One measure left out, fitted anew"]
    assert len(table.rows) == 3


def test_without_intervals_no_pair_is_singled_out():
    (words,) = say(importances([("edge", "C3-Cz", 0.1), ("edge", "C3-Fz", 0.0)]))
    assert "no pair can be told from chance" in words
    assert "above 0" not in words


def test_tables_list_the_largest_edges_of_each_model():
    edges = [("edge", f"A{k}-B", 0.001 * k) for k in range(50)]
    found = importance_tables(importances([*ROWS, *edges]))
    assert list(found) == [
        "Measures, ridge",
        "Electrodes, ridge",
        f"The {LISTED_EDGES} pairs of electrodes that cost most, ridge",
    ]
    listed = list(found.values())[-1].rows
    assert len(listed) == LISTED_EDGES
    assert listed[0][0] == "A49-B"
