"""Pooling over the people of several cohorts, against sums by hand, and what may be claimed."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation.families import max_t
from eeg2emg.evaluation.intervals import ratio_interval, sign_flip_test
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.seeds import derive_seed
from eeg2emg.studies.benchmark import COLUMNS
from eeg2emg.studies.pooled_skills import pool_skills, skills_of_cohorts

LAWS = {1: "standard", 2: "other graph", 3: "standard"}
NAMED = ("ridge", "kernel ridge")
OPTIONS = {"named": NAMED, "primary": NAMED, "seed": 5}


def errors_of(models, *, people=3, cohorts=(1, 2), scheme="blocked"):
    """Make a table of errors: by model a function of cohort and person, the rival's being 10."""
    rows = []
    for cohort in cohorts:
        for person in range(people):
            for model, error in models.items():
                kernel = models["kernel ridge"](cohort, person)
                values = (error(cohort, person), 10.0, kernel, "cell mean", 20, "")
                about = (cohort, LAWS[cohort], scheme, model, f"sub-{person + 1:02d}")
                rows.append((*about, *values))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def row_of(table, model, reference="rival", law="all"):
    wanted = {"model": model, "reference": reference, "law": law}
    (row,) = table[(table[list(wanted)] == pd.Series(wanted)).all(axis=1)].itertuples()
    return row


@pytest.fixture
def uneven():
    """Two cohorts of three people; ridge gains in the first and loses in the second."""
    ridge = {1: (8, 9, 6), 2: (11, 10.5, 9)}
    kernel = {1: (7, 7, 7), 2: (8, 12, 7)}
    return errors_of(
        {
            "ridge": lambda cohort, person: ridge[cohort][person],
            "kernel ridge": lambda cohort, person: kernel[cohort][person],
        }
    )


def test_the_pooled_skill_is_one_ratio_of_sums_over_all_people(uneven):
    row = row_of(pool_skills(uneven, **OPTIONS), "ridge")
    assert row.skill == pytest.approx(1 - (8 + 9 + 6 + 11 + 10.5 + 9) / 60)
    assert (row.n_people, row.n_people_gain) == (6, 4)
    assert (row.n_cohorts, row.n_cohorts_positive) == (2, 1)
    assert row.n_segments == 120


def test_interval_and_p_are_those_of_sign_flips_per_person(uneven):
    row = row_of(pool_skills(uneven, **OPTIONS), "ridge")
    gains = 10 - np.array([8, 9, 6, 11, 10.5, 9])
    expected = ratio_interval(gains, np.full(6, 10.0), seed=0)
    assert (row.low, row.high) == pytest.approx(expected)
    # Of the 64 flips, those of a set whose gains sum to at most 0.
    sets = [[k for k in range(6) if number >> k & 1] for number in range(64)]
    assert row.p == np.mean([sum(gains[k] for k in some) <= 1e-9 for some in sets])


def test_the_kernel_ridge_is_compared_both_ways(uneven):
    table = pool_skills(uneven, **OPTIONS)
    over = row_of(table, "ridge", "kernel ridge")
    under = row_of(table, "kernel ridge", "ridge")
    assert over.skill == pytest.approx(1 - 53.5 / 48)
    assert under.skill == pytest.approx(1 - 48 / 53.5)
    assert (over.n_people_gain, under.n_people_gain) == (2, 4)
    assert over.low <= over.skill <= over.high
    assert not (table[table["model"] == "kernel ridge"]["reference"].isin(["kernel ridge"]).any())


def test_each_law_has_the_skill_of_its_own_people_and_no_p(uneven):
    table = pool_skills(uneven, **OPTIONS)
    row = row_of(table, "ridge", law="other graph")
    assert row.skill == pytest.approx(1 - 30.5 / 30)
    assert (row.n_people, row.n_cohorts, row.n_cohorts_positive) == (3, 1, 0)
    assert np.isnan(row.p)
    assert "3 subjects" in row.reason
    assert row.claim == ""


