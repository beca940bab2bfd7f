"""Checks: what feigns coherence of brain and muscle (cross-talk, a common line, bursts)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_DELAY, COMMON_LINE, COMMON_BURSTS = "no delay", "common line", "common bursts"
"""The flags."""

MOST_ZERO_LAG = 0.8
"""Share without delay from which on a coherence may be cross-talk."""

LINE_WIDTH_HZ = 1.0
NEIGHBOURS_HZ = 5.0
"""A line is what stands out, within a width, from its neighbours."""

LINE_LEVEL = 0.001
"""Probability that unrelated signals pass at one frequency: a line that matters is far above."""

NOTCH_FACTOR = 5.0
"""How many times the coherence of as many windows unrelated signals may have within a notch."""

LINE_EXCESS = 2.0
"""How many times the median of its neighbours a common line is, at least."""


class ZeroLag(NamedTuple):
    """How much of a coherence has no delay.

    Attributes
    ----------
    share : ndarray, shape (n_electrodes, n_muscles)
        Squared real part over the squared modulus, each summed over the band.
    p_delay : ndarray, shape (n_electrodes, n_muscles)
        Probability of as much imaginary part without any delay.
    """

    share: np.ndarray
    p_delay: np.ndarray


def zero_lag(coherency: np.ndarray, band: np.ndarray, averages: float) -> ZeroLag:
    r"""Divide coherence into a part without delay and one with it.

    Signals that reach both electrodes without delay (cross-talk, volume conduction) have a real
    coherency, of one sign, at all frequencies. Its imaginary part is then noise of variance
    :math:`(1 - |c|^2) / 2L` for L independent averages, so that

    .. math:: \sum_f \frac{2 L (\mathrm{Im}\, c(f))^2}{1 - |c(f)|^2}

    has a chi-squared distribution with one degree of freedom per frequency. Neighbours under a Hann
    window are correlated; their degrees of freedom are counted as half.

    Parameters
    ----------
    coherency : ndarray of complex, shape (n_frequencies, n_electrodes, n_muscles)
        Coherency.
    band : ndarray of int
        Indices of the frequencies.
    averages : float
        L.

    Returns
    -------
    ZeroLag

    References
    ----------
    Nolte et al. (2004), doi:10.1016/j.clinph.2004.04.029.
    """
    from scipy.stats import chi2

    inside = coherency[band]
    real, imaginary = inside.real**2, inside.imag**2
    whole = (real + imaginary).sum(axis=0)
    share = np.divide(real.sum(axis=0), whole, out=np.ones_like(whole), where=whole > 0)
    left = np.maximum(1 - real - imaginary, np.finfo(float).eps)
    statistic = (2 * averages * imaginary / left).mean(axis=0)
    freedom = max(len(band) / 2, 1.0)
    return ZeroLag(share, chi2.sf(statistic * freedom, freedom))


def line_frequencies(line_hz: float, rate_hz: float) -> list[float]:
    """List the frequency of the mains and its harmonics below half the rate."""
    count = int(np.ceil(rate_hz / 2 / line_hz))
    return [line_hz * k for k in range(1, count + 1) if line_hz * k < rate_hz / 2 - LINE_WIDTH_HZ]


def kept_frequencies(
    grid_hz: np.ndarray, bands: Sequence[tuple[float, float]], lines_hz: Sequence[float]
) -> np.ndarray:
    """Choose the frequencies of the bands, all between them, and those about each line."""
    low, high = min(low for low, _ in bands), max(high for _, high in bands)
    keep = (grid_hz >= low - 1e-9) & (grid_hz <= high + 1e-9)
    for line_hz in lines_hz:
        keep |= np.abs(grid_hz - line_hz) <= NEIGHBOURS_HZ + 1e-9
    return grid_hz[keep]


def common_line(
    coherence: np.ndarray,
    by_chance: np.ndarray,
    frequencies_hz: np.ndarray,
    lines_hz: Sequence[float],
    averages: float,
) -> np.ndarray:
    """Find the pairs that share the mains: coherent at a line, and more than beside it.

    Within a notch little but a narrow rest is left of either signal, which keeps its phase from
    window to window, so that unrelated ones are more coherent than windows count. Surrogates have
    the same notch; of a line that is as steady as the segments they have the coherence too, so
    that they count up to `NOTCH_FACTOR` times what windows do.

    Parameters
    ----------
    coherence : ndarray, shape (n_frequencies, n_electrodes, n_muscles)
        Magnitude-squared.
    by_chance : ndarray, same shape
        Mean coherence of surrogates.
    frequencies_hz : ndarray, shape (n_frequencies,)
        As from `kept_frequencies`.
    lines_hz : sequence of float
        As from `line_frequencies`.
    averages : float
        Independent windows.

    Returns
    -------
    ndarray of bool, shape (n_electrodes, n_muscles)
    """
    found = np.zeros(coherence.shape[1:], dtype=bool)
    # Coherence of unrelated signals has an exponential distribution.
    passed = coherence > -np.log(LINE_LEVEL) * np.minimum(by_chance, NOTCH_FACTOR / averages)
    for line_hz in lines_hz:
        apart = np.abs(frequencies_hz - line_hz)
        at, beside = apart <= LINE_WIDTH_HZ, (apart > LINE_WIDTH_HZ) & (apart <= NEIGHBOURS_HZ)
        if at.any() and beside.any():
            peak, usual = coherence[at].max(axis=0), np.median(coherence[beside], axis=0)
            found |= passed[at].any(axis=0) & (peak > LINE_EXCESS * usual)
    return found
