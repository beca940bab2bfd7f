"""One-second windows of channels: how far each moves, and its typical spectrum."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import fft

from eeg2emg.signals.pieces import WORK_BYTES, as_signals, row_groups, runs_of, spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from eeg2emg.signals.pieces import Given, Signals

_WINDOW_S = 1.0
_DOUBLE = 8


class WindowValues(NamedTuple):
    """What one-second windows tell of n channels.

    Attributes
    ----------
    spread_v : ndarray, shape (n, windows)
        Standard deviation.
    power : ndarray, shape (n, f)
        Power spectrum, median over windows.
    frequencies_hz : ndarray, shape (f,)
        Of the spectrum.
    """

    spread_v: NDArray[np.float64]
    power: NDArray[np.float64]
    frequencies_hz: NDArray[np.float64]


def window_values(given: Given, rate_hz: float) -> WindowValues:
    """Measure channels in one-second windows; what does not fill one before a pause is dropped.

    A median needs the spectra of all windows at once: so it is taken for as many channels (or, of a
    very long recording, for as many frequencies of one channel) at a time as fit into a piece.

    Parameters
    ----------
    given : ndarray, shape (n, t), or Signals
        Signals in volts, finite.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    WindowValues
    """
    signals = as_signals(given)
    n, (length, count) = signals.shape[0], window_grid(signals, rate_hz)
    bins = length // 2 + 1
    spread, power = np.empty((n, count)), np.empty((n, bins))
    for rows in row_groups(n, count * bins * _DOUBLE):
        for chosen in row_groups(bins, len(rows) * count * _DOUBLE):
            spectra = np.empty((len(rows), count, len(chosen)))
            for start, stop, windows in read_windows(signals, rate_hz, rows):
                spread[rows, start:stop] = windows.std(axis=2)
                found = tapered_spectra(windows)[..., chosen]
                spectra[:, start:stop] = np.square(found.real)
                spectra[:, start:stop] += np.square(found.imag)
            for row, of_row in zip(rows, spectra, strict=True):
                power[row, chosen] = np.median(of_row, axis=0, overwrite_input=True)
    return WindowValues(spread, power, np.arange(bins) * rate_hz / length)


def window_grid(signals: Signals, rate_hz: float) -> tuple[int, int]:
    """Give the samples of a window, and the number of windows, of which none holds a pause."""
    samples = [last - first for first, last in runs_of(signals.joins, signals.shape[1])]
    length = max(2, min(round(_WINDOW_S * rate_hz), max(samples)))
    return length, sum(own // length for own in samples)


def read_windows(
    signals: Signals, rate_hz: float, rows: Sequence[int] | None = None
) -> Iterator[tuple[int, int, NDArray[np.float64]]]:
    """Read the windows of some channels (or of all), a block at a time.

    Yields
    ------
    tuple of (int, int, ndarray)
        Number of the first window, that after the last, and (rows, windows, samples) of a window.
    """
    n = signals.shape[0] if rows is None else len(rows)
    length, _ = window_grid(signals, rate_hz)
    at_once, before = max(1, WORK_BYTES // (max(n, 1) * length * _DOUBLE)), 0
    for first, last in runs_of(signals.joins, signals.shape[1]):
        count = (last - first) // length
        for start, stop in spans(count, at_once):
            x_v = signals.read(rows, first + start * length, first + stop * length)
            yield before + start, before + stop, x_v.reshape(n, stop - start, length)
        before += count


def tapered_spectra(windows: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Transform windows (..., samples) to spectra (..., samples // 2 + 1).

    Each window loses its mean first: the taper would spread an electrode's offset into the band.
    """
    centred = windows - windows.mean(axis=-1, keepdims=True)
    centred *= np.hanning(windows.shape[-1])
    return fft.rfft(centred, axis=-1)
