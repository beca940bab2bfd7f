"""Intermuscular coherence: which rhythms two muscles share."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.coherence import squared_magnitude
from eeg2emg.connectivity.multitaper import multitaper_coherency
from eeg2emg.connectivity.runs import split_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.vectors.settings import VectorSettings

_LARGEST = 1 - 1e-9


def coherence(pieces: Sequence[np.ndarray], settings: VectorSettings) -> np.ndarray:
    r"""Fisher's z of the root of each pair's coherence, averaged over each band.

    .. math:: z_{ij}(b) = \operatorname{artanh} \sqrt{\langle |C_{ij}(f)|^2 \rangle_{f \in b}}

    with the coherency C of the rectified or the plain EMG, by the multitapers of
    spectral-connectivity. Its spread does not depend on the coherence.

    Parameters
    ----------
    pieces : sequence of ndarray, shape (m, samples)
        Uninterrupted pieces of the cleaned EMG, of any unit.
    settings : VectorSettings
        Rate, window, bands, rectified or not.

    Returns
    -------
    ndarray, shape (m (m - 1) / 2 * bands,)
        Pair by pair, each band by band.

    Raises
    ------
    EstimationError
        When a channel does not vary, or the pieces are too short for the windows.

    References
    ----------
    Halliday et al. (1995), doi:10.1016/S0079-6107(96)00009-0; Thomson (1982),
    doi:10.1109/PROC.1982.12433.
    """
    x = np.concatenate(pieces, axis=1)
    standardised = standardise(
        np.abs(x - x.mean(axis=1, keepdims=True)) if settings.rectified else x
    )
    runs = split_runs(standardised, [piece.shape[1] for piece in pieces])
    span = min(low for low, _ in settings.bands), max(high for _, high in settings.bands)
    frequencies_hz, coherency = multitaper_coherency(
        runs, settings.rate_hz, settings.window_s, span
    )
    squared = squared_magnitude(coherency)
    rows, columns = np.triu_indices(len(x), 1)
    of_bands = [
        squared[(frequencies_hz >= low) & (frequencies_hz <= high)].mean(axis=0)[rows, columns]
        for low, high in settings.bands
    ]
    return np.arctanh(np.sqrt(np.minimum(of_bands, _LARGEST))).T.ravel()


def names_of_coherence(channels: Sequence[str], settings: VectorSettings) -> tuple[str, ...]:
    """Name the entries of `coherence`: pair and band."""
    return tuple(
        f"{first} - {second} {low:g}-{high:g} Hz"
        for first, second in combinations(channels, 2)
        for low, high in settings.bands
    )
