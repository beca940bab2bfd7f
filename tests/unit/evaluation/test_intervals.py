"""Intervals over subjects hold their level, and tests their size."""

import numpy as np
import pytest
from eeg2emg.evaluation.intervals import holm, ratio_interval, sign_flip_test

METHODS = ["studentised", "bca"]


def study(rng, subjects, effect):
    """Sums of subjects who differ in scale; the expected ratio is `effect`."""
    denominator = rng.gamma(4, size=subjects)
    return denominator * (effect + 0.2 * rng.normal(size=subjects)), denominator


@pytest.mark.parametrize("method", METHODS)
def test_nominal_coverage_where_the_ratio_is_zero(method):
    rng = np.random.default_rng(2)
    runs, above, below = 400, 0, 0
    for run in range(runs):
        bounds = ratio_interval(*study(rng, 10, 0.0), seed=run, resamples=400, method=method)
        above += bounds.low > 0
        below += bounds.high < 0
    # 22 is the 99.9 % binomial bound for 2.5 % of 400; BCa is known to be short with 10 subjects.
    limit = 22 if method == "studentised" else 48
    assert above <= limit
    assert below <= limit


@pytest.mark.parametrize("method", METHODS)
def test_a_clear_effect_is_clear_of_zero(method):
    numerator, denominator = study(np.random.default_rng(0), 10, 0.5)
    bounds = ratio_interval(numerator, denominator, seed=1, method=method)
    assert 0 < bounds.low < numerator.sum() / denominator.sum() < bounds.high < 1


def test_more_confidence_is_wider():
    given = study(np.random.default_rng(0), 12, 0.3)
    narrow = ratio_interval(*given, seed=1, confidence=0.8)
    wide = ratio_interval(*given, seed=1, confidence=0.99)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_scale_does_not_matter_and_order_of_subjects_hardly():
    numerator, denominator = study(np.random.default_rng(0), 10, 0.3)
    bounds = ratio_interval(numerator, denominator, seed=1)
    assert ratio_interval(1e6 * numerator, 1e6 * denominator, seed=1) == pytest.approx(bounds)
    turned = ratio_interval(numerator[::-1], denominator[::-1], seed=1, resamples=20000)
    assert turned == pytest.approx(bounds, abs=0.05)


def test_fewer_than_six_subjects_have_no_interval():
    bounds = ratio_interval(*study(np.random.default_rng(0), 5, 0.3), seed=1)
    assert np.isnan(bounds).all()
    assert np.isfinite(ratio_interval(*study(np.random.default_rng(0), 6, 0.3), seed=1)).all()


@pytest.mark.parametrize("method", METHODS)
def test_equal_subjects_leave_no_doubt(method):
    bounds = ratio_interval(np.full(8, 0.2), np.ones(8), seed=1, method=method)
    assert bounds == pytest.approx((0.2, 0.2))


def test_bca_agrees_with_scipy():
    from scipy.stats import bootstrap

    numerator, denominator = study(np.random.default_rng(4), 15, 0.3)
    expected = bootstrap(
        (numerator, denominator),
        lambda n, d, axis: n.sum(axis=axis) / d.sum(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=20000,
        rng=np.random.default_rng(0),
    ).confidence_interval
    bounds = ratio_interval(numerator, denominator, seed=0, resamples=20000, method="bca")
    assert bounds == pytest.approx((expected.low, expected.high), abs=0.005)


def test_unknown_method():
    with pytest.raises(ValueError, match="'percentile'"):
        ratio_interval(np.ones(8), np.ones(8), seed=1, method="percentile")


class TestSignFlips:
    def test_all_positive_is_one_of_all_patterns(self):
        assert sign_flip_test(np.arange(1.0, 7), seed=0) == 1 / 64

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


class TestHolm:
    def test_agrees_with_statsmodels(self):
        from statsmodels.stats.multitest import multipletests

        p = np.random.default_rng(1).uniform(0, 0.2, 12)
        assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])

    def test_what_is_unknown_stays_unknown(self):
        corrected = holm([0.01, np.nan, 0.04])
        assert corrected[[0, 2]] == pytest.approx([0.02, 0.04])
        assert np.isnan(corrected[1])