def test_cohorts_stand_side_by_side(uneven):
    table = skills_of_cohorts(uneven, seed=5)
    own = table[(table["model"] == "ridge") & (table["reference"] == "rival")]
    assert list(own["cohort"]) == [1, 2]
    assert list(own["skill"]) == pytest.approx([1 - 23 / 30, 1 - 30.5 / 30])
    assert set(own["rival"]) == {"cell mean"}


def test_tests_of_a_question_are_corrected_together_and_the_other_question_apart():
    rng = np.random.default_rng(0)
    drawn = rng.normal(9, 1, (3, 2, 5))
    names = ("ridge", "pls", "kernel ridge")
    errors = errors_of(
        {
            name: lambda cohort, person, own=own: own[cohort - 1, person]
            for name, own in zip(names, drawn, strict=True)
        },
        people=5,
    )
    table = pool_skills(errors, named=names, primary=NAMED, seed=5)
    tested = [row_of(table, name) for name in names]
    expected = max_t(10 - drawn.reshape(3, 10), seed=derive_seed(5, "sign flips"))
    assert [row.p_corrected for row in tested] == pytest.approx(list(expected))
    assert {row.family for row in tested} == {"skill over the rival, 10 subjects"}
    kernel = table[table["family"].str.startswith("models against the kernel ridge")]
    assert len(kernel) == 4
    assert (table["p_corrected"].dropna() >= table["p"].dropna()).all()


@pytest.mark.parametrize("people", [3, 6, 9])
@pytest.mark.parametrize("shift", [0.0, 0.3, 0.6])
def test_intervals_and_p_agree_with_enumerated_and_with_random_flips(people, shift):
    for draw in range(10):
        rng = np.random.default_rng([people, round(10 * shift), draw])
        drawn = 10 - shift + rng.normal(0, 1, (2, 2, people))
        errors = errors_of(
            {
                name: lambda cohort, person, own=own: own[cohort - 1, person]
                for name, own in zip(NAMED, drawn, strict=True)
            },
            people=people,
        )
        table = pool_skills(errors, **OPTIONS)
        tested = table[table["p"].notna()]
        assert len(tested) == 4
        assert ((tested["low"] > 0) == (tested["p"] <= 0.025)).all()


def clear(people=8, cohorts=(1, 2, 3)):
    """Errors of cohorts in which the kernel ridge beats ridge, and ridge the rival, by far."""
    return errors_of(
        {
            "ridge": lambda cohort, person: 8 + 0.1 * person + 0.1 * cohort,
            "kernel ridge": lambda cohort, person: 7 + 0.15 * person + 0.1 * cohort,
        },
        people=people,
        cohorts=cohorts,
    )


def test_a_claim_says_who_beats_whom_by_how_much_in_how_many_cohorts():
    table = pool_skills(clear(), **OPTIONS)
    row = row_of(table, "kernel ridge", "ridge")
    assert row.p_corrected <= 0.025
    assert row.claim == (
        f"In blocked kernel ridge beats ridge by {row.skill:.3f} ({row.low:.3f}, {row.high:.3f}), "
        f"3 of 3 cohorts, 24 of 24 people, corrected p = {row.p_corrected:.2g}."
    )
    assert row_of(table, "ridge").claim.startswith(
        "In blocked ridge beats the EEG-free rival by 0."
    )
    # The same pair the other way round has nothing to add.
    assert row_of(table, "ridge", "kernel ridge").claim == ""


def test_a_difference_that_is_not_shown_is_called_so_once():
    errors = errors_of(
        {
            "ridge": lambda cohort, person: 8 + (person % 2),
            "kernel ridge": lambda cohort, person: 9 - (person % 2),
        },
        people=8,
    )
    table = pool_skills(errors, **OPTIONS)
    assert (
        "cannot be told from kernel ridge: 0.000 (" in row_of(table, "ridge", "kernel ridge").claim
    )
    assert row_of(table, "kernel ridge", "ridge").claim == ""
    worse = errors.assign(rival_error=5.0)
    told = row_of(pool_skills(worse, **OPTIONS), "ridge").claim
    assert "is not shown to beat the EEG-free rival: -0.700 (" in told


