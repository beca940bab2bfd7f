"""Groups of features: the table says which of them knows something that the other does not."""

import numpy as np
import pytest
from eeg2emg.evaluation.feature_groups import compare_groups
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.splitting.schemes import make_split

SIZE = {"subjects": 8, "recordings": 10, "channels": 6}


@pytest.fixture(scope="module")
def cohort(make_cohort):
    return make_cohort(**SIZE, coupling=0.9)


@pytest.fixture(scope="module")
def compare(cohort):
    split = make_split(cohort.segments, "blocked", seed=1)
    rivals = fit_models(cohort, split, "blocked", regressions=())

    def run(dataset, **groups):
        return compare_groups(
            dataset,
            {"blocked": split},
            {"blocked": rivals},
            groups,
            seed=1,
            models=("ridge",),
        ).set_index(["group", "features"])

    return run


def noise(cohort):
    return np.random.default_rng(3).standard_normal((len(cohort.segments), 8))


class TestCoupledConnectivity:
    def test_it_adds_to_power_that_knows_nothing(self, cohort, compare):
        table = compare(cohort, power=noise(cohort))
        assert table.loc[("power", "connectivity"), "low"] > 0
        assert table.loc[("power", "group"), "low"] <= 0
        assert table.loc[("power", "added by connectivity"), "low"] > 0
        assert table.loc[("power", "added by group"), "low"] <= 0

    def test_it_adds_nothing_to_power_that_knows_everything(self, cohort, compare):
        table = compare(cohort, power=off_diagonal(cohort.targets))
        assert table.loc[("power", "group"), "value"] > 0.9
        assert table.loc[("power", "added by connectivity"), "low"] <= 0
        assert table.loc[("power", "added by group"), "low"] > 0

    def test_differences_are_those_of_the_skills(self, cohort, compare):
        value = compare(cohort, power=noise(cohort))["value"]["power"]
        assert value["added by connectivity"] == pytest.approx(value["both"] - value["group"])
        assert value["added by group"] == pytest.approx(value["both"] - value["connectivity"])


def test_segments_without_the_group_are_left_out_for_both(cohort, compare):
    power = noise(cohort)
    power[::7] = np.nan
    table = compare(cohort, power=power, other=noise(cohort))
    assert (
        table.loc[("power", "connectivity"), "n_segments"]
        < (table.loc[("other", "connectivity"), "n_segments"])
    )


def test_a_group_that_no_segment_has_is_told(cohort, compare):
    table = compare(cohort, power=np.full((len(cohort.segments), 8), np.nan))
    assert table["status"].tolist() == ["not estimable"]
    assert "can be used" in table["reason"].iloc[0]
