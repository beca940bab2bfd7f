"""Errors of all models on one cohort of the benchmark, person by person."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.jobs.library_digest import modules_used
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.laws import LAWS
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.schemes import make_split
from eeg2emg.studies.benchmark import COLUMNS, NETWORK_SCHEMES, errors_of_cohort
from eeg2emg.studies.benchmark_cohorts import benchmark_settings
from eeg2emg.studies.cohorts import STUDY_SETTINGS, cohort_settings, coupled_cohort
from eeg2emg.studies.laws_in_turn import law_of

SCRIPTS = Path(__file__).parents[3] / "scripts"
PRIMARY = ("ridge", "kernel ridge")
SMALL = replace(STUDY_SETTINGS, subjects=3, recordings=4, segments=4, coupling=0.8)
OPTIONS = {"seed": 7, "primary": PRIMARY, "few_shot_segments": 2}


@pytest.fixture(scope="module")
def cohort():
    return coupled_cohort("standard", 0, settings=SMALL)


@pytest.fixture(scope="module")
def errors(cohort):
    return errors_of_cohort(cohort, 3, schemes=["blocked", "few-shot"], **OPTIONS)


def test_every_model_and_person_of_every_scheme_has_a_row(errors):
    assert tuple(errors.columns) == COLUMNS
    assert set(errors["cohort"]) == {3}
    assert set(errors["law"]) == {"saturating"}
    assert set(errors["scheme"]) == {"blocked", "few-shot"}
    assert set(errors["model"]) == {*REGRESSIONS, "primary-chosen"}
    assert len(errors) == 2 * (len(REGRESSIONS) + 1) * 3
    assert (errors["reason"] == "").all()


def test_the_errors_are_those_of_the_evaluation(cohort, errors):
    split = make_split(cohort.segments, "blocked", seed=derive_seed(7, "benchmark", 3))
    judged = evaluate(
        cohort,
        {"blocked": split},
        [fit_models(cohort, split, "blocked")],
        primary=PRIMARY,
        seed=7,
        plain=False,
    )
    own = errors[errors["scheme"] == "blocked"]
    both = own.merge(judged.subjects, on=["scheme", "model", "subject"], suffixes=("", "_there"))
    assert len(both) == len(own)
    np.testing.assert_allclose(both["rival_error"], both["rival_error_there"])
    np.testing.assert_allclose(1 - both["error"] / both["rival_error"], both["skill"])
    assert (both["n_segments"] == both["n_segments_there"]).all()
    assert (both["rival"] == both["rival_there"]).all()


def test_the_errors_of_the_kernel_ridge_stand_in_every_row(errors):
    for _, rows in errors.groupby(["scheme", "subject"]):
        (kernel,) = rows.loc[rows["model"] == "kernel ridge", "error"]
        assert (rows["kernel_error"] == kernel).all()


def test_the_choice_is_judged_where_all_that_it_is_made_from_are_fitted(cohort, errors):
    one = errors_of_cohort(cohort, 3, schemes=["blocked"], **OPTIONS | {"primary": ["ridge"]})
    by_model = one.set_index(["model", "subject"])["error"]
    np.testing.assert_array_equal(by_model["primary-chosen"], by_model["ridge"])
    absent = ["ridge", "network-residual-adam-ensemble"]
    without = errors_of_cohort(cohort, 3, schemes=["blocked"], **OPTIONS | {"primary": absent})
    assert set(without["model"]) == set(REGRESSIONS)


def test_a_scheme_that_the_cohort_cannot_carry_says_why(cohort):
    options = OPTIONS | {"few_shot_segments": 500}
    found = errors_of_cohort(cohort, 1, schemes=["few-shot", "blocked"], **options)
    (row,) = found[found["scheme"] == "few-shot"].itertuples()
    assert (row.model, row.subject, row.cohort) == ("all models", "", 1)
    assert row.reason
    assert (found["scheme"] == "blocked").sum() == 3 * (len(REGRESSIONS) + 1)


def test_networks_are_trained_in_two_schemes_and_judged_beside(cohort):
    recipe = replace(RECIPES["edges"].recipe, max_epochs=1, members=2, batch_size=8)
    found = errors_of_cohort(
        cohort, 1, schemes=["blocked", "few-shot"], networks=[recipe], **OPTIONS
    )
    networks = found[found["model"].str.startswith("network")]
    assert set(networks["model"]) == {
        "network-edges-adam-best",
        "network-edges-adam-ensemble",
    }
    assert set(networks["scheme"]) == {"blocked"}
    assert np.isfinite(networks["error"]).all()


def test_schemes_of_networks_are_evidence():
    assert all(SCHEMES[name].is_evidence for name in NETWORK_SCHEMES)


def test_the_laws_take_turns():
    assert [law_of(number) for number in range(1, 6)] == [*LAWS, "standard"]


def test_a_cohort_is_its_own_in_every_number_law_and_study():
    options = {"coupling": 0.8, "seed": 3, "subjects": 2, "recordings": 3}
    first, fifth = (benchmark_settings(number, **options) for number in (1, 5))
    assert first.law == fifth.law == "standard"
    assert first.seed != fifth.seed
    assert first == benchmark_settings(1, **options)
    assert (first.subjects, first.recordings, first.coupling) == (2, 3, 0.8)
    elsewhere = cohort_settings("standard", 1, settings=replace(STUDY_SETTINGS, seed=3))
    assert first.seed != elsewhere.seed
    # The coupling changes the muscles alone.
    assert benchmark_settings(1, **options | {"coupling": 0.0}).seed == first.seed


def test_another_model_fits_the_cohorts_anew_but_does_not_simulate_them_anew():
    used = {
        script: {path.parent.name for path in modules_used(SCRIPTS / f"{script}.py")}
        for script in ("simulate_benchmark_cohort", "fit_benchmark_cohort")
    }
    assert "simulation" in used["simulate_benchmark_cohort"]
    assert not used["simulate_benchmark_cohort"] & {"learning", "evaluation", "splitting"}
    assert {"learning", "evaluation", "splitting"} <= used["fit_benchmark_cohort"]
