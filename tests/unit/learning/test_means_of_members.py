"""Means of unlike members: each chooses for itself, and what a cohort lacks is left out."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.catalogues import catalogue
from eeg2emg.cohort.dataset import Planes
from eeg2emg.learning import model_fits
from eeg2emg.learning.catalogue import FAM, REGRESSIONS, Member, Regression
from eeg2emg.learning.features import FeatureVectors, entries_of, vectorise, vectors_of
from eeg2emg.learning.model_fits import (
    MEAN_ALONE,
    fit_as_chosen,
    fit_for_known_people,
    fit_for_new_people,
    fit_model,
)
from eeg2emg.names.features import CONNECTIVITY, LOG_COHERENCY
from eeg2emg.splitting.schemes import make_split

RIDGE = Member(candidates=REGRESSIONS["ridge"].candidates)
SHARES = Member(candidates=REGRESSIONS["ridge"].candidates, relative=True)
KERNEL = Member(
    candidates=REGRESSIONS["kernel ridge"].candidates, inputs=(LOG_COHERENCY,), known=2.0, new=0.0
)


@pytest.fixture
def offer(monkeypatch):
    """Give a function that puts a regression of some members into the catalogue."""

    def put(name, *members):
        entry = Regression(name, name, "Of a test.", members=members)
        kept = [one for one in model_fits.REGRESSIONS.values() if one.name != name]
        monkeypatch.setattr(model_fits, "REGRESSIONS", catalogue(*kept, entry))
        return name

    return put


def two_sets(dataset, seed=0):
    """Give connectivity, and a second set of features that tells something else about it."""
    vectors = vectorise(dataset.features, dataset.planes)
    rng = np.random.default_rng(seed)
    further = np.tanh(vectors[:, :40]) + 0.1 * rng.standard_normal((len(vectors), 40))
    width = vectors.shape[1]
    sets = {CONNECTIVITY: np.arange(width), LOG_COHERENCY: np.arange(width, width + 40)}
    return FeatureVectors(np.concatenate([vectors, further], axis=1), sets)


def parts_of(dataset, scheme):
    split = make_split(dataset.segments, scheme, seed=1)
    return split.parts(split.frame["fold"].iloc[0], dataset.segments["segment"])


SCHEMES = ["blocked", "leave-one-subject-out", "leave-one-subject-out-adapted"]


@pytest.mark.parametrize("refits", [False, True])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_estimate_is_the_weighted_mean_of_what_members_say_alone(
    make_cohort, offer, scheme, refits
):
    cohort = make_cohort(subjects=5, recordings=8)
    part, vectors = parts_of(cohort, scheme), two_sets(cohort)
    options = {"adapted": scheme.endswith("adapted"), "refits": refits}
    data = vectors, cohort.targets, cohort.segments, part
    alone = [
        fit_model(offer(f"alone {k}", one), *data, **options)
        for k, one in enumerate([RIDGE, SHARES, KERNEL])
        if k < 2 or scheme == "blocked"
    ]
    weights = [1, 1, 2] if scheme == "blocked" else [1, 1]
    mean = fit_model(offer("mean", RIDGE, SHARES, KERNEL), *data, **options)
    expected = np.average([one.prediction for one in alone], axis=0, weights=weights)
    np.testing.assert_allclose(mean.prediction, expected, rtol=1e-12, atol=1e-12)
    assert mean.chosen == " | ".join(one.chosen for one in alone)
    assert np.array_equal(mean.base, alone[0].base)
    rows = np.array([0, len(part) - 1, 7])
    np.testing.assert_allclose(
        mean.predict(vectors.values[rows], rows), mean.prediction[rows], atol=1e-9
    )


def test_the_error_of_turns_is_that_of_the_mean_not_the_mean_of_errors(make_cohort, offer):
    cohort = make_cohort(subjects=6, recordings=6)
    part, vectors = parts_of(cohort, "leave-one-subject-out"), two_sets(cohort)
    data = vectors, cohort.targets, cohort.segments, part
    alone = [fit_model(offer("alone", one), *data) for one in (RIDGE, SHARES)]
    both = fit_model(offer("mean", RIDGE, SHARES), *data)
    twice = fit_model(offer("twice", RIDGE, RIDGE), *data)
    assert twice.error_of_turns == pytest.approx(alone[0].error_of_turns)
    # Squared errors are convex: a mean is no worse than its members on average.
    assert both.error_of_turns < np.mean([one.error_of_turns for one in alone])


def test_members_whose_features_a_cohort_lacks_are_left_out(make_cohort, offer):
    cohort = make_cohort(recordings=6)
    part = parts_of(cohort, "blocked")
    vectors = vectorise(cohort.features, cohort.planes)
    name = offer("mean", RIDGE, KERNEL)
    mean = fit_model(name, vectors, cohort.targets, cohort.segments, part)
    ridge = fit_model("ridge", vectors, cohort.targets, cohort.segments, part)
    assert np.array_equal(mean.prediction, ridge.prediction)


def test_a_new_person_is_not_told_by_members_with_slopes_of_people():
    known, new = (
        {
            member.candidates.partition(":")[2]: weight
            for member, weight in REGRESSIONS[FAM].members_of({CONNECTIVITY}, new=new)
        }
        for new in (False, True)
    )
    assert known == {"of_all_features": 0.5, "of_components_by_phase": 0.25, "of_components": 0.25}
    assert new == {"of_components_by_phase": 0.5, "of_components": 0.5}


class TestShareOfCoherency:
    @pytest.mark.parametrize("scheme", SCHEMES)
    def test_is_what_the_segments_that_choose_say(self, make_cohort, scheme):
        """A second set of noise gets nothing; one that tells more than the first gets its half."""
        cohort = make_cohort(subjects=6, recordings=8)
        part, vectors = parts_of(cohort, scheme), vectorise(cohort.features, cohort.planes)
        noise = np.random.default_rng(0).standard_normal(vectors.shape)
        width = vectors.shape[1]
        found = {}
        for name, first, second in (("noise", vectors, noise), ("signal", noise, vectors)):
            sets = {CONNECTIVITY: np.arange(width), LOG_COHERENCY: np.arange(width, 2 * width)}
            both = FeatureVectors(np.concatenate([first, second], axis=1), sets)
            fit = fit_model(FAM, both, cohort.targets, cohort.segments, part)
            found[name] = fit.chosen.split(" | ")[0]
        assert found == {"noise": "coherency 0", "signal": "coherency 0.5"}

    def test_tested_targets_do_not_choose_it(self, make_cohort):
        cohort = make_cohort(subjects=5, recordings=8)
        part, vectors = parts_of(cohort, "blocked"), two_sets(cohort)
        targets = cohort.targets.copy()
        targets[part == "test"] = 1e3
        one, other = (
            fit_model(FAM, vectors, values, cohort.segments, part)
            for values in (cohort.targets, targets)
        )
        assert one.chosen == other.chosen


class TestShares:
    def proportional(self, cohort, scale):
        """Let targets differ from their cell's mean by a share that the EEG tells."""
        rng = np.random.default_rng(5)
        vectors = vectorise(cohort.features, cohort.planes)
        x = (vectors - vectors.mean(axis=0)) / np.maximum(vectors.std(axis=0), 1e-9)
        share = 0.2 * np.tanh(x @ rng.standard_normal((x.shape[1], 1)) / np.sqrt(x.shape[1]))
        m = cohort.targets.shape[1]
        level = scale ** (2 * cohort.cells / cohort.cells.max() - 1)
        targets = np.broadcast_to((level * (1 + share[:, 0]))[:, None, None], (len(x), m, m))
        return vectors, targets * ~np.eye(m, dtype=bool)

    def test_are_learnt_where_people_differ_in_level(self, make_cohort, offer):
        cohort = make_cohort(subjects=6, recordings=10)
        vectors, targets = self.proportional(cohort, 20.0)
        part = parts_of(cohort, "blocked")
        test = part == "test"
        errors = {}
        for name, member in (("difference", RIDGE), ("share", SHARES)):
            fit = fit_model(offer(name, member), vectors, targets, cohort.segments, part)
            errors[name] = np.sum((fit.prediction[test] - targets[test]) ** 2)
        assert errors["share"] < 0.7 * errors["difference"]

    def test_do_not_depend_on_the_unit(self, make_cohort, offer):
        cohort = make_cohort(recordings=6)
        vectors, targets = self.proportional(cohort, 3.0)
        part = parts_of(cohort, "blocked")
        name = offer("share", SHARES)
        one, other = (
            fit_model(name, vectors, k * targets, cohort.segments, part) for k in (1, 1e-4)
        )
        assert one.chosen == other.chosen
        np.testing.assert_allclose(other.prediction, 1e-4 * one.prediction, rtol=1e-9)

    @pytest.mark.parametrize("level", [0.0, -1.0])
    def test_a_mean_that_is_not_above_0_is_the_estimate(self, make_cohort, offer, level):
        cohort = make_cohort(recordings=6)
        vectors, targets = self.proportional(cohort, 3.0)
        targets = targets.copy()
        targets[:, 0, 1] = level
        part = parts_of(cohort, "blocked")
        fit = fit_model(offer("share", SHARES), vectors, targets, cohort.segments, part)
        assert np.isfinite(fit.prediction).all()
        assert fit.prediction[:, 0, 1] == pytest.approx(np.full(len(part), level))


