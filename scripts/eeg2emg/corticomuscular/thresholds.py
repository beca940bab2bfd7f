"""Thresholds of coherence: what as many windows of unrelated signals give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.corticomuscular.coherence import coherence_of, pooled, pooled_sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.corticomuscular.coherence import WindowSpectra

FEWEST_SEGMENTS = 5
"""With fewer there are not twenty ways to exchange all of them (44 with five, 9 with four)."""

MEMORY_BYTES = 128 * 2**20
"""Size of the cross-spectra of all pairs of segments that are held at once."""


def analytic_threshold(averages: np.ndarray | float, alpha: float, tests: int = 1) -> np.ndarray:
    r"""Coherence that unrelated Gaussian signals exceed with probability alpha.

    .. math:: C_\alpha = 1 - \alpha'^{1 / (L - 1)}, \quad \alpha' = 1 - (1 - \alpha)^{1 / n}

    for L independent averages and the largest of n independent frequencies.

    Parameters
    ----------
    averages : ndarray or float
        L.
    alpha : float
        Level.
    tests : int
        n. Neighbouring frequencies of a Hann window are not independent, so that n frequencies of
        a band make it conservative.

    Returns
    -------
    ndarray
        1 where L is at most 1: the coherence of one window is always 1.

    References
    ----------
    Rosenberg et al. (1989), doi:10.1016/0079-6107(89)90004-7; Halliday et al. (1995),
    doi:10.1016/S0079-6107(96)00009-0.
    """
    level = 1 - (1 - alpha) ** (1 / tests)
    averages = np.asarray(averages, dtype=float)
    beyond = np.maximum(averages - 1, np.finfo(float).tiny)
    return np.where(averages > 1, 1 - level ** (1 / beyond), 1.0)


def amplitude_factor(segments: Sequence[WindowSpectra]) -> np.ndarray:
    r"""Compare the coherence that common bursts alone give with that of steady signals.

    With the amplitudes of every window as they are, and phase differences that are random, the
    expected coherence is

    .. math:: \frac{\sum_w |X_w|^2 |Y_w|^2}{\sum_w |X_w|^2 \sum_w |Y_w|^2}

    which is 1 / W where the amplitudes are unrelated, and more where both are large in the same
    windows: a few windows then count for all.

    Parameters
    ----------
    segments : sequence of WindowSpectra
        All segments of a person and phase.

    Returns
    -------
    ndarray, shape (n_frequencies, n_electrodes, n_muscles)
        W times that; 1 for unrelated amplitudes.
    """
    products: float | np.ndarray = 0.0
    eeg: float | np.ndarray = 0.0
    emg: float | np.ndarray = 0.0
    count = 0
    for segment in segments:
        x, y = np.abs(segment.eeg) ** 2, np.abs(segment.emg) ** 2
        products = products + (x @ y.transpose(0, 2, 1)).astype(np.float64)
        eeg = eeg + x.sum(axis=2, dtype=np.float64)
        emg = emg + y.sum(axis=2, dtype=np.float64)
        count += segment.n_windows
    scale = np.asarray(eeg)[:, :, None] * np.asarray(emg)[:, None, :]
    products = np.asarray(products)
    return count * np.divide(
        products, scale, out=np.full_like(products, 1 / count), where=scale > 0
    )


@dataclass(frozen=True)
class SurrogateCoherence:
    """Coherence of EEG with the EMG of other segments of the same person and phase.

    Attributes
    ----------
    mean : ndarray, shape (n_frequencies, n_electrodes, n_muscles)
        Over the surrogates.
    peaks : ndarray, shape (n_surrogates, n_bands, n_electrodes, n_muscles)
        The largest coherence within each band.
    """

    mean: np.ndarray
    peaks: np.ndarray

    def threshold(self, alpha: float) -> np.ndarray:
        """Give the peak that a share alpha of the surrogates reaches, by band and pair."""
        return np.quantile(self.peaks, 1 - alpha, axis=0, method="higher")

    def p_values(self, peaks: np.ndarray) -> np.ndarray:
        """Give (1 + surrogates with a peak as large) / (1 + surrogates), by band and pair."""
        exceeded = (self.peaks >= peaks).sum(axis=0)
        return (1 + exceeded) / (1 + len(self.peaks))

    def corrected_p_values(self, peaks: np.ndarray) -> np.ndarray:
        """Give the same against the largest peak of all bands, electrodes and muscles."""
        largest = self.peaks.max(axis=(1, 2, 3))
        exceeded = (largest[:, None, None, None] >= peaks).sum(axis=0)
        return (1 + exceeded) / (1 + len(largest))


def exchanged_order(count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw an order of segments in which none stays at its place."""
    places = np.arange(count)
    while True:
        order = rng.permutation(count)
        if not np.any(order == places):
            return order


def surrogate_coherence(
    segments: Sequence[WindowSpectra],
    bands: Sequence[np.ndarray],
    *,
    surrogates: int,
    seed: int,
) -> SurrogateCoherence | None:
    """Exchange the EMG of the segments of one person and phase, so that none stays with its EEG.

    All that is the same in every segment stays: the spectra, the number of windows, the amplitudes
    of both. Segments of unequal length are paired up to the shorter of the two.

    Parameters
    ----------
    segments : sequence of WindowSpectra
        In any order.
    bands : sequence of ndarray of int
        Indices of the frequencies of each band.
    surrogates : int
        How many.
    seed : int
        Of the orders.

    Returns
    -------
    SurrogateCoherence or None
        None with fewer than `FEWEST_SEGMENTS` segments.
    """
    count = len(segments)
    if count < FEWEST_SEGMENTS:
        return None
    rng = np.random.default_rng(seed)
    orders = np.array([exchanged_order(count, rng) for _ in range(surrogates)])
    total = pooled_sum([pooled(segment) for segment in segments])
    n_frequencies, n_electrodes, n_muscles = total.cross.shape
    at_once = max(MEMORY_BYTES // (8 * count**2 * n_electrodes * n_muscles), 1)
    mean = np.empty(total.cross.shape)
    peaks = np.zeros((surrogates, len(bands), n_electrodes, n_muscles))
    for first in range(0, n_frequencies, at_once):
        rows = slice(first, min(first + at_once, n_frequencies))
        pairs = _all_pairs(segments, rows)
        inside = [np.intersect1d(band, np.arange(rows.start, rows.stop)) - first for band in bands]
        added = np.zeros(mean[rows].shape)
        powers = total.eeg[rows], total.emg[rows]
        for which, order in enumerate(orders):
            cross = pairs[np.arange(count), order].sum(axis=0, dtype=np.complex128)
            coherence = coherence_of(type(total)(cross, *powers))
            added += coherence
            for band, own in enumerate(inside):
                if len(own):
                    np.maximum(
                        peaks[which, band], coherence[own].max(axis=0), out=peaks[which, band]
                    )
        mean[rows] = added / surrogates
    return SurrogateCoherence(mean, peaks)


def _all_pairs(segments: Sequence[WindowSpectra], rows: slice) -> np.ndarray:
    """Cross-spectra of the EEG of each segment with the EMG of each, (EEG's, EMG's, ...)."""
    conjugate = [segment.emg[rows].conj().transpose(0, 2, 1) for segment in segments]
    found = []
    for one in segments:
        eeg = one.eeg[rows]
        row = []
        for other in conjugate:
            n = min(eeg.shape[2], other.shape[1])
            row.append(eeg[:, :, :n] @ other[:, :n])
        found.append(row)
    return np.array(found)
