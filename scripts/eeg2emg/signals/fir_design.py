"""Design of FIR filters by windowed sinc functions, as MNE and SciPy design them.

Both libraries could be asked. But their designs import SciPy's whole `signal`, which takes longer
than all the filtering of a short recording; they are the reference of the tests instead.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_HAMMING_LENGTH = 3.3  # of a Hamming window: its length times the width of the transition
_NOTCH_WIDTH_HZ = 1.0
_NOTCH_TRANSITION_HZ = 0.5


def windowed_sinc(cutoff: float, window: NDArray[np.float64]) -> NDArray[np.float64]:
    """Design a low-pass with a gain of 1 for constants, as ``scipy.signal.firwin`` does.

    Parameters
    ----------
    cutoff : float
        Where the gain is a half, as a share of half of the sampling rate.
    window : ndarray, shape (n,)
        Symmetric window.

    Returns
    -------
    ndarray, shape (n,)
    """
    place = np.arange(window.size) - 0.5 * (window.size - 1)
    kernel = cutoff * np.sinc(cutoff * place) * window
    return kernel / kernel.sum()


@lru_cache(maxsize=4)
def anti_alias(factor: int) -> NDArray[np.float64]:
    """Give the filter that ``scipy.signal.resample_poly`` uses by default to thin out.

    Parameters
    ----------
    factor : int
        Every sample of so many is kept.

    Returns
    -------
    ndarray, shape (20 factor + 1,)
        Read-only.
    """
    kernel = windowed_sinc(1.0 / factor, np.kaiser(20 * factor + 1, 5.0))
    kernel.setflags(write=False)
    return kernel


def thinned(x: NDArray[np.floating], step: int) -> NDArray[np.float64]:
    """Keep every `step`-th sample of what is low-passed before, as ``scipy.signal.resample_poly``.

    Parameters
    ----------
    x : ndarray, shape (n, t)
        Short signals; beyond their ends they are zero.
    step : int
        Which samples are kept.

    Returns
    -------
    ndarray, shape (n, ceil(t / step))
    """
    kernel = anti_alias(step)
    first = kernel.size // 2
    kept = [np.convolve(row, kernel)[first : first + row.size : step] for row in x]
    return np.reshape(kept, (len(x), -(-x.shape[1] // step)))


def high_pass(rate_hz: float, edge_hz: float) -> NDArray[np.float64]:
    """Design a high-pass, as ``mne.filter.filter_data`` does by default.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    edge_hz : float
        From where the gain is 1. The transition below is a quarter of it wide, but at least 2 Hz,
        and begins at the earliest at 0 Hz.

    Returns
    -------
    ndarray, shape (2 k + 1,)

    Raises
    ------
    ValueError
        The edge is not between 0 and half of the rate.
    """
    if not 0 < edge_hz < rate_hz / 2:
        msg = f"no high-pass of {edge_hz} Hz at {rate_hz} Hz"
        raise ValueError(msg)
    width_hz = min(max(0.25 * edge_hz, 2.0), edge_hz)
    return _sum([np.ones(1), -_low_pass(edge_hz - width_hz / 2, width_hz, rate_hz)])


def notches(rate_hz: float, frequencies_hz: Iterable[float]) -> NDArray[np.float64]:
    """Design notches that are 1 Hz wide, as ``mne.filter.notch_filter`` does.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    frequencies_hz : iterable of float
        Their middles.

    Returns
    -------
    ndarray, shape (2 k + 1,)
    """
    parts = [np.ones(1)]
    edge_hz = (_NOTCH_WIDTH_HZ + _NOTCH_TRANSITION_HZ) / 2
    for middle_hz in frequencies_hz:
        parts += [
            _low_pass(middle_hz - edge_hz, _NOTCH_TRANSITION_HZ, rate_hz),
            -_low_pass(middle_hz + edge_hz, _NOTCH_TRANSITION_HZ, rate_hz),
        ]
    return _sum(parts)


def in_turn(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the kernel that filters with two kernels, one after the other."""
    size = one.size + other.size - 1
    length = 1 << (size - 1).bit_length()
    return np.fft.irfft(np.fft.rfft(one, length) * np.fft.rfft(other, length), length)[:size]


def _low_pass(middle_hz: float, width_hz: float, rate_hz: float) -> NDArray[np.float64]:
    size = round(_HAMMING_LENGTH * rate_hz / width_hz)
    size += 1 - size % 2
    return windowed_sinc(2 * middle_hz / rate_hz, np.hamming(size))


def _sum(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Add symmetric kernels of odd lengths, middle on middle."""
    size = max(part.size for part in parts)
    kernel = np.zeros(size)
    for part in parts:
        edge = (size - part.size) // 2
        kernel[edge : size - edge] += part
    return kernel