class TestFittedOnceForAll:
    def test_what_was_chosen_is_found_again(self, make_cohort):
        cohort = make_cohort(recordings=8)
        part, vectors = parts_of(cohort, "blocked"), two_sets(cohort)
        fit = fit_model(FAM, vectors, cohort.targets, cohort.segments, part)
        again = fit_as_chosen(
            FAM, vectors, cohort.targets, cohort.segments, part, chosen=fit.chosen
        )
        np.testing.assert_allclose(again, fit.prediction, rtol=1e-10, atol=1e-12)
        members = fit_for_known_people(
            FAM, vectors, cohort.targets, cohort.segments, chosen=fit.chosen
        )
        assert len(members) == 6
        assert sum(one.weight for one in members) == pytest.approx(1)

    def test_for_new_people_everybody_takes_a_turn(self, make_cohort):
        cohort = make_cohort(subjects=5, recordings=6)
        members, chosen = fit_for_new_people(FAM, two_sets(cohort), cohort.targets, cohort.segments)
        assert len(members) == 4
        assert len(chosen.split(" | ")) == 5
        nobody = fit_for_new_people(
            FAM, two_sets(cohort), np.zeros_like(cohort.targets), cohort.segments
        )
        assert nobody[1] == MEAN_ALONE


class TestSetsOfFeatures:
    @pytest.fixture
    def both(self, make_cohort):
        """Give a cohort with log-Euclidean coherency in two bands."""
        cohort = make_cohort(recordings=4)
        n = len(cohort.eeg_channels)
        values = np.random.default_rng(0).standard_normal((len(cohort.segments), n, n, 2))
        names = ("log_coherency 4-8 Hz", "log_coherency 8-13 Hz")
        return replace(cohort, log_coherency=Planes(values, names))

    def test_of_a_cohort_are_those_that_it_has(self, both):
        n = len(both.eeg_channels)
        vectors = vectors_of(both)
        width = n * (n - 1) // 2 + n * n
        assert {name: len(own) for name, own in vectors.sets.items()} == {
            CONNECTIVITY: width,
            LOG_COHERENCY: 2 * n * n,
        }
        expected = vectorise(both.features, both.planes)
        assert np.array_equal(vectors.values[:, vectors.columns([CONNECTIVITY])], expected)
        assert set(vectors_of(replace(both, log_coherency=None)).sets) == {CONNECTIVITY}

    def test_every_column_says_where_it_comes_from(self, both):
        entries, planes = entries_of(both)
        vectors = vectors_of(both)
        assert len(entries) == vectors.values.shape[1]
        assert planes == (*both.planes, "log_coherency")
        own = vectors.columns([LOG_COHERENCY])
        assert (entries[own, 2] == len(both.planes)).all()
        for column in own[[0, 50, -1]]:
            sink, source, _ = entries[column]
            band = int(column - own[0]) // len(both.eeg_channels) ** 2
            found = both.log_coherency.features[:, sink, source, band]
            assert np.array_equal(vectors.values[:, column], found)

    def test_columns_that_are_left_out_take_their_set_along(self, both):
        vectors = vectors_of(both)
        kept = np.full(vectors.values.shape[1], True)
        kept[vectors.columns([LOG_COHERENCY])] = False
        left = vectors.keep(kept)
        assert set(left.sets) == {CONNECTIVITY}
        assert np.array_equal(left.values, vectors.values[:, kept])
        kept[5] = False
        assert np.array_equal(vectors.keep(kept).values, vectors.values[:, kept])
        nothing = vectors.keep(np.zeros_like(kept))
        assert nothing.values.shape == (len(vectors), 1)
        assert not nothing.values.any()
