"""Surrogates keep each channel and destroy what joins the channels: tests of significance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.fft

from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.runs import split_runs
from eeg2emg.connectivity.significance_settings import KINDS
from eeg2emg.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LEAST_SHIFT_S = 1.0
"""Distance of the channels in a shifted surrogate, where the segment is long enough for it."""


@dataclass(frozen=True)
class Significance:
    """p-values of one matrix; NaN on the diagonal.

    Attributes
    ----------
    uncorrected : ndarray, shape (n_channels, n_channels)
        (1 + number of surrogates as large as the value) / (number + 1), entry by entry.
    max_statistic : ndarray, shape (n_channels, n_channels)
        The same against the largest entry of each surrogate: corrected for all entries (family-wise
        error).
    false_discovery : ndarray, shape (n_channels, n_channels)
        Benjamini-Hochberg adjusted: rejecting up to q keeps the expected share of false discoveries
        below q.
    """

    uncorrected: np.ndarray
    max_statistic: np.ndarray
    false_discovery: np.ndarray


def phase_randomised(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give each channel random Fourier phases of its own: same power spectrum, no relation left.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    ndarray, shape (n_channels, n_samples)
        A surrogate. It is Gaussian and stationary, even where the signals are bursts.

    References
    ----------
    Theiler et al. (1992), doi:10.1016/0167-2789(92)90102-S.
    """
    n_samples = x.shape[1]
    spectrum = scipy.fft.rfft(x, axis=1)
    turns = np.exp(2j * np.pi * rng.random(spectrum.shape))
    turns[:, 0] = 1.0
    if n_samples % 2 == 0:
        turns[:, -1] = 1.0
    return scipy.fft.irfft(spectrum * turns, n=n_samples, axis=1)


def circularly_shifted(x: np.ndarray, rng: np.random.Generator, least: int = 1) -> np.ndarray:
    """Shift each channel in a circle so that any two are at least `least` samples out of step.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals.
    rng : numpy.random.Generator
        Source of chance.
    least : int
        Smallest relative shift, in samples, either way round.

    Returns
    -------
    ndarray, shape (n_channels, n_samples)
        A surrogate that keeps amplitude, bursts and spectrum of each channel.

    Raises
    ------
    ConfigurationError
        When the channels do not fit on the circle at that distance.
    """
    n_channels, n_samples = x.shape
    slack = n_samples - n_channels * least
    if slack < 0 or least < 1:
        raise ConfigurationError(
            f"{n_channels} channels of {n_samples} samples cannot be {least} samples out of step",
            f"the distance must lie between 1 and {n_samples // n_channels} samples",
            "Use longer segments, a smaller distance or phase-randomised surrogates",
        )
    # Places on a circle with given least gaps: order statistics of the slack, plus the gaps
    places = np.sort(rng.integers(0, slack + 1, n_channels)) + least * np.arange(n_channels)
    places = rng.permutation(places) + rng.integers(n_samples)
    return np.stack([np.roll(row, int(k)) for row, k in zip(x, places, strict=True)])


