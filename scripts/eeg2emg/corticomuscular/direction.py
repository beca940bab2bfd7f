"""Direction between an electrode and a muscle: phase slope, and Granger causality both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.connectivity.granger_spectrum import band_granger_of_gram
from eeg2emg.connectivity.lagged_gram import LaggedGram, pooled_gram
from eeg2emg.corticomuscular.coherence import coherency_of, pooled_sum

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eeg2emg.corticomuscular.coherence import PairedSignals, PooledSpectra

FEWEST_SEGMENTS = 3
"""With fewer a spread over segments is none."""


class Direction(NamedTuple):
    """A quantity with the sign of a direction, and how many standard errors it is from 0.

    Attributes
    ----------
    value, z : ndarray, shape (n_electrodes, n_muscles)
        Positive where the electrode leads; z is NaN with too few segments.
    """

    value: np.ndarray
    z: np.ndarray


class GrangerBothWays(NamedTuple):
    """Granger causality in a band, and its contrast with that of the reversed signals.

    Attributes
    ----------
    to_muscle, to_brain : ndarray, shape (n_electrodes, n_muscles)
        From the electrode to the muscle and back.
    contrast : Direction
        Half of the net flow to the muscle, less that of the signals run backwards.
    """

    to_muscle: np.ndarray
    to_brain: np.ndarray
    contrast: Direction


def phase_slope_index(coherency: np.ndarray, band: np.ndarray) -> np.ndarray:
    r"""Phase slope index of a band: positive where the electrode leads the muscle.

    .. math:: \Psi_{em} = \mathrm{Im} \sum_f \overline{c_{em}(f)} \, c_{em}(f + \delta f)

    over the frequencies of the band whose next one lies within it too. With the phase of the
    electrode less that of the muscle, a muscle that follows by d has a phase that rises with
    frequency by :math:`2 \pi d`. Mixing without delay leaves the phase at 0 or a half turn at all
    frequencies, and the index at 0.

    Parameters
    ----------
    coherency : ndarray of complex, shape (n_frequencies, n_electrodes, n_muscles)
        As from `eeg2emg.corticomuscular.coherence.coherency_of`.
    band : ndarray of int
        Indices of neighbouring frequencies.

    Returns
    -------
    ndarray, shape (n_electrodes, n_muscles)

    References
    ----------
    Nolte et al. (2008), doi:10.1103/PhysRevLett.100.234101.
    """
    inside = coherency[band]
    return np.imag(np.conj(inside[:-1]) * inside[1:]).sum(axis=0)


def phase_slope_of_segments(parts: Sequence[PooledSpectra], band: np.ndarray) -> Direction:
    """Estimate the phase slope index with its standard error by leaving out each segment.

    Parameters
    ----------
    parts : sequence of PooledSpectra
        Sums over the windows of each segment.
    band : ndarray of int
        Indices of neighbouring frequencies.

    Returns
    -------
    Direction
    """
    total = pooled_sum(parts)
    return _with_jackknife(
        phase_slope_index(coherency_of(total), band),
        len(parts),
        lambda one: phase_slope_index(coherency_of(total.less(parts[one])), band),
    )


def segment_gram(signals: PairedSignals, order: int) -> LaggedGram:
    """Lagged products of EEG and EMG of a segment, electrodes first; none crosses a gap."""
    runs = [np.vstack(pair) for pair in zip(signals.eeg, signals.emg, strict=True)]
    return pooled_gram(runs, order)


def granger_both_ways(
    grams: Sequence[LaggedGram], n_electrodes: int, rate_hz: float, band: tuple[float, float]
) -> GrangerBothWays:
    r"""Pairwise Granger causality in a band, both ways, and its time-reversed contrast.

    With F the causality and R that of the signals run backwards the contrast is

    .. math:: D_{em} = \tfrac{1}{2} [ (F_{e \to m} - F_{m \to e}) - (R_{e \to m} - R_{m \to e}) ]

    Mixing without delay and unequal noise give the same net value in both directions of time, so
    that they cancel; a delay turns round with time.

    Parameters
    ----------
    grams : sequence of LaggedGram
        Of each segment, electrodes first.
    n_electrodes : int
        Their number.
    rate_hz : float
        Sampling rate.
    band : tuple of float
        Low and high edge in Hz.

    Returns
    -------
    GrangerBothWays

    Raises
    ------
    EstimationError
        As `eeg2emg.connectivity.granger.pairwise_of_gram`.

    References
    ----------
    Geweke (1982), doi:10.1080/01621459.1982.10477803; Haufe et al. (2013),
    doi:10.1016/j.neuroimage.2012.09.036; Winkler et al. (2016), doi:10.1109/TSP.2016.2531628.
    """
    brain, muscles = slice(n_electrodes), slice(n_electrodes, None)

    def ways(gram: LaggedGram) -> tuple[np.ndarray, np.ndarray]:
        matrix = band_granger_of_gram(gram, rate_hz, band)
        return matrix[muscles, brain].T, matrix[brain, muscles]

    def contrast(gram: LaggedGram) -> np.ndarray:
        forward, backward = ways(gram), ways(gram.reversed_in_time())
        return ((forward[0] - forward[1]) - (backward[0] - backward[1])) / 2

    total = LaggedGram(
        np.sum([gram.blocks for gram in grams], axis=0), sum(gram.n_windows for gram in grams)
    )

    def without(one: int) -> LaggedGram:
        return LaggedGram(total.blocks - grams[one].blocks, total.n_windows - grams[one].n_windows)

    return GrangerBothWays(
        *ways(total),
        _with_jackknife(contrast(total), len(grams), lambda one: contrast(without(one))),
    )


def _with_jackknife(
    value: np.ndarray, count: int, without: Callable[[int], np.ndarray]
) -> Direction:
    """Divide a value by its standard error, estimated by leaving out one segment at a time."""
    if count < FEWEST_SEGMENTS:
        return Direction(value, np.full(value.shape, np.nan))
    left = np.array([without(one) for one in range(count)])
    error = np.sqrt((count - 1) / count * ((left - left.mean(axis=0)) ** 2).sum(axis=0))
    return Direction(
        value, np.divide(value, error, out=np.full(value.shape, np.nan), where=error > 0)
    )
