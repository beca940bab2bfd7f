"""Agreement of this package and spectral-connectivity on the same segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.eeg import estimate_eeg
from eeg2emg.connectivity.settings import EegSettings

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Agreement:
    """Agreement of two estimates of one matrix, over the pairs of channels (off the diagonal).

    Attributes
    ----------
    correlation : float
        Pearson correlation of the entries; NaN with fewer than three channels.
    max_difference : float
        Largest difference.
    mean_difference : float
        Mean of own estimate less the other.
    """

    correlation: float
    max_difference: float
    mean_difference: float


def cross_check(
    x: np.ndarray,
    rate_hz: float,
    *,
    band: tuple[float, float] = (1.0, 45.0),
    pli_bands: tuple[tuple[float, float], ...] = EegSettings.pli_bands,
    window_s: float = 2.0,
    runs: Sequence[int] = (),
) -> dict[str, Agreement]:
    """Compare own coherence and phase lag index with those of spectral-connectivity.

    Both estimate the same quantities, with other windows and other variance: Hann windows against
    Slepian tapers, and the analytic signal of a band against the frequencies in it.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        A prepared EEG segment, of any unit.
    rate_hz : float
        Its sampling rate.
    band : tuple of float
        Band of the coherence, in Hz.
    pli_bands : tuple of tuple of float
        Bands of the phase lag index, in Hz.
    window_s : float
        Length of the windows.
    runs : sequence of int
        Samples of each uninterrupted run; none where the segment is one.

    Returns
    -------
    dict of str to Agreement
        ``coherence`` and ``pli``.

    Raises
    ------
    ConfigurationError, EstimationError
        As `estimate_eeg`.
    """
    own, other = (
        estimate_eeg(
            x,
            EegSettings(
                rate_hz=rate_hz,
                measures=("coherence", "pli"),
                band=band,
                pli_bands=pli_bands,
                window_s=window_s,
                estimator=estimator,
            ),
            diagnostics=False,
            runs=runs,
        ).planes
        for estimator in ("welch", "multitaper")
    )
    return {name: agreement(own[name], other[name]) for name in own}


def agreement(own: np.ndarray, other: np.ndarray) -> Agreement:
    """Compare two symmetric matrices over their upper triangles.

    Parameters
    ----------
    own, other : ndarray, shape (n_channels, n_channels)
        The matrices.

    Returns
    -------
    Agreement
        Correlation and differences.
    """
    pairs = np.triu_indices(len(own), k=1)
    a, b = own[pairs], other[pairs]
    varied = len(a) > 2 and np.ptp(a) > 0 and np.ptp(b) > 0
    return Agreement(
        correlation=float(np.corrcoef(a, b)[0, 1]) if varied else float("nan"),
        max_difference=float(np.abs(a - b).max()),
        mean_difference=float((a - b).mean()),
    )
