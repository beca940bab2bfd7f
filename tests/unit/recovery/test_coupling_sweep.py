"""Skill against coupling: zero without coupling, though the pooled correlation is not."""

import re

import numpy as np
import pytest
from eeg2emg.figures.coupling_sweep import skill_against_coupling
from eeg2emg.figures.saving import save_figure
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.recovery.coupling_sweep import COLUMNS, WITHOUT_EEG, sweep_table
from eeg2emg.report.context import ReportFigure
from eeg2emg.report.coupling_sweep import build_sweep_page
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import Split


@pytest.fixture(scope="module")
def table(make_cohort):
    cohorts = {k: make_cohort(coupling=k, offsets=1.0, seed=5) for k in (1.0, 0.0)}
    split = make_split(cohorts[0.0].segments, "blocked", seed=1)
    runs = {k: (cohort, fit_models(cohort, split, "blocked")) for k, cohort in cohorts.items()}
    return sweep_table(runs, split, seed=1, confidence=0.95)


def value(table, coupling, model, metric):
    rows = table[
        (table["coupling"] == coupling) & (table["model"] == model) & (table["metric"] == metric)
    ]
    return float(rows["value"].iloc[0])


def test_skill_is_none_without_coupling_and_large_with_it(table):
    assert value(table, 0.0, "best-chosen", "skill") < 0.1
    assert value(table, 1.0, "best-chosen", "skill") > 0.5


def test_the_pooled_correlation_is_high_at_both_ends_even_without_eeg(table):
    for model in ("kernel ridge", WITHOUT_EEG):
        assert value(table, 0.0, model, "r") > 0.7
    assert value(table, 1.0, "kernel ridge", "r") > value(table, 1.0, WITHOUT_EEG, "r")


def test_couplings_are_in_order_and_rivals_are_one_row_each(table):
    assert list(table.columns) == list(COLUMNS)
    assert table["coupling"].is_monotonic_increasing
    rival = table[table["model"] == WITHOUT_EEG]
    assert rival["metric"].tolist() == ["r", "r"]
    assert {"ridge", "pls", "kernel ridge"} <= set(table["model"])


def test_the_figure_shows_skill_beside_pooled_correlation(table):
    figure, data = skill_against_coupling(table)
    skill, pooled = figure.axes
    assert "SIMULATED DATA" in figure.get_suptitle()
    assert "skill" in skill.get_ylabel()
    assert "pooled" in pooled.get_ylabel()
    labels = [line.get_label() for line in pooled.get_lines()]
    assert "EEG-free rival" in labels
    drawn = next(line for line in skill.get_lines() if line.get_label() == "ridge")
    np.testing.assert_allclose(
        drawn.get_ydata(), [value(table, k, "ridge", "skill") for k in (0.0, 1.0)]
    )
    assert set(data["metric"]) == {"skill", "r"}


def page_of(table, tmp_path):
    figure, data = skill_against_coupling(table)
    save_figure(figure, data, [tmp_path / "skill.png"])
    image = ReportFigure((tmp_path / "skill.png").read_bytes(), "What it shows.", "a,b\n1,2\n")
    return build_sweep_page(name="trial", table=table, figure=image, confidence=0.95)


def test_the_page_stands_alone_says_simulated_and_gives_both_numbers(table, tmp_path):
    page = page_of(table, tmp_path)
    assert "SIMULATED DATA" in page
    assert not re.findall(r'src="(?!data:)', page)
    skill = f"{value(table, 1.0, 'best-chosen', 'skill'):.2f}"
    assert "From k = 0 to k = 1 the skill of the model" in page
    assert skill in page
    assert "EEG-free rival" in page


def test_a_cohort_that_cannot_be_divided_gives_the_reason(make_cohort):
    cohort = make_cohort(subjects=2, recordings=3)
    split = make_split(cohort.segments, "blocked", seed=1)
    runs = {0.0: (cohort, fit_models(cohort, split, "blocked"))}
    table = sweep_table(runs, Split.not_estimable("too few recordings"), seed=1, confidence=0.95)
    assert table["status"].tolist() == ["not estimable"]
    assert table["reason"].tolist() == ["too few recordings"]
    page = build_sweep_page(
        name="trial", table=table, figure=ReportFigure(b"<svg/>", "", ""), confidence=0.95
    )
    assert "Not estimable: too few recordings" in page
