"""Rivals with a trend in time: each is exact in the world it was made for."""

import numpy as np
import pytest
from eeg2emg.cohort.cycles import places_in_session
from eeg2emg.learning.groups import groups_of
from eeg2emg.learning.rivals import fit_rivals
from eeg2emg.splitting.schemes import make_split

TRENDS = ("common time trend", "proportional time trend", "own time trend")


def parts_of(dataset, scheme="blocked"):
    split = make_split(dataset.segments, scheme, seed=1, few_shot_segments=4)
    return split.parts(split.frame["fold"].iloc[0], dataset.segments["segment"])


def worst_tested(dataset, targets, name, scheme="blocked"):
    part = parts_of(dataset, scheme)
    prediction = fit_rivals(targets, dataset.segments, part).predictions[name]
    return np.abs((prediction - targets)[part == "test"]).max()


@pytest.fixture
def rng():
    return np.random.default_rng(8)


@pytest.fixture
def world(make_cohort, rng):
    """Time, cells, and a mean of each cell for every entry."""
    dataset = make_cohort(recordings=10)
    groups = groups_of(dataset.segments)
    mean = 1 + rng.random((groups.cell.max() + 1, *dataset.targets.shape[1:]))
    return dataset, places_in_session(dataset.segments), groups, mean


@pytest.mark.parametrize("name", ["common time trend", "own time trend"])
def test_a_line_in_time_per_phase_is_carried_on(world, rng, name):
    dataset, time, groups, mean = world
    slope = rng.standard_normal((2, *mean.shape[1:]))[groups.phase]
    targets = mean[groups.cell] + slope * time[:, None, None]
    assert worst_tested(dataset, targets, name) < 1e-9


def test_a_common_factor_is_carried_on(world):
    """The line goes through the mean of each cell's training segments, in proportion to it."""
    dataset, time, groups, mean = world
    train = parts_of(dataset) == "training"
    centre = np.array([time[train & (groups.cell == c)].mean() for c in range(len(mean))])
    factor = 1 + 0.02 * (time - centre[groups.cell])
    targets = mean[groups.cell] * factor[:, None, None]
    assert worst_tested(dataset, targets, "proportional time trend") < 1e-9
    assert worst_tested(dataset, targets, "common time trend") > 1e-3


def test_lines_of_ones_own_are_carried_on(world, rng):
    dataset, time, groups, mean = world
    slope = rng.standard_normal(mean.shape)[groups.cell]
    targets = mean[groups.cell] + slope * time[:, None, None]
    assert worst_tested(dataset, targets, "own time trend") < 1e-9
    assert worst_tested(dataset, targets, "common time trend") > 1


def test_chance_is_no_line_of_ones_own(world, rng):
    """Where cells have no trend of their own, the deviations are shrunken nearly to nothing."""
    dataset, time, groups, mean = world
    targets = mean[groups.cell] + rng.standard_normal(dataset.targets.shape)
    part = parts_of(dataset)
    predictions = fit_rivals(targets, dataset.segments, part).predictions
    test = part == "test"
    common, own = (predictions[name][test] for name in ("common time trend", "own time trend"))
    steepest = np.abs(time[test]).max() * 0.05
    assert np.sqrt(np.mean((own - common) ** 2)) < 0.1 * steepest


def test_a_new_person_has_the_trend_of_the_phase(world, rng):
    dataset, time, groups, mean = world
    slope = rng.standard_normal((2, *mean.shape[1:]))[groups.phase]
    of_phase = mean[:2][groups.phase]
    targets = of_phase + slope * time[:, None, None]
    scheme = "leave-one-subject-out"
    assert worst_tested(dataset, targets, "common time trend", scheme) < 1e-9
    part = parts_of(dataset, scheme)
    reasons = fit_rivals(targets, dataset.segments, part).not_estimable
    assert "subject and phase" in reasons["own time trend"]


def test_without_time_there_is_no_trend(world):
    dataset, _, _, _ = world
    first = dataset.segments.groupby(["subject", "phase"]).head(1).index
    part = np.full(len(dataset.segments), "test", dtype=object)
    part[first] = "training"
    reasons = fit_rivals(dataset.targets, dataset.segments, part).not_estimable
    for name in TRENDS:
        assert "different times" in reasons[name]
