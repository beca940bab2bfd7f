"""Claims of the paper are judged by arithmetic first, and by recordings alone then."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from eeg2emg.audit.published import OPTIMIZERS, SPLITS, published_table
from eeg2emg.audit.table import audit_metric_table, findings_table
from eeg2emg.report.claims import (
    IMPOSSIBLE,
    NOT_TESTED,
    VERDICTS,
    claims_sentence,
    claims_table,
    judge_claims,
)
from eeg2emg.report.replication import NOT_REPRODUCED, REPRODUCED, SIMULATED
from eeg2emg.verdict.outcomes import OUTCOMES
from eeg2emg.verdict.questions import VERDICT


def published_audit():
    shares = {"training": 0.7, "validation": 0.1, "test": 0.2}
    found = audit_metric_table(published_table(), n_outputs=36, n_records=1000, shares=shares)
    return findings_table(found).assign(table="published")


NOTHING_IMPOSSIBLE = published_audit().assign(verdict="ok")


def table3(shift=0.0, *, r=None, optimizers=OPTIMIZERS, reason=""):
    """Make this run's table: the published one, with all of R2 and r shifted."""
    rows = []
    for row in published_table().to_dict("records"):
        if row["optimizer"] not in optimizers:
            continue
        own = {m: "nan" if reason else f"{float(row[m]) + shift:.4f}" for m in ("r2", "r")}
        own |= dict.fromkeys(("mse", "mae"), "nan" if reason else "2.0e-03")
        if r is not None and row["split"] == "test":
            own["r"] = r[row["optimizer"]]
        beside = {f"published_{m}": row[m] for m in ("r2", "mse", "mae", "r")}
        rows.append({"optimizer": row["optimizer"], "split": row["split"], "segments": "30"}
                    | own | beside | {"reason": reason})  # fmt: skip
    return pd.DataFrame(rows)


def metrics(value=0.86):
    row = {"scheme": "random", "part": "test", "metric": "r", "model": "cell mean"}
    return pd.DataFrame([row | {"value": value, "status": "estimated"}])


def verdict(outcome):
    found = OUTCOMES[outcome]
    row = {"step": VERDICT, "passed": found.answer, "outcome": outcome, "remark": found.meaning}
    return pd.DataFrame([row])


def judged(*, audit=NOTHING_IMPOSSIBLE, own=None, outcome="shown", simulated=False):
    found = judge_claims(
        audit=audit,
        table3=table3() if own is None else own,
        metrics=metrics(),
        verdict=verdict(outcome),
        simulated=simulated,
    )
    return found.set_index("id")


def of(frame, name):
    return frame.loc[name, "verdict"]


ADAM = "table3-adam-test-r2-r"


