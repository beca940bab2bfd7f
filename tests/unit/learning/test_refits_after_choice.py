"""Refit after the choice: tested segments are predicted from training and validation segments."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.catalogues import catalogue
from eeg2emg.learning import members, rivals
from eeg2emg.learning.catalogue import REGRESSIONS, RIVALS, Rival
from eeg2emg.learning.features import vectorise
from eeg2emg.learning.model_fits import MEAN_ALONE, PreparedModel, fit_as_chosen, fit_model
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.learning.residuals import subtract_means
from eeg2emg.learning.rivals import RivalFit, fit_rivals
from eeg2emg.learning.training import network_predictor, refits_in, train_folds, trainer_for
from eeg2emg.splitting.catalogue import SCHEMES, TABLE3_SCHEME
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import join_validation

DIVIDED = [name for name in SCHEMES if name != "few-shot"]


def fold_of(dataset, scheme="blocked"):
    split = make_split(dataset.segments, scheme, seed=1)
    return split.parts(split.frame["fold"].iloc[0], dataset.segments["segment"])


def error_on(rows, dataset, prediction):
    return np.sum((dataset.targets[rows] - prediction[rows]) ** 2)


def with_little_training(dataset, part):
    """Parts in which validation segments are half of all that is known."""
    few = part.copy()
    for person in np.unique(dataset.segments["subject"]):
        own = (dataset.segments["subject"] == person).to_numpy()
        training = np.flatnonzero(own & (part == "training"))
        few[training[: -np.sum(own & (part == "validation"))]] = "unused"
    return few


@pytest.fixture(scope="module")
def cohort(make_cohort):
    return make_cohort(subjects=5, recordings=8, coupling=0.95)


class TestParts:
    def test_validation_trains_and_nothing_else_moves(self):
        part = np.array(["training", "validation", "test", "unused", "validation"], dtype=object)
        joined = ["training", "training", "test", "unused", "training"]
        assert join_validation(part).tolist() == joined
        assert part[1] == "validation"

    def test_only_the_scheme_of_table_3_and_the_papers_recipe_are_left_as_they_are(self):
        assert [name for name, scheme in SCHEMES.items() if not scheme.refits] == [TABLE3_SCHEME]
        assert [name for name, recipe in RECIPES.items() if not recipe.refits] == ["paper"]
        assert refits_in("blocked", "tuned")
        assert not refits_in("blocked", "paper")
        assert not refits_in(TABLE3_SCHEME, "tuned")


class TestRivals:
    @pytest.mark.parametrize("scheme", DIVIDED)
    def test_a_refit_is_a_fit_without_validation(self, cohort, scheme):
        """Of every rival that has nothing to choose; of the others with what was chosen."""
        part = fold_of(cohort, scheme)
        causal = SCHEMES[scheme].causal
        before, after = (
            fit_rivals(cohort.targets, cohort.segments, part, causal=causal, refits=refits)
            for refits in (False, True)
        )
        joined = join_validation(part)
        merged = fit_rivals(cohort.targets, cohort.segments, joined, causal=causal)
        assert after.notes == before.notes
        assert set(after.predictions) == set(before.predictions)
        tested, known = part == "test", np.isin(part, ["training", "validation"])
        for name, prediction in after.predictions.items():
            np.testing.assert_array_equal(prediction[known], before.predictions[name][known])
            if name not in after.notes:
                np.testing.assert_array_equal(prediction[tested], merged.predictions[name][tested])

    def test_the_cell_mean_is_that_of_training_and_validation(self, cohort):
        part = fold_of(cohort)
        found = fit_rivals(cohort.targets, cohort.segments, part, causal=True, refits=True)
        known = np.isin(part, ["training", "validation"])
        for row in np.flatnonzero(part == "test"):
            own = cohort.targets[known & (cohort.cells == cohort.cells[row])]
            expected = pytest.approx(own.mean(axis=0))
            assert found.predictions["cell mean"][row] == expected

    def test_the_time_constant_is_kept_and_validation_segments_are_known_past(self, cohort):
        """On a line upwards the latest known segment says most, and the refit knows later ones."""
        part = fold_of(cohort)
        order = cohort.segments.groupby(["subject", "phase"]).cumcount().to_numpy()
        rising = replace(cohort, targets=cohort.targets + 10.0 * order[:, None, None])
        plain, again = (
            fit_rivals(rising.targets, cohort.segments, part, causal=True, refits=refits)
            for refits in (False, True)
        )
        name = "time-smoothed cell mean"
        assert plain.notes[name] == again.notes[name] == "time constant 1 segments"
        rows = np.flatnonzero(part == "test")
        lost = error_on(rows, rising, plain.predictions[name])
        assert error_on(rows, rising, again.predictions[name]) < 0.7 * lost
        assert (again.predictions[name][rows] > plain.predictions[name][rows]).all()

    def test_a_rival_that_chooses_must_say_how_to_keep_it(self, cohort, monkeypatch):
        def forgetful(fold):
            return RivalFit(np.zeros_like(fold.y), "something")

        monkeypatch.setattr(rivals, "RIVALS", catalogue(Rival("forgetful", "Forgets.", "x:y")))
        monkeypatch.setattr(rivals, "resolve", lambda _: forgetful)
        part = fold_of(cohort)
        fit_rivals(cohort.targets, cohort.segments, part)
        with pytest.raises(TypeError, match="says not how to keep it"):
            fit_rivals(cohort.targets, cohort.segments, part, refits=True)


@pytest.mark.parametrize("name", REGRESSIONS)
class TestRegressions:
    @pytest.mark.parametrize("scheme", DIVIDED)
    def test_a_refit_is_a_fit_of_joined_parts_with_what_was_chosen(self, cohort, name, scheme):
        part = fold_of(cohort, scheme)
        vectors = vectorise(cohort.features, cohort.planes)
        options = {"adapted": SCHEMES[scheme].adapted}
        before, after = (
            fit_model(
                name, vectors, cohort.targets, cohort.segments, part, refits=refits, **options
            )
            for refits in (False, True)
        )
        assert after.chosen == before.chosen
        tested, others = part == "test", part != "test"
        np.testing.assert_array_equal(after.prediction[others], before.prediction[others])

        joined = join_validation(part)
        merged = fit_as_chosen(
            name,
            vectors,
            cohort.targets,
            cohort.segments,
            joined,
            chosen=after.chosen,
            **options,
        )
        found = after.prediction[tested]
        np.testing.assert_allclose(found, merged[tested], rtol=1e-9)
        assert not np.allclose(found, before.prediction[tested])

    def test_the_predictor_says_of_tested_segments_what_the_refit_says(self, cohort, name):
        part = fold_of(cohort)
        vectors = vectorise(cohort.features, cohort.planes)
        fit = fit_model(name, vectors, cohort.targets, cohort.segments, part, refits=True)
        rows = np.flatnonzero(np.isin(part, ["test", "validation"]))[::-1]
        assert fit.predict(vectors[rows], rows) == pytest.approx(fit.prediction[rows], rel=1e-9)

    def test_the_mean_alone_is_refitted_too(self, cohort, name):
        part = fold_of(cohort)
        vectors = np.ones((len(part), 3))
        fit = fit_model(name, vectors, cohort.targets, cohort.segments, part, refits=True)
        # A kernel of equal features is one of tasks alone, whose estimates are 0 up to rounding.
        assert "kernel" in name or fit.chosen == MEAN_ALONE
        rival = fit_rivals(cohort.targets, cohort.segments, part, refits=True)
        used = part != "unused"
        np.testing.assert_allclose(fit.prediction[used], rival.predictions["cell mean"][used])

    def test_it_helps_where_validation_segments_carry_the_information(self, make_cohort, name):
        gains = []
        for seed in range(4):
            dataset = make_cohort(subjects=5, recordings=12, coupling=0.95, seed=seed)
            part = with_little_training(dataset, fold_of(dataset))
            vectors = vectorise(dataset.features, dataset.planes)
            before, after = (
                fit_model(name, vectors, dataset.targets, dataset.segments, part, refits=refits)
                for refits in (False, True)
            )
            test = part == "test"
            lost = error_on(test, dataset, before.prediction)
            gains.append(1 - error_on(test, dataset, after.prediction) / lost)
        assert np.mean(gains) > 0.15

    def test_what_is_prepared_once_refits_for_any_targets(self, cohort, name):
        part = fold_of(cohort)
        vectors = vectorise(cohort.features, cohort.planes)
        prepared = PreparedModel(name, vectors, cohort.segments, part, refits=True)
        order = np.random.default_rng(0).permutation(len(part))
        for targets in (cohort.targets[order], cohort.targets):
            one = prepared.fit(targets)
            other = fit_model(name, vectors, targets, cohort.segments, part, refits=True)
            np.testing.assert_array_equal(one.prediction, other.prediction)

    def test_candidates_that_one_turn_lacks_do_not_win_by_fewer_errors(self, cohort, name):
        turns = [{"a": 3.0, "b": 2.0}, {"a": 3.0, "b": 2.0, "c": 1.0}]
        assert members._sums(turns) == {"a": 6.0, "b": 4.0}
        assert members._sums(turns[::-1]) == {"a": 6.0, "b": 4.0}


SMALL = replace(
    RECIPES["tuned"].recipe,
    name="small",
    filters=(2, 2, 2),
    batch_size=8,
    max_epochs=4,
    validation_period=3,
)


class TestNetworks:
    @pytest.fixture(scope="class", params=[SMALL, replace(SMALL, residuals=True, members=2)])
    def trained(self, make_cohort, request):
        dataset = make_cohort(recordings=8)
        split = make_split(dataset.segments, "blocked", seed=1)
        results = [
            train_folds(dataset, split, request.param, "adam", seed=1, refits=refits)
            for refits in (False, True)
        ]
        return dataset, split, request.param, results

    def test_only_tested_segments_of_the_best_weights_change(self, trained):
        _, _, _, (before, after) = trained
        tested = (after.rows["part"] == "test").to_numpy()
        for which, prediction in after.predictions.items():
            same = before.predictions[which] == prediction
            assert same[~tested].all()
            assert same[tested].all() == (which == "last")
        for key, array in before.weights.items():
            np.testing.assert_array_equal(after.weights[key], array)
        assert before.history.equals(after.history)
        assert before.folds.equals(after.folds)

    def test_the_refit_starts_from_the_same_weights_for_as_many_epochs(self, trained):
        """Made here step by step: joined parts, their scaling, and iterations in proportion."""
        dataset, split, recipe, (_, after) = trained
        part = split.parts("all", dataset.segments["segment"])
        train, joined = part == "training", join_validation(part) == "training"
        first = after.folds.iloc[0]
        per_epoch, more = train.sum() // 8, joined.sum() // 8
        assert more > per_epoch
        iterations = round(first["best_iteration"] / per_epoch * more)
        trainer = trainer_for(dataset, recipe, "adam")
        steps = []
        step = trainer.step
        trainer.step = lambda *arguments: steps.append(len(arguments[0])) or step(*arguments)
        again = train_folds(dataset, split, recipe, "adam", seed=1, refits=True, trainer=trainer)
        own = again.folds["iterations"].iloc[0]
        expected = sum(again.folds["iterations"])
        for best in again.folds["best_iteration"]:
            expected += round(best / per_epoch * more)
        assert len(steps) == expected
        assert own + iterations <= len(steps)
        scaling = after.weights["all/refitted-scaling/input_mean"]
        features = dataset.features
        if recipe.residuals:
            left = subtract_means(
                features, dataset.targets, dataset.segments, join_validation(part)
            )
            features = left.features
        np.testing.assert_allclose(scaling, features[joined].mean(axis=0), atol=1e-12)

    def test_weights_predict_what_tested_segments_were_predicted_as(self, trained):
        dataset, split, recipe, (_, after) = trained
        part = split.parts("all", dataset.segments["segment"])
        rows = np.flatnonzero(part == "test")
        features, base = dataset.features, 0.0
        if recipe.residuals:
            left = subtract_means(
                features, dataset.targets, dataset.segments, join_validation(part)
            )
            features, base = left.features, left.base.reshape(dataset.targets.shape)[rows]
        predict = network_predictor(after.weights, "all", "refitted")
        tested = (after.rows["part"] == "test").to_numpy()
        places = dataset.rows(after.rows.loc[tested, "segment"])
        found = dict(zip(places, after.predictions["best"][tested], strict=True))
        expected = np.array([found[row] for row in rows])
        np.testing.assert_allclose(predict(features[rows]) + base, expected, rtol=1e-5, atol=1e-6)

    def test_a_refit_that_diverges_is_not_estimable_and_says_so(self, make_cohort):
        """What it trains on is beyond single precision; the training before it was not."""
        dataset = make_cohort(recordings=8)
        split = make_split(dataset.segments, "blocked", seed=1)
        trainer = trainer_for(dataset, SMALL, "adam")
        retrain = trainer.retrain
        trainer.retrain = lambda data, *rest: retrain((data[0] * np.float32(1e30), data[1]), *rest)
        result = train_folds(dataset, split, SMALL, "adam", seed=1, refits=True, trainer=trainer)
        reason = result.not_estimable["best", "all"]
        assert "of the refit" in reason
        assert "Lower training.small.initial_rates.adam" in reason
        assert np.isnan(result.predictions["best"]).all()
        assert np.isfinite(result.predictions["last"]).all()


def test_the_scheme_of_table_3_is_as_it_was(cohort):
    """There models and rivals are those of training segments alone."""
    split = make_split(cohort.segments, TABLE3_SCHEME, seed=1)
    part = split.parts("all", cohort.segments["segment"])
    found = fit_models(cohort, split, TABLE3_SCHEME)
    places = cohort.rows(found.rows["segment"])
    plain = fit_rivals(cohort.targets, cohort.segments, part).predictions
    for name in RIVALS:
        values = found.values[found.models.index(name)]
        np.testing.assert_array_equal(values, plain[name][places])
    vectors = vectorise(cohort.features, cohort.planes)
    for name in REGRESSIONS:
        fit = fit_model(name, vectors, cohort.targets, cohort.segments, part)
        values = found.values[found.models.index(name)]
        np.testing.assert_array_equal(values, fit.prediction[places])
