"""Bootstrap intervals and tests over subjects: a study can draw more of them, not of segments."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_SUBJECTS = 6
"""With fewer, no interval is given."""

EXACT_SUBJECTS = 12
"""Up to here all 2^subjects signs are enumerated."""


FLIPS = 9999
"""Random signs beyond that."""


class Bounds(NamedTuple):
    """A confidence interval."""

    low: float
    high: float


def ratio_interval(
    numerator: np.ndarray,
    denominator: np.ndarray,
    *,
    seed: int,
    confidence: float = 0.95,
    resamples: int = 2000,
    method: str = "studentised",
) -> Bounds:
    """Interval of sum(numerator) / sum(denominator) by a bootstrap over subjects.

    Parameters
    ----------
    numerator, denominator : ndarray, shape (subjects,)
        Sums of each subject; for skill, SSE(rival) - SSE(model) and SSE(rival).
    seed : int
        Seed of the resampling.
    confidence : float
        Two-sided level.
    resamples : int
        Number of resamples.
    method : {"studentised", "bca"}
        Studentised: ratio +- q * error, with q the quantile of |ratio* - ratio| / error* and the
        errors from the jackknife. Symmetric, because with 6 to 10 subjects the equal-tailed one
        lay above a true 0 in 3 to 4 % instead of 2.5 %, and this one in 2 to 2.5 %. Or
        bias-corrected and accelerated, which with 10 subjects lay above 0 in 7 %: for comparison.

    Returns
    -------
    Bounds
        NaN with fewer than `MIN_SUBJECTS` subjects, or where the denominators' sum is 0.

    References
    ----------
    Efron (1987), doi 10.1080/01621459.1987.10478410; Hall (1988), doi 10.1214/aos/1176350933.
    """
    numerator, denominator = np.asarray(numerator, float), np.asarray(denominator, float)
    count = len(numerator)
    if count < MIN_SUBJECTS or denominator.sum() <= 0:
        return Bounds(np.nan, np.nan)
    chosen = np.random.default_rng(seed).integers(count, size=(resamples, count))
    sums = numerator[chosen].sum(axis=1), denominator[chosen].sum(axis=1)
    usable = sums[1] > 0
    chosen, ratios = chosen[usable], sums[0][usable] / sums[1][usable]
    ratio = numerator.sum() / denominator.sum()
    if method == "bca":
        tails = (1 - confidence) / 2, (1 + confidence) / 2
        return _bca(numerator, denominator, ratios, tails)
    if method != "studentised":
        raise ValueError(f"method is {method!r}, not 'studentised' or 'bca'")
    errors = _jackknife_error(numerator[chosen], denominator[chosen])
    varied = errors > 1e-12 * np.abs(ratios)
    if not varied.any():
        return Bounds(float(ratio), float(ratio))
    quantile = np.quantile(np.abs(ratios[varied] - ratio) / errors[varied], confidence)
    half = float(quantile * _jackknife_error(numerator[None], denominator[None])[0])
    return Bounds(float(ratio) - half, float(ratio) + half)


def _jackknife_error(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Estimate the standard error of each row's ratio of sums; NaN where one subject is all."""
    count = numerator.shape[1]
    rest = denominator.sum(axis=1, keepdims=True) - denominator
    rest = np.where(rest > 0, rest, np.nan)
    ratios = (numerator.sum(axis=1, keepdims=True) - numerator) / rest
    deviation = ratios - ratios.mean(axis=1, keepdims=True)
    return np.sqrt((count - 1) / count * np.sum(deviation**2, axis=1))


def _bca(
    numerator: np.ndarray, denominator: np.ndarray, ratios: np.ndarray, tails: Sequence[float]
) -> Bounds:
    from scipy.special import ndtr, ndtri

    ratio = numerator.sum() / denominator.sum()
    left_out = (numerator.sum() - numerator) / (denominator.sum() - denominator)
    deviation = left_out.mean() - left_out
    power = np.sum(deviation**2)
    acceleration = np.sum(deviation**3) / (6 * power**1.5) if power > 0 else 0.0
    # Half of the ties count as below, which keeps the bias finite for a constant.
    below = np.mean(ratios < ratio) + np.mean(ratios == ratio) / 2
    bias = ndtri(np.clip(below, 1 / len(ratios), 1 - 1 / len(ratios)))
    shifted = bias + ndtri(np.asarray(tails))
    low, high = np.quantile(ratios, ndtr(bias + shifted / (1 - acceleration * shifted)))
    return Bounds(float(low), float(high))


def sign_flip_test(differences: np.ndarray, *, seed: int, flips: int = FLIPS) -> float:
    """Test by sign flips over subjects that differences are above 0 on average.

    Parameters
    ----------
    differences : ndarray, shape (subjects,)
        For instance SSE(rival) - SSE(model) of each subject.
    seed : int
        Seed of the flips where they are not enumerated.
    flips : int
        Number of random flips beyond `EXACT_SUBJECTS` subjects.

    Returns
    -------
    float
        One-sided p: the share of sign patterns (all of them, or 1 + the random ones) with a mean at
        least as large as the observed one.
    """
    differences = np.asarray(differences, float)
    count = len(differences)
    observed = differences.sum()
    tolerance = 1e-12 * np.abs(differences).sum()
    if count <= EXACT_SUBJECTS:
        signs = np.array(list(product((1.0, -1.0), repeat=count)))
        return float(np.mean(signs @ differences >= observed - tolerance))
    signs = np.random.default_rng(seed).choice((1.0, -1.0), size=(flips, count))
    return float((1 + np.sum(signs @ differences >= observed - tolerance)) / (1 + flips))


def holm(p_values: Sequence[float]) -> np.ndarray:
    """Correct p-values of a family after Holm.

    Parameters
    ----------
    p_values : sequence of float
        Uncorrected; NaN is left aside and stays NaN.

    Returns
    -------
    ndarray
        Corrected, in the same order.

    References
    ----------
    Holm (1979), Scand. J. Stat. 6, 65-70.
    """
    p = np.asarray(p_values, float)
    corrected = np.full(len(p), np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return corrected
