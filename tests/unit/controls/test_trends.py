"""Trends over a session: lines are taken away whole, and a common one is told from chance."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cohort.cycles import places_in_session
from eeg2emg.controls.trends import COLUMNS, lines_removed, shared_trend
from scipy.stats import binom


def line(dataset):
    """From -1 to 1 over each person's session, shape (segments,)."""
    place = places_in_session(dataset.segments)
    return 2 * place / place.max() - 1


def with_trend(dataset, eeg=0.0, emg=0.0):
    """Add a line of these slopes, one for all or one per segment, to EEG and EMG."""
    course = line(dataset)
    return replace(
        dataset,
        features=dataset.features + (eeg * course)[:, None, None, None],
        targets=dataset.targets + (emg * course)[:, None, None],
    )


def trend_of(dataset, signal, seed=1):
    return shared_trend(dataset, seed=seed).set_index("signal").loc[signal]


class TestLinesRemoved:
    @pytest.fixture(scope="class")
    def cohort(self, make_cohort):
        return make_cohort(recordings=4, channels=4)

    def test_no_slope_and_no_mean_are_left_in_any_cell(self, cohort):
        place = places_in_session(cohort.segments)
        for values in (cohort.features, cohort.targets):
            left = lines_removed(values, cohort.segments)
            assert left.shape == values.shape
            for cell in np.unique(cohort.cells):
                rows = cohort.cells == cell
                design = np.stack([np.ones(rows.sum()), place[rows]], axis=1)
                assert design.T @ left[rows].reshape(rows.sum(), -1) == pytest.approx(0, abs=1e-9)

    def test_what_is_left_are_the_residuals_of_least_squares(self, cohort):
        place = places_in_session(cohort.segments)
        left = lines_removed(cohort.targets, cohort.segments)
        rows = cohort.cells == 3
        for i, j in ((0, 1), (2, 0)):
            own = cohort.targets[rows, i, j]
            fitted = np.polyval(np.polyfit(place[rows], own, 1), place[rows])
            assert left[rows, i, j] == pytest.approx(own - fitted)

    def test_lines_of_each_cell_leave_nothing_and_change_nothing_else(self, cohort):
        rng = np.random.default_rng(2)
        slope, level = rng.normal(size=(2, cohort.cells.max() + 1, 1, 1))
        lines = level[cohort.cells] + slope[cohort.cells] * line(cohort)[:, None, None]
        alone = lines_removed(lines * np.ones((3, 3)), cohort.segments)
        assert alone == pytest.approx(0, abs=1e-9)
        changed = lines_removed(cohort.targets + lines, cohort.segments)
        assert changed == pytest.approx(lines_removed(cohort.targets, cohort.segments))

    def test_the_order_of_rows_does_not_matter(self, cohort):
        order = np.random.default_rng(1).permutation(len(cohort.segments))
        segments = cohort.segments.iloc[order].reset_index(drop=True)
        left = lines_removed(cohort.targets[order], segments)
        assert left == pytest.approx(lines_removed(cohort.targets, cohort.segments)[order])

    @pytest.mark.parametrize("kept", [1, 2])
    def test_nothing_is_left_of_a_cell_with_two_segments_at_most(self, cohort, kept):
        first = cohort.segments["subject"] == "sub-00"
        rest = cohort.segments["phase"] == "rest"
        drop = first & rest & (np.cumsum(first & rest) > kept)
        segments = cohort.segments[~drop].reset_index(drop=True)
        left = lines_removed(cohort.targets[~drop], segments)
        few = (segments["subject"] == "sub-00") & (segments["phase"] == "rest")
        assert few.sum() == kept
        assert not left[few].any()
        assert left[~few].any(axis=(1, 2)).all()


COHORT = {"subjects": 8, "recordings": 6, "channels": 5, "coupling": 0.0}


