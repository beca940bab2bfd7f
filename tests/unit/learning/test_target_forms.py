"""Networks that learn shares of the training mean, and members that take turns with both forms."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.learning.recipes import DIFFERENCE, RECIPES, SHARE, TARGET_FORMS
from eeg2emg.learning.residuals import as_shares, from_shares, subtract_means
from eeg2emg.learning.training import network_predictor, train_folds
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import Split, join_validation

SMALL = replace(
    RECIPES["residual"].recipe,
    name="small",
    filters=(4, 6, 8),
    batch_size=8,
    max_epochs=12,
    validation_period=5,
    patience=100,
    members=3,
)
UNLIKE = replace(SMALL, target_forms=TARGET_FORMS)
ADAPTED = "leave-one-subject-out-adapted"
FACTORS = np.array([0.5, 2.0, 8.0, 1.0])


@pytest.fixture(scope="module")
def multiplicative(make_cohort):
    """People whose means differ by a factor of 16, and shares that follow the EEG alike in all."""
    drawn = make_cohort(recordings=10, coupling=1.0, offsets=0.0, noise=0.0)
    phase = (drawn.segments["phase"] == "activity").to_numpy()[:, None, None]
    shares = 0.1 * (drawn.targets - 5 - phase)
    person = np.unique(drawn.segments["subject"], return_inverse=True)[1]
    targets = FACTORS[person][:, None, None] * (1 + phase) * (1 + shares)
    targets[:, range(3), range(3)] = 0.0
    return replace(drawn, targets=targets)


@pytest.fixture(scope="module")
def blocked(multiplicative):
    return make_split(multiplicative.segments, "blocked", seed=1)


@pytest.fixture(scope="module")
def trained(multiplicative, blocked):
    return {
        forms: train_folds(
            multiplicative,
            blocked,
            replace(SMALL, target_forms=forms),
            "adam",
            seed=3,
            refits=True,
        )
        for forms in ((DIFFERENCE,), (SHARE,), TARGET_FORMS)
    }


def first_fold(dataset, scheme):
    split = make_split(dataset.segments, scheme, seed=1)
    return Split(split.frame[split.frame["fold"] == split.frame["fold"].iloc[0]])


class TestShares:
    def test_they_are_the_difference_over_the_mean(self):
        assert as_shares(np.array([[1.0, -3.0]]), np.array([[4.0, 6.0]])) == pytest.approx(
            np.array([[0.25, -0.5]])
        )

    def test_they_give_the_differences_again(self):
        means, differences = np.random.default_rng(1).uniform(0.1, 2, size=(2, 5, 4))
        assert from_shares(as_shares(differences, means), means) == pytest.approx(differences)

    @pytest.mark.parametrize("mean", [0.0, -0.0, -2.0])
    def test_there_are_none_of_a_mean_that_is_not_above_0(self, mean):
        means = np.full((2, 3), mean)
        assert np.array_equal(as_shares(np.ones((2, 3)), means), np.zeros((2, 3)))
        assert np.array_equal(from_shares(np.ones((2, 3)), means), np.zeros((2, 3)))


class TestWhatIsLearned:
    def test_shares_are_learned_better_where_the_law_is_multiplicative(
        self, multiplicative, trained
    ):
        def error(forms):
            rows = trained[forms].rows
            tested = (rows["part"] == "test").to_numpy()
            truth = multiplicative.targets[multiplicative.rows(rows.loc[tested, "segment"])]
            estimate = trained[forms].predictions["ensemble"][tested]
            return np.sum(off_diagonal(estimate - truth) ** 2)

        assert error((SHARE,)) < 0.7 * error((DIFFERENCE,))

    def test_members_of_one_form_are_those_of_a_recipe_of_that_form(self, trained):
        """Bit by bit: what the others learn changes nothing."""
        mixed = trained[TARGET_FORMS].weights
        for form, members in ((DIFFERENCE, ("", "-3")), (SHARE, ("-2",))):
            plain = trained[form,].weights
            for kind in ("best", "refitted"):
                for member in members:
                    keys = [key for key in plain if key.startswith(f"all/{kind}{member}/")]
                    assert keys
                    for key in keys:
                        assert np.array_equal(mixed[key], plain[key])
        others = [key for key in mixed if key.startswith("all/best-2/")]
        assert not all(
            np.array_equal(mixed[key], trained[DIFFERENCE,].weights[key]) for key in others
        )

    def test_the_first_member_does_not_know_the_others(self, trained):
        plain, mixed = trained[DIFFERENCE,], trained[TARGET_FORMS]
        for which in ("last", "best"):
            assert np.array_equal(plain.predictions[which], mixed.predictions[which])
        assert plain.history.equals(mixed.history)

    def test_only_members_of_another_form_have_a_normalisation_of_their_own(self, trained):
        def scalings(forms):
            names = {key.split("/")[1] for key in trained[forms].weights}
            return {name for name in names if "scaling" in name}

        assert scalings((DIFFERENCE,)) == scalings((SHARE,)) == {"scaling", "refitted-scaling"}
        assert scalings(TARGET_FORMS) == scalings((SHARE,)) | {"scaling-2", "refitted-scaling-2"}

    def test_errors_of_shares_have_no_unit(self, multiplicative, blocked, trained):
        """Another unit of the target changes the history of differences, and that of shares not."""
        other = replace(multiplicative, targets=1000 * multiplicative.targets)
        for form, factor in ((SHARE, 1), (DIFFERENCE, 1000)):
            recipe = replace(SMALL, target_forms=(form,), members=1)
            found = train_folds(other, blocked, recipe, "adam", seed=3)
            before = trained[form,].history
            for part in ("training", "validation"):
                assert found.history[f"{part}_rmse"].to_numpy() == pytest.approx(
                    factor * before[f"{part}_rmse"].to_numpy(), rel=1e-3, nan_ok=True
                )
            assert found.predictions["last"] == pytest.approx(
                1000 * trained[form,].predictions["last"], rel=1e-3, abs=1e-3
            )

    def test_tested_segments_are_not_seen(self, multiplicative, blocked, trained):
        """Planted leaks: tested targets are replaced."""
        part = blocked.parts("all", multiplicative.segments["segment"])
        targets = multiplicative.targets.copy()
        targets[part == "test"] = 1e3
        changed = replace(multiplicative, targets=targets)
        result = train_folds(changed, blocked, UNLIKE, "adam", seed=3, refits=True)
        for which, estimate in trained[TARGET_FORMS].predictions.items():
            assert np.array_equal(result.predictions[which], estimate)


@pytest.mark.parametrize("phase_input", [False, True])
@pytest.mark.parametrize("scheme", ["blocked", ADAPTED])
def test_stored_weights_reproduce_the_predictions(multiplicative, scheme, phase_input):
    """Of tested segments by the refitted networks, of the others by those with the best weights."""
    dataset, split = multiplicative, first_fold(multiplicative, scheme)
    adapted = scheme == ADAPTED
    recipe = replace(UNLIKE, max_epochs=2, phase_input=phase_input)
    result = train_folds(dataset, split, recipe, "adam", seed=3, adapted=adapted, refits=True)
    fold = str(result.rows["fold"].iloc[0])
    part = split.parts(fold, dataset.segments["segment"])
    phase = dataset.segments["phase"].to_numpy()
    planes = np.stack([phase == name for name in ("activity", "rest")], axis=-1)
    for kind, parts in (("best", part), ("refitted", join_validation(part))):
        left = subtract_means(
            dataset.features, dataset.targets, dataset.segments, parts, adapted=adapted
        )
        inputs = left.features
        if phase_input:
            shape = (*inputs.shape[:3], 2)
            inputs = np.concatenate(
                [inputs, np.broadcast_to(planes[:, None, None], shape)], axis=-1
            )
        base = left.base.reshape(dataset.targets.shape)
        members = []
        for member, form in enumerate((DIFFERENCE, SHARE, DIFFERENCE), 1):
            name = kind if member == 1 else f"{kind}-{member}"
            learned = network_predictor(result.weights, fold, name)(inputs)
            members.append(base * (1 + learned) if form == SHARE else base + learned)
        tested = (result.rows["part"] == "test").to_numpy()
        chosen = tested if kind == "refitted" else ~tested
        rows = dataset.rows(result.rows.loc[chosen, "segment"])
        for estimate, expected in (("best", members[0]), ("ensemble", np.mean(members, axis=0))):
            assert result.predictions[estimate][chosen] == pytest.approx(expected[rows], rel=1e-5)


def test_an_adapted_network_learns_shares_of_the_cell_and_gives_shares_of_the_phase(multiplicative):
    """People differ by a factor of 16: shares of the mean of all would spread widely."""
    split = first_fold(multiplicative, ADAPTED)
    recipe = replace(SMALL, target_forms=(SHARE,), members=1, max_epochs=1)
    result = train_folds(multiplicative, split, recipe, "adam", seed=3, adapted=True)
    fold = str(result.rows["fold"].iloc[0])
    train = split.parts(fold, multiplicative.segments["segment"]) == "training"
    shares = np.zeros(multiplicative.targets.shape)
    for cell in set(multiplicative.cells[train]):
        own = train & (multiplicative.cells == cell)
        mean = multiplicative.targets[own].mean(axis=0)
        shares[own] = multiplicative.targets[own] / np.where(mean > 0, mean, np.inf)
        shares[own] -= mean > 0
    spread = np.sqrt(np.mean(shares[train] ** 2))
    assert result.weights[f"{fold}/scaling/target_scale"] == pytest.approx(spread)


@pytest.mark.parametrize("value", [0.0, -1.0])
@pytest.mark.parametrize("scheme", ["blocked", ADAPTED])
def test_where_the_mean_is_not_above_0_shares_leave_it_as_it_is(multiplicative, scheme, value):
    """Two muscles without a connection in everybody, and one person without any."""
    rng = np.random.default_rng(7)
    targets = multiplicative.targets.copy()
    targets[:, 0, 1] = value + 0.1 * rng.choice([-1, 1], size=len(targets)) * (value < 0)
    person = (multiplicative.segments["subject"] == "sub-01").to_numpy()
    targets[person] = 0.0
    dataset = replace(multiplicative, targets=targets)
    split, adapted = first_fold(dataset, scheme), scheme == ADAPTED
    recipe = replace(SMALL, target_forms=(SHARE,), max_epochs=2)
    result = train_folds(dataset, split, recipe, "adam", seed=3, adapted=adapted)
    assert not result.not_estimable
    rows = dataset.rows(result.rows["segment"])
    part = split.parts(str(result.rows["fold"].iloc[0]), dataset.segments["segment"])
    left = subtract_means(
        dataset.features, dataset.targets, dataset.segments, part, adapted=adapted
    )
    base = left.base.reshape(targets.shape)[rows]
    for estimate in result.predictions.values():
        assert np.isfinite(estimate).all()
        assert estimate[base <= 0] == pytest.approx(base[base <= 0])
        assert not np.allclose(estimate[base > 0], base[base > 0])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"target_forms": ("ratio",)}, r"target_forms is .*difference, share, each once"),
        ({"target_forms": ()}, r"target_forms is .*one or more of"),
        ({"target_forms": (SHARE, SHARE)}, r"target_forms is .*each once"),
        ({"target_forms": (SHARE,), "residuals": False}, r"difference alone without residuals"),
        ({"target_forms": TARGET_FORMS, "members": 1}, r"members is 1.*each of target_forms"),
    ],
)
def test_forms_that_make_no_sense_are_refused(options, words):
    with pytest.raises(ConfigurationError, match=f"(?s){words}"):
        replace(SMALL, **options)


def test_members_take_turns():
    recipe = replace(UNLIKE, members=5)
    assert [recipe.form_of(member) for member in range(1, 6)] == [
        *(DIFFERENCE, SHARE, DIFFERENCE, SHARE, DIFFERENCE),
    ]


def test_every_form_of_a_recipe_has_as_many_members():
    for entry in RECIPES.values():
        assert entry.recipe.members % len(entry.recipe.target_forms) == 0
