"""Intervals of muscle edges: CV+ of known subjects, and by subject of new ones."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation import edge_intervals
from eeg2emg.evaluation.conformal import conformal_quantile, cv_plus_bounds, recency
from eeg2emg.evaluation.edge_intervals import (
    intervals_across_subjects,
    intervals_of_choices,
)
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.evaluation.selection import SchemeTable, choices, gather
from eeg2emg.learning import model_fits
from eeg2emg.learning.candidates import Candidate
from eeg2emg.learning.catalogue import REGRESSIONS, Regression
from eeg2emg.learning.model_fits import MEAN_ALONE
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.predictions import Predictions, no_remarks
from eeg2emg.report.doubts import edges_sentences, edges_tables
from eeg2emg.splitting.schemes import make_split

CHANNELS = ("A", "B", "C")


def table_of(scheme, *, subjects=10, tested=40, scales=None, seed=0):
    """Errors are normal, as large as `scales` of the subject; the estimate is 0."""
    rng = np.random.default_rng(seed)
    scales = np.ones(subjects) if scales is None else np.asarray(scales)
    rows, truth = [], []
    for s in range(subjects):
        rows += [("all", f"{s}-{k}", "test", f"sub-{s:02}") for k in range(tested)]
        truth.append(scales[s] * rng.normal(size=(tested, 3, 3)))
    frame = pd.DataFrame(rows, columns=["fold", "segment", "part", "subject"])
    return SchemeTable(scheme, frame, np.concatenate(truth), {}, pd.DataFrame())


def intervals(cohort, *, primary=("ridge",), further=(), level=0.9):
    """Fit the primary models in blocks, and make their intervals."""
    split = make_split(cohort.segments, "blocked", seed=1)
    predictions = [fit_models(cohort, split, "blocked", regressions=primary), *further]
    return intervals_of_choices(
        cohort, {"blocked": split}, predictions, primary=primary, level=level
    )


def of_primary(found, kind="subject"):
    return found[(found["model"] == "primary-chosen") & (found["kind"] == kind)]


class TestQuantile:
    @pytest.mark.parametrize(("n", "rank"), [(9, 9), (19, 18), (99, 90)])
    def test_rank(self, n, rank):
        scores = np.random.default_rng(0).permutation(np.arange(1.0, n + 1))
        assert conformal_quantile(scores, 0.9) == rank

    def test_too_few_for_the_level(self):
        assert np.isinf(conformal_quantile(np.arange(8.0), 0.9))
        assert np.isinf(conformal_quantile(np.zeros((0, 4)), 0.9)).all()

    def test_what_counts_nothing_is_not_there(self):
        rng = np.random.default_rng(3)
        scores, counts = rng.normal(size=(40, 5)), np.repeat([1.0, 0.0], 20)
        assert np.array_equal(
            conformal_quantile(scores, 0.9, counts), conformal_quantile(scores[:20], 0.9)
        )
        assert np.array_equal(
            conformal_quantile(scores, 0.9, np.ones(40)), conformal_quantile(scores, 0.9)
        )

    def test_weighted_rank(self):
        """Of weights 1 and 1/2, ten each, and one more the share 0.9 is 14.4."""
        counts = np.repeat([1.0, 0.5], 10)
        assert conformal_quantile(np.arange(20.0), 0.9, counts) == 18
        assert conformal_quantile(-np.arange(20.0), 0.9, counts) == 0
        assert np.isinf(conformal_quantile(np.arange(20.0), 0.95, counts))

    def test_coverage_of_exchangeable_errors(self):
        rng = np.random.default_rng(1)
        draws = np.abs(rng.normal(size=(4000, 20)))
        widths = [conformal_quantile(row[:19], 0.9) for row in draws]
        assert np.mean(draws[:, 19] <= widths) == pytest.approx(0.9, abs=0.015)


def means_without_blocks(y, blocks):
    """CV+ by hand for the mean of some numbers: what the fits say, and their errors."""
    block = np.arange(len(y)) * blocks // len(y)
    means = np.array([y[block != k].mean() for k in range(blocks)])[block]
    return means[:, None, None], np.abs(y - means)[:, None], block


class TestBounds:
    def test_equal_fits_give_a_conformal_interval_about_what_they_say(self):
        errors = np.abs(np.random.default_rng(0).normal(size=(30, 6)))
        low, high = cv_plus_bounds(np.full((30, 4, 6), 5.0), errors, 0.9)
        width = conformal_quantile(errors, 0.9)
        assert low == pytest.approx(np.tile(5 - width, (4, 1)))
        assert high == pytest.approx(np.tile(5 + width, (4, 1)))

    def test_ranks_of_the_source(self):
        """The floor(a (n + 1))-th and ceil((1 - a) (n + 1))-th smallest, here of 25: 2 and 24."""
        rng = np.random.default_rng(1)
        centres, errors = rng.normal(size=(25, 1, 1)), np.abs(rng.normal(size=(25, 1)))
        low, high = cv_plus_bounds(centres, errors, 0.9)
        assert low.item() == np.sort(centres[:, 0, 0] - errors[:, 0])[1]
        assert high.item() == np.sort(centres[:, 0, 0] + errors[:, 0])[23]

    def test_they_turn_with_the_numbers(self):
        rng = np.random.default_rng(2)
        centres, errors = rng.normal(size=(40, 3, 2)), np.abs(rng.normal(size=(40, 2)))
        low, high = cv_plus_bounds(centres, errors, 0.8)
        turned = cv_plus_bounds(-centres, errors, 0.8)
        assert np.array_equal(turned, (-high, -low))
        assert (low <= high).all()

    @pytest.mark.parametrize(("n", "blocks"), [(10, 5), (20, 5), (20, 20), (60, 5), (60, 2)])
    @pytest.mark.parametrize("level", [0.8, 0.9])
    def test_normal_numbers_are_covered_as_often_as_asked_for(self, n, blocks, level):
        """At least 1 - 2 a, as the theorem says; in fact near 1 - a, a little above for few."""
        rng = np.random.default_rng([n, blocks])
        held = []
        for _ in range(2000):
            y = rng.normal(size=n + 1)
            centres, errors, _ = means_without_blocks(y[:n], blocks)
            low, high = cv_plus_bounds(centres, errors, level)
            held.append(low.item() <= y[n] <= high.item())
        # Four standard errors; the rank is one of n + 1, and small fits are worse than the whole.
        error = 4 * np.sqrt(level * (1 - level) / len(held))
        assert np.mean(held) > 1 - 2 * (1 - level)
        assert level - error < np.mean(held) < level + 1 / (n + 1) + 0.02 + error

    @pytest.mark.parametrize("step", [0.0, 2.0])
    def test_after_a_step_late_errors_are_the_better_guide(self, step):
        """The step lies before the last block; without one both cover what is asked for."""
        rng = np.random.default_rng(4)
        held = {"weighted": [], "alike": []}
        for _ in range(1000):
            y = rng.normal(size=61) + step * (np.arange(61) >= 48)
            centres, errors, block = means_without_blocks(y[:60], 5)
            weights = recency(block, 0.9)
            assert set(weights) == {1, 1 / 2, 1 / 4, 1 / 8, 1 / 16}
            for name, counts in (("weighted", weights), ("alike", None)):
                low, high = cv_plus_bounds(centres, errors, 0.9, counts)
                held[name].append(low.item() <= y[60] <= high.item())
        weighted, alike = np.mean(held["weighted"]), np.mean(held["alike"])
        if step:
            assert alike < 0.8
            assert weighted > alike + 0.08
        else:
            assert alike == pytest.approx(0.9, abs=0.03)
            assert weighted == pytest.approx(0.91, abs=0.03)

    def test_where_weights_are_too_little_all_count_alike(self):
        assert recency(np.repeat(np.arange(5), 4), 0.9) is None
        assert recency(np.repeat(np.arange(5), 4), 0.8) is not None
        assert recency(np.repeat(np.arange(5), 5), 0.9) is not None
        assert recency(np.zeros(0, dtype=int), 0.9) is None


class TestKnownSubjects:
    @pytest.mark.parametrize("coupling", [0.0, 0.8])
    def test_coverage_over_many_cohorts(self, make_cohort, coupling):
        covered = [
            of_primary(
                intervals(
                    make_cohort(subjects=3, recordings=8, channels=4, coupling=coupling, seed=seed),
                    primary=("ridge", "kernel ridge"),
                )
            )["coverage"]
            for seed in range(20)
        ]
        assert np.mean(covered) > 0.8
        assert np.mean(covered) == pytest.approx(0.9, abs=0.04)

    def test_widths_follow_the_subject(self, make_cohort):
        cohort = make_cohort(subjects=3, recordings=10, segments=8, coupling=0.0)
        loud = (cohort.segments["subject"] == "sub-01").to_numpy()[:, None, None]
        mean = cohort.targets.mean(axis=0)
        targets = np.where(loud, mean + 5 * (cohort.targets - mean), cohort.targets)
        own = of_primary(intervals(replace(cohort, targets=targets)))["half_width"].to_numpy()
        assert own[1] > 3 * max(own[0], own[2])

    def test_the_table_says_how_they_were_made(self, make_cohort):
        found = intervals(make_cohort(subjects=2, recordings=10))
        assert set(found["method"]) == {"weighted CV+"}
        own, edges = of_primary(found), of_primary(found, "edge")
        # Of 40 segments 8 are tested, and one is left out at each of two borders.
        assert own["calibration"].tolist() == [30, 30]
        assert edges["name"].tolist()[:2] == ["M1 → M0", "M2 → M0"]
        assert len(edges) == 6
        assert edges["coverage"].mean() == pytest.approx(own["coverage"].mean())
        assert edges["half_width"].mean() == pytest.approx(own["half_width"].mean())
        assert set(of_primary(found)["status"]) == {"estimated"}
        assert "(2 subjects; weighted CV+)" in edges_sentences(found)[0]
        few = intervals(make_cohort(subjects=2, recordings=6))
        assert set(few["method"]) == {"CV+"}
        assert set(few["status"]) == {"estimated"}

    def test_the_same_again(self, make_cohort):
        cohort = make_cohort(recordings=6)
        one, other = (intervals(cohort, primary=("ridge", "kernel ridge")) for _ in range(2))
        pd.testing.assert_frame_equal(one, other, check_exact=True)

    def test_tested_errors_do_not_widen_them(self, make_cohort):
        cohort = make_cohort(recordings=8)
        tested = make_split(cohort.segments, "blocked", seed=1).parts(
            "all", cohort.segments["segment"]
        )
        far = cohort.targets + 100.0 * (tested == "test")[:, None, None]
        one, other = (of_primary(intervals(c)) for c in (cohort, replace(cohort, targets=far)))
        assert one["coverage"].mean() > 0.7
        assert (other["coverage"] == 0).all()
        assert np.array_equal(one["half_width"], other["half_width"])

    def test_the_mean_alone_has_intervals_of_the_cell_mean(self, make_cohort):
        """A constant EEG leaves nothing but the mean."""
        cohort = make_cohort(recordings=8)
        cohort = replace(cohort, features=np.full_like(cohort.features, 0.3))
        split = make_split(cohort.segments, "blocked", seed=1)
        fits = fit_models(cohort, split, "blocked", regressions=("ridge",))
        assert (fits.remarks.query("model == 'ridge'")["text"] == MEAN_ALONE).all()
        own = of_primary(intervals(cohort))
        assert (own["status"] == "estimated").all()
        assert own["coverage"].mean() == pytest.approx(0.9, abs=0.1)

    def test_too_few_known_segments(self, make_cohort):
        found = intervals(make_cohort(recordings=3))
        assert set(found["kind"]) == {"subject"}
        assert set(found["reason"]) == {
            "with 6 calibration segments at most 86% is possible, not 90%"
        }
        assert "not possible" in edges_sentences(found)[0]
        assert edges_tables(found) == {}

    def test_hyperparameters_that_a_block_does_not_allow(self, make_cohort):
        """One person's 15 components take more segments than a fit without a block has."""
        cohort = make_cohort(subjects=1, recordings=6)
        split = make_split(cohort.segments, "blocked", seed=1)
        fits = fit_models(cohort, split, "blocked", regressions=("pls",))
        own = (fits.remarks["model"] == "pls") & (fits.remarks["kind"] == "chosen")
        fits.remarks.loc[own, "text"] = "15 components"
        found = intervals_of_choices(
            cohort, {"blocked": split}, [fits], primary=("pls",), level=0.9
        )
        assert (found["status"] == "not estimable").all()
        assert found["reason"].str.contains("cannot be fitted with 15 components").all()

    def test_a_network_has_none_and_the_reason(self, make_cohort):
        cohort = make_cohort(recordings=8)
        split = make_split(cohort.segments, "blocked", seed=1)
        fits = fit_models(cohort, split, "blocked", regressions=("ridge",))
        perfect = cohort.targets[cohort.rows(fits.rows["segment"])]
        network = Predictions(
            ("network-tuned-adam-best",),
            fits.rows,
            perfect[None],
            fits.channels,
            fits.split_digests,
            no_remarks(),
        )
        found = intervals(cohort, further=[network])
        assert (of_primary(found)["status"] == "estimated").all()
        best = found[found["model"] == "best-chosen"]
        assert (best["status"] == "not estimable").all()
        assert best["reason"].str.contains("trained once more without each block").all()
        assert best["reason"].str.contains("tuned network, Adam").all()


