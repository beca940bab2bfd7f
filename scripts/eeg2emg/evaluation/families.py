"""Families of tests: corrected p-values by the largest statistic over shared sign flips.

With ten subjects the smallest p is 1/1024, and a correction that multiplies it by the number of
tests (Bonferroni, Holm) can let none of sixty pass. But models of the same subjects succeed and
fail together. Flipping the same subjects in all tests keeps that, so that the largest of all
statistics is compared with what is largest by chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.evaluation.intervals import TIE, flip_patterns, flipped_sums

if TYPE_CHECKING:
    from collections.abc import Sequence


class SubjectGains(NamedTuple):
    """What is tested: the gains of one comparison.

    Attributes
    ----------
    question : str
        What the comparison asks; tests of one question are corrected together.
    subjects : tuple of str
        Who was tested, sorted.
    gains : ndarray, shape (subjects,)
        SSE(rival) - SSE(model) of each.
    """

    question: str
    subjects: tuple[str, ...]
    gains: np.ndarray


class Corrected(NamedTuple):
    """What the correction makes of a test.

    Attributes
    ----------
    family : str
        Its tests are flipped together: the question, and who was tested.
    p : float
        Corrected for all tests of the question.
    """

    family: str
    p: float


def correct(tests: Sequence[SubjectGains], *, seed: int) -> list[Corrected]:
    """Correct the p-values of all tests, question by question.

    Tests of a question over the same subjects make a family (`max_t`). Where schemes test different
    subjects a question has several families, and the p-values of each are multiplied by their
    number, so that the chance of any false claim about the question keeps its level.

    Parameters
    ----------
    tests : sequence of SubjectGains
        All of them, primary analyses apart.
    seed : int
        Seed of the flips where they are not enumerated.

    Returns
    -------
    list of Corrected
        In the same order.
    """
    found: dict[int, Corrected] = {}
    for question in dict.fromkeys(test.question for test in tests):
        asked = [k for k, test in enumerate(tests) if test.question == question]
        everybody = sorted({name for k in asked for name in tests[k].subjects})
        families = list(dict.fromkeys(tests[k].subjects for k in asked))
        for subjects in families:
            own = [k for k in asked if tests[k].subjects == subjects]
            p_values = max_t(np.array([tests[k].gains for k in own]), seed=seed)
            missing = [name for name in everybody if name not in subjects]
            family = f"{question}, {len(subjects)} subjects"
            family += f" (without {', '.join(missing)})" if missing else ""
            for k, p in zip(own, p_values, strict=True):
                found[k] = Corrected(family, min(1.0, float(p) * len(families)))
    return [found[k] for k in range(len(tests))]


def max_t(gains: np.ndarray, *, seed: int) -> np.ndarray:
    """Correct the p-values of one family by step-down max-T over shared sign flips.

    The statistic is the sum of the gains over the root of their sum of squares, which no flip
    changes. It rises with Student's t, so tests are compared by t whatever their scale; and within
    a test it orders the flips as the sum does, so a family of one has the p of
    `eeg2emg.evaluation.intervals.sign_flip_test`. The largest observed statistic is compared with
    the largest of all tests under each flip, the next with the largest of the others, and so on; a
    corrected p is never below that of a larger statistic. The chance of any false rejection keeps
    its level whichever tests are true, where the gains of those without an effect are jointly
    symmetric.

    Parameters
    ----------
    gains : ndarray, shape (tests, subjects)
        Of the same subjects, in the same order.
    seed : int
        Seed of the flips where they are not enumerated.

    Returns
    -------
    ndarray, shape (tests,)
        Corrected one-sided p, at least the uncorrected one.

    References
    ----------
    Westfall, Young (1993), Resampling-based multiple testing, Wiley; Romano, Wolf (2005), Exact and
    approximate stepdown methods for multiple hypothesis testing, J. Am. Stat. Assoc. 100, 94-108,
    doi 10.1198/016214504000000539; Winkler and others (2014), Permutation inference for the general
    linear model, NeuroImage 92, 381-397, doi 10.1016/j.neuroimage.2014.01.060 (sign flips).
    """
    gains = np.asarray(gains, float)
    # Scaled by the largest gain first, so that no square leaves the range of numbers.
    scale = np.abs(gains).max(axis=1, keepdims=True)
    scaled = np.divide(gains, scale, out=np.zeros_like(gains), where=scale > 0)
    norm = np.sqrt(gains.shape[1] * np.sum(scaled**2, axis=1, keepdims=True))
    scaled = np.divide(scaled, norm, out=np.zeros_like(gains), where=norm > 0)
    observed = scaled.sum(axis=1)
    patterns = flip_patterns(gains.shape[1], seed)
    largest = np.full(len(patterns), -np.inf)
    p_values = np.ones(len(gains))
    order = np.argsort(-observed, kind="stable")
    for test in order[::-1]:
        # Of the test itself as in `sign_flip_test`, ties and all, so that alone it has the same p.
        own = flipped_sums(gains[test], seed) <= 0
        p_values[test] = np.mean(own | (largest >= observed[test] - TIE))
        largest = np.maximum(largest, observed[test] - 2 * (patterns @ scaled[test]))
    p_values[order] = np.maximum.accumulate(p_values[order])
    return p_values
