"""Choice between models where the tested people are new: by people that the models did not know."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation.selection import SchemeTable, choices, choose, gather
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.features import vectorise
from eeg2emg.learning.model_fits import fit_as_chosen
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.predictions import read_predictions, turn_table, write_predictions
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.schemes import make_split

NEW = [name for name, scheme in SCHEMES.items() if not scheme.knows_subjects]


def table_of(scheme, **turns):
    """Two folds; on validation segments the network is best, then ridge, then the others."""
    rows = pd.DataFrame(
        [(fold, f"{fold}-{part}", part, fold) for fold in "AB" for part in ("validation", "test")],
        columns=["fold", "segment", "part", "subject"],
    )
    truth = np.zeros((4, 2, 2))
    names = ("network-tuned-adam-best", "ridge", "pls", "kernel ridge")
    models = {name: truth + 1 + k for k, name in enumerate(names)}
    errors = [
        (scheme, fold, name.replace("_", " "), error)
        for name, both in turns.items()
        for fold, error in zip("AB", both, strict=True)
        if error is not None
    ]
    return SchemeTable(scheme, rows, truth, models, pd.DataFrame(), turn_table(errors))


@pytest.mark.parametrize("scheme", NEW)
class TestChoice:
    def test_people_in_turns_decide_fold_by_fold(self, scheme):
        table = table_of(scheme, ridge=(3.0, 1.0), kernel_ridge=(2.0, 2.0))
        choice = choices(table)["best-chosen"]
        assert choice.by_fold == {"A": "kernel ridge", "B": "ridge"}
        assert choice.reason == ""
        assert choice.prediction[:, 0, 1].tolist() == [4, 4, 2, 2]

    def test_what_has_no_such_errors_is_no_candidate(self, scheme):
        """Neither the network nor PLS, though both are better on people whom they know."""
        table = table_of(scheme, kernel_ridge=(2.0, 2.0))
        assert choices(table)["best-chosen"].describe() == "kernel ridge"

    def test_without_any_there_is_nothing_to_choose_and_a_reason(self, scheme):
        choice = choices(table_of(scheme))["best-chosen"]
        assert choice.by_fold == {}
        assert choice.reason == "There is no model to choose from."
        assert np.isnan(choice.prediction).all()

    def test_what_gives_no_estimate_is_passed_over(self, scheme):
        table = table_of(scheme, ridge=(3.0, 1.0), kernel_ridge=(2.0, 2.0))
        models = dict(table.models)
        models["kernel ridge"] = np.full_like(table.truth, np.nan)
        found = choices(replace(table, models=models))["best-chosen"]
        assert found.by_fold == {"A": "ridge", "B": "ridge"}


@pytest.mark.parametrize("scheme", [name for name in SCHEMES if name not in NEW])
def test_where_people_are_known_validation_segments_decide(scheme):
    table = table_of(scheme, ridge=(3.0, 1.0), kernel_ridge=(2.0, 2.0))
    assert choices(table)["best-chosen"].describe() == "network-tuned-adam-best"


@pytest.fixture(scope="module", params=NEW)
def fitted(make_cohort, request):
    dataset = make_cohort(subjects=5, recordings=6, coupling=0.9)
    split = make_split(dataset.segments, request.param, seed=1)
    return dataset, split, request.param, fit_models(dataset, split, request.param)


def test_every_regression_has_an_error_in_every_fold(fitted):
    _, split, scheme, models = fitted
    expected = [(f, name) for f in sorted(set(split.frame["fold"])) for name in REGRESSIONS]
    assert [tuple(row) for row in models.turns[["fold", "model"]].to_numpy()] == expected
    assert set(models.turns["scheme"]) == {scheme}
    assert (models.turns["error"] > 0).all()


def test_nobody_takes_turns_where_people_are_known(make_cohort):
    dataset = make_cohort()
    split = make_split(dataset.segments, "blocked", seed=1)
    assert fit_models(dataset, split, "blocked").turns.empty


@pytest.mark.parametrize("name", REGRESSIONS)
def test_the_error_is_that_of_fits_without_the_person(fitted, name):
    """Made again from outside: every training subject left out once, with what was chosen."""
    dataset, split, scheme, models = fitted
    fold = models.turns["fold"].iloc[0]
    part = split.parts(fold, dataset.segments["segment"])
    vectors = vectorise(dataset.features, dataset.planes)
    adapted = SCHEMES[scheme].adapted
    remarks = models.remarks[(models.remarks["fold"] == fold) & (models.remarks["model"] == name)]
    chosen = remarks["text"].item()
    off = ~np.eye(dataset.targets.shape[1], dtype=bool)
    people = dataset.segments["subject"].to_numpy()
    error = 0.0
    for person in np.unique(people[part == "training"]):
        new = (part == "training") & (people == person)
        turn = np.where(new, "validation", np.where(part == "training", "training", "unused"))
        prediction = fit_as_chosen(
            name,
            vectors,
            dataset.targets,
            dataset.segments,
            turn,
            chosen=chosen,
            adapted=adapted,
        )
        error += np.sum((prediction - dataset.targets)[new][:, off] ** 2)
    own = models.turns[(models.turns["fold"] == fold) & (models.turns["model"] == name)]
    assert own["error"].item() == pytest.approx(error, rel=1e-6)


def test_tested_and_validating_people_have_no_say(fitted):
    dataset, split, scheme, models = fitted
    for fold in sorted(set(split.frame["fold"]))[:2]:
        part = split.parts(fold, dataset.segments["segment"])
        changed = dataset.targets.copy()
        changed[part != "training"] = 1e3
        other = fit_models(replace(dataset, targets=changed), split, scheme).turns
        same = models.turns["fold"] == fold
        assert other[same].equals(models.turns[same])


def test_errors_are_kept_in_the_file_and_beside_the_rows(fitted, tmp_path):
    dataset, split, scheme, models = fitted
    write_predictions(tmp_path / "x.nc", models)
    read = read_predictions(tmp_path / "x.nc")
    assert read.turns.equals(models.turns)
    table = gather(dataset, scheme, split, [read])
    assert table.turns.equals(models.turns)
    best = choices(table)["best-chosen"]
    for fold, own in models.turns.groupby("fold"):
        assert best.by_fold[fold] == own.loc[own["error"].idxmin(), "model"]
    assert choose(table, ["ridge"]).describe() == "ridge"
