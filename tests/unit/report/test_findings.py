"""The first screen: three answers, and every number in them from the tables."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.learning.catalogue import FAM, FAM_KERNELS
from eeg2emg.learning.recipes import REPLICATION_MODEL
from eeg2emg.report.context import ReportContext
from eeg2emg.report.findings import findings, glossary
from eeg2emg.report.words import number
from eeg2emg.verdict.outcomes import OUTCOMES
from eeg2emg.verdict.questions import CHECK, DETECTABLE, OVER_RIVAL, OVER_WRONG, VERDICT


def skill(model, value, low=np.nan, high=np.nan, **more):
    return {
        "scheme": "blocked",
        "model": model,
        "part": "test",
        "metric": "skill",
        "rival": "own time trend",
        "chosen": "",
        "value": value,
        "low": low,
        "high": high,
        "n_subjects": 8,
        "n_segments": 48,
        "primary": False,
        "status": "estimated",
        "reason": "",
    } | more


def verdict(outcome="shown", value=0.213, low=0.087, high=0.341, p=0.01):
    found = OUTCOMES[outcome]
    rows = [
        (VERDICT, outcome, np.nan, np.nan, np.nan, np.nan, found.answer, outcome, found.meaning),
        (CHECK, OVER_RIVAL, value, low, high, 0.004, "yes", "", "against: own time trend"),
        (CHECK, OVER_WRONG, 0.198, np.nan, np.nan, p, "yes", "", "99 wrong pairings"),
        (DETECTABLE, "skill that 8 people would show in 80% of studies", 0.157, *[np.nan] * 3, "",
         "", ""),
    ]  # fmt: skip
    columns = ["step", "what", "value", "low", "high", "p", "passed", "outcome", "remark"]
    return pd.DataFrame(rows, columns=columns)


def metrics(fam=(0.258, 0.112, 0.391), paper=(0.163, 0.021, 0.307)):
    return pd.DataFrame(
        [
            skill("primary-chosen", 0.213, 0.087, 0.341, primary=True, chosen="kernel ridge"),
            skill(FAM, *fam),
            skill(REPLICATION_MODEL, *paper),
            skill(FAM_KERNELS, 0.263, 0.118, 0.402),
            skill("kernel ridge", 0.227, 0.093, 0.352),
            skill(FAM, 0.034, -0.011, 0.079, metric="skill_over_kernel_ridge"),
        ]
    )


def limits(ceiling=0.437, share=0.59):
    return pd.DataFrame(
        [
            {
                "scheme": "blocked",
                "model": FAM,
                "skill": 0.258,
                "ceiling": ceiling,
                "share_of_ceiling": share,
                "learnable": 0.368,
                "share_of_learnable": 0.701,
                "reliability": 0.745,
                "reason": "",
            }
        ]
    )


def audit(impossible=3, ok=9):
    return pd.DataFrame(
        [("published", f"rule {k % 2}", "impossible") for k in range(impossible)]
        + [("published", "range", "ok")] * ok
        + [("published, columns MSE and MAE exchanged", "range", "impossible")] * 2
        + [("table3", "range", "ok")] * 4,
        columns=["table", "rule", "verdict"],
    ).assign(explanation="They exclude each other.")


def table3(r2="0.4064"):
    return pd.DataFrame(
        [
            {"optimizer": optimizer, "split": split, "r2": r2, "r": "0.6469", "reason": "",
             "published_r2": "0.9270", "published_r": "0.9489"}
            for optimizer in ("Adam", "SGD")
            for split in ("training", "test")
        ]
    )  # fmt: skip


def context(*, simulated=True, people=8, coupling=0.8, **tables):
    null = [("blocked", FAM, 0.221, 0.01, 99, "estimated")]
    given = {
        "verdict": verdict(),
        "metrics": metrics(),
        "limits": limits(),
        "audit": audit(),
        "table3": table3(),
        "null": pd.DataFrame(null, columns=["scheme", "model", "skill", "p", "shifts", "status"]),
    } | tables
    return ReportContext(
        name="made up",
        simulated=simulated,
        phases=["rest", "activity"],
        segment_s=30.0,
        segments=pd.DataFrame({"subject": [f"{k:02d}" for k in range(people)]}),
        eeg_channels=["C3"],
        emg_channels=["BSH"],
        eeg_measures=["correlation"],
        emg_measures=["granger_raw"],
        target="granger_raw",
        emg_values=np.zeros((0, 1, 1, 1)),
        attributes={},
        exclusions=pd.DataFrame(),
        tables=given,
        configuration={"simulation": {"coupling": coupling}},
    )


def roundings(tables):
    """Give every number of the tables as a page may print it, and how many rows are alike."""
    found = set()
    for table in tables.values():
        for column in table:
            for value in pd.to_numeric(table[column], errors="coerce").dropna():
                found |= {number(value), number(value, 3), f"{value:.0%}", str(round(value))}
            found |= set(re.findall(r"\d+%?", " ".join(map(str, table[column].unique()))))
        if "verdict" in table:
            for _, own in table.groupby("table"):
                found |= {str(len(own)), *map(str, own["verdict"].value_counts())}
                found.add(str(own.loc[own["verdict"] == "impossible", "rule"].nunique()))
    return found


def printed(text):
    return re.findall(r"−?\d+(?:\.\d+)?%?", text.replace("Table 3", "").replace("R²", ""))


class TestNumbers:
    @pytest.mark.parametrize("simulated", [True, False])
    def test_every_number_of_a_headline_stands_in_a_table(self, simulated):
        made = context(simulated=simulated)
        known = roundings(made.tables) | {"95%", "6"}
        for finding in findings(made):
            assert printed(finding.headline)
            assert set(printed(finding.headline)) <= known
            assert set(printed(" ".join(finding.sentences))) <= known | {"10", "0", "0.025", "0.8"}

    def test_every_number_beside_a_finding_stands_in_the_table_that_it_names(self):
        made = context()
        for finding in findings(made):
            assert finding.numbers
            for one in finding.numbers:
                known = roundings({one.table: made.tables[one.table]})
                assert set(printed(one.text)) <= known

    @pytest.mark.parametrize(
        ("name", "other"),
        [
            ("verdict", verdict(value=0.311)),
            ("metrics", metrics(fam=(0.311, 0.112, 0.391))),
            ("limits", limits(share=0.31)),
            ("audit", audit(impossible=4)),
            ("table3", table3("0.3111")),
        ],
    )
    def test_another_number_in_a_table_is_another_headline(self, name, other):
        before = [one.headline for one in findings(context())]
        assert before != [one.headline for one in findings(context(**{name: other}))]


class TestStates:
    @pytest.mark.parametrize("outcome", OUTCOMES)
    def test_the_first_is_the_verdict(self, outcome):
        first = findings(context(verdict=verdict(outcome)))[0]
        assert first.state == OUTCOMES[outcome].answer
        assert OUTCOMES[outcome].meaning in first.sentences

    @pytest.mark.parametrize(
        ("fam", "paper", "state"),
        [
            ((0.2, 0.1, 0.3), (0.2, 0.1, 0.3), "yes"),
            ((0.2, 0.1, 0.3), (0.1, -0.1, 0.3), "mixed"),
            ((0.0, -0.1, 0.1), (0.1, -0.1, 0.3), "no"),
            ((0.2,), (0.2,), "open"),
        ],
    )
    def test_networks_are_judged_by_their_intervals(self, fam, paper, state):
        assert findings(context(metrics=metrics(fam, paper)))[1].state == state

    def test_a_skill_is_no_network_that_carries_it_where_the_verdict_is_no(self):
        second = findings(context(verdict=verdict("explained by chance pairing")))[1]
        assert second.state == "mixed"
        assert "does not say that it comes from the brain" in second.sentences[0]

    def test_a_better_network_that_nobody_named_is_not_taken(self):
        named = findings(context())[1]
        more = pd.concat([metrics(), pd.DataFrame([skill("network-paper-sgd-last", 0.99)])])
        assert findings(context(metrics=more))[1] == named

    @pytest.mark.parametrize(
        ("simulated", "impossible", "r2", "state"),
        [
            (False, 0, "0.93", "yes"),
            (False, 0, "0.43", "no"),
            (True, 0, "0.93", "open"),
            (True, 3, "0.93", "no"),
            (False, 3, "0.93", "no"),
        ],
    )
    def test_the_table_holds_if_it_can_be_true_and_is_found_again(
        self, simulated, impossible, r2, state
    ):
        tables = {"audit": audit(impossible), "table3": table3(r2)}
        third = findings(context(simulated=simulated, **tables))[2]
        assert third.state == state
        assert ("not comparable: simulated" in third.headline) == simulated

    def test_too_few_people_for_an_interval_are_counted(self):
        few = context(people=5, verdict=verdict("too few people", low=np.nan, high=np.nan))
        assert "no interval with 5 subjects, 6 are needed" in findings(few)[0].headline


class TestWhatIsSaid:
    def test_the_planted_coupling_is_told_of_simulated_data_alone(self):
        told = [" ".join(findings(context(simulated=s))[0].sentences) for s in (True, False)]
        assert "planted a coupling of 0.8" in told[0]
        assert "planted" not in told[1]

    def test_without_coupling_the_right_answer_is_no(self):
        assert "the right answer is no." in " ".join(findings(context(coupling=0.0))[0].sentences)

    def test_the_models_have_their_p_against_the_null(self):
        said = " ".join(findings(context())[0].sentences)
        assert "mean of unlike networks 0.22 (p = 0.010)" in said

    def test_a_skill_below_zero_is_no_share(self):
        said = findings(context(limits=limits(share=np.nan)))[1]
        assert "reaches none of the ceiling" in " ".join(said.sentences)
        assert "nan" not in said.headline

    def test_without_a_ceiling_the_learnable_limit_stands_in_its_place(self):
        said = findings(context(limits=limits(ceiling=np.nan, share=np.nan)))[1].headline
        assert "70% of the learnable limit" in said

    def test_recordings_have_the_reliability_of_the_target_instead(self):
        own = limits(np.nan, np.nan).assign(learnable=np.nan, share_of_learnable=np.nan)
        said = findings(context(simulated=False, limits=own))[1]
        assert "agrees with itself within a segment by 0.74" in " ".join(said.sentences)

    def test_other_readings_of_the_columns_are_counted_apart(self):
        said = " ".join(findings(context())[2].sentences)
        assert "The kindest reading is columns MSE and MAE exchanged: it leaves 2" in said

    @pytest.mark.parametrize("missing", ["verdict", "metrics", "limits", "audit", "table3", "null"])
    def test_a_table_that_the_run_does_not_make_is_no_error(self, missing):
        made = context()
        tables = {name: table for name, table in made.tables.items() if name != missing}
        found = findings(replace(made, tables=tables))
        assert [bool(one.headline) for one in found] == [True] * 3


def test_ten_terms_are_defined():
    terms = glossary(context())
    assert len(terms) == 10
    assert all(definition.endswith(".") for _, definition in terms)
