"""Two choices of one option side by side: the same models, and their difference over people."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation.compared_choices import compare_choices
from eeg2emg.evaluation.intervals import ratio_interval
from eeg2emg.evaluation.judgement import SUBJECT_COLUMNS, Judgement
from eeg2emg.files.tables import write_table
from eeg2emg.report.gathering import read_shown_table
from eeg2emg.report.sections.importance import laplacian_sentence, laplacian_table
from eeg2emg.seeds import derive_seed

PEOPLE = 8
RIVAL = np.linspace(1.0, 3.0, PEOPLE)


def judgement(skills, *, rival=RIVAL, models=("ridge",), scheme="blocked"):
    people = [
        (scheme, model, f"sub-{k:02}", "phase mean", skill, error, 5)
        for model in models
        for k, (skill, error) in enumerate(zip(skills, rival, strict=True))
    ]
    rows = [
        (scheme, model, part, metric, value, 0.0, 0.4, len(skills), 5 * len(skills), False,
         "estimated", "")
        for model in models
        for part, metric, value in (
            ("test", "skill", np.sum(np.multiply(skills, rival)) / np.sum(rival)),
            ("test", "r2", 0.9), ("training", "skill", 0.8),
        )
    ]  # fmt: skip
    columns = [
        *("scheme", "model", "part", "metric", "value", "low", "high", "n_subjects"),
        *("n_segments", "primary", "status", "reason"),
    ]
    return Judgement(
        pd.DataFrame(rows, columns=columns), pd.DataFrame(people, columns=list(SUBJECT_COLUMNS))
    )


def compared(off, on):
    return compare_choices({"off": off, "on": on}, "laplacian", seed=3)


@pytest.fixture
def skills():
    rng = np.random.default_rng(0)
    return rng.uniform(0.1, 0.3, PEOPLE), rng.uniform(0.0, 0.2, PEOPLE)


def test_the_difference_is_that_of_both_skills_with_the_interval_of_their_gains(skills):
    off, on = skills
    table = compared(judgement(off), judgement(on))
    assert table["laplacian"].tolist() == ["off", "on", "on less off"]
    first, second, difference = table["skill"]
    assert difference == pytest.approx(second - first)
    bounds = ratio_interval((on - off) * RIVAL, RIVAL, seed=derive_seed(3, "sign flips"))
    assert table.iloc[2][["low", "high"]].tolist() == pytest.approx(list(bounds))
    assert bounds.low <= difference <= bounds.high
    assert table.iloc[2][["n_subjects", "n_segments"]].tolist() == [PEOPLE, 5 * PEOPLE]


def test_pairs_of_people_tell_more_than_two_intervals():
    """Skills that differ widely among people, and by the same small amount in each."""
    off = np.linspace(-0.5, 0.9, PEOPLE)
    table = compared(judgement(off), judgement(off - 0.02))
    assert table.iloc[2]["high"] < 0


def test_exchanged_choices_change_the_sign(skills):
    off, on = (judgement(one) for one in skills)
    there, back = compared(off, on).iloc[2], compared(on, off).iloc[2]
    assert (there["skill"], there["low"], there["high"]) == pytest.approx(
        (-back["skill"], -back["high"], -back["low"])
    )


def test_only_test_skills_of_the_primary_scheme_that_both_have_are_compared(skills):
    """And none of a rival, which sees no EEG."""
    off, on = skills
    first = judgement(off, models=("ridge", "pls", "cell mean"))
    other = judgement(off, scheme="few-shot")
    first = Judgement(
        pd.concat([first.metrics, other.metrics]), pd.concat([first.subjects, other.subjects])
    )
    table = compared(first, judgement(on, models=("ridge", "kernel ridge", "cell mean")))
    assert set(table["model"]) == {"ridge"}
    assert len(table) == 3


@pytest.mark.parametrize("changed", ["error", "people"])
def test_skills_on_other_segments_have_no_difference_but_the_reason(skills, changed):
    off, on = skills
    rival = 1.1 * RIVAL if changed == "error" else RIVAL[1:]
    table = compared(judgement(off), judgement(on[-len(rival) :], rival=rival))
    row = table.iloc[2]
    assert (row["status"], np.isnan(row["skill"])) == ("not estimable", True)
    assert "do not judge the same segments" in row["reason"]


def test_few_people_have_no_interval_and_it_is_said():
    table = compared(judgement([0.1, 0.2], rival=[1, 2]), judgement([0.2, 0.2], rival=[1, 2]))
    assert np.isnan(table.iloc[2]["low"])
    assert table.iloc[2]["reason"] == "no interval with 2 subjects (6 are needed)"


def test_the_report_lists_both_and_the_difference(skills, tmp_path):
    off, on = skills
    write_table(tmp_path / "laplacian.csv", compared(judgement(off), judgement(on)))
    found = read_shown_table(tmp_path / "laplacian.csv")
    table = laplacian_table(found)
    assert [row[1] for row in table.rows] == ["off", "on", "on less off"]
    assert table.rows[0][3] == "0.00 to 0.40"
    assert {row[4] for row in table.rows} == {""}
    said = laplacian_sentence(found.assign(primary=True))
    for _, _, skill, bounds, _ in table.rows:
        assert f"{skill} ({bounds})" in said
    assert laplacian_table(None) is None
    assert laplacian_sentence(None) == laplacian_sentence(found.assign(primary=False)) == ""
