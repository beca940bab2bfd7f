"""The skill that would be found, against studies that are drawn outright."""

import numpy as np
import pytest
from eeg2emg.evaluation.intervals import side_level, sign_flip_test
from eeg2emg.verdict.power import detectable_skill
from scipy.stats import norm

SPREAD = 0.2
"""Standard deviation of people's skills."""


def people(count, *, common=0.0, errors=1.0):
    """Give people whose skills lie as those of a normal law do, with its spread in a sample."""
    quantiles = norm.ppf((np.arange(count) + 0.5) / count)
    quantiles *= SPREAD * np.sqrt((count - 1) / count) / quantiles.std()
    return common + quantiles, errors * np.ones(count)


def share_found(skill, count, studies=1500):
    """Draw studies of people whose skills are normal about this one; count those that find it."""
    rng = np.random.default_rng(9)
    drawn = rng.normal(skill, SPREAD, (studies, count))
    return np.mean([sign_flip_test(gains, seed=2) <= side_level(0.95) for gains in drawn])


@pytest.mark.parametrize("count", [8, 12, 20])
def test_so_many_studies_find_it(count):
    """Within the error of 400 studies (2 %), and of a law known from so few people."""
    found = detectable_skill(*people(count), seed=1)
    assert share_found(found, count) == pytest.approx(0.8, abs=0.08)
    assert share_found(0.0, count) == pytest.approx(0.025, abs=0.015)


@pytest.mark.parametrize("power", [0.5, 0.9])
def test_more_power_takes_a_larger_skill(power):
    found = detectable_skill(*people(12), seed=1, power=power)
    assert share_found(found, 12) == pytest.approx(power, abs=0.08)
    assert (found > detectable_skill(*people(12), seed=1)) == (power > 0.8)


def test_more_people_find_a_smaller_skill():
    found = [detectable_skill(*people(count), seed=1) for count in (6, 8, 12, 20, 60)]
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.5 * found[1]


@pytest.mark.parametrize(
    ("changed", "factor"),
    [({"common": 0.3}, 1), ({"common": -1.0}, 1), ({"errors": 1e-12}, 1), ({"errors": 1e6}, 1)],
)
def test_neither_the_skill_that_was_found_nor_the_unit_matters(changed, factor):
    found, usual = (detectable_skill(*people(10, **own), seed=1) for own in (changed, {}))
    assert found == pytest.approx(factor * usual)


def test_twice_the_spread_takes_twice_the_skill():
    skills, errors = people(10)
    usual, wide = (detectable_skill(k * skills, errors, seed=1) for k in (1, 2))
    assert wide == pytest.approx(2 * usual)


def test_a_higher_level_takes_a_larger_skill():
    usual, sure = (detectable_skill(*people(12), seed=1, confidence=c) for c in (0.9, 0.99))
    assert sure > usual


def test_fewer_than_six_people_whose_rival_errs_find_nothing():
    assert np.isnan(detectable_skill(*people(5), seed=1))
    skills, errors = people(8)
    errors[:3] = 0.0
    assert np.isnan(detectable_skill(skills, errors, seed=1))
    skills[:3], errors[:3] = np.nan, 1.0
    assert np.isnan(detectable_skill(skills, errors, seed=1))
    assert np.isnan(detectable_skill(np.array([]), np.array([]), seed=1))


def test_the_same_seed_gives_the_same_number():
    one, again, other = (detectable_skill(*people(14), seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one == pytest.approx(other, rel=0.15)