class TestVerdicts:
    @pytest.mark.parametrize(
        ("shift", "expected"),
        [(0.0, REPRODUCED), (0.04, REPRODUCED), (-0.04, REPRODUCED), (-0.3, NOT_REPRODUCED),
         (0.06, NOT_REPRODUCED)],
    )  # fmt: skip
    def test_recordings_reproduce_what_is_close(self, shift, expected):
        found = judged(own=table3(shift))
        assert of(found, ADAM) == expected
        assert of(found, "abstract-r") == expected

    @pytest.mark.parametrize("shift", [0.0, -0.3, 0.06])
    def test_simulated_recordings_never_do_and_never_fail_to(self, shift):
        found = judged(own=table3(shift), simulated=True)
        assert not set(found["verdict"]) & {REPRODUCED, NOT_REPRODUCED}
        assert of(found, ADAM) == SIMULATED
        assert not found["reason"].str.contains("lower").any()

    @pytest.mark.parametrize("simulated", [True, False])
    def test_what_cannot_be_true_is_not_compared(self, simulated):
        found = judged(audit=published_audit(), simulated=simulated)
        assert of(found, ADAM) == IMPOSSIBLE
        assert "R² cannot exceed r²" in found.loc[ADAM, "reason"]
        other = SIMULATED if simulated else REPRODUCED
        assert of(found, "table3-adam-training-r2-r") == other

    def test_as_many_rows_are_impossible_as_the_audit_finds(self):
        found, audit = judged(audit=published_audit()), published_audit()
        rows = audit[(audit["rule"] == "r2_below_r_squared") & (audit["verdict"] == "impossible")]
        accuracy = found[found.index.str.endswith("-r2-r")]
        assert (accuracy["verdict"] == IMPOSSIBLE).sum() == len(rows) == 9
        errors = found[found.index.str.endswith("-errors")]
        assert (errors["verdict"] == IMPOSSIBLE).sum() == 12

    def test_rules_about_all_parts_count_for_the_total_of_their_optimizer_alone(self):
        found = judged(audit=published_audit())
        about = found.index[found["reason"].str.contains("weighted mean")]
        assert {name for name in about if name.startswith("table3")} == {
            "table3-adam-total-errors",
            "table3-rmsprop-total-errors",
        }

    @pytest.mark.parametrize(
        ("outcome", "expected"),
        [("shown", REPRODUCED), ("not shown", NOT_REPRODUCED), ("too few people", NOT_TESTED)],
    )
    def test_the_title_is_the_verdict(self, outcome, expected):
        found = judged(outcome=outcome)
        assert of(found, "eeg-tells") == expected
        assert of(judged(outcome=outcome, simulated=True), "eeg-tells") == SIMULATED

    @pytest.mark.parametrize(
        ("r", "expected"),
        [({"Adam": "0.9", "SGD": "0.8", "RMSprop": "0.7"}, REPRODUCED),
         ({"Adam": "0.7", "SGD": "0.8", "RMSprop": "0.7"}, NOT_REPRODUCED)],
    )  # fmt: skip
    def test_the_best_optimizer_is_that_with_the_largest_r(self, r, expected):
        found = judged(own=table3(r=r))
        assert of(found, "adam-first") == expected
        assert "the test r of RMSprop is larger" in found.loc["adam-first", "reason"]

    @pytest.mark.parametrize(
        "own",
        [
            table3(optimizers=("SGD",)),
            table3(reason="The training diverged"),
            table3(r={"Adam": "nan", "SGD": "0.8", "RMSprop": "0.7"}),
        ],
        ids=["not trained", "diverged", "constant"],
    )
    def test_what_this_run_does_not_have_is_not_tested(self, own):
        found = judged(own=own)
        assert of(found, "abstract-r") == of(found, "adam-first") == NOT_TESTED
        assert of(found, ADAM) == NOT_TESTED
        assert found.loc[ADAM, "reason"].strip()


class TestTable:
    def test_every_cell_is_filled_and_every_claim_is_one_sentence(self):
        for simulated in (True, False):
            for audit in (NOTHING_IMPOSSIBLE, published_audit()):
                found = judged(audit=audit, simulated=simulated)
                assert found.index.is_unique
                assert (found.map(str).map(str.strip) != "").all(axis=None)
                assert set(found["verdict"]) <= set(VERDICTS)
                assert found["claim"].str.fullmatch(r"[^.!?;]+(\d\.\d[^.]*)*\.").all()
                assert found["reason"].str.endswith(".").all()
                assert not found["reason"].str.contains("..", regex=False).any()

    def test_every_printed_number_of_table_3_is_a_claim(self):
        claims = judged().reset_index()
        for row in published_table().to_dict("records"):
            own = f"table3-{row['optimizer'].lower()}-{row['split']}-"
            there = " ".join(claims.loc[claims["id"].str.startswith(own), "there"])
            assert all(row[metric] in there for metric in ("r2", "mse", "mae", "r"))
        assert claims["id"].str.startswith("table3").sum() == 2 * len(OPTIMIZERS) * len(SPLITS)

    def test_a_predictor_without_eeg_stands_beside_the_correlation(self):
        assert "sees no EEG, reaches r = 0.86" in judged().loc["abstract-r", "reason"]

    def test_the_same_tables_give_the_same_claims(self):
        pd.testing.assert_frame_equal(judged(), judged())

    def test_the_report_sets_the_impossible_off_and_counts_every_verdict(self):
        claims = judged(audit=published_audit(), simulated=True).reset_index()
        table = claims_table(claims)
        assert len(table.rows) == len(claims)
        assert table.marked == set(np.flatnonzero(claims["verdict"] == IMPOSSIBLE))
        said = claims_sentence(claims)
        counts = claims["verdict"].value_counts()
        assert f"Of {len(claims)} claims" in said
        assert all(f"{count} {name}" in said for name, count in counts.items())
