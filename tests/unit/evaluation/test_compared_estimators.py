"""Two estimators side by side: the same models, metrics and segments of each."""

import pandas as pd
import pytest
from eeg2emg.evaluation.compared_estimators import compare_estimators
from eeg2emg.report.sections.replication import estimators_table

PAPER, TUNED = "network-paper-adam-last", "network-tuned-adam-last"


def metrics(shift, *, with_ridge=True):
    rows = [
        ("random", PAPER, "test", "r2", 0.9 + shift),
        ("random", PAPER, "training", "r2", 0.99),
        ("random", TUNED, "test", "r2", 0.95),
        ("blocked", "ridge", "test", "skill", 0.2 + shift),
        ("blocked", "ridge", "test", "skill_over_cell_mean", 0.1),
        ("few-shot", "ridge", "test", "skill", 0.3),
    ]
    table = pd.DataFrame(rows, columns=["scheme", "model", "part", "metric", "value"])
    table = table.assign(
        low=0.1, high=0.3, n_subjects=8, n_segments=40, status="estimated", reason=""
    )
    return table if with_ridge else table[table["model"] != "ridge"]


@pytest.fixture
def compared():
    return compare_estimators({"welch": metrics(0.0), "multitaper": metrics(-0.05)})


def test_only_the_papers_test_metrics_and_the_primary_skills_are_compared(compared):
    assert compared[["scheme", "model", "metric"]].drop_duplicates().to_numpy().tolist() == [
        ["blocked", "ridge", "skill"],
        ["random", PAPER, "r2"],
    ]
    assert compared["estimator"].tolist() == ["welch", "multitaper"] * 2
    assert compared["value"].tolist() == pytest.approx([0.2, 0.15, 0.9, 0.85])


def test_what_only_one_has_is_left_out():
    found = compare_estimators(
        {"welch": metrics(0.0), "multitaper": metrics(0.0, with_ridge=False)}
    )
    assert set(found["model"]) == {PAPER}


def test_the_report_has_a_column_for_each(compared):
    table = estimators_table(compared)
    assert table.headings[3:] == ["welch", "multitaper"]
    assert table.rows[0][3:] == ["0.20 (0.10 to 0.30)", "0.15 (0.10 to 0.30)"]
    assert estimators_table(None) is None
