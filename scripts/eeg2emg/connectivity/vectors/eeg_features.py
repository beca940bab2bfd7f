"""Features of the EEG beside connectivity: band power and imaginary coherence."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.coherence import estimator_function, imaginary_part
from eeg2emg.connectivity.runs import split_runs
from eeg2emg.connectivity.vectors.power_spectrum import power_density
from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.settings import EegSettings


def log_band_power(pieces: Sequence[np.ndarray], settings: EegSettings) -> np.ndarray:
    r"""Logarithm of each channel's power in each band.

    .. math:: p_i(b) = \ln \sum_{f \in b} S_i(f) \, \Delta f

    Parameters
    ----------
    pieces : sequence of ndarray, shape (n, samples)
        Uninterrupted pieces of the cleaned EEG, in volts.
    settings : EegSettings
        Rate, window and bands (`pli_bands`).

    Returns
    -------
    ndarray, shape (n * bands,)
        In ln V², channel by channel, each band by band.

    Raises
    ------
    EstimationError
        When a channel has no power in a band, or the pieces are too short for the windows.
    """
    frequencies_hz, density = power_density(pieces, settings.rate_hz, settings.window_s)
    width = frequencies_hz[1] - frequencies_hz[0]
    power = np.stack(
        [
            density[:, (frequencies_hz >= low) & (frequencies_hz <= high)].sum(axis=1) * width
            for low, high in settings.pli_bands
        ],
        axis=1,
    )
    if not (power > 0).all():
        raise EstimationError(
            "A channel has no power in a band",
            "A logarithm of nothing has no value",
            "Leave the channel out, or choose other bands (connectivity.pli_bands_hz)",
        )
    return np.log(power).ravel()


def names_of_power(channels: Sequence[str], settings: EegSettings) -> tuple[str, ...]:
    """Name the entries of `log_band_power`: channel and band."""
    return tuple(
        f"{channel} {low:g}-{high:g} Hz" for channel in channels for low, high in settings.pli_bands
    )


def imaginary_coherence(pieces: Sequence[np.ndarray], settings: EegSettings) -> np.ndarray:
    """Modulus of the imaginary part of each pair's coherency, averaged over each band.

    Parameters
    ----------
    pieces : sequence of ndarray, shape (n, samples)
        Uninterrupted pieces of the cleaned EEG, of any unit.
    settings : EegSettings
        Rate, window, estimator and bands (`pli_bands`).

    Returns
    -------
    ndarray, shape (n (n - 1) / 2 * bands,)
        Pair by pair, each band by band.

    References
    ----------
    Nolte et al. (2004), doi:10.1016/j.clinph.2004.04.029.
    """
    x = standardise(np.concatenate(pieces, axis=1))
    runs = split_runs(x, [piece.shape[1] for piece in pieces])
    estimate = estimator_function(settings.estimator)
    rows, columns = np.triu_indices(len(x), 1)
    of_bands = [
        imaginary_part(estimate(runs, settings.rate_hz, settings.window_s, band)[1]).mean(axis=0)
        for band in settings.pli_bands
    ]
    return np.stack(of_bands)[:, rows, columns].T.ravel()


def names_of_imaginary_coherence(channels: Sequence[str], settings: EegSettings) -> tuple[str, ...]:
    """Name the entries of `imaginary_coherence`: pair and band."""
    return tuple(
        f"{first} - {second} {low:g}-{high:g} Hz"
        for first, second in combinations(channels, 2)
        for low, high in settings.pli_bands
    )
