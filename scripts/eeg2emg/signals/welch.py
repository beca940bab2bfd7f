"""Power spectra by Welch's method, of signals that come in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

from eeg2emg.signals.pieces import runs_of, uninterrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    joins : sequence of int
        Samples before which the recorder paused: no window reaches across one.
    """

    def __init__(self, rate_hz: float, window: int, joins: Sequence[int] = ()) -> None:
        self._rate_hz, self._window, self._joins = rate_hz, window, joins
        self._added = 0
        self._rest: NDArray[np.floating] | None = None
        self._longest: NDArray[np.floating] | None = None
        self._averages: list[NDArray[np.float64]] = []
        self._counts: list[int] = []

    def add(self, x: NDArray[np.floating]) -> None:
        """Take the next block, shape (n, samples)."""
        first, self._added = self._added, self._added + x.shape[1]
        runs = uninterrupted(self._joins, self._added, first, self._added)
        for (begin, _), start, stop in runs or [((-1, 0), first, first)]:
            if start == begin:
                self._rest = None
            rest = self._rest = self._add(x[:, start - first : stop - first])
            if self._longest is None or self._longest.shape[1] < rest.shape[1]:
                self._longest = rest

    def _add(self, x: NDArray[np.floating]) -> NDArray[np.floating]:
        """Take what follows in time upon the rest of what came before; gives the new rest."""
        x = x if self._rest is None else np.concatenate([self._rest, x], axis=1)
        overlap = self._window // 2
        step = self._window - overlap
        count = max(0, (x.shape[1] - overlap) // step) if len(x) else 0
        if count:
            self._averages.append(self._density_of(x[:, : count * step + overlap]))
            self._counts.append(count)
        return x[:, count * step :].copy()

    def result(self) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Give the frequencies in Hz, and the densities of shape (n, frequencies) in V^2/Hz.

        A recording shorter than a window is one window, as is the longest run between pauses where
        none holds a window; one without samples has no frequencies.
        """
        rest = np.zeros((0, 0)) if self._longest is None else self._longest
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
    x: NDArray[np.floating], rate_hz: float, window: int, joins: Sequence[int] = ()
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
    joins : sequence of int
        Samples that do not follow upon those before them: no window reaches across one.

    Returns
    -------
    frequencies_hz : ndarray, shape (f,)
        Frequencies.
    density : ndarray, shape (n, f)
        In V^2/Hz, without the bias that a median of powers has.
    """
    frequencies_hz = np.asarray(np.fft.rfftfreq(window, 1.0 / rate_hz), dtype=np.float64)
    return frequencies_hz, _density(x, rate_hz, window, _unbiased_median, joins)


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
    joins: Sequence[int] = (),
) -> NDArray[np.float64]:
    """Average the powers of windows, (windows, frequencies), of each channel."""
    taper = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
    scale = 1 / (rate_hz * np.square(taper).sum())
    step = window - window // 2
    begins = [
        begin
        for first, last in runs_of(joins, x.shape[1])
        for begin in range(first, last - window + 1, step)
    ]
    density = np.empty((len(x), window // 2 + 1))
    # Channel by channel, to spare memory; all windows of one at once.
    for row, channel in enumerate(np.asarray(x, float)):
        windows = sliding_window_view(channel, window)[begins]
        spectra = fft.rfft((windows - windows.mean(axis=1, keepdims=True)) * taper)
        powers = np.square(spectra.real)
        powers += np.square(spectra.imag)
        density[row] = average(powers) * scale
    # What lies at negative frequencies belongs to their opposites.
    density[:, 1 : (window + 1) // 2] *= 2
    return density
