"""Studies of the verdict: their names, their sizes, and what is counted over their cohorts."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.simulation.laws import LAWS
from eeg2emg.studies import judged_cohorts
from eeg2emg.studies.judged_cohorts import COLUMNS, judge_cohorts
from eeg2emg.studies.nuisances import NUISANCES
from eeg2emg.studies.verdict_counts import SUMMARY_COLUMNS, summarise_verdicts
from eeg2emg.studies.verdict_studies import (
    COUPLED,
    POWER,
    UNCOUPLED,
    VERDICT_STUDIES,
)
from eeg2emg.verdict.outcomes import OUTCOMES
from scipy.stats import binom, binomtest

TREND = UNCOUPLED["uncoupled_trend-0.3"]


class TestCatalogue:
    def test_names_are_unique_whatever_the_kind_and_whatever_the_case(self):
        names = [*UNCOUPLED, *COUPLED, *POWER]
        assert len({name.casefold() for name in names}) == len(names) == len(VERDICT_STUDIES)

    @pytest.mark.parametrize("name", VERDICT_STUDIES)
    def test_a_name_is_fit_for_a_path_and_a_wildcard(self, name):
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name)
        assert len(name) < 60

    @pytest.mark.parametrize("one", VERDICT_STUDIES)
    def test_no_name_is_taken_for_another_by_the_wildcard(self, one):
        """Names of studies are put into a regular expression as they are: a dot is any letter."""
        assert [other for other in VERDICT_STUDIES if re.fullmatch(one, other)] == [one]

    def test_every_nuisance_and_every_law_has_its_study(self):
        assert {study.nuisance for study in UNCOUPLED.values()} == set(NUISANCES)
        assert {study.law for study in COUPLED.values()} == set(LAWS)
        assert all(study.coupling == 0 for study in UNCOUPLED.values())
        assert all(study.coupling > 0 for study in (COUPLED | POWER).values())
        for study in UNCOUPLED.values():
            assert study.made_of == NUISANCES[study.nuisance].acts_on

    def test_power_covers_every_size_and_coupling(self):
        sizes = {(study.people, study.recordings, study.coupling) for study in POWER.values()}
        assert len(sizes) == len(POWER) == 3 * 2 * 3
        assert min(people for people, _, _ in sizes) == 6

    @pytest.mark.parametrize(
        ("name", "asked", "made"),
        [
            ("uncoupled_trend-0.3", 200, 200),
            ("uncoupled_wave", 200, 40),
            ("uncoupled_wave", 1, 1),
            ("uncoupled_cross-talk", 200, 3),
            ("uncoupled_cross-talk", 2, 2),
            ("uncoupled_trend-of-amplitude", 200, 10),
            ("coupled_standard", 10, 10),
        ],
    )
    def test_how_many_cohorts_are_made(self, name, asked, made):
        assert VERDICT_STUDIES[name].cohorts(asked) == made


def cohorts(study, answers, **columns):
    rows = pd.DataFrame({
        "study": study, "cohort": range(len(answers)), "answer": answers,
        "outcome": ["shown" if answer == "yes" else "not shown" for answer in answers],
        "skill": 0.1, "low": -0.1, "base_low": 0.1, "changes_p": 0.5, "null_p": np.nan,
    })  # fmt: skip
    return rows.assign(**columns)[list(COLUMNS)]


class TestSummary:
    def test_counts_are_those_made_by_hand(self):
        own = cohorts(
            TREND.name, ["yes", "no", "no", "no"],
            skill=[0.4, 0.0, 0.1, 0.1], low=[0.2, 0.1, -0.1, 0.0],
            changes_p=[0.01, 0.025, 0.03, np.nan], null_p=[0.025, np.nan, np.nan, np.nan],
        )  # fmt: skip
        found = summarise_verdicts(own)
        assert tuple(found.columns) == SUMMARY_COLUMNS
        row = found.set_index("study").loc[TREND.name]
        assert (row["cohorts"], row["yes"], row["share"]) == (4, 1, 0.25)
        assert row["skill"] == pytest.approx(0.15)
        assert (row["skill_above_0"], row["changes_passed"], row["null_passed"]) == (2, 2, 1)
        assert row["outcomes"] == "not shown 3; shown 1"
        exact = binomtest(1, 4).proportion_ci(0.95)
        assert (row["low"], row["high"]) == (exact.low, exact.high)

    @pytest.mark.parametrize(("yes", "kept"), [(0, "yes"), (11, "yes"), (12, "no"), (200, "no")])
    def test_without_coupling_eleven_of_two_hundred_may_be_yes(self, yes, kept):
        own = cohorts(TREND.name, ["yes"] * yes + ["no"] * (200 - yes))
        row = summarise_verdicts(own).iloc[0]
        assert (row["limit"], row["kept"]) == (11, kept)

    @pytest.mark.parametrize("count", [1, 3, 10, 40, 200, 1000])
    @pytest.mark.parametrize("confidence", [0.9, 0.95])
    def test_the_limit_is_the_most_that_chance_exceeds_in_one_of_a_hundred(self, count, confidence):
        own = cohorts(TREND.name, ["no"] * count)
        limit = summarise_verdicts(own, confidence=confidence)["limit"][0]
        side = (1 - confidence) / 2
        assert binom.sf(limit, count, side) <= 0.01 < binom.sf(limit - 1, count, side)

    def test_with_coupling_there_is_no_limit(self):
        row = summarise_verdicts(cohorts("coupled_standard", ["yes"] * 10)).iloc[0]
        assert np.isnan(row["limit"])
        assert row["kept"] == ""
        assert row["share"] == 1

    def test_all_without_coupling_are_counted_together_matrices_and_signals_apart(self):
        own = pd.concat(
            [
                cohorts(TREND.name, ["yes", "no"]),
                cohorts("uncoupled_wave", ["no"] * 3),
                cohorts("uncoupled_cross-talk", ["open"] * 2),
                cohorts("coupled_standard", ["yes"] * 5),
            ]
        )
        found = summarise_verdicts(own).set_index("study")
        assert found.index.tolist() == [
            TREND.name, "uncoupled_wave", "uncoupled_cross-talk", "coupled_standard",
            "all_matrices", "all_signals",
        ]  # fmt: skip
        assert found.loc["all_matrices", ["cohorts", "yes"]].tolist() == [5, 1]
        assert found.loc["all_signals", ["cohorts", "yes"]].tolist() == [2, 0]


class TestTinyCohorts:
    """Which rows there are, and that they repeat; the verdicts on so few are nobody's concern."""

    @pytest.fixture(autouse=True)
    def _tiny(self, monkeypatch):
        small = replace(judged_cohorts.STUDY_SETTINGS, segments=6, emg_channels=("A", "B", "C"))
        monkeypatch.setattr(judged_cohorts, "STUDY_SETTINGS", small)

    def judged(self, study, numbers, **size):
        tiny = replace(study, **({"people": 6, "recordings": 4} | size))
        return list(judge_cohorts(tiny, numbers, seed=3, primary=["ridge"]))

    @pytest.mark.parametrize("name", ["uncoupled_trend-0.3", "coupled_standard"])
    def test_a_row_per_cohort_that_does_not_depend_on_the_one_before(self, name):
        study = VERDICT_STUDIES[name]
        first, second = self.judged(study, [4, 5])
        assert tuple(first.columns) == COLUMNS
        assert (first["study"][0], first["cohort"][0], second["cohort"][0]) == (name, 4, 5)
        outcome = OUTCOMES[first["outcome"][0]]
        assert first["answer"][0] == outcome.answer
        assert np.isfinite(
            first.loc[0, ["skill", "low", "base_low", "changes_p"]].astype(float)
        ).all()
        (alone,) = self.judged(study, [5])
        pd.testing.assert_frame_equal(alone, second)
        assert first["skill"][0] != second["skill"][0]

    def test_numbers_of_the_row_are_those_of_the_checks(self, monkeypatch):
        kept = []

        def observed(*arguments, **options):
            kept.append(judge(*arguments, **options, whole=True))
            return kept[-1]

        judge = judged_cohorts.judge_cohort
        monkeypatch.setattr(judged_cohorts, "judge_cohort", observed)
        (row,) = self.judged(COUPLED["coupled_standard"], [0])
        skill, base, changes, null, *_ = kept[0].checks
        found = row.loc[0, ["skill", "low", "base_low", "changes_p", "null_p"]].tolist()
        assert found == [skill.value, skill.low, base.low, changes.p, null.p]
        assert np.isfinite(found).all()

    def test_a_cohort_that_cannot_be_divided_is_open_not_an_error(self):
        (row,) = self.judged(TREND, [0], recordings=2)
        assert (row["outcome"][0], row["answer"][0]) == ("not estimable", "open")
        assert row[["skill", "low", "base_low", "changes_p", "null_p"]].isna().all(axis=None)

    def test_few_people_are_open(self):
        (row,) = self.judged(TREND, [0], people=5)
        assert row["outcome"][0] == "too few people"
