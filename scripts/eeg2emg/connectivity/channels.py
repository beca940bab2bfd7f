"""Checks of what every estimator is given: finite channels that vary, on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import ConfigurationError, EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALLEST_RELATIVE_VARIATION = 1e-10
"""A channel whose standard deviation is a smaller share of its largest value is constant: what is
left is rounding."""

SMALLEST_SPREAD = 1e-100
"""Standard deviation below which, or above whose inverse, squares may leave the range of floats."""


def standardise(x: np.ndarray, channel_names: Sequence[str] | None = None) -> np.ndarray:
    """Remove each channel's mean and divide by its standard deviation.

    All measures start here, so that volts and microvolts give the same numbers.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    channel_names : sequence of str, optional
        For the messages; channels are counted from 0 without it.

    Returns
    -------
    ndarray of float64, shape (n_channels, n_samples), C-contiguous
        Signals of mean 0 and variance 1.

    Raises
    ------
    EstimationError
        When a channel is constant or holds values that are not finite.
    """
    return scale_channels(x, channel_names)[0]


def scale_channels(
    x: np.ndarray, channel_names: Sequence[str] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Standardise the channels and tell by what they were divided.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    channel_names : sequence of str, optional
        For the messages.

    Returns
    -------
    standardised : ndarray of float64, shape (n_channels, n_samples)
        Signals of mean 0 and variance 1.
    spread : ndarray, shape (n_channels,)
        The standard deviations, in the unit of `x`.

    Raises
    ------
    EstimationError
        When a channel is constant or not finite.
    """
    z, spread, unit = centre_channels(x, channel_names)
    z /= spread[:, None]
    return z, spread * unit


def centre_channels(
    x: np.ndarray, channel_names: Sequence[str] | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Remove the means and refuse channels that do not vary.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    channel_names : sequence of str, optional
        For the messages.

    Returns
    -------
    centred : ndarray of float64, shape (n_channels, n_samples)
        Signals of mean 0, a copy, divided by `unit`.
    spread : ndarray, shape (n_channels,)
        Their standard deviations.
    unit : ndarray, shape (n_channels,)
        1, or the largest value where squares might leave the range of floats without it.

    Raises
    ------
    EstimationError
        When a channel is constant or not finite.
    """
    x = np.asarray(x)
    if x.ndim != 2:
        raise ValueError(f"x must have shape (n_channels, n_samples), but has {x.ndim} dimensions")
    if np.iscomplexobj(x):
        raise TypeError("x must be real")
    if x.shape[1] < 2:
        raise EstimationError(
            f"The signals are {x.shape[1]} samples long",
            "nothing can be estimated from them",
            "Use longer segments",
        )
    x = np.ascontiguousarray(x, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = x.mean(axis=1)
        z = x - mean[:, None]
        spread = np.sqrt(np.vecdot(z, z) / x.shape[1])
        plain = (spread > SMALLEST_SPREAD) & (spread < 1 / SMALLEST_SPREAD)
        plain &= spread > SMALLEST_RELATIVE_VARIATION * np.abs(mean)
    if not plain.all():
        return _centre_unusual_channels(x, channel_names)
    return z, spread, np.ones(len(x))


def name_of(channel: int, channel_names: Sequence[str] | None) -> str:
    """Name a channel for a message.

    Parameters
    ----------
    channel : int
        Its index.
    channel_names : sequence of str, optional
        The names, where they are known.

    Returns
    -------
    str
        Its name, or "channel 3 (counted from 0)".
    """
    return (
        f"channel {channel} (counted from 0)" if channel_names is None else channel_names[channel]
    )


def require_band(band: tuple[float, float], rate_hz: float) -> tuple[float, float]:
    """Check that a frequency band lies between 0 and half the sampling rate.

    Parameters
    ----------
    band : tuple of float
        Low and high edge, in Hz.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    tuple of float
        The edges as floats.

    Raises
    ------
    ConfigurationError
        When the edges are out of order or beyond the Nyquist frequency.
    """
    low_hz, high_hz = (float(edge) for edge in band)
    if not 0 <= low_hz < high_hz <= rate_hz / 2:
        raise ConfigurationError(
            f"The band {low_hz:g}-{high_hz:g} Hz is not possible at {rate_hz:g} Hz",
            f"0 <= low < high <= {rate_hz / 2:g} Hz is needed",
            "Change the band or the sampling rate",
        )
    return low_hz, high_hz


def _centre_unusual_channels(
    x: np.ndarray, channel_names: Sequence[str] | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Do the same where squares might leave the range of floats, or a channel is at fault."""
    largest = np.abs(x).max(axis=1)
    _refuse(
        ~np.isfinite(largest),
        channel_names,
        "not finite (NaN or infinite)",
        "Mend or leave out the recording, or mark the channel as bad",
    )
    z = x / np.where(largest > 0, largest, 1.0)[:, None]
    z -= z.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.vecdot(z, z) / x.shape[1])
    _refuse(
        spread <= SMALLEST_RELATIVE_VARIATION,
        channel_names,
        "constant",
        "Mark the channel as bad, or leave it out of the configured montage",
    )
    return z, spread, largest


def _refuse(
    culprits: np.ndarray, channel_names: Sequence[str] | None, what: str, remedy: str
) -> None:
    if culprits.any():
        names = ", ".join(name_of(int(c), channel_names) for c in np.flatnonzero(culprits))
        raise EstimationError(
            f"{names}: {what}", "No connectivity can be estimated from it", remedy
        )
