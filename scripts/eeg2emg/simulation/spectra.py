"""Power spectra of the simulated signals, and noise that has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.fft import irfft, next_fast_len

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def stulen_de_luca(
    frequencies_hz: NDArray[np.floating], low_hz: float, high_hz: float, floor: float = 1e-3
) -> NDArray[np.floating]:
    r"""Power spectrum of surface interference EMG, scaled to a maximum of about 1.

    .. math:: P(f) = \frac{f_h^4 f^2}{(f^2 + f_l^2)(f^2 + f_h^2)^2}

    Parameters
    ----------
    frequencies_hz : ndarray
        Frequencies.
    low_hz, high_hz : float
        Corner frequencies of motor unit shapes and conduction (about 60 and 120 Hz).
    floor : float
        Added share of the maximum; without it the power at 0 Hz is 0 and no autoregression exists.

    Returns
    -------
    ndarray
        Power, the shape of `frequencies_hz`.

    References
    ----------
    Stulen and De Luca 1981, doi 10.1109/TBME.1981.324738.
    """
    squared = np.square(frequencies_hz)
    power = squared / ((squared + low_hz**2) * np.square(squared + high_hz**2))
    peak = np.square(np.linspace(1.0, 500.0, 500))
    largest = (peak / ((peak + low_hz**2) * np.square(peak + high_hz**2))).max()
    return power / largest + floor


def one_over_f(
    frequencies_hz: NDArray[np.floating], exponent: float = 1.5, knee_hz: float = 0.7
) -> NDArray[np.floating]:
    """Power spectrum ``1 / f**exponent``, flat below the knee (where amplifiers cut)."""
    return (np.square(frequencies_hz) + knee_hz**2) ** (-exponent / 2)


def peak(
    frequencies_hz: NDArray[np.floating], centre_hz: float, width_hz: float
) -> NDArray[np.floating]:
    """Power spectrum of a rhythm: a Gaussian bump of standard deviation `width_hz`."""
    return np.exp(-0.5 * np.square((frequencies_hz - centre_hz) / width_hz))


def unit_variance(
    power: Callable[[NDArray[np.floating]], NDArray[np.floating]], rate_hz: float
) -> Callable[[NDArray[np.floating]], NDArray[np.floating]]:
    """Scale a power spectrum to a two-sided density whose mean over all frequencies is 1.

    Then a signal sampled at `rate_hz` with this spectrum has unit variance.
    """
    grid = np.linspace(0.0, rate_hz / 2, 20001)
    mean = np.trapezoid(power(grid), grid) / (rate_hz / 2)
    return lambda frequencies_hz: power(frequencies_hz) / mean


def coloured_noise(
    rng: np.random.Generator,
    power: Callable[[NDArray[np.floating]], NDArray[np.floating]],
    n_signals: int,
    n_samples: int,
    rate_hz: float,
) -> NDArray[np.float32]:
    """Draw independent Gaussian signals with a given spectrum, in the frequency domain.

    One draw covers a whole recording, so nothing has to be joined.

    Parameters
    ----------
    rng : Generator
        Source of the random numbers.
    power : callable
        Two-sided power density by frequency in Hz; a mean of 1 gives unit variance.
    n_signals, n_samples : int
        Shape of the result.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    ndarray, shape (n_signals, n_samples)
        The signals, float32.
    """
    n_fft = next_fast_len(n_samples, real=True)
    amplitude = np.sqrt(power(np.fft.rfftfreq(n_fft, 1 / rate_hz)) * n_fft / 2)
    last = int(np.flatnonzero(amplitude > 1e-7 * amplitude.max())[-1]) + 1
    signals = np.empty((n_signals, n_samples), np.float32)
    spectrum = np.zeros(amplitude.size, np.complex64)
    scale = amplitude[:last].astype(np.float32)
    for row in signals:
        draws = rng.standard_normal((last, 2), dtype=np.float32)
        spectrum[:last] = draws.view(np.complex64)[:, 0] * scale
        spectrum[0] = 0.0
        row[:] = irfft(spectrum, n_fft)[:n_samples]
    return signals