def test_a_model_that_was_not_named_beforehand_is_shown_and_not_tested():
    errors = clear()
    named = ("kernel ridge",)
    table = pool_skills(errors, named=named, primary=named, seed=5)
    for row in (row_of(table, "ridge"), row_of(table, "ridge", "kernel ridge")):
        assert row.named == "no"
        assert np.isnan(row.p)
        assert np.isfinite(row.low)
        assert (row.claim, row.family) == ("", "")
    assert row_of(table, "kernel ridge").named == "yes"
    # What is not tested does not count in the correction either.
    alone = errors[errors["model"] == "kernel ridge"]
    fewer = row_of(pool_skills(alone, named=named, primary=named, seed=5), "kernel ridge")
    assert row_of(table, "kernel ridge").p_corrected == fewer.p_corrected


@pytest.mark.parametrize(
    ("model", "named", "answer"),
    [
        ("network-residual-adam-ensemble", ("residual",), "yes"),
        ("network-phase-adam-ensemble", ("residual",), "no"),
        ("primary-chosen", ("ridge", "kernel ridge"), "yes"),
        ("primary-chosen", ("kernel ridge",), "no"),
    ],
)
def test_networks_are_named_by_recipe_and_the_primary_model_by_all_it_is_chosen_from(
    model, named, answer
):
    errors = errors_of({"kernel ridge": lambda *_: 8.0, model: lambda *_: 7.0})
    table = pool_skills(errors, named=named, primary=NAMED, seed=5)
    assert row_of(table, model).named == answer


def test_nothing_is_claimed_from_one_cohort():
    table = pool_skills(clear(cohorts=(1,)), **OPTIONS)
    assert (table["p"].dropna() <= 0.025).any()
    assert (table["claim"] == "").all()


def test_what_is_not_estimable_is_said_and_left_out_also_after_it_was_written(tmp_path):
    errors = clear()
    reason = pd.DataFrame(
        [{"cohort": 2, "law": "other graph", "scheme": "few-shot", "model": "all models"}]
    ).assign(subject="", n_segments=0, reason="Too few segments.")
    write_table(tmp_path / "errors.csv", pd.concat([errors, reason], ignore_index=True))
    again = read_table(tmp_path / "errors.csv")
    pd.testing.assert_frame_equal(pool_skills(again, **OPTIONS), pool_skills(errors, **OPTIONS))
    table = skills_of_cohorts(again, seed=5)
    (row,) = table[table["scheme"] == "few-shot"].itertuples()
    assert (row.cohort, row.reason) == (2, "Too few segments.")
    assert np.isnan(row.skill)


def test_p_is_that_of_the_same_flips_beyond_twelve_people():
    table = pool_skills(clear(), **OPTIONS)
    gains = np.array([10 - (8 + 0.1 * p + 0.1 * c) for c in (1, 2, 3) for p in range(8)])
    row = row_of(table, "ridge")
    assert row.p == sign_flip_test(gains, seed=derive_seed(5, "sign flips")) == 1 / 10_000


def test_a_choice_that_is_one_model_everywhere_is_not_tested_against_it():
    errors = clear()
    same = errors[errors["model"] == "kernel ridge"].assign(model="primary-chosen")
    table = pool_skills(pd.concat([errors, same], ignore_index=True), **OPTIONS)
    for pair in (("primary-chosen", "kernel ridge"), ("kernel ridge", "primary-chosen")):
        row = row_of(table, *pair)
        assert (row.skill, row.claim) == (0.0, "")
        assert "same errors" in row.reason
        assert np.isnan(row.p)
    without = row_of(pool_skills(errors, **OPTIONS), "kernel ridge", "ridge")
    assert row_of(table, "kernel ridge", "ridge").p_corrected == without.p_corrected


def test_a_loss_that_rounds_to_nothing_is_written_without_a_sign():
    errors = errors_of(
        {
            "ridge": lambda cohort, person: 8 + (-1) ** person + 1e-4,
            "kernel ridge": lambda *_: 8.0,
        },
        people=8,
    )
    text = row_of(pool_skills(errors, **OPTIONS), "ridge", "kernel ridge").claim
    assert "cannot be told from kernel ridge: 0.000 (" in text
