"""The summary of targets: each by its primary analysis, p-values corrected for their number."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation.target_data import TargetData
from eeg2emg.splitting.schemes import make_split
from eeg2emg.verdict.target_summary import COLUMNS, summarise_targets
from eeg2emg.verdict.targets import judge_target, no_judgement

SIZE = {"subjects": 8, "recordings": 10, "channels": 6}


def judged(cohort, name):
    schemes = ("blocked", "leave-one-subject-out", "leave-one-subject-out-adapted")
    splits = {scheme: make_split(cohort.segments, scheme, seed=1) for scheme in schemes}
    named = replace(cohort, target_name=name)
    halves = np.full((len(cohort.segments), 2, *cohort.targets.shape[1:]), np.nan)
    data = TargetData(named, halves, float("nan"))
    return judge_target(data, splits, seed=1, shifts=39, models=("ridge",))


@pytest.fixture(scope="module")
def summary(make_cohort):
    coupled = judged(make_cohort(**SIZE, coupling=0.9), "granger_envelope")
    uncoupled = judged(make_cohort(**SIZE, coupling=0.0), "amplitude")
    absent = no_judgement("coherence", "too short")
    named = uncoupled.rename(columns={"quantity": "metric"}).assign(part="test")
    return summarise_targets(
        [coupled, uncoupled, absent],
        primary="granger_raw",
        n_muscles=3,
        metrics=named[named["metric"] == "skill"],
        null=pd.DataFrame(columns=["scheme", "model", "skill", "p", "null_95", "status"]),
        verdict=pd.DataFrame(
            [("verdict", "not shown", "why")], columns=["step", "outcome", "remark"]
        ),
        limits=pd.DataFrame(
            [("random", np.nan, 0.9), ("blocked", 0.7, 0.5)],
            columns=["scheme", "reliability", "learnable"],
        ),
        seed=1,
    ).set_index("target")


def test_the_primary_target_comes_first_with_its_own_tables(summary):
    first = summary.iloc[0]
    assert summary.index.tolist() == ["granger_raw", "granger_envelope", "amplitude", "coherence"]
    assert (first["is_primary"], first["outcome"], first["n_entries"]) == (True, "not shown", 6)
    assert (first["reliability"], first["learnable"]) == (0.7, 0.5)
    assert np.isnan(first["p_corrected"])
    assert list(summary.reset_index().columns) == list(COLUMNS)


def test_a_coupled_target_is_shown_and_an_uncoupled_one_is_not(summary):
    assert summary.loc["granger_envelope", "answer"] == "yes"
    assert summary.loc["granger_envelope", "low"] > 0
    assert summary.loc["amplitude", "answer"] == "no"
    assert summary.loc["granger_envelope", "null_p"] == pytest.approx(1 / 40)


def test_corrected_p_values_are_not_smaller(summary):
    further = summary.loc[["granger_envelope", "amplitude"]]
    assert (further["p_corrected"] >= further["p"]).all()


def test_new_people_are_those_whose_eeg_may_be_centred(summary):
    assert summary.loc["amplitude", "new_people_scheme"] == "leave-one-subject-out-adapted"


def test_a_target_that_no_segment_has_keeps_its_reason(summary):
    assert summary.loc["coherence", ["answer", "reason"]].tolist() == ["open", "too short"]


def test_people_and_segments_are_whole_numbers_also_beside_a_target_that_has_none(summary):
    assert all(
        pd.api.types.is_integer_dtype(summary[name]) for name in ("n_subjects", "n_segments")
    )
    assert summary["n_subjects"].isna().any()
