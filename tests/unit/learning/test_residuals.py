"""Residuals from training means, the networks that learn them, and the adapted scheme."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.evaluation.selection import choices, gather
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.model_fits import fit_model
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.network_predictions import network_predictions
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.learning.residuals import subtract_means
from eeg2emg.learning.training import network_predictor, train_folds
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import Split

SMALL = replace(
    RECIPES["residual"].recipe,
    name="small",
    filters=(4, 6, 8),
    batch_size=8,
    max_epochs=12,
    validation_period=5,
    patience=100,
    members=2,
)


def first_fold(dataset, scheme):
    split = make_split(dataset.segments, scheme, seed=1, few_shot_segments=4)
    return split.parts(split.frame["fold"].iloc[0], dataset.segments["segment"])


def error(dataset, rows, prediction):
    return np.sum(off_diagonal(dataset.targets[rows] - prediction[rows]) ** 2)


class TestMeans:
    @pytest.mark.parametrize("scheme", ["random", "blocked", "few-shot"])
    def test_of_the_cell_where_it_was_trained_on(self, make_cohort, scheme):
        dataset = make_cohort(recordings=6)
        part = first_fold(dataset, scheme)
        left = subtract_means(dataset.features, dataset.targets, dataset.segments, part)
        for cell in set(dataset.cells):
            own = (dataset.cells == cell) & (part == "training")
            assert left.features[own].mean(axis=0) == pytest.approx(0, abs=1e-12)
            assert left.targets[own].mean(axis=0) == pytest.approx(0, abs=1e-12)
            mean = dataset.targets[own].mean(axis=0).ravel()
            assert left.base[dataset.cells == cell] == pytest.approx(
                np.tile(mean, ((dataset.cells == cell).sum(), 1))
            )

    def test_of_the_phase_where_subjects_are_new(self, make_cohort):
        dataset = make_cohort()
        part = first_fold(dataset, "leave-one-subject-out")
        left = subtract_means(dataset.features, dataset.targets, dataset.segments, part)
        phase = dataset.segments["phase"].to_numpy()
        for name in set(phase):
            own = (phase == name) & (part == "training")
            mean = dataset.features[own].mean(axis=0)
            assert left.features[phase == name] == pytest.approx(
                dataset.features[phase == name] - mean
            )

    def test_adapted_features_of_a_new_subject_have_no_mean_of_their_own(self, make_cohort):
        dataset = make_cohort()
        part = first_fold(dataset, "leave-one-subject-out-adapted")
        left = subtract_means(
            dataset.features, dataset.targets, dataset.segments, part, adapted=True
        )
        tested = part == "test"
        for cell in set(dataset.cells[tested]):
            own = tested & (dataset.cells == cell)
            assert left.features[own].mean(axis=0) == pytest.approx(0, abs=1e-12)
        phase = dataset.segments["phase"].to_numpy()
        for name in set(phase):
            mean = dataset.targets[(phase == name) & (part == "training")].mean(axis=0).ravel()
            assert np.allclose(left.base[phase == name], mean)

    @pytest.mark.parametrize("adapted", [False, True])
    def test_tested_targets_enter_no_mean(self, make_cohort, adapted):
        dataset = make_cohort()
        part = first_fold(dataset, "leave-one-subject-out-adapted")
        changed = dataset.targets.copy()
        changed[part == "test"] = 1e6
        one, other = (
            subtract_means(dataset.features, t, dataset.segments, part, adapted=adapted)
            for t in (dataset.targets, changed)
        )
        assert np.array_equal(one.base, other.base)
        assert np.array_equal(one.fitted, other.fitted)
        assert np.array_equal(one.features, other.features)


@pytest.mark.parametrize("name", REGRESSIONS)
class TestAdapted:
    def test_an_offset_of_the_new_subjects_eeg_does_not_matter(self, make_cohort, name):
        dataset = make_cohort(recordings=6)
        part = first_fold(dataset, "leave-one-subject-out-adapted")
        vectors = dataset.features.reshape(len(part), -1)
        moved = vectors + 3.0 * (part == "test")[:, None]
        one, other = (
            fit_model(name, v, dataset.targets, dataset.segments, part, adapted=True)
            for v in (vectors, moved)
        )
        assert other.prediction == pytest.approx(one.prediction, rel=1e-6)
        plain, shifted = (
            fit_model(name, v, dataset.targets, dataset.segments, part) for v in (vectors, moved)
        )
        tested = part == "test"
        assert not np.allclose(plain.prediction[tested], shifted.prediction[tested])

    def test_it_helps_where_people_differ(self, make_cohort, name):
        """EEG offsets between people hide what EEG says, unless each is centred by its own."""
        dataset = make_cohort(subjects=6, recordings=8, coupling=0.95, offsets=0.2)
        rng = np.random.default_rng(5)
        subject = np.unique(dataset.segments["subject"], return_inverse=True)[1]
        offsets = rng.normal(size=(6, *dataset.features.shape[1:]))
        vectors = (dataset.features + offsets[subject]).reshape(len(subject), -1)
        part = first_fold(dataset, "leave-one-subject-out-adapted")
        tested = part == "test"
        plain, adapted = (
            error(
                dataset,
                tested,
                fit_model(
                    name, vectors, dataset.targets, dataset.segments, part, adapted=adapted
                ).prediction,
            )
            for adapted in (False, True)
        )
        assert adapted < 0.9 * plain


class TestNetworks:
    @pytest.fixture(scope="class")
    def cohort(self, make_cohort):
        return make_cohort(recordings=8, coupling=0.95, offsets=2.0)

    @pytest.fixture(scope="class")
    def split(self, cohort):
        return make_split(cohort.segments, "blocked", seed=1)

    @pytest.fixture(scope="class")
    def trained(self, cohort, split):
        return train_folds(cohort, split, SMALL, "adam", seed=3)

    def test_what_is_learned_is_added_to_the_cell_mean(self, cohort, split, trained):
        part = split.parts("all", cohort.segments["segment"])
        left = subtract_means(cohort.features, cohort.targets, cohort.segments, part)
        rows = cohort.rows(trained.rows["segment"])
        residual = network_predictor(trained.weights, "all", "best")(left.features[rows])
        expected = residual + left.base[rows].reshape(residual.shape)
        assert trained.predictions["best"] == pytest.approx(expected)

    def test_the_ensemble_is_the_mean_of_its_members(self, cohort, split, trained):
        part = split.parts("all", cohort.segments["segment"])
        left = subtract_means(cohort.features, cohort.targets, cohort.segments, part)
        rows = cohort.rows(trained.rows["segment"])
        members = [
            network_predictor(trained.weights, "all", which)(left.features[rows])
            for which in ("best", "best-2")
        ]
        assert not np.allclose(*members)
        base = left.base[rows].reshape(members[0].shape)
        assert trained.predictions["ensemble"] == pytest.approx(base + np.mean(members, axis=0))

    def test_it_beats_the_cell_mean(self, cohort, trained):
        rows = cohort.rows(trained.rows["segment"])
        part = np.full(len(cohort.segments), "unused", dtype=object)
        part[rows] = trained.rows["part"]
        left = subtract_means(cohort.features, cohort.targets, cohort.segments, part)
        tested = (trained.rows["part"] == "test").to_numpy()
        truth = cohort.targets[rows][tested]
        base = left.base.reshape(cohort.targets.shape)[rows][tested]
        gained = np.sum((trained.predictions["ensemble"][tested] - truth) ** 2)
        assert gained < 0.9 * np.sum((base - truth) ** 2)

    def test_one_member_is_no_ensemble(self, cohort, split):
        recipe = replace(SMALL, members=1, max_epochs=1)
        result = train_folds(cohort, split, recipe, "adam", seed=3)
        assert list(result.predictions) == ["last", "best"]

    def test_the_phase_is_an_input(self, cohort, split):
        recipe = replace(
            SMALL, name="phase", phase_input=RECIPES["phase"].recipe.phase_input, max_epochs=2
        )
        result = train_folds(cohort, split, recipe, "adam", seed=3)
        planes = result.weights["all/best/0"].shape[2]
        assert planes == len(cohort.planes) + 2
        swapped = cohort.segments.assign(
            phase=cohort.segments["phase"].map({"rest": "activity", "activity": "rest"})
        )
        other = train_folds(replace(cohort, segments=swapped), split, recipe, "adam", seed=3)
        assert not np.allclose(other.predictions["best"], result.predictions["best"])

    def test_tested_segments_are_not_seen(self, cohort, split, trained):
        """Planted leaks: tested targets, and tested features but one, are replaced."""
        part = split.parts("all", cohort.segments["segment"])
        tested = np.flatnonzero(part == "test")
        features, targets = cohort.features.copy(), cohort.targets.copy()
        features[tested[1:]] = 0.5
        targets[tested] = 1e3
        changed = replace(cohort, features=features, targets=targets)
        result = train_folds(changed, split, SMALL, "adam", seed=3)
        names = cohort.segments["segment"].iloc[tested[1:]]
        same = ~trained.rows["segment"].isin(names).to_numpy()
        for which, estimate in trained.predictions.items():
            assert np.array_equal(result.predictions[which][same], estimate[same])

    def test_an_adapted_network_does_not_see_offsets_of_the_new_subject(self, make_cohort):
        dataset = make_cohort(subjects=3)
        split = make_split(dataset.segments, "leave-one-subject-out-adapted", seed=1)
        split = Split(split.frame[split.frame["fold"] == "sub-00"])
        new = (dataset.segments["subject"] == "sub-00").to_numpy()
        moved = replace(dataset, features=dataset.features + new[:, None, None, None])
        recipe = replace(SMALL, max_epochs=1)
        one, other = (
            train_folds(d, split, recipe, "adam", seed=1, adapted=True) for d in (dataset, moved)
        )
        for which, estimate in one.predictions.items():
            assert other.predictions[which] == pytest.approx(estimate, abs=1e-5)

    def test_no_optimizer_is_chosen_where_there_is_one(self, cohort, split, trained):
        predictions = network_predictions(
            trained,
            split,
            scheme="blocked",
            recipe="residual",
            optimizer="adam",
            channels=cohort.emg_channels,
        )
        models = fit_models(cohort, split, "blocked")
        table = gather(cohort, "blocked", split, [predictions, models])
        assert "network-residual-adam-ensemble" in table.models
        assert list(choices(table)) == ["primary-chosen", "best-chosen"]
        assert list(choices(table, primary=["network-residual-adam-ensemble"])) == [
            "primary-chosen",
            "best-chosen",
        ]
        assert list(choices(table, primary=[])) == ["best-chosen"]
