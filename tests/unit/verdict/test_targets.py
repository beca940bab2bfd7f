"""Further targets go through the judgement of the primary one, whatever their shape."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.connectivity.vectors.file import CohortVectors
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.evaluation.target_data import TargetData, with_vectors
from eeg2emg.learning.recipes import REPLICATION_MODEL
from eeg2emg.splitting.schemes import make_split
from eeg2emg.verdict.cohort import judge_cohort
from eeg2emg.verdict.target_table import COLUMNS
from eeg2emg.verdict.targets import judge_target, networks_of_target, no_judgement

SIZE = {"subjects": 8, "recordings": 10, "channels": 6}
OPTIONS = {"seed": 1, "shifts": 39, "models": ("ridge",)}


@pytest.fixture(scope="module", params=[0.9, 0.0], ids=["coupled", "uncoupled"])
def cohort(request, make_cohort):
    return make_cohort(**SIZE, coupling=request.param)


@pytest.fixture(scope="module")
def splits(cohort):
    return {name: make_split(cohort.segments, name, seed=1) for name in ("blocked", "random")}


def as_vector(dataset, keep=slice(None)):
    values = off_diagonal(dataset.targets)[keep]
    count, p = values.shape
    return CohortVectors(
        name="amplitude",
        segments=tuple(dataset.segments["segment"][keep]),
        entries=tuple(f"entry {number}" for number in range(p)),
        values=values,
        halves=np.full((2, count, p), np.nan),
        lengthening=float("nan"),
        refused={"a": "too short"},
    )


def of_matrix(dataset):
    halves = np.full((len(dataset.segments), 2, *dataset.targets.shape[1:]), np.nan)
    return TargetData(dataset, halves, float("nan"))


def of_kind(table, quantity):
    return table[table["quantity"] == quantity].reset_index(drop=True)


def row(table, quantity, **values):
    own = table[table["quantity"] == quantity]
    for column, value in values.items():
        own = own[own[column] == value]
    (found,) = own.to_dict("records")
    return found


class TestJudgement:
    def test_a_matrix_and_the_vector_of_its_entries_are_judged_alike(self, cohort, splits):
        tables = [
            judge_target(data, splits, **OPTIONS)
            for data in (of_matrix(cohort), with_vectors(cohort, as_vector(cohort)))
        ]
        assert list(tables[0].columns) == list(COLUMNS)
        assert (tables[0]["n_entries"] == tables[1]["n_entries"]).all()
        numbers = ["value", "low", "high", "p"]
        for column in numbers:
            np.testing.assert_allclose(tables[0][column], tables[1][column], rtol=1e-9, atol=1e-12)
        assert tables[0]["outcome"].tolist() == tables[1]["outcome"].tolist()

    def test_its_verdict_is_that_of_the_cohort(self, cohort, splits):
        table = judge_target(of_matrix(cohort), splits, **OPTIONS)
        expected = judge_cohort(cohort, seed=1, primary=["ridge"], shifts=39, whole=True)
        assert row(table, "verdict")["outcome"] == expected.outcome.name

    def test_its_learnable_limit_is_what_the_states_tell(self, cohort, splits):
        told = judge_target(
            of_matrix(cohort), splits, states=off_diagonal(cohort.targets), **OPTIONS
        )
        noise = np.random.default_rng(1).normal(size=(len(cohort.segments), 3))
        nothing = judge_target(of_matrix(cohort), splits, states=noise, **OPTIONS)
        limits = [
            row(table, "learnable limit", scheme="blocked")["value"] for table in (told, nothing)
        ]
        assert limits[0] > 0.9
        assert limits[1] < 0.3  # what is chosen from few validation segments is not the best rival
        pd.testing.assert_frame_equal(of_kind(told, "verdict"), of_kind(nothing, "verdict"))

    def test_networks_are_judged_beside_and_decide_nothing(self, cohort, splits):
        data = with_vectors(cohort, as_vector(cohort))
        options = {"filters": (2,), "kernel_sizes": (3,), "batch_size": 8, "max_epochs": 2}
        (trained,) = networks_of_target(data.dataset, splits, options, ["adam"], seed=1)
        assert trained.values.shape[2:] == (len(data.dataset.entries), 1)
        beside = judge_target(data, splits, networks=[trained], **OPTIONS)
        without = judge_target(data, splits, **OPTIONS)
        assert np.isfinite(row(beside, "skill", model=REPLICATION_MODEL, scheme="blocked")["value"])
        for kind in ("verdict", "null"):
            pd.testing.assert_frame_equal(of_kind(beside, kind), of_kind(without, kind))

    def test_schemes_that_are_no_evidence_are_left_out(self, cohort, splits):
        table = judge_target(of_matrix(cohort), splits, **OPTIONS)
        assert "random" not in set(table["scheme"])

    def test_segments_without_the_target_are_left_out(self, cohort, splits):
        keep = np.arange(len(cohort.segments)) % 9 != 4
        data = with_vectors(cohort, as_vector(cohort, keep))
        assert data.dataset.segments["segment"].tolist() == list(cohort.segments["segment"][keep])
        table = judge_target(data, splits, **OPTIONS)
        skill = row(table, "skill", model="ridge")
        tested = splits["blocked"].used.query("part == 'test'")["segment"]
        assert skill["n_segments"] == tested.isin(data.dataset.segments["segment"]).sum()

    def test_a_constant_target_has_no_verdict_but_a_reason(self, cohort, splits):
        flat = replace(cohort, targets=np.ones_like(cohort.targets))
        table = judge_target(of_matrix(flat), splits, **OPTIONS)
        assert row(table, "verdict")["outcome"] == "not estimable"

    def test_halves_that_agree_are_reliable(self, cohort, splits):
        halves = np.stack([cohort.targets, cohort.targets], axis=1)
        table = judge_target(TargetData(cohort, halves, 2.0), splits, **OPTIONS)
        assert row(table, "reliability")["value"] == pytest.approx(1)


def test_a_target_of_pairs_needs_two_muscles(make_cohort):
    cohort = make_cohort(**SIZE, coupling=0.9)
    nothing = as_vector(cohort)._replace(entries=(), values=np.empty((len(cohort.segments), 0)))
    with pytest.raises(NotEstimableError, match="two muscles"):
        with_vectors(cohort, nothing)


def test_a_target_that_no_segment_has_is_told(make_cohort):
    cohort = make_cohort(**SIZE, coupling=0.9)
    nothing = as_vector(cohort, slice(0, 0))
    with pytest.raises(NotEstimableError, match="too short") as caught:
        with_vectors(cohort, nothing)
    table = no_judgement("amplitude", str(caught.value))
    assert row(table, "verdict")["status"] == "not estimable"
