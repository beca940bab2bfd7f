"""Families of tests: corrected p-values keep their level, and can pass where Holm's cannot."""

import numpy as np
import pytest
from eeg2emg.evaluation.families import SubjectGains, correct, max_t
from eeg2emg.evaluation.intervals import ratio_interval, sign_flip_test
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.multitest import multipletests

NAMES = tuple(f"sub-{k:02}" for k in range(10))


def uncorrected(gains, seed=0):
    return np.array([sign_flip_test(own, seed=seed) for own in gains])


def correlated(rng, tests, subjects, effect=0.0):
    """Gains of models that succeed and fail together, each with a scale of its own."""
    shared = rng.normal(size=subjects)
    own = rng.normal(size=(tests, subjects))
    return 10.0 ** rng.integers(-3, 4, (tests, 1)) * (effect + 0.9 * shared + 0.44 * own)


@st.composite
def families(draw):
    subjects, tests = draw(st.sampled_from([6, 7, 13])), draw(st.integers(1, 5))
    number = st.one_of(st.integers(-2, 2).map(float), st.floats(-1e6, 1e6, allow_subnormal=False))
    one = st.lists(number, min_size=subjects, max_size=subjects)
    return np.array(draw(st.lists(one, min_size=tests, max_size=tests)))


class TestMaxT:
    @given(families())
    @settings(max_examples=200, deadline=None)
    def test_a_family_of_one_has_the_p_of_the_test(self, gains):
        for own in gains:
            assert max_t(own[None], seed=2) == [sign_flip_test(own, seed=2)]

    @given(families())
    @settings(max_examples=200, deadline=None)
    def test_a_corrected_p_is_never_below_the_uncorrected_and_so_agrees_with_the_interval(
        self, gains
    ):
        corrected = max_t(gains, seed=2)
        assert (corrected >= uncorrected(gains, seed=2)).all()
        assert (corrected <= 1).all()
        for own, p in zip(gains, corrected, strict=True):
            if p <= 0.025:
                assert ratio_interval(own, np.ones(len(own)), seed=2).low > 0

    def test_equal_tests_cost_nothing(self):
        own = np.random.default_rng(1).normal(0.5, 1, 9)
        gains = own * np.array([[1.0], [1e-6], [1e6]])
        assert max_t(gains, seed=0) == pytest.approx([sign_flip_test(own, seed=0)] * 3)

    def test_closed_form_of_two_tests(self):
        """All gain alike in the first; in the second one of six loses as much."""
        gains = np.array([[1.0] * 6, [1.0] * 5 + [-1.0]])
        # The first: only the flips (of all or none) that make it, or the second, a perfect row.
        # The second, left alone: as large in its own seven largest of 64.
        assert max_t(gains, seed=0) == pytest.approx([2 / 64, 7 / 64])

    def test_scale_and_order_do_not_matter(self):
        rng = np.random.default_rng(3)
        gains = correlated(rng, 6, 10, 0.6)
        p = max_t(gains, seed=0)
        assert max_t(gains * rng.uniform(1, 9, (6, 1)), seed=0) == pytest.approx(p)
        assert max_t(gains[::-1], seed=0) == pytest.approx(p[::-1])
        assert max_t(gains[:, ::-1], seed=0) == pytest.approx(p)

    def test_order_of_p_follows_the_statistic(self):
        gains = correlated(np.random.default_rng(5), 8, 10, 0.3)
        statistic = gains.sum(axis=1) / np.sqrt(np.sum(gains**2, axis=1))
        p = max_t(gains, seed=0)
        assert (np.diff(p[np.argsort(-statistic)]) >= 0).all()

    @pytest.mark.parametrize("subjects", [8, 15])
    @pytest.mark.parametrize("true", [0, 4])
    def test_any_false_claim_keeps_its_level_whichever_tests_are_true(self, subjects, true):
        """Strong control: with `true` tests that have an effect, the other eight have none."""
        rng = np.random.default_rng(0)
        runs, false = 600 if subjects == 8 else 150, 0
        for _ in range(runs):
            gains = correlated(rng, 8 + true, subjects)
            gains[:true] += 1.5 * np.abs(gains[:true]).mean(axis=1, keepdims=True)
            false += (max_t(gains, seed=0)[true:] <= 0.05).any()
        assert false <= binom.ppf(0.9995, runs, 0.05)

    def test_power_where_holm_has_none(self):
        """Sixty alike models of ten people, all with an effect: 60/1024 is too much for Holm."""
        rng = np.random.default_rng(0)
        found = {"max-T": 0, "Holm": 0}
        for _ in range(40):
            gains = correlated(rng, 60, 10, effect=1.2)
            found["max-T"] += (max_t(gains, seed=0) <= 0.025).any()
            found["Holm"] += (multipletests(uncorrected(gains), method="holm")[1] <= 0.025).any()
        assert found["Holm"] == 0
        assert found["max-T"] >= 20

    def test_no_gain_is_no_evidence(self):
        gains = np.vstack([np.zeros(8), np.ones(8)])
        assert max_t(gains, seed=0) == pytest.approx([1, 1 / 256])


class TestFamilies:
    def test_one_question_over_the_same_people_is_one_family(self):
        gains = correlated(np.random.default_rng(0), 4, 10, 0.8)
        found = correct([SubjectGains("skill", NAMES, own) for own in gains], seed=0)
        assert {one.family for one in found} == {"skill, 10 subjects"}
        assert [one.p for one in found] == pytest.approx(max_t(gains, seed=0))

    def test_other_people_make_another_family_and_the_question_pays_for_both(self):
        gains = correlated(np.random.default_rng(0), 3, 10, 0.8)
        tests = [SubjectGains("skill", NAMES, own) for own in gains[:2]]
        tests.insert(1, SubjectGains("skill", NAMES[:3] + NAMES[4:], gains[2][:9]))
        first, other, second = correct(tests, seed=0)
        assert first.family == second.family == "skill, 10 subjects"
        assert other.family == "skill, 9 subjects (without sub-03)"
        assert [first.p, second.p] == pytest.approx(2 * max_t(gains[:2], seed=0))
        assert other.p == pytest.approx(2 * sign_flip_test(gains[2][:9], seed=0))

    def test_another_question_is_corrected_apart(self):
        gains = correlated(np.random.default_rng(0), 2, 10, 0.8)
        questions = "skill", "networks"
        tests = [SubjectGains(q, NAMES, own) for q, own in zip(questions, gains, strict=True)]
        found = correct(tests, seed=0)
        assert [one.family for one in found] == ["skill, 10 subjects", "networks, 10 subjects"]
        assert [one.p for one in found] == pytest.approx(uncorrected(gains))

    def test_no_p_exceeds_one_and_nothing_to_correct_is_nothing(self):
        gains = -np.ones(10)
        tests = [SubjectGains("skill", NAMES[:k], gains[:k]) for k in (8, 9, 10)]
        assert [one.p for one in correct(tests, seed=0)] == [1, 1, 1]
        assert correct([], seed=0) == []