class TestSharedTrend:
    def test_of_noise_lines_explain_nothing(self, make_cohort):
        shares = [
            shared_trend(make_cohort(**COHORT, seed=seed), seed=1)["share"].to_numpy()
            for seed in range(12)
        ]
        assert np.mean(shares, axis=0) == pytest.approx([0, 0], abs=0.02)
        assert np.abs(shares).max() < 0.2

    def test_a_pure_line_is_all_that_there_is(self, make_cohort):
        dataset = make_cohort(**COHORT)
        course = line(dataset)[:, None, None]
        pure = replace(
            dataset,
            features=course[..., None] * np.ones((1, 5, 5, 1)),
            planes=("pli",),
            targets=course * np.ones((1, 3, 3)),
        )
        found = shared_trend(pure, seed=1)
        assert tuple(found.columns) == COLUMNS
        assert found["signal"].tolist() == ["EEG", "EMG"]
        assert found["share"].tolist() == pytest.approx([1, 1])
        assert found["p"].tolist() == pytest.approx([2 / 2**8] * 2)  # all, and none, turned around

    def test_without_a_common_trend_p_is_uniform(self, make_cohort):
        p = [
            shared_trend(make_cohort(**COHORT, seed=seed), seed=seed)["p"].to_numpy()
            for seed in range(30)
        ]
        for level in (0.1, 0.5):
            low, high = binom.ppf([0.001, 0.999], 60, level)
            assert low <= np.sum(np.array(p) <= level) <= high

    def test_trends_of_either_sign_are_not_common(self, make_cohort):
        """Everybody changes, by chance this way or that; the share shows it, p does not."""
        p, shares = [], []
        for seed in range(16):
            dataset = make_cohort(**COHORT, seed=seed)
            signs = np.random.default_rng(seed).choice([-1.0, 1.0], 8)
            own = signs[dataset.segments["subject"].str[-1].astype(int)]
            found = trend_of(with_trend(dataset, emg=3 * own), "EMG")
            p.append(found["p"])
            shares.append(found["share"])
        assert np.mean(shares) > 0.3
        assert np.sum(np.array(p) <= 0.1) <= binom.ppf(0.999, 16, 0.1)

    @pytest.mark.parametrize(("signal", "other"), [("EEG", "EMG"), ("EMG", "EEG")])
    def test_a_common_trend_is_found_in_the_signal_that_has_it(self, make_cohort, signal, other):
        sizes = {"EEG": {"eeg": 0.3}, "EMG": {"emg": 2.0}}[signal]
        dataset = make_cohort(**COHORT)
        found = trend_of(with_trend(dataset, **sizes), signal)
        assert found["p"] <= 0.025
        assert found["share"] > 0.1
        assert trend_of(with_trend(dataset, **sizes), other)["p"] == trend_of(dataset, other)["p"]

    def test_nobody_outweighs_the_others(self, make_cohort):
        """One person with a huge trend is no cohort that changes alike."""
        dataset = make_cohort(**COHORT)
        first = (dataset.segments["subject"] == "sub-00").to_numpy()
        one = trend_of(with_trend(dataset, emg=100.0 * first), "EMG")
        assert one["p"] > 0.05
        assert one["share"] > 0.5

    def test_with_few_people_there_is_a_share_and_no_test(self, make_cohort):
        found = trend_of(make_cohort(subjects=5, recordings=6, channels=5), "EMG")
        assert np.isfinite(found["share"])
        assert np.isnan(found["p"])
        assert found["reason"] == "no test with 5 subjects (6 are needed)"

    def test_who_lacks_a_phase_is_not_compared(self, make_cohort):
        dataset = make_cohort(subjects=7, recordings=6, channels=5)
        gone = (dataset.segments["subject"] == "sub-03") & (dataset.segments["phase"] == "rest")
        keep = ~gone.to_numpy()
        smaller = replace(
            dataset,
            features=dataset.features[keep],
            targets=dataset.targets[keep],
            segments=dataset.segments[keep].reset_index(drop=True),
        )
        assert trend_of(smaller, "EEG")["n_subjects"] == 6

    def test_a_target_that_does_not_vary_has_no_trend(self, make_cohort):
        dataset = make_cohort(**COHORT)
        constant = replace(dataset, targets=np.full_like(dataset.targets, 0.3))
        found = shared_trend(constant, seed=1)
        assert found["status"].tolist() == ["estimated", "not estimable"]
        assert found["reason"].tolist() == ["", "nothing varies within cells"]
        assert isinstance(found, pd.DataFrame)
