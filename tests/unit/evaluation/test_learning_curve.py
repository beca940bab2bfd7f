"""Learning curve: less to learn from, the same test, and no leakage."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cohort.simulated_matrices import draw_matrices
from eeg2emg.evaluation.learning_curve import SHARES, learning_curve, thin
from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.refits import prediction_of_model
from eeg2emg.evaluation.selection import choose_rival, gather
from eeg2emg.learning.catalogue import KERNEL_RIDGE, RIDGE
from eeg2emg.learning.features import vectors_of
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.simulation import SimulationSettings
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME
from eeg2emg.splitting.schemes import make_split


def drawn(recordings):
    """Draw the matrices of six people whose muscles follow their brain."""
    return draw_matrices(
        SimulationSettings(
            subjects=6, noisy_subjects=0, recordings=recordings, segments=8, coupling=0.9, seed=3
        )
    )


@pytest.fixture(scope="module")
def cohort():
    return drawn(recordings=5)


@pytest.fixture(scope="module")
def table(cohort):
    split = make_split(cohort.segments, PRIMARY_SCHEME, seed=1)
    made = fit_models(cohort, split, PRIMARY_SCHEME, regressions=[RIDGE, KERNEL_RIDGE])
    return gather(cohort, PRIMARY_SCHEME, split, [made])


@pytest.fixture(scope="module")
def curve(cohort, table):
    return learning_curve(cohort, table, [RIDGE, KERNEL_RIDGE], seed=1, confidence=0.95)


@pytest.mark.parametrize("share", SHARES)
def test_every_cell_keeps_its_share_and_every_tested_segment(cohort, table, share):
    thinned = thin(table, cohort, share)
    for part, kept in (("training", share), ("validation", share), ("test", 1)):
        before = table.rows[table.rows["part"] == part]
        after = thinned.rows[thinned.rows["part"] == part]
        assert set(after["segment"]) <= set(before["segment"])
        sizes = before.groupby("subject").size()
        assert after.groupby("subject").size().to_dict() == pytest.approx(
            (sizes * kept).to_dict(), abs=2
        )
    assert (thinned.rows["segment"] == table.rows["segment"]).all()


def test_what_is_kept_spans_the_same_time(cohort, table):
    rows = table.rows.assign(place=cohort.rows(table.rows["segment"]))
    training = rows[rows["part"] == "training"].groupby("subject")["place"]
    kept = thin(table, cohort, 0.25).rows["part"] == "training"
    thinned = rows[kept].groupby("subject")["place"]
    # One phase begins and ends a segment after the other.
    assert np.abs(training.min() - thinned.min()).max() <= 1
    assert np.abs(training.max() - thinned.max()).max() <= 1


def test_all_segments_give_the_skill_of_the_evaluation(table, curve):
    rival, test = choose_rival(table).prediction, table.tested
    for model in (RIDGE, KERNEL_RIDGE):
        own = curve[(curve["model"] == model) & (curve["share"] == 1)].iloc[0]
        known = skill(table.truth[test], table.models[model][test], rival[test])
        assert own["skill"] == pytest.approx(known, abs=1e-9)
        assert own["low"] < own["skill"] < own["high"]


def test_more_to_learn_from_is_better_where_there_is_something_to_learn(curve):
    for _, own in curve.groupby("model"):
        assert own["skill"].iloc[-1] > own["skill"].iloc[0] + 0.02


def test_tested_segments_do_not_matter_to_what_is_learnt(cohort, table):
    changed = cohort.targets.copy()
    tested = cohort.rows(table.rows.loc[table.tested, "segment"])
    changed[tested] = changed[tested][::-1]
    other = replace(cohort, targets=changed)
    thinned = thin(table, cohort, 0.5)
    first, second = (
        prediction_of_model(RIDGE, vectors_of(cohort), one, thinned) for one in (cohort, other)
    )
    np.testing.assert_allclose(first[table.tested], second[table.tested])


def test_too_little_is_refused_with_the_reason():
    small = drawn(recordings=3)
    split = make_split(small.segments, PRIMARY_SCHEME, seed=1)
    assert not split.reason
    made = fit_models(small, split, PRIMARY_SCHEME, regressions=[RIDGE])
    table = gather(small, PRIMARY_SCHEME, split, [made])
    curve = learning_curve(small, table, [RIDGE], seed=1, confidence=0.95)
    refused = curve[curve["status"] == "not estimable"]
    assert len(refused)
    assert refused["reason"].str.contains("fewer than 2 training segments").all()
    assert refused["skill"].isna().all()
