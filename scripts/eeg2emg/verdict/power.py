"""Power: how large a skill must be to be found with this many people."""

from __future__ import annotations

import numpy as np

from eeg2emg.evaluation.intervals import (
    MIN_SUBJECTS,
    TIE,
    flip_patterns,
    side_level,
    without_denominator,
)
from eeg2emg.seeds import derive_seed

POWER = 0.8
"""Share of studies in which a skill is to be found."""

STUDIES = 400
"""Simulated studies."""

_BATCH = 50


def detectable_skill(
    skills: np.ndarray,
    rival_errors: np.ndarray,
    *,
    seed: int,
    confidence: float = 0.95,
    power: float = POWER,
) -> float:
    """Find the skill that studies like this one would find with a given probability.

    Studies of as many people are drawn from these: with replacement, each with the squared error of
    the rival and with what its gain lies beside the common skill, of either sign with equal
    probability (the sign-flip test takes gains as symmetric) and enlarged for having been fitted.
    Of each study the smallest common skill is found at which the sign-flip test rejects; the
    answer is their quantile.

    Parameters
    ----------
    skills : ndarray, shape (subjects,)
        Skill of each subject.
    rival_errors : ndarray, shape (subjects,)
        Squared error of the rival on each.
    seed : int
        The cohort's seed.
    confidence : float
        Level of the intervals; a skill is found where the interval lies above 0.
    power : float
        The probability.

    Returns
    -------
    float
        A skill; NaN with fewer than `MIN_SUBJECTS` people whose rival makes an error.
    """
    known = ~without_denominator(rival_errors) & np.isfinite(skills)
    errors, gains = rival_errors[known], (skills * rival_errors)[known]
    count = len(gains)
    if count < MIN_SUBJECTS:
        return float("nan")
    common = gains.sum() / errors.sum()
    beside = (gains - common * errors) * np.sqrt(count / (count - 1))
    rng = np.random.default_rng(derive_seed(seed, "detectable skill"))
    flips = flip_patterns(count, derive_seed(seed, "sign flips"))
    allowed = int(np.floor(side_level(confidence) * len(flips) + 1e-9))
    needed = np.empty(STUDIES)
    for start in range(0, STUDIES, _BATCH):
        people = rng.integers(0, count, (count, _BATCH))
        signs = rng.choice((-1.0, 1.0), size=people.shape)
        sizes, rest = errors[people], beside[people] * signs
        # Flipping F is as large as the observed sum where skill x sum of sizes <= -sum of rest.
        of_flips, of_rest = flips @ sizes, flips @ rest
        limits = np.full(of_flips.shape, np.inf)
        np.divide(-of_rest, of_flips, out=limits, where=of_flips > TIE * sizes.sum(axis=0))
        # The empty flip always counts, so at most `allowed` others may.
        needed[start : start + _BATCH] = -np.sort(-limits, axis=0)[allowed]
    return float(np.quantile(needed, power))
