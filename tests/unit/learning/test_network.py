"""The paper's network and its training, as its tables and MATLAB define them."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.learning.network import (
    build_network,
    glorot_weights,
    smallest_input,
    weight_shapes,
)
from eeg2emg.learning.network_predictions import network_predictions
from eeg2emg.learning.optimizers import update
from eeg2emg.learning.recipes import RECIPES, TrainingRecipe
from eeg2emg.learning.scaling import fit_scaling
from eeg2emg.learning.trainer import Trainer, half_sum_loss
from eeg2emg.learning.training import network_predictor, train_folds
from eeg2emg.names.models import OPTIMIZERS
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import Split

PAPER, TUNED = RECIPES["paper"].recipe, RECIPES["tuned"].recipe


@pytest.fixture(scope="module")
def cohort(make_cohort):
    dataset = make_cohort(recordings=6)
    return dataset, make_split(dataset.segments, "blocked", seed=1)


SMALL = replace(
    TUNED,
    name="small",
    filters=(4, 6, 8),
    batch_size=8,
    max_epochs=20,
    validation_period=5,
    patience=100,
)


DIVERGING = replace(SMALL, initial_rates=dict.fromkeys(OPTIMIZERS, 10.0), scale_targets=False)


@pytest.fixture(scope="module")
def trained(cohort):
    return train_folds(*cohort, SMALL, "adam", seed=3)


class TestArchitecture:
    def test_number_of_weights_of_the_paper(self):
        shapes = weight_shapes(19, 5, 36, PAPER)
        model = build_network(shapes, 19)
        assert model.count_params() == 258_986
        assert model.output_shape == (None, 36)

    def test_maps_shrink_as_in_table_1(self):
        model = build_network(weight_shapes(19, 5, 36, PAPER), 19)
        sides = [layer.output.shape[1:] for layer in model.layers[:3]]
        assert sides == [(13, 13, 25), (9, 9, 50), (7, 7, 100)]

    @pytest.mark.parametrize("n_channels", [1, 2, 12])
    def test_too_few_channels(self, n_channels):
        with pytest.raises(ConfigurationError, match=f"at least 13 .* there are {n_channels}"):
            weight_shapes(n_channels, 5, 36, PAPER)

    def test_thirteen_channels_are_enough(self):
        assert smallest_input(PAPER.kernel_sizes) == 13
        assert weight_shapes(13, 2, 9, PAPER)[-2] == (100, 9)

    def test_initial_weights_are_glorot(self):
        shapes = weight_shapes(19, 5, 36, PAPER)
        weights = glorot_weights(shapes, np.random.default_rng(0))
        for shape, w in zip(shapes, weights, strict=True):
            assert w.shape == shape
            if len(shape) == 1:
                assert not w.any()
                continue
            fan_in = np.prod(shape[:-1])
            fan_out = np.prod(shape[:-2]) * shape[-1]
            limit = np.sqrt(6 / (fan_in + fan_out))
            assert 0.99 * limit < np.abs(w).max() <= limit * (1 + 1e-6)


class TestUpdateRules:
    gradients = np.random.default_rng(0).normal(size=(5, 4))

    def steps(self, optimizer, recipe=PAPER):
        first = second = np.zeros(4)
        for t, gradient in enumerate(self.gradients, 1):
            step, first, second = update(
                optimizer, recipe, gradient, first=first, second=second, rate=0.01, iteration=t
            )
            yield step

    def test_sgd_keeps_momentum(self):
        last = np.zeros(4)
        for step, gradient in zip(self.steps("sgd"), self.gradients, strict=True):
            last = 0.9 * last - 0.01 * gradient
            assert step == pytest.approx(last)

    def test_adam_and_sgd_agree_with_keras(self):
        import tensorflow as tf

        makers = {
            "adam": lambda: tf.keras.optimizers.Adam(0.01, epsilon=1e-8),
            "sgd": lambda: tf.keras.optimizers.SGD(0.01, momentum=0.9),
        }
        for name, make in makers.items():
            weights = tf.Variable(np.zeros(4, np.float32))
            optimizer = make()
            total = np.zeros(4)
            for step, gradient in zip(self.steps(name), self.gradients, strict=True):
                optimizer.apply_gradients([(tf.constant(gradient, tf.float32), weights)])
                total = total + step
                assert weights.numpy() == pytest.approx(total, rel=1e-4)

    def test_rmsprop_adds_epsilon_outside_the_root(self):
        recipe = replace(PAPER, epsilon=0.1)
        step = next(self.steps("rmsprop", recipe))
        g = self.gradients[0]
        assert step == pytest.approx(-0.01 * g / (np.sqrt(0.1) * np.abs(g) + 0.1))

    def test_unknown(self):
        with pytest.raises(ValueError, match="'lion'"):
            next(self.steps("lion"))


class TestRecipes:
    def test_paper_is_tables_1_and_2(self):
        assert PAPER.filters == (25, 50, 100)
        assert PAPER.kernel_sizes == (7, 5, 3)
        assert set(PAPER.initial_rates.values()) == {0.01}
        assert (PAPER.max_epochs, PAPER.rate_factor, PAPER.rate_period_epochs) == (10, 0.95, 2)
        assert (PAPER.validation_period, PAPER.patience, PAPER.batch_size) == (4, 20, 128)

    def test_tuned_is_the_same_network(self):
        assert (TUNED.filters, TUNED.kernel_sizes) == (PAPER.filters, PAPER.kernel_sizes)

    @pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
    def test_every_option_is_described(self, recipe):
        rows = recipe.recipe.describe()
        assert [row["option"] for row in rows] == list(TrainingRecipe.__dataclass_fields__)
        assert all(row["meaning"] and row["source"] for row in rows)

    def test_a_changed_option_is_no_longer_the_papers(self):
        rows = {row["option"]: row["source"] for row in replace(PAPER, l2=0.5).describe()}
        assert rows["l2"] == "this project's choice"
        assert rows["max_epochs"] == "printed in Tables 1 and 2"

    @pytest.mark.parametrize(
        ("option", "value"),
        [
            ("zero_center", "plane"),
            ("shuffle", "never"),
            ("initial_rates", {"adam": 0.1}),
            ("kernel_sizes", (3,)),
            ("patience", 0),
        ],
    )
    def test_nonsense_is_refused(self, option, value):
        with pytest.raises(ConfigurationError, match="Allowed"):
            replace(PAPER, **{option: value})


class TestScaling:
    @pytest.mark.parametrize("recipe", [PAPER, replace(PAPER, zero_center="element"), TUNED])
    def test_training_inputs_are_centred(self, cohort, recipe):
        dataset, _ = cohort
        x = fit_scaling(dataset.features, dataset.targets, recipe).inputs(dataset.features)
        axes = (0, 1, 2) if recipe.zero_center == "channel" else 0
        assert np.abs(x.mean(axis=axes)).max() < 1e-5
        assert np.isfinite(x).all()

    def test_targets_return(self, cohort):
        dataset, _ = cohort
        scaling = fit_scaling(dataset.features, dataset.targets, TUNED)
        flat = scaling.outputs(dataset.targets)
        assert flat.std() == pytest.approx(1, rel=1e-4)
        assert scaling.matrices(flat) == pytest.approx(dataset.targets, abs=1e-5)

    def test_paper_takes_targets_as_they_are(self, cohort):
        dataset, _ = cohort
        flat = fit_scaling(dataset.features, dataset.targets, PAPER).outputs(dataset.targets)
        assert flat.reshape(dataset.targets.shape) == pytest.approx(dataset.targets, rel=1e-6)


class TestTraining:
    def test_it_learns(self, cohort, trained):
        dataset, _ = cohort
        rows = trained.rows["part"] == "training"
        truth = dataset.targets[dataset.rows(trained.rows["segment"])][rows]
        error = np.mean((trained.predictions["last"][rows] - truth) ** 2)
        assert error < 0.7 * np.mean((truth - truth.mean(axis=0)) ** 2)

    def test_every_used_segment_is_predicted(self, cohort, trained):
        assert len(trained.rows) == len(cohort[1].used)
        for array in trained.predictions.values():
            assert np.isfinite(array).all()

    def test_history_by_iteration(self, cohort, trained):
        history = trained.history
        count = int((cohort[1].frame["part"] == "training").sum())
        per_epoch = count // 8
        assert count % 8
        assert history["iteration"].tolist() == list(range(1, len(history) + 1))
        assert history["epoch"].tolist() == [1 + i // per_epoch for i in range(len(history))]
        drops = (history["epoch"] - 1) // SMALL.rate_period_epochs
        assert history["learning_rate"].to_numpy() == pytest.approx(0.001 * 0.95**drops)
        validated = history["validation_loss"].notna()
        multiples = [i for i in history["iteration"] if i % 5 == 0]
        assert history.loc[validated, "iteration"].tolist()[: len(multiples)] == multiples

    def test_rmse_is_per_entry_and_in_the_unit_of_the_target(self, cohort, trained):
        dataset, _ = cohort
        rows = (trained.rows["part"] == "validation").to_numpy()
        truth = dataset.targets[dataset.rows(trained.rows["segment"])][rows]
        error = trained.predictions["last"][rows] - truth
        last = trained.history.iloc[-1]
        assert last["validation_rmse"] == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-4)
        loss = np.sum(error**2) / (2 * len(error))
        assert last["validation_loss"] == pytest.approx(loss, rel=1e-4)

    def test_best_weights_have_the_smallest_validation_loss(self, cohort):
        recipe = replace(SMALL, initial_rates=dict.fromkeys(OPTIMIZERS, 0.01), max_epochs=12)
        dataset, split = cohort
        result = train_folds(dataset, split, recipe, "rmsprop", seed=1)
        rows = (result.rows["part"] == "validation").to_numpy()
        truth = dataset.targets[dataset.rows(result.rows["segment"])][rows].reshape(rows.sum(), -1)
        best = half_sum_loss(result.predictions["best"][rows].reshape(truth.shape), truth)
        assert best == pytest.approx(result.history["validation_loss"].min(), rel=1e-4)
        losses = result.history.set_index("iteration")["validation_loss"]
        assert result.folds["best_iteration"][0] == losses.idxmin()

    def test_equal_seeds_give_equal_bits_and_others_do_not(self, cohort, trained):
        again = train_folds(*cohort, SMALL, "adam", seed=3)
        other = train_folds(*cohort, SMALL, "adam", seed=4)
        for which in ("last", "best"):
            assert np.array_equal(again.predictions[which], trained.predictions[which])
            assert not np.array_equal(other.predictions[which], trained.predictions[which])
        assert all(np.array_equal(again.weights[k], w) for k, w in trained.weights.items())

    def test_a_fold_does_not_depend_on_the_others(self, make_cohort):
        dataset = make_cohort(subjects=3)
        split = make_split(dataset.segments, "leave-one-subject-out", seed=1)
        recipe = replace(SMALL, max_epochs=2)
        whole = train_folds(dataset, split, recipe, "sgd", seed=1)
        alone = train_folds(
            dataset, Split(split.frame[split.frame["fold"] == "sub-02"]), recipe, "sgd", seed=1
        )
        rows = (whole.rows["fold"] == "sub-02").to_numpy()
        assert np.array_equal(whole.predictions["last"][rows], alone.predictions["last"])

    def test_tested_segments_are_not_seen(self, cohort, trained):
        """Planted leaks: tested targets, and tested features but one, are replaced."""
        dataset, split = cohort
        tested = np.flatnonzero(split.parts("all", dataset.segments["segment"]) == "test")
        features, targets = dataset.features.copy(), dataset.targets.copy()
        features[tested[1:]] = 0.5
        targets[tested] = 1e3
        changed = replace(dataset, features=features, targets=targets)
        result = train_folds(changed, split, SMALL, "adam", seed=3)
        changed_names = dataset.segments["segment"].iloc[tested[1:]]
        same = ~trained.rows["segment"].isin(changed_names).to_numpy()
        for which in ("last", "best"):
            assert np.array_equal(result.predictions[which][same], trained.predictions[which][same])

    def test_weights_can_be_applied_again(self, cohort, trained):
        dataset, _ = cohort
        rows = dataset.rows(trained.rows["segment"])
        for which in ("last", "best"):
            predict = network_predictor(trained.weights, "all", which)
            assert np.array_equal(predict(dataset.features[rows]), trained.predictions[which])
        with pytest.raises(ValueError, match="'sub-09'"):
            network_predictor(trained.weights, "sub-09")

    def test_small_training_set_is_one_batch_and_said(self, cohort):
        recipe = replace(SMALL, batch_size=500, max_epochs=3, validation_period=2)
        result = train_folds(*cohort, recipe, "sgd", seed=1)
        count = int((cohort[1].frame["part"] == "training").sum())
        summary = result.folds.iloc[0]
        assert summary["batch_size"] == summary["training_segments"] == count
        assert f"all {count} training segments" in summary["note"]
        assert summary["iterations"] == 3
        # The last iteration is validated too.
        assert result.history["validation_loss"].notna().tolist() == [False, True, True]

    def test_patience_stops(self, cohort):
        recipe = replace(
            SMALL,
            initial_rates=dict.fromkeys(OPTIMIZERS, 1e-12),
            patience=2,
            validation_period=1,
            l2=0.0,
        )
        result = train_folds(*cohort, recipe, "sgd", seed=1)
        assert result.folds["stopped"][0] == "patience"
        assert result.folds["iterations"][0] < 15

    def test_penalty_is_half_the_square_of_the_weights_without_biases(self, cohort):
        """One step of SGD: the penalty moves kernels by - rate * l2 * w, and biases not."""
        rates = dict.fromkeys(OPTIMIZERS, 0.001)
        base = replace(SMALL, batch_size=500, max_epochs=1, initial_rates=rates)
        still = replace(base, initial_rates=dict.fromkeys(OPTIMIZERS, 1e-30))
        start, free, bound = (
            train_folds(*cohort, recipe, "sgd", seed=1).weights
            for recipe in (still, replace(base, l2=0.0), replace(base, l2=2.0))
        )
        for k in range(8):
            name = f"all/last/{k}"
            expected = free[name] - (0.001 * 2.0 * start[name] if k % 2 == 0 else 0)
            assert bound[name] == pytest.approx(expected, abs=1e-7)
            assert not np.array_equal(start[name], free[name])

    def test_a_network_that_diverges_has_no_estimate_but_a_reason(self, cohort):
        """Nothing stands in its place: no numbers, no weights, and no figures after the end."""
        dataset, split = cohort
        result = train_folds(dataset, split, DIVERGING, "sgd", seed=1)
        assert all(np.isnan(values).all() for values in result.predictions.values())
        assert set(result.not_estimable) == {("last", "all"), ("best", "all")}
        (reason,) = set(result.not_estimable.values())
        assert "diverged: the loss is " in reason
        assert reason.endswith("Lower training.small.initial_rates.sgd.")
        assert result.folds["stopped"].tolist() == ["diverged"]
        assert result.folds["note"].tolist() == [reason]
        assert np.isfinite(result.history["training_loss"]).all()
        assert not any("/scaling/" not in name for name in result.weights)

    def test_other_folds_and_other_members_go_on(self, make_cohort, monkeypatch):
        """Of one fold the first member diverges, of another the second."""
        dataset = make_cohort(subjects=3)
        split = make_split(dataset.segments, "leave-one-subject-out", seed=1)
        train, calls = Trainer.train, []

        def diverging(trainer, training, validation, rng):
            calls.append(len(calls))
            if calls[-1] in (0, 3):  # the first fold's first member, the second fold's second
                training = training[0], training[1] * np.float32(1e30)
            return train(trainer, training, validation, rng)

        monkeypatch.setattr(Trainer, "train", diverging)
        recipe = replace(SMALL, members=2, max_epochs=2)
        result = train_folds(dataset, split, recipe, "sgd", seed=1)
        first, second, third = sorted(set(split.used["fold"]))
        assert set(result.not_estimable) == {
            *((name, first) for name in ("last", "best", "ensemble")),
            ("ensemble", second),
        }
        fold = result.rows["fold"].to_numpy()
        for name, values in result.predictions.items():
            for one in (first, second, third):
                finite = np.isfinite(values[fold == one])
                assert finite.all() if (name, one) not in result.not_estimable else not finite.any()
        predictions = network_predictions(
            result, split, scheme="leave-one-subject-out", recipe="tuned", optimizer="sgd",
            channels=dataset.emg_channels,
        )  # fmt: skip
        told = predictions.remarks[["model", "fold"]].itertuples(index=False, name=None)
        assert set(told) == {
            (f"network-tuned-sgd-{name}", fold) for name, fold in result.not_estimable
        }

    @pytest.mark.parametrize("optimizer", OPTIMIZERS)
    @pytest.mark.parametrize("recipe", list(RECIPES))
    def test_no_rate_that_the_configuration_allows_ends_in_an_error(
        self, cohort, optimizer, recipe
    ):
        """Either there are numbers, or there is a reason: for the largest rate and batch of one."""
        own = RECIPES[recipe].recipe
        small = {} if own.edge_filters else {"filters": (2, 2, 2)}
        changed = replace(
            own, **small, members=len(own.target_forms), max_epochs=2, batch_size=1,
            validation_period=1, l2=1e6, initial_rates=dict.fromkeys(OPTIMIZERS, 10.0),
        )  # fmt: skip
        result = train_folds(*cohort, changed, optimizer, seed=1)
        for name, values in result.predictions.items():
            assert np.isfinite(values).all() == ((name, "all") not in result.not_estimable)

    def test_unknown_optimizer(self, cohort):
        with pytest.raises(ValueError, match="'Adam'"):
            train_folds(*cohort, SMALL, "Adam", seed=1)


def test_loss_is_half_the_sum_over_the_outputs():
    outputs = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    assert half_sum_loss(outputs, np.zeros((2, 3))) == (1 + 4 + 9) / 4
