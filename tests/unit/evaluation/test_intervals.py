"""Interval over subjects: it agrees with the sign-flip test, and holds its level."""

from itertools import pairwise, product

import numpy as np
import pytest
from eeg2emg.evaluation.intervals import (
    FLIPS,
    MIN_SUBJECTS,
    ratio_interval,
    remark_on_interval,
    side_level,
    sign_flip_test,
    smallest_p,
    why_no_interval,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.96])


@st.composite
def studies(draw, zeros=True):
    """Gains and errors of the rival, with ties, zeros and people of very unequal size."""
    count = draw(st.integers(MIN_SUBJECTS, 14))
    few = st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0])
    any_size = st.floats(-1e6, 1e6, allow_subnormal=False)
    numerator = draw(st.lists(st.one_of(few, any_size), min_size=count, max_size=count))
    size = st.floats(1e-3, 1e3)
    size = st.one_of(st.just(0.0), st.just(1.0), size) if zeros else st.one_of(st.just(1.0), size)
    denominator = draw(st.lists(size, min_size=count, max_size=count))
    return np.array(numerator), np.array(denominator)


def study(rng, subjects, effect):
    """Sums of subjects who differ in scale; the expected ratio is `effect`."""
    denominator = rng.gamma(4, size=subjects)
    return denominator * (effect + 0.2 * rng.normal(size=subjects)), denominator


def p_value_by_definition(differences):
    """Share of all patterns of signs whose sum is at least the observed one."""
    observed, tie = np.sum(differences), 1e-12 * np.sum(np.abs(differences))
    patterns = product((1, -1), repeat=len(differences))
    return np.mean([np.dot(signs, differences) >= observed - tie for signs in patterns])


class TestAgreementWithTheTest:
    @given(studies(), LEVELS)
    @settings(max_examples=300, deadline=None)
    def test_an_interval_lies_beyond_zero_exactly_where_the_test_rejects(self, given_study, level):
        numerator, denominator = given_study
        bounds = ratio_interval(numerator, denominator, seed=3, confidence=level)
        if np.isnan(bounds.low):
            assert denominator.sum() == 0
            return
        assert (bounds.low > 0) == (sign_flip_test(numerator, seed=3) <= side_level(level))
        assert (bounds.high < 0) == (sign_flip_test(-numerator, seed=3) <= side_level(level))

    @pytest.mark.parametrize("subjects", [6, 8, 10])
    def test_it_holds_the_ratios_that_the_test_rejects_on_neither_side(self, subjects):
        numerator, denominator = study(np.random.default_rng(subjects), subjects, 0.3)
        low, high = ratio_interval(numerator, denominator, seed=0)
        step = 1e-6 * (high - low)
        for ratio, inside in [
            *((low + step, True), (high - step, True), ((low + high) / 2, True)),
            *((low - step, False), (high + step, False), (low - 1, False), (high + 1, False)),
        ]:
            differences = numerator - ratio * denominator
            kept = [p_value_by_definition(sign * differences) > 0.025 for sign in (1, -1)]
            assert all(kept) == inside

    def test_of_six_subjects_it_is_the_range_of_their_ratios(self):
        """One of 64 flips may count: the empty one, so nothing but the extremes is left."""
        numerator, denominator = study(np.random.default_rng(4), 6, 0.3)
        ratios = numerator / denominator
        assert ratio_interval(numerator, denominator, seed=0) == pytest.approx(
            (ratios.min(), ratios.max())
        )