TICKETS = 400


def lottery(problem):
    """Candidates that know nothing: 400 draws of noise, of which one fits what is compared best."""
    noise = 0.05 * np.random.default_rng(len(problem.x)).normal(size=(TICKETS, len(problem.x), 4))

    def fit(_):
        for k in range(TICKETS):
            yield Candidate(f"ticket {k}", lambda _, rows, k=k: noise[k][rows])

    return fit


class TestManyCandidates:
    """Errors on the segments that chose one of very many candidates are too small."""

    @pytest.fixture(autouse=True)
    def offer(self, monkeypatch):
        entry = Regression("lottery", "lottery", "Noise.", "lottery")
        for module in (model_fits, edge_intervals):
            monkeypatch.setattr(module, "REGRESSIONS", {**REGRESSIONS, "lottery": entry})
        monkeypatch.setattr(model_fits, "resolve", lambda _: lottery)

    def test_only_errors_out_of_fold_hold(self, make_cohort):
        chosen_on, out_of_fold = [], []
        for seed in range(20):
            cohort = make_cohort(
                subjects=1, recordings=10, segments=10, channels=4, muscles=2, offsets=0, seed=seed
            )
            noise = np.random.default_rng(seed).normal(scale=0.05, size=cohort.targets.shape)
            cohort = replace(cohort, targets=5 + noise * ~np.eye(2, dtype=bool))
            split = make_split(cohort.segments, "blocked", seed=1)
            fits = fit_models(cohort, split, "blocked", regressions=("lottery",))
            table = gather(cohort, "blocked", split, [fits])
            chosen = choices(table, ("lottery",))["primary-chosen"].prediction
            errors = np.abs(off_diagonal(table.truth - chosen))
            width = conformal_quantile(errors[(table.rows["part"] == "validation")], 0.9)
            chosen_on.append(np.mean(errors[table.tested] <= width))
            found = intervals_of_choices(
                cohort, {"blocked": split}, [fits], primary=("lottery",), level=0.9
            )
            out_of_fold.append(of_primary(found)["coverage"].item())
        assert np.mean(chosen_on) < 0.8
        assert np.mean(out_of_fold) == pytest.approx(0.9, abs=0.04)


