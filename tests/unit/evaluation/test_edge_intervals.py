"""Conformal intervals of muscle edges."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation.edge_intervals import conformal_half_width, edge_intervals
from eeg2emg.evaluation.selection import SchemeTable
from eeg2emg.report.doubts import edges_sentences, edges_tables


def table_of(scheme, *, subjects=10, validation=20, tested=40, scales=None, seed=0):
    """Errors are normal, as large as `scales` of the subject; the estimate is 0."""
    rng = np.random.default_rng(seed)
    scales = np.ones(subjects) if scales is None else np.asarray(scales)
    rows, truth = [], []
    for s in range(subjects):
        for part, count in (("validation", validation), ("test", tested)):
            rows += [("all", f"{s}-{part}-{k}", part, f"sub-{s:02}") for k in range(count)]
            truth.append(scales[s] * rng.normal(size=(count, 3, 3)))
    frame = pd.DataFrame(rows, columns=["fold", "segment", "part", "subject"])
    return SchemeTable(scheme, frame, np.concatenate(truth), {}, pd.DataFrame())


class TestHalfWidth:
    @pytest.mark.parametrize(("n", "rank"), [(9, 9), (19, 18), (99, 90)])
    def test_rank(self, n, rank):
        scores = np.random.default_rng(0).permutation(np.arange(1.0, n + 1))
        assert conformal_half_width(scores, 0.9) == rank

    def test_too_few_for_the_level(self):
        assert np.isinf(conformal_half_width(np.arange(8.0), 0.9))
        assert np.isinf(conformal_half_width(np.zeros((0, 4)), 0.9)).all()

    def test_coverage_of_exchangeable_errors(self):
        rng = np.random.default_rng(1)
        draws = np.abs(rng.normal(size=(4000, 20)))
        widths = [conformal_half_width(row[:19], 0.9) for row in draws]
        assert np.mean(draws[:, 19] <= widths) == pytest.approx(0.9, abs=0.015)


class TestBlocked:
    def test_coverage_and_widths_follow_the_subject(self):
        scales = [1.0, 4.0]
        table = table_of("blocked", subjects=2, validation=200, tested=400, scales=scales)
        found = edge_intervals(table, "m", np.zeros_like(table.truth), channels=("A", "B", "C"))
        own = found[found["kind"] == "subject"]
        assert own["coverage"].to_numpy() == pytest.approx([0.9, 0.9], abs=0.03)
        assert own["half_width"].iloc[1] > 3 * own["half_width"].iloc[0]
        edges = found[found["kind"] == "edge"]
        assert edges["name"].tolist()[:2] == ["B → A", "C → A"]
        assert len(edges) == 6

    def test_tested_errors_do_not_widen_them(self):
        table = table_of("blocked")
        estimate = np.zeros_like(table.truth)
        tested = (table.rows["part"] == "test").to_numpy()
        one = edge_intervals(table, "m", estimate, channels=("A", "B", "C"))
        worse = estimate + 100.0 * tested[:, None, None]
        other = edge_intervals(table, "m", worse, channels=("A", "B", "C"))
        assert np.array_equal(one["half_width"], other["half_width"])
        assert (other["coverage"] == 0).all()

    def test_too_few_validation_segments(self):
        table = table_of("blocked", validation=5)
        found = edge_intervals(table, "m", np.zeros_like(table.truth), channels=("A", "B", "C"))
        assert set(found["kind"]) == {"subject"}
        assert set(found["reason"]) == {
            "with 5 calibration segments at most 83% is possible, not 90%"
        }
        assert "not possible" in edges_sentences(found)[0]
        assert edges_tables(found) == {}


class TestNewSubjects:
    def test_ten_subjects_are_just_enough(self):
        """The width is the largest of nine other subjects' 90 % errors."""
        scales = np.arange(1.0, 11.0)
        table = table_of("leave-one-subject-out", scales=scales, tested=400)
        found = edge_intervals(table, "m", np.zeros_like(table.truth), channels=("A", "B", "C"))
        own = found[found["kind"] == "subject"].set_index("name")
        assert (own["calibration"] == 9).all()
        assert own.loc["sub-00", "half_width"] == pytest.approx(10 * 1.645, rel=0.1)
        assert own.loc["sub-09", "half_width"] == pytest.approx(9 * 1.645, rel=0.1)
        assert own.loc["sub-00", "coverage"] == 1
        assert own["coverage"].mean() > 0.9

    def test_the_tested_subjects_own_errors_do_not_count(self):
        table = table_of("leave-one-subject-out")
        estimate = np.zeros_like(table.truth)
        new = (table.rows["subject"] == "sub-00").to_numpy()
        one, other = (
            edge_intervals(table, "m", e, channels=("A", "B", "C")).set_index("name")
            for e in (estimate, estimate + 50.0 * new[:, None, None])
        )
        assert other.loc["sub-00", "half_width"] == one.loc["sub-00", "half_width"]

    def test_nine_are_not(self):
        table = table_of("leave-one-subject-out", subjects=9)
        found = edge_intervals(table, "m", np.zeros_like(table.truth), channels=("A", "B", "C"))
        assert "with 8 calibration subjects at most 89%" in found["reason"][0]

    def test_report(self):
        table = table_of("leave-one-subject-out", tested=200)
        found = edge_intervals(
            table, "best-chosen", np.zeros_like(table.truth), channels=("A", "B", "C")
        )
        assert "10 subjects" in edges_sentences(found)[0]
        tables = edges_tables(found)
        assert [len(t.rows) for t in tables.values()] == [10, 6]