class TestProperties:
    @given(studies(zeros=False), LEVELS)
    @settings(max_examples=200, deadline=None)
    def test_it_contains_the_ratio_and_stays_between_the_subjects(self, given_study, level):
        numerator, denominator = given_study
        low, high = ratio_interval(numerator, denominator, seed=3, confidence=level)
        ratios = numerator / denominator
        # Sums of large numbers that cancel are known to this much only.
        rounding = 1e-9 * np.abs(numerator).sum() / denominator.min() + 1e-300
        assert low - rounding <= numerator.sum() / denominator.sum() <= high + rounding
        assert ratios.min() - rounding <= low <= high <= ratios.max() + rounding

    @given(studies())
    @settings(max_examples=200, deadline=None)
    def test_more_confidence_is_never_narrower(self, given_study):
        bounds = [ratio_interval(*given_study, seed=3, confidence=c) for c in (0.8, 0.9, 0.95)]
        for narrow, wide in pairwise(bounds):
            assert np.isnan(wide.low) or wide.low <= narrow.low
            assert np.isnan(wide.high) or wide.high >= narrow.high

    @given(studies(), st.sampled_from([1e-9, 0.25, 3.0, 1e9]))
    @settings(max_examples=200, deadline=None)
    def test_scale_of_gains_scales_and_a_common_scale_does_nothing(self, given_study, scale):
        numerator, denominator = given_study
        bounds = np.array(ratio_interval(numerator, denominator, seed=3))
        same = ratio_interval(scale * numerator, scale * denominator, seed=3)
        scaled = ratio_interval(scale * numerator, denominator, seed=3)
        rounding = 1e-9 * np.abs(numerator).sum()
        known = denominator[denominator > 0]
        rounding /= known.min() if len(known) else 1
        assert same == pytest.approx(bounds, rel=1e-9, abs=rounding, nan_ok=True)
        expected = pytest.approx(scale * bounds, rel=1e-9, abs=scale * rounding, nan_ok=True)
        assert scaled == expected

    @given(studies())
    @settings(max_examples=200, deadline=None)
    def test_losses_are_gains_mirrored(self, given_study):
        numerator, denominator = given_study
        low, high = ratio_interval(numerator, denominator, seed=3)
        expected = pytest.approx((-high, -low), nan_ok=True)
        assert ratio_interval(-numerator, denominator, seed=3) == expected

    def test_the_order_of_the_subjects_does_not_matter(self):
        numerator, denominator = study(np.random.default_rng(0), 10, 0.3)
        turned = ratio_interval(numerator[::-1], denominator[::-1], seed=1)
        assert turned == pytest.approx(ratio_interval(numerator, denominator, seed=1))


class TestSpecialStudies:
    def test_equal_subjects_leave_no_doubt(self):
        assert ratio_interval(np.full(8, 0.2), np.ones(8), seed=1) == pytest.approx((0.2, 0.2))

    def test_no_gain_at_all_is_exactly_zero(self):
        assert ratio_interval(np.zeros(8), np.ones(8), seed=1) == (0, 0)

    @pytest.mark.parametrize("sign", [1, -1])
    def test_one_person_who_gains_where_the_others_round_to_zero(self, sign):
        gains = 1e-17 * np.random.default_rng(0).normal(size=10)
        gains[3] = sign * 1.0
        bounds = ratio_interval(gains, np.ones(10), seed=1)
        assert np.abs(bounds).max() <= 1
        assert bounds.low <= 0 <= bounds.high

    def test_a_person_without_error_of_the_rival_counts_as_a_loss_at_any_skill(self):
        gains, errors = study(np.random.default_rng(2), 10, 0.5)
        full = ratio_interval(gains, errors, seed=1)
        gains[4], errors[4] = -3.0, 0.0
        bounds = ratio_interval(gains, errors, seed=1)
        assert np.isfinite(bounds).all()
        assert bounds.low < full.low
        assert remark_on_interval(errors, [f"sub-{k}" for k in range(10)], bounds) == (
            "the rival makes no error on sub-4, where any error of the model counts as a loss "
            "whatever the skill"
        )
        assert remark_on_interval(np.ones(10), ["x"] * 10, full) == ""

    def test_with_too_few_others_a_side_has_no_bound_and_it_is_said(self):
        gains, errors = study(np.random.default_rng(2), 6, 0.5)
        gains[4], errors[4] = -3.0, 0.0
        bounds = ratio_interval(gains, errors, seed=1)
        assert bounds.low == -np.inf
        assert np.isfinite(bounds.high)
        words = remark_on_interval(errors, list("abcdef"), bounds)
        assert words.startswith("the rival makes no error on e, where")
        assert words.endswith("; too few subjects are left for a lower bound")

    def test_nobody_has_errors_of_the_rival(self):
        assert np.isnan(ratio_interval(-np.ones(8), np.zeros(8), seed=1)).all()

    def test_fewer_than_six_subjects_have_no_interval(self):
        assert np.isnan(ratio_interval(*study(np.random.default_rng(0), 5, 0.3), seed=1)).all()
        assert np.isfinite(ratio_interval(*study(np.random.default_rng(0), 6, 0.3), seed=1)).all()
        assert why_no_interval(5, 0.95) == "no interval with 5 subjects (6 are needed)"
        assert why_no_interval(6, 0.95) == ""

    def test_a_level_that_so_few_subjects_cannot_reach(self):
        bounds = ratio_interval(*study(np.random.default_rng(0), 6, 0.3), seed=1, confidence=0.99)
        assert np.isnan(bounds).all()
        assert why_no_interval(6, 0.99) == (
            "no 99 % interval with 6 subjects: the smallest p of a side is 0.016, and 0.005 is "
            "needed"
        )
        assert why_no_interval(8, 0.99) == ""


