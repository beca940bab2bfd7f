"""Leaks that are planted in the code itself: the guards that watch the code must notice each.

A guard states what must hold of a piece of code. It passes on the code as it is, and has to fail
as soon as the code is changed for one that leaks.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.evaluation.selection import choices, choose, choose_rival, gather
from eeg2emg.learning import candidates, members, residuals, rivals, training
from eeg2emg.learning.catalogue import REGRESSIONS, RIVALS
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.learning.training import train_folds
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import Split

SMALL = replace(
    RECIPES["tuned"].recipe,
    name="small",
    filters=(2, 2, 2),
    batch_size=8,
    max_epochs=1,
    validation_period=5,
)


def rows_of_test(dataset, split):
    return np.flatnonzero(split.parts("all", dataset.segments["segment"]) == "test")


def with_other_test_data(dataset, split):
    """The same cohort with other matrices in all tested segments but the first."""
    tested = rows_of_test(dataset, split)
    features, targets = dataset.features.copy(), dataset.targets.copy()
    features[tested[1:]] = 0.9
    targets[tested] += 1e3
    return replace(dataset, features=features, targets=targets)


def unaffected(dataset, split, rows):
    """Rows whose own features are the same in both cohorts."""
    changed = dataset.segments["segment"].iloc[rows_of_test(dataset, split)[1:]]
    return ~rows["segment"].isin(changed).to_numpy()


def guard_network(dataset, split, *, refits=False):
    """No prediction changes when tested segments (but the one predicted) change."""
    one, other = (
        train_folds(d, split, SMALL, "adam", seed=1, refits=refits)
        for d in (dataset, with_other_test_data(dataset, split))
    )
    same = unaffected(dataset, split, one.rows)
    for which, estimate in one.predictions.items():
        np.testing.assert_array_equal(other.predictions[which][same], estimate[same])


def guard_refitted_network(dataset, split):
    """The same for networks that are trained again on training and validation segments."""
    guard_network(dataset, split, refits=True)


def guard_models(dataset, split):
    """The same for the linear and kernel models, and for what was chosen."""
    one, other = (
        fit_models(d, split, "blocked") for d in (dataset, with_other_test_data(dataset, split))
    )
    same = unaffected(dataset, split, one.rows)
    for name in REGRESSIONS:
        k = one.models.index(name)
        np.testing.assert_allclose(other.values[k][same], one.values[k][same], rtol=1e-9)
    assert one.remarks.equals(other.remarks)


def guard_rivals(dataset, split):
    """The same for the rivals, which see no features, so that no prediction at all may change."""
    one, other = (
        fit_models(d, split, "blocked") for d in (dataset, with_other_test_data(dataset, split))
    )
    for name in RIVALS:
        k = one.models.index(name)
        np.testing.assert_array_equal(other.values[k], one.values[k], err_msg=name)


def guard_choice(dataset, split):
    """What is chosen among models and rivals does not change with tested targets."""
    predictions = [fit_models(dataset, split, "blocked")]
    changed = dataset.targets.copy()
    rng = np.random.default_rng(0)
    tested = rows_of_test(dataset, split)
    changed[tested] = 5 * rng.normal(size=changed[tested].shape)
    tables = [
        gather(d, "blocked", split, predictions)
        for d in (dataset, replace(dataset, targets=changed))
    ]
    rivals = [choose_rival(table).by_fold for table in tables]
    assert rivals[0] == rivals[1]
    best = [choices(table)["best-chosen"].by_fold for table in tables]
    assert best[0] == best[1]


def guard_split(dataset, split):
    """Each segment has one part in a fold, and recordings stay whole."""
    for _, fold in split.frame.groupby("fold"):
        assert not fold["segment"].duplicated().any()
        used = fold[fold["part"] != "unused"].merge(dataset.segments, on="segment")
        assert (used.groupby("recording")["part"].nunique() == 1).all()


@pytest.fixture(scope="module")
def cohort(make_cohort):
    dataset = make_cohort(recordings=6)
    return dataset, make_split(dataset.segments, "blocked", seed=1)


GUARDS = (
    *(guard_network, guard_refitted_network, guard_models, guard_rivals),
    *(guard_choice, guard_split),
)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_the_code_as_it_is_passes(cohort, guard):
    guard(*cohort)


def must_notice(guard, *arguments):
    with pytest.raises(AssertionError):
        guard(*arguments)


def test_a_scaler_of_the_network_fitted_on_all_segments(cohort, monkeypatch):
    def of_all(dataset, features, part, recipe, adapted):
        everything = np.full(len(part), "training", dtype=object)
        problems = fold_problems(dataset, features, everything, recipe, adapted)
        return {form: replace(problem, part=part) for form, problem in problems.items()}

    fold_problems = training._fold_problems
    monkeypatch.setattr(training, "_fold_problems", of_all)
    must_notice(guard_network, *cohort)
    must_notice(guard_refitted_network, *cohort)


@pytest.mark.parametrize(
    ("module", "guard"),
    [
        (members, guard_models),
        (rivals, guard_rivals),
        (training, guard_refitted_network),
    ],
)
def test_a_refit_on_one_tested_segment(cohort, monkeypatch, module, guard):
    def leaking(part):
        joined = np.where(part == "validation", "training", part)
        joined[np.flatnonzero(part == "test")[1]] = "training"
        return joined

    monkeypatch.setattr(module, "join_validation", leaking)
    must_notice(guard, *cohort)


def test_a_scaler_of_the_models_fitted_on_all_segments(cohort, monkeypatch):
    honest = candidates.Problem.of

    def of_all(features, groups, parts):
        leaking = features / np.maximum(features.std(axis=0), 1e-9)
        return replace(honest(features, groups, parts), x=leaking)

    monkeypatch.setattr(candidates.Problem, "of", of_all)
    must_notice(guard_models, *cohort)


def test_means_of_cells_taken_over_all_segments(cohort, monkeypatch):
    honest = residuals._means
    monkeypatch.setattr(
        residuals,
        "_means",
        lambda values, groups, chosen: honest(values, groups, np.ones_like(chosen)),
    )
    must_notice(guard_models, *cohort)


def test_hyperparameters_chosen_on_tested_segments(cohort, monkeypatch):
    honest = candidates.Problem.of

    def swapped(features, groups, parts):
        """Candidates are compared on validation segments: let it be the tested ones."""
        return replace(honest(features, groups, parts), compared=np.flatnonzero(parts == "test"))

    monkeypatch.setattr(candidates.Problem, "of", swapped)
    must_notice(guard_models, *cohort)


def test_rival_and_model_chosen_on_tested_segments(cohort, monkeypatch):
    from eeg2emg.evaluation import selection

    def leaking(table, candidates):
        part = table.rows["part"].map(
            lambda p: {"test": "validation", "validation": "test"}.get(p, p)
        )
        return choose(replace(table, rows=table.rows.assign(part=part)), candidates)

    monkeypatch.setattr(selection, "choose", leaking)
    must_notice(guard_choice, *cohort)


def with_one_more_training_segment(split):
    """The split, but the first tested segment is trained on."""
    frame = split.frame.copy()
    frame.loc[frame.index[frame["part"] == "test"][0], "part"] = "training"
    return Split(frame)


def test_a_segment_on_two_sides(cohort):
    dataset, split = cohort
    tested = split.frame[split.frame["part"] == "test"].head(1)
    twice = pd.concat([split.frame, tested.assign(part="training")], ignore_index=True)
    must_notice(guard_split, dataset, Split(twice))
    with pytest.raises(ConfigurationError, match="on two sides"):
        Split.parse(Split(twice).text())
    moved = with_one_more_training_segment(split)
    must_notice(guard_split, dataset, moved)
    assert moved.digest() != split.digest()


def test_predictions_of_another_split_are_refused(cohort):
    dataset, split = cohort
    predictions = fit_models(dataset, split, "blocked")
    with pytest.raises(ValueError, match="made with another blocked split"):
        gather(dataset, "blocked", with_one_more_training_segment(split), [predictions])
