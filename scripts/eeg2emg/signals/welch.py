"""Power spectra by Welch's method, of signals that come in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


class WelchAverage:
    """Power spectral density of channels whose samples come block by block.

    The same as `scipy.signal.welch` of the whole, with Hann windows that overlap by half.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    window : int
        Samples of a window.
    """

    def __init__(self, rate_hz: float, window: int) -> None:
        self._rate_hz, self._window = rate_hz, window
        self._rest: NDArray[np.floating] | None = None
        self._averages: list[NDArray[np.float64]] = []
        self._counts: list[int] = []

    def add(self, x: NDArray[np.floating]) -> None:
        """Take the next block, shape (n, samples)."""
        x = x if self._rest is None else np.concatenate([self._rest, x], axis=1)
        overlap = self._window // 2
        step = self._window - overlap
        count = max(0, (x.shape[1] - overlap) // step) if len(x) else 0
        if count:
            self._averages.append(self._density_of(x[:, : count * step + overlap]))
            self._counts.append(count)
        self._rest = x[:, count * step :].copy()

    def result(self) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Give the frequencies in Hz, and the densities of shape (n, frequencies) in V^2/Hz.

        A recording shorter than a window is one window; one without samples has no frequencies.
        """
        rest = np.zeros((0, 0)) if self._rest is None else self._rest
        if not self._averages and not rest.size:
            return np.zeros(0), np.zeros((len(rest), 0))
        window = self._window if self._averages else rest.shape[1]
        frequencies = np.fft.rfftfreq(window, 1.0 / self._rate_hz)
        if not self._averages:
            return frequencies, self._density_of(rest)
        if len(self._averages) == 1:
            return frequencies, self._averages[0]
        return frequencies, np.average(self._averages, axis=0, weights=self._counts)

    def _density_of(self, x: NDArray[np.floating]) -> NDArray[np.float64]:
        return _density(x, self._rate_hz, min(self._window, x.shape[1]), _mean)


def median_density(
    x: NDArray[np.floating], rate_hz: float, window: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Power spectral density that a few loud windows do not raise: the median over windows.

    Parameters
    ----------
    x : ndarray, shape (n, t)
        Signals in volts, of at least one window.
    rate_hz : float
        Sampling rate.
    window : int
        Samples of a window (Hann, half overlapping, each without its mean).

    Returns
    -------
    frequencies_hz : ndarray, shape (f,)
        Frequencies.
    density : ndarray, shape (n, f)
        In V^2/Hz, without the bias that a median of powers has.
    """
    frequencies_hz = np.asarray(np.fft.rfftfreq(window, 1.0 / rate_hz), dtype=np.float64)
    return frequencies_hz, _density(x, rate_hz, window, _unbiased_median)


def _unbiased_median(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    # The median of n exponentially distributed values, as a share of their mean.
    even = 2.0 * np.arange(1, (len(powers) - 1) // 2 + 1)
    return np.median(powers, axis=0) / (1 + np.sum(1 / (even + 1) - 1 / even))


def _mean(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    return powers.mean(axis=0)


def _density(
    x: NDArray[np.floating],
    rate_hz: float,
    window: int,
    average: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Average the powers of windows, (windows, frequencies), of each channel."""
    taper = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
    scale = 1 / (rate_hz * np.square(taper).sum())
    step = window - window // 2
    density = np.empty((len(x), window // 2 + 1))
    # Channel by channel, to spare memory; all windows of one at once.
    for row, channel in enumerate(np.asarray(x, float)):
        windows = sliding_window_view(channel, window)[::step]
        spectra = fft.rfft((windows - windows.mean(axis=1, keepdims=True)) * taper)
        powers = np.square(spectra.real)
        powers += np.square(spectra.imag)
        density[row] = average(powers) * scale
    # What lies at negative frequencies belongs to their opposites.
    density[:, 1 : (window + 1) // 2] *= 2
    return density
