"""Evidence: what the tables of a run say, taken from the right rows."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.controls.empty_features import COLUMNS as CONTROL_COLUMNS
from eeg2emg.controls.null_table import COLUMNS as NULL_COLUMNS
from eeg2emg.controls.null_table import no_null, null_row
from eeg2emg.controls.trends import COLUMNS as TREND_COLUMNS
from eeg2emg.evaluation.judgement import COLUMNS as METRIC_COLUMNS
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.verdict import outcomes
from eeg2emg.verdict.evidence import evidence_of_tables

TRENDS = pd.DataFrame(
    [("EEG", 0.1, 0.03, 8, "estimated", ""), ("EMG", 0.2, 0.4, 8, "estimated", "")],
    columns=list(TREND_COLUMNS),
)


def metric(value, *, metric="skill", low=np.nan, high=np.nan, p=np.nan, **other):
    row = {
        "scheme": "blocked", "model": "primary-chosen", "part": "test", "metric": metric,
        "rival": "cell mean", "chosen": "ridge", "value": value, "low": low, "high": high, "p": p,
        "status": "estimated", "reason": "",
    }  # fmt: skip
    return row | other


def metrics(*rows):
    return pd.DataFrame(rows).reindex(columns=list(METRIC_COLUMNS))


WHOLE = metrics(
    metric(0.9, scheme="random"),
    metric(0.8, model="best-chosen"),
    metric(0.7, part="training"),
    metric(0.2, low=0.1, high=0.3, p=0.01),
    metric(0.4, metric="skill_over_cell_mean", low=0.3, high=0.5),
    metric(1.1, metric="slope_of_changes", low=0.6, high=1.4, p=0.02, rival=""),
)


def null(*rows):
    return pd.DataFrame(rows, columns=list(NULL_COLUMNS))


def control(name, model, skill, added, **other):
    row = {
        "scheme": "blocked", "control": name, "model": model, "skill": skill, "added": added,
        "added_low": added - 0.1, "added_high": added + 0.1, "low": skill - 0.1,
        "high": skill + 0.1, "over_base": added, "over_base_low": added - 0.1,
        "over_base_high": added + 0.1, "status": "estimated", "reason": "",
    }  # fmt: skip
    return row | other


def controls(*rows):
    return pd.DataFrame(rows).reindex(columns=list(CONTROL_COLUMNS))


@pytest.fixture(params=["in memory", "read from files"])
def evidence(request, tmp_path):
    """Give what makes evidence of tables, as they are and as a run reads them."""

    def stored(name, table):
        if table is None or request.param == "in memory":
            return table
        write_table(tmp_path / f"{name}.csv", table)
        return read_table(tmp_path / f"{name}.csv")

    def make(own=WHOLE, trends=TRENDS, null=None, controls=None):
        return evidence_of_tables(
            stored("metrics", own), trends, stored("null", null), stored("controls", controls)
        )

    return make


def test_the_primary_analysis_is_read_and_nothing_else(evidence):
    found = evidence()
    assert found.skill.numbers == (0.2, 0.1, 0.3, 0.01)
    assert found.over_base.numbers[:3] == (0.4, 0.3, 0.5)
    assert found.changes.numbers == (1.1, 0.6, 1.4, 0.02)
    assert (found.rival, found.chosen) == ("cell mean", "ridge")
    assert (found.trend_eeg_p, found.trend_emg_p) == (0.03, 0.4)
    assert (found.null, found.controls, found.reason) == (None, (), "")
    assert found.skill.reason == ""
    assert not found.mean_alone
    assert not found.rival_knows_time


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (metric(np.nan, model="all models", status="not estimable", reason="One phase."), "One"),
        (metric(np.nan, status="not estimable", reason="No candidate."), "No candidate."),
        (metric(0.3, model="ridge"), "The primary analysis was not asked for."),
        (metric(0.3, scheme="random"), "The primary analysis was not asked for."),
    ],
    ids=["no scheme", "no model", "another model", "another scheme"],
)
def test_where_there_is_no_primary_analysis_the_reason_is_given(evidence, row, reason):
    assert evidence(metrics(row)).reason.startswith(reason)


def test_a_model_that_is_its_own_base_in_all_folds_is_the_mean_alone(evidence):
    own = WHOLE.assign(value=WHOLE["value"].where(WHOLE["metric"] != "skill_over_cell_mean", 0.0))
    assert evidence(own).mean_alone


@pytest.mark.parametrize("rival", ["common time trend", "cell mean (3 folds), own time trend (1)"])
def test_a_rival_that_knows_the_time_is_recognised(evidence, rival):
    assert evidence(WHOLE.assign(rival=rival)).rival_knows_time


def test_the_null_of_the_primary_model_counts(evidence):
    shifted = np.array([0.0, 0.1, 0.3])
    own = null(
        null_row("blocked", "ridge", 0.25, shifted),
        null_row("blocked", "primary-chosen", 0.2, shifted),
    )
    found = evidence(null=own).null
    assert (found.value, found.p) == (0.2, 0.5)
    assert found.reason.startswith("3 wrong pairings, of which 95 % lie below 0.28")


def test_a_null_that_does_not_cover_the_primary_model_is_none(evidence):
    found = evidence(null=null(null_row("blocked", "ridge", 0.25, np.zeros(3)))).null
    assert np.isnan(found.p)
    assert found.reason == "no null covers the primary model"
    missing = evidence(null=no_null("blocked", "two cycles", ["ridge", "primary-chosen"])).null
    assert np.isnan(missing.p)
    assert missing.reason == "two cycles"


def test_each_part_is_taken_with_the_model_that_makes_most_of_it(evidence):
    found = evidence(
        controls=controls(
            control("shuffled EEG", "ridge", 0.9, -0.5),
            control("below 30 Hz", "ridge", 0.9, -0.5),
            control("rank alone", "ridge", 0.9, -0.5),
            control("overall level of connectivity", "ridge", 0.9, -0.5),
            control("connectivity without its overall level", "ridge", 0.1, 0.3),
            control("connectivity without its overall level", "kernel ridge", 0.2, 0.05),
            control("muscle components, amplitude", "ridge", 0.2, 0.2, reason="left out: sub-01"),
            control(
                "amplitude above 70 Hz",
                "ridge",
                np.nan,
                np.nan,
                status="not estimable",
                reason="0 of 8 subjects can take part",
            ),
        )
    ).controls
    assert [(part.name, part.outcome) for part in found] == [
        ("connectivity without its overall level", outcomes.OVERALL),
        ("muscle components, amplitude", outcomes.MUSCLE),
        ("amplitude above 70 Hz", outcomes.HIGH_FREQUENCIES),
    ]
    level, muscle, high = found
    assert (level.skill, *level.added.numbers[:3]) == pytest.approx((0.2, 0.05, -0.05, 0.15))
    assert muscle.added.reason == "left out: sub-01"
    assert np.isnan(high.added.low)
    assert high.added.reason.startswith("0 of 8")