class TestNewSubjects:
    def test_ten_subjects_are_just_enough(self):
        """The width is the largest of nine other subjects' 90 % errors."""
        scales = np.arange(1.0, 11.0)
        table = table_of("leave-one-subject-out", scales=scales, tested=400)
        found = intervals_across_subjects(table, "m", np.zeros_like(table.truth), channels=CHANNELS)
        assert set(found["method"]) == {"by subject"}
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
            intervals_across_subjects(table, "m", e, channels=CHANNELS).set_index("name")
            for e in (estimate, estimate + 50.0 * new[:, None, None])
        )
        assert other.loc["sub-00", "half_width"] == one.loc["sub-00", "half_width"]

    def test_nine_are_not(self):
        table = table_of("leave-one-subject-out", subjects=9)
        found = intervals_across_subjects(table, "m", np.zeros_like(table.truth), channels=CHANNELS)
        assert "with 8 calibration subjects at most 89%" in found["reason"][0]

    def test_report(self):
        table = table_of("leave-one-subject-out", tested=200)
        found = intervals_across_subjects(
            table, "best-chosen", np.zeros_like(table.truth), channels=CHANNELS
        )
        assert "(10 subjects; by subject)" in edges_sentences(found)[0]
        tables = edges_tables(found)
        assert [len(t.rows) for t in tables.values()] == [10, 6]