class TestCoverage:
    """Misses on each side lie between the 0.05 % and the 99.95 % point of the binomial law."""

    TRUTH, RUNS = 0.3, 1500

    def misses(self, draw, subjects):
        rng = np.random.default_rng(5)
        above = below = 0
        for _ in range(self.RUNS):
            errors = rng.gamma(4, size=subjects)
            gains = errors * (self.TRUTH + 0.3 * draw(rng, subjects))
            low, high = ratio_interval(gains, errors, seed=7)
            above += low > self.TRUTH
            below += high < self.TRUTH
        return above, below

    @pytest.mark.parametrize("subjects", [6, 10, 20])
    @pytest.mark.parametrize(
        "draw",
        [lambda rng, n: rng.normal(size=n), lambda rng, n: rng.standard_t(3, size=n)],
        ids=["normal", "heavy tails"],
    )
    def test_nominal_where_gains_are_symmetric(self, draw, subjects):
        flips = 2**subjects if subjects <= 12 else FLIPS + 1
        nominal = np.floor(0.025 * flips) / flips
        for count in self.misses(draw, subjects):
            low, high = binom.ppf([0.0005, 0.9995], self.RUNS, nominal)
            assert low <= count <= high

    @pytest.mark.parametrize("subjects", [6, 10, 20])
    def test_skewed_gains_miss_on_the_side_of_the_many(self, subjects):
        """What symmetry as an assumption costs: the tail of few subjects is not seen."""
        skewed = lambda rng, n: rng.lognormal(size=n) - np.exp(0.5)  # noqa: E731
        above, below = self.misses(skewed, subjects)
        assert above <= binom.ppf(0.9995, self.RUNS, 0.025)
        assert binom.ppf(0.0005, self.RUNS, 0.1) <= below <= binom.ppf(0.9995, self.RUNS, 0.16)


class TestSignFlips:
    def test_all_positive_is_one_of_all_patterns(self):
        assert sign_flip_test(np.arange(1.0, 7), seed=0) == 1 / 64 == smallest_p(6)

    @given(st.lists(st.integers(-9, 9), min_size=2, max_size=8))
    @settings(max_examples=50, deadline=None)
    def test_it_is_what_its_definition_says_ties_included(self, whole_numbers):
        differences = 0.1 * np.array(whole_numbers)
        assert sign_flip_test(differences, seed=0) == p_value_by_definition(differences)

    def test_agrees_with_scipy_beyond_enumeration(self):
        from scipy.stats import permutation_test

        values = np.random.default_rng(3).normal(0.4, 1, 20)
        expected = permutation_test(
            (values,),
            np.sum,
            permutation_type="samples",
            alternative="greater",
            n_resamples=20000,
            rng=np.random.default_rng(0),
        ).pvalue
        assert sign_flip_test(values, seed=1) == pytest.approx(expected, abs=0.01)

    def test_no_difference_is_no_evidence(self):
        assert sign_flip_test(np.zeros(8), seed=0) == 1

    def test_size(self):
        rng = np.random.default_rng(0)
        small = sum(sign_flip_test(rng.normal(size=8), seed=0) <= 0.05 for _ in range(400))
        # 99.9 % binomial bound for 5 % of 400
        assert small <= 35