def least_shift_of(n_channels: int, n_samples: int, rate_hz: float) -> int:
    """Choose how far the channels of a shifted surrogate are out of step, at least.

    Parameters
    ----------
    n_channels, n_samples : int
        Shape of the segment.
    rate_hz : float
        Its sampling rate.

    Returns
    -------
    int
        Samples in `LEAST_SHIFT_S`, or half of an even share of the segment where that is less, so
        that half of the segment is left to chance.
    """
    return max(min(round(LEAST_SHIFT_S * rate_hz), n_samples // (2 * n_channels)), 1)


def significance(
    x: np.ndarray,
    estimate: Callable[[np.ndarray], Mapping[str, np.ndarray]],
    *,
    n_surrogates: int,
    seed: int,
    kind: str = "phase",
    least_shift: int = 1,
    runs: Sequence[int] = (),
) -> dict[str, Significance]:
    """Test every matrix of an estimate against surrogates of the same segment.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals.
    estimate : callable
        Takes signals and gives matrices by name, for instance
        ``lambda s: estimate_eeg(s, settings, diagnostics=False).planes``.
    n_surrogates : int
        How many; the smallest p-value is 1 / (n_surrogates + 1).
    seed : int
        Seed of the surrogates.
    kind : {"phase", "shift"}
        Phase-randomised, or circularly shifted.
    least_shift : int
        Smallest relative shift of the latter, in samples.
    runs : sequence of int
        Samples of each uninterrupted run; none where the signals are one. Each run is randomised,
        or shifted, by itself, and `estimate` takes them side by side again.

    Returns
    -------
    dict of str to Significance
        By name of the matrix. Of signed measures the modulus is tested. Entries [i, j] and [j, i]
        of a symmetric matrix are one test, and the correction for the number of tests counts them
        once.

    Raises
    ------
    ConfigurationError
        When the kind is unknown or there is no surrogate.
    """
    if kind not in KINDS:
        raise ConfigurationError(
            f"Unknown kind of surrogate {kind!r}", "", f"Allowed are {', '.join(KINDS)}"
        )
    if n_surrogates < 1:
        raise ConfigurationError(
            f"n_surrogates is {n_surrogates}", "a test needs at least one surrogate", "Raise it"
        )
    z = standardise(x)
    pieces = split_runs(z, runs)
    rng = np.random.default_rng(seed)
    observed = {name: np.abs(matrix) for name, matrix in estimate(z).items()}
    exceeded = {name: np.zeros(matrix.shape) for name, matrix in observed.items()}
    exceeded_by_largest = {name: np.zeros(matrix.shape) for name, matrix in observed.items()}
    off_diagonal = ~np.eye(len(z), dtype=bool)
    for _ in range(n_surrogates):
        drawn = np.hstack(
            [
                phase_randomised(run, rng)
                if kind == "phase"
                else circularly_shifted(run, rng, least_shift)
                for run in pieces
            ]
        )
        for name, matrix in estimate(drawn).items():
            size = np.abs(matrix)
            exceeded[name] += size >= observed[name]
            exceeded_by_largest[name] += size[off_diagonal].max() >= observed[name]
    return {
        name: _p_values(observed[name], exceeded[name], exceeded_by_largest[name], n_surrogates)
        for name in observed
    }


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    r"""Adjust p-values for the false discovery rate.

    The adjusted value of the k-th smallest of m is :math:`\min_{l \ge k} m p_{(l)} / l`, at most 1.

    Parameters
    ----------
    p_values : ndarray, shape (m,)
        p-values.

    Returns
    -------
    ndarray, shape (m,)
        Adjusted, in the same order.

    References
    ----------
    Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    p_values = np.asarray(p_values, dtype=np.float64)
    m = len(p_values)
    order = np.argsort(p_values)
    scaled = p_values[order] * m / np.arange(1, m + 1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted


def _p_values(
    observed: np.ndarray, exceeded: np.ndarray, exceeded_by_largest: np.ndarray, n_surrogates: int
) -> Significance:
    n = len(observed)
    off_diagonal = ~np.eye(n, dtype=bool)
    uncorrected = (1 + exceeded) / (1 + n_surrogates)
    family = (1 + exceeded_by_largest) / (1 + n_surrogates)
    discovery = np.full((n, n), np.nan)
    if np.array_equal(observed, observed.T):
        pairs = np.triu_indices(n, k=1)
        discovery[pairs] = benjamini_hochberg(uncorrected[pairs])
        discovery.T[pairs] = discovery[pairs]
    else:
        discovery[off_diagonal] = benjamini_hochberg(uncorrected[off_diagonal])
    return Significance(
        np.where(off_diagonal, uncorrected, np.nan),
        np.where(off_diagonal, family, np.nan),
        discovery,
    )
