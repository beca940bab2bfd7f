"""Amplitude and spectral moments of each muscle of a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.vectors.power_spectrum import power_density
from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.vectors.settings import VectorSettings

MOMENTS = ("median frequency", "mean frequency", "variance")
"""Of the spectrum, in the order of the entries of each muscle."""


def log_amplitude(pieces: Sequence[np.ndarray], settings: VectorSettings) -> np.ndarray:
    r"""Logarithm of the root mean square of each channel.

    .. math:: a_i = \ln \sqrt{\frac{1}{T} \sum_t (x_i(t) - \bar x_i)^2}

    Parameters
    ----------
    pieces : sequence of ndarray, shape (m, samples)
        Uninterrupted pieces, in volts.
    settings : VectorSettings
        Not needed.

    Returns
    -------
    ndarray, shape (m,)
        In ln V.

    Raises
    ------
    EstimationError
        When a channel does not vary.
    """
    del settings
    x = np.concatenate(pieces, axis=1)
    return 0.5 * np.log(_above_zero(x.var(axis=1)))


def names_of_amplitude(channels: Sequence[str], settings: VectorSettings) -> tuple[str, ...]:
    """Name the entries of `log_amplitude`: the muscles."""
    del settings
    return tuple(channels)


def log_moments(pieces: Sequence[np.ndarray], settings: VectorSettings) -> np.ndarray:
    r"""Logarithms of median frequency, mean frequency and variance of each channel's spectrum.

    With the density S within `VectorSettings.whole_band`, the median frequency halves its power,
    the mean frequency is :math:`\mu = \sum f S / \sum S`, and the variance
    :math:`\sum (f - \mu)^2 S / \sum S`. The median is interpolated between frequencies.

    Parameters
    ----------
    pieces : sequence of ndarray, shape (m, samples)
        Uninterrupted pieces, of any unit.
    settings : VectorSettings
        Rate, window and band.

    Returns
    -------
    ndarray, shape (3 * m,)
        In ln Hz, ln Hz and ln Hz², channel by channel.

    Raises
    ------
    EstimationError
        When a channel does not vary, or the pieces are too short for the windows.

    References
    ----------
    Stulen and De Luca (1981), doi:10.1109/TBME.1981.324738.
    """
    frequencies_hz, density = power_density(
        pieces, settings.rate_hz, settings.window_s, settings.whole_band
    )
    total = _above_zero(density.sum(axis=1))
    share = density / total[:, None]
    mean = share @ frequencies_hz
    variance = np.sum(share * (frequencies_hz - mean[:, None]) ** 2, axis=1)
    # Each frequency stands for the bin around it, over which its power is spread evenly.
    width = frequencies_hz[1] - frequencies_hz[0]
    edges = np.append(frequencies_hz - width / 2, frequencies_hz[-1] + width / 2)
    below = np.concatenate([np.zeros((len(share), 1)), np.cumsum(share, axis=1)], axis=1)
    median = np.array([np.interp(0.5, row, edges) for row in below])
    return np.log(np.stack([median, mean, _above_zero(variance)], axis=1)).ravel()


def names_of_moments(channels: Sequence[str], settings: VectorSettings) -> tuple[str, ...]:
    """Name the entries of `log_moments`: muscle and moment."""
    del settings
    return tuple(f"{channel} {moment}" for channel in channels for moment in MOMENTS)


def _above_zero(power: np.ndarray) -> np.ndarray:
    if not (power > 0).all():
        raise EstimationError(
            "A muscle is silent: its signal does not vary",
            "A logarithm of nothing has no value",
            "Leave the muscle or the recording out",
        )
    return power
