"""Tables for print: each is made of a whole run, and of one that has nothing to list."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from eeg2emg.audit.table import published_findings
from eeg2emg.files.latex import latex_text
from eeg2emg.report.latex import PARTS, PrintedRun, printed_table
from eeg2emg.report.printed_tables import PRINTED_TABLES, printed_tables, tables_needed
from making.latex import read_back, tables_of


def run_of(**tables):
    segments = pd.DataFrame(
        {"subject": ["01", "02_&"], "recording": ["a", "b"], "phase": ["rest", "activity"]}
    )
    return PrintedRun(tables, segments, ["rest", "activity"], True, 0.95)


def metrics(*rows):
    columns = ["scheme", "model", "part", "metric", "value", "low", "high", "status"]
    return pd.DataFrame(rows, columns=columns)


class TestTables:
    def test_names_of_people_print_as_they_are(self):
        (found,) = tables_of(printed_table("cohort", run_of()))
        assert [read_back(row[0]) for row in found.rows] == ["subject", "01", "02_&", "all"]

    def test_skills_stand_by_model_and_scheme_with_their_intervals(self):
        given = metrics(
            ("random", "ridge", "test", "skill", 0.341, 0.1, 0.5, "estimated"),
            ("blocked", "ridge", "test", "skill", -0.2, np.nan, np.nan, "estimated"),
            ("blocked", "pls", "test", "skill", np.nan, np.nan, np.nan, "not estimable"),
            ("blocked", "cell mean", "test", "skill", 0.5, 0.1, 0.6, "estimated"),
            ("blocked", "network-tuned-adam-last", "test", "skill", 0.7, 0.1, 0.8, "estimated"),
            ("blocked", "ridge", "training", "skill", 0.9, 0.1, 0.95, "estimated"),
        )
        (found,) = tables_of(printed_table("metrics", run_of(metrics=given)))
        assert [[read_back(cell) for cell in row] for row in found.rows] == [
            ["model", "random", "blocked"],
            ["ridge", "0.34 (0.10 to 0.50)", "−0.20"],
            ["partial least squares", "–", "–"],
        ]

    def test_simulated_recordings_are_called_so(self):
        run = run_of()
        assert "Simulated recordings." in printed_table("cohort", run)
        real = PrintedRun(run.tables, run.segments, run.phases, False, 0.95)
        assert "imulated" not in printed_table("cohort", real)

    def test_the_audit_has_the_table_as_printed_and_the_other_readings(self):
        found = tables_of(printed_table("audit", run_of(audit=published_findings())))
        assert len(found) == 2
        assert len(found[1].rows) == 1 + 11

    def test_nothing_to_list_is_said(self):
        null = pd.DataFrame(columns=["model", "skill", "null_mean", "null_95", "p", "status"])
        text = printed_table("null", run_of(null=null))
        assert not tables_of(text)
        assert "nothing to list" in text


def test_every_entry_has_its_function():
    assert set(PARTS) == set(PRINTED_TABLES)


def test_tables_of_the_known_truth_are_of_simulated_runs_alone():
    assert set(printed_tables(simulated=True)) - set(printed_tables(simulated=False)) == {
        "recovery"
    }
    assert "recovery" not in tables_needed(simulated=False)


def test_a_whole_run_makes_all_of_them(make_cohort, whole_run):
    run = whole_run(make_cohort(subjects=7))
    run.run()
    for name in printed_tables(simulated=False):
        text = Path(run.at(f"tables/{name}.tex")).read_text("utf-8")
        found = tables_of(text)
        assert found, name
        assert latex_text(PRINTED_TABLES[name].caption) in text
        for table in found:
            assert {len(row) for row in table.rows} == {table.columns}
            assert not any("nan" in cell for row in table.rows for cell in row)


@pytest.mark.parametrize(
    "size",
    [
        {"subjects": 1, "recordings": 1, "segments": 1, "phases": ("rest",)},
        {"subjects": 1, "recordings": 1, "segments": 2, "phases": ("rest", "activity")},
        {"subjects": 2, "recordings": 2, "segments": 1, "phases": ("rest",)},
    ],
)
def test_a_run_that_can_judge_nothing_makes_all_of_them_too(make_cohort, whole_run, size):
    run = whole_run(make_cohort(**size))
    run.run()
    for name in printed_tables(simulated=False):
        assert Path(run.at(f"tables/{name}.tex")).read_text("utf-8").startswith("%")
    for path in run.folder.glob("tables/*.csv"):
        assert len(pd.read_csv(path).columns) > 1, path.name
    verdict = pd.read_csv(run.at("tables/verdict.csv"))
    assert verdict["outcome"][0] == "not estimable"
    page = Path(run.at("report.html")).read_text("utf-8")
    assert "that 0 people" not in page
    assert "in 80% of studies is unknown: nobody is tested in the primary analysis" in page
