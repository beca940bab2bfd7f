"""The verdict in the report: every outcome has its words, every number comes from the table."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.report import doubts, verdict
from eeg2emg.report.terminal import closing_line, left_out_line
from eeg2emg.report.words import number, p_value
from eeg2emg.verdict import outcomes
from eeg2emg.verdict.decision import Verdict, decide
from eeg2emg.verdict.evidence import Estimate, Evidence, PartControl
from eeg2emg.verdict.outcomes import OUTCOMES
from eeg2emg.verdict.questions import ABOUT_CONTROLS, QUESTIONS, meaning_of
from eeg2emg.verdict.table import verdict_table

MUSCLE = PartControl(
    "muscle components, connectivity", 0.02, Estimate(0.15, 0.04, 0.22), outcomes.MUSCLE
)
STRONG = Evidence(
    skill=Estimate(0.213, 0.087, 0.341, 0.0039),
    over_base=Estimate(0.254, 0.123, 0.365, 0.0039),
    changes=Estimate(0.81, 0.42, 1.27, 0.0039),
    rival="own time trend",
    chosen="kernel ridge",
    trend_eeg_p=0.4,
    trend_emg_p=0.5,
    null=Estimate(0.198, p=0.01, reason="99 wrong pairings, of which 95 % lie below 0.031"),
    controls=(MUSCLE,),
)
TOO_FEW = "no interval with 4 subjects (6 are needed)"


def few(value):
    return Estimate(value, reason=TOO_FEW)


FEW_PEOPLE = replace(STRONG, skill=few(0.213), over_base=few(0.25), changes=few(0.8))
CASES = {
    "shown": STRONG,
    "worse": replace(STRONG, skill=Estimate(-0.1, -0.2, -0.01, 0.99)),
    "around zero": replace(STRONG, skill=Estimate(0.1, -0.1, 0.3, 0.2)),
    "weak rival": replace(STRONG, over_base=Estimate(0.01, -0.05, 0.1, 0.4)),
    "slow course": replace(STRONG, changes=Estimate(0.1, -0.3, 0.4, 0.3)),
    "chance": replace(STRONG, null=Estimate(0.1, p=0.31)),
    "no null": replace(STRONG, null=Estimate(np.nan, reason="There are no cycles.")),
    "muscle": replace(STRONG, controls=(MUSCLE._replace(added=Estimate(0.01, -0.1, 0.1)),)),
    "few people": FEW_PEOPLE,
}


def people(count, model=PRIMARY["model"]):
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "scheme": PRIMARY["scheme"],
            "model": model,
            "subject": [f"{k:02d}" for k in range(count)],
            "skill": 0.2 + 0.1 * rng.standard_normal(count),
            "rival_error": 1 + rng.random(count),
        }
    )


def metrics(chosen="kernel ridge"):
    return pd.DataFrame({"primary": [False, True], "chosen": ["pls", chosen]})


def table_of(found, count=8):
    return verdict_table(found, people(count), seed=1, confidence=0.95)


def said(found, count=8, *, simulated=False, chosen="kernel ridge"):
    return verdict.verdict_sentences(
        table_of(found, count),
        metrics(chosen),
        people(count),
        confidence=0.95,
        simulated=simulated,
    )


class TestTheSentence:
    @pytest.mark.parametrize("name", OUTCOMES)
    def test_every_outcome_begins_with_its_answer_and_says_what_it_means(self, name):
        outcome = OUTCOMES[name]
        (words,) = said(Verdict(outcome, ()))
        answer = {"yes": "Yes.", "no": "No.", "open": "That stays open."}[outcome.answer]
        assert words.startswith(f"Is the EEG shown to tell about the muscles? {answer} ")
        assert words.endswith(outcome.meaning)

    @pytest.mark.parametrize("case", CASES)
    def test_every_number_stands_in_the_table(self, case):
        count = 4 if case == "few people" else 8
        found = decide(CASES[case])
        table = table_of(found, count)
        rounded = {
            text
            for value in table[["value", "low", "high", "p"]].to_numpy(float).ravel()
            for text in (number(value), number(value, 3))
        }
        about = {"95", str(count), str(int((people(count)["skill"] > 0).sum()))}
        about |= set(re.findall(r"\d+", " ".join(table["remark"])))
        words = said(found, count)[1]
        numbers = re.findall(r"−?\d+(?:\.\d+)?", words)
        assert number(CASES[case].skill.value) in numbers
        assert set(numbers) <= rounded | about

    def test_a_change_of_a_number_changes_the_sentence(self):
        other = replace(STRONG, null=STRONG.null._replace(p=0.02))
        assert said(decide(STRONG)) != said(decide(other))

    def test_the_chosen_model_is_named_for_people(self):
        words = said(decide(STRONG), chosen="network-residual-adam-ensemble")[1]
        assert "network-" not in words
        assert "ensemble" in words

    def test_too_few_people_have_no_interval_and_are_counted(self):
        outcome, numbers = said(decide(FEW_PEOPLE), 4)
        assert "That stays open. There are too few people" in outcome
        assert "no interval; above zero in 4 of 4 subjects" in numbers
        assert "95%" not in numbers

    def test_a_run_without_null_says_so(self):
        missing = replace(STRONG, null=Estimate(np.nan, reason="There are no cycles."))
        outcome, numbers = said(decide(missing))
        assert "chance cannot be excluded" in outcome
        assert "there is no null of wrong pairings (there are no cycles)" in numbers
        assert "was not compared" in said(decide(replace(STRONG, null=None)))[1]

    def test_a_primary_analysis_that_could_not_be_made_gives_its_reason_alone(self):
        found = decide(replace(STRONG, reason="Subject 01 has one recording."))
        (words,) = said(found)
        assert words.endswith(
            "The primary analysis could not be made. Subject 01 has one recording."
        )

    def test_simulated_data_are_called_so(self):
        assert said(decide(STRONG), simulated=True)[0].startswith("In these simulated data, is")
        assert "simulated" not in " ".join(said(decide(STRONG)))


class TestChecks:
    def test_they_stand_in_their_order_and_the_one_that_decided_is_set_off(self):
        slow = replace(CASES["slow course"], controls=CASES["muscle"].controls)
        listed = verdict.checks_table(table_of(decide(slow)))
        asked = [row[0] for row in listed.rows]
        assert asked[:-1] == list(QUESTIONS)
        assert meaning_of(asked[-1]) == ABOUT_CONTROLS
        assert listed.marked == {2}
        assert [row[4] for row in listed.rows] == ["yes", "yes", "no", "yes", "no"]
        assert listed.rows[2][-1].startswith(outcomes.SLOW_COURSE)
        assert listed.rows[4][-1].startswith(outcomes.MUSCLE)

    def test_none_is_set_off_where_all_are_passed(self):
        assert not verdict.checks_table(table_of(decide(STRONG))).marked

    @pytest.mark.parametrize("case", CASES)
    def test_every_question_that_is_asked_has_its_meaning(self, case):
        table = table_of(decide(CASES[case]))
        assert all(meaning_of(check.name) for check in decide(CASES[case]).checks)
        assert [term for term, _ in verdict.meanings(table)][:-1] == list(QUESTIONS)

    def test_a_question_that_is_not_asked_is_not_explained(self):
        table = table_of(decide(replace(STRONG, null=None, controls=())))
        assert [term for term, _ in verdict.meanings(table)] == list(QUESTIONS)[:3]


class TestTrends:
    def trends(self, **emg):
        eeg = {"signal": "EEG", "share": 0.123, "p": 0.004, "status": "estimated", "reason": ""}
        other = {"signal": "EMG", "share": 0.002, "p": 0.3, "status": "estimated", "reason": ""}
        return pd.DataFrame([eeg, other | emg])

    def test_shares_and_whether_people_change_alike(self):
        words = verdict.trends_sentence(self.trends(), confidence=0.95)
        assert "12% (people change alike, p = 0.004) in the EEG" in words
        assert "nothing (people are not shown to change alike, p = 0.300) in the EMG" in words

    @pytest.mark.parametrize(("confidence", "alike"), [(0.6, True), (0.95, False)])
    def test_the_level_is_that_of_the_intervals(self, confidence, alike):
        words = verdict.trends_sentence(self.trends(), confidence=confidence)
        assert ("not shown" not in words) == alike

    def test_too_few_people_and_no_variance_give_their_reasons(self):
        few = self.trends(p=np.nan, n_subjects=4)
        words = verdict.trends_sentence(few, confidence=0.95)
        assert "nothing (whether 4 subjects change alike cannot be tested) in the EMG" in words
        reason = "nothing varies within cells"
        missing = self.trends(share=np.nan, p=np.nan, status="not estimable", reason=reason)
        assert reason in verdict.trends_sentence(missing, confidence=0.95)


class TestDetectable:
    def test_the_skill_that_would_be_found_is_that_of_the_table(self):
        table = table_of(decide(STRONG))
        smallest = table.loc[table["step"] == "detectable", "value"].item()
        words = verdict.detectable_sentence(table)
        assert f"skill that 8 people would show in 80% of studies is {number(smallest)}:" in words

    def test_with_too_few_people_none_is_promised(self):
        words = verdict.detectable_sentence(table_of(decide(FEW_PEOPLE), 4))
        assert "is unknown: it takes 6 people or more" in words


class TestNull:
    def null(self, p, model="primary-chosen", **more):
        row = {"model": model, "scheme": "blocked", "skill": 0.2, "p": p, "shifts": 39}
        row |= {"null_mean": 0.0, "null_95": 0.05, "status": "estimated", "reason": ""}
        return row | more

    @pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
    def test_its_level_is_that_of_the_verdict(self, confidence):
        for p in (0.004, 0.01, 0.025, 0.03, 0.05, 0.06):
            null = pd.DataFrame([self.null(p)])
            (words,) = doubts.null_sentences(null, confidence=confidence)
            passed = decide(replace(STRONG, null=Estimate(0.2, p=p)), confidence=confidence).is_yes
            assert ("which chance explains" not in words) == passed

    def test_the_primary_model_comes_first_and_its_absence_is_said(self):
        ridge = self.null(0.1, "ridge")
        words = doubts.null_sentences(pd.DataFrame([ridge, self.null(0.01)]), confidence=0.95)
        assert words[0].startswith("primary model")
        words = doubts.null_sentences(pd.DataFrame([ridge]), confidence=0.95)
        assert "No null covers the primary model" in words[-1]

    def test_one_null_that_cannot_be_made_does_not_hide_another(self):
        missing = self.null(np.nan, "ridge", status="not estimable", reason="No cycles")
        words = doubts.null_sentences(pd.DataFrame([missing, self.null(0.01)]), confidence=0.95)
        assert len(words) == 2
        assert words[1] == "No cycles."


class TestTheEndOfARun:
    def test_one_line_names_the_report_and_says_the_verdict(self, tmp_path):
        table_of(decide(STRONG)).to_csv(tmp_path / "verdict.csv", index=False)
        line = closing_line("results/x/report.html", tmp_path / "verdict.csv", simulated=False)
        assert line.startswith("results/x/report.html: Is the EEG shown")
        assert f"Yes. {OUTCOMES[outcomes.SHOWN].meaning}" in line
        assert "\n" not in line

    def test_a_terminal_that_knows_few_characters_gets_the_line_all_the_same(
        self, tmp_path, monkeypatch
    ):
        class Plain:
            encoding = "ascii"

        found = decide(replace(STRONG, reason="Übung\nhas one recording"))
        table_of(found).to_csv(tmp_path / "verdict.csv", index=False)
        monkeypatch.setattr("sys.stdout", Plain())
        line = closing_line("report.html", tmp_path / "verdict.csv", simulated=True)
        assert line.startswith("report.html: In these simulated data, is the EEG shown")
        assert line.endswith("?bung has one recording")

    @pytest.mark.parametrize(
        ("levels", "said"),
        [
            ([], ""),
            (["recording"], "Left out: 1 recording. Why: "),
            (
                ["segment", "subject", "recording", "recording", "subject"],
                "Left out: 2 people, 2 recordings, 1 segment. Why: ",
            ),
        ],
    )
    def test_it_says_how_much_was_left_out_and_where_the_reasons_are(self, tmp_path, levels, said):
        path = tmp_path / "exclusions.tsv"
        rows = [f"{level}\tsub-01\ta reason" for level in levels]
        path.write_text("\n".join(["level\tname\treason", *rows]) + "\n")
        assert left_out_line(path) == (said and f"{said}{path}")


@pytest.mark.parametrize(
    ("p", "text"), [(0.025, "p = 0.025"), (1.0, "p = 1.000"), (0.0001, "p < 0.001")]
)
def test_a_p_value_is_never_written_as_zero(p, text):
    assert p_value(p) == text
