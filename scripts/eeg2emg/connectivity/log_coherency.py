"""Log-Euclidean coherency: the complex coherency of a band as one matrix, and its logarithm.

Coherency matrices are positive, so they lie on a cone where differences and means of their entries
are no natural ones. Their matrix logarithms fill a vector space (the log-Euclidean metric): there
linear models may take differences and means of them entry by entry.
"""

from __future__ import annotations

import numpy as np

from eeg2emg.connectivity.coherence import normalise_cross_spectra
from eeg2emg.connectivity.windows import frequencies_within

SHRINKAGE = 0.01
"""Share of the identity that is mixed into a coherency matrix before its logarithm."""


def cross_spectral_matrix(
    spectra: np.ndarray, frequencies_hz: np.ndarray, rate_hz: float, band: tuple[float, float]
) -> np.ndarray:
    """Average products of Fourier coefficients over windows and over the frequencies of a band.

    Parameters
    ----------
    spectra : ndarray of complex, shape (n_frequencies, n_windows, n_channels)
        As from `eeg2emg.connectivity.windows.window_spectra`.
    frequencies_hz : ndarray, shape (n_frequencies,)
        Their frequencies.
    rate_hz : float
        Sampling rate.
    band : tuple of float
        Low and high edge, in Hz; both are included.

    Returns
    -------
    ndarray of complex, shape (n_channels, n_channels)
        Hermitian: [i, j] is the mean of X_i times the conjugate of X_j.

    Raises
    ------
    ConfigurationError
        When the band is impossible, or no frequency lies in it.
    """
    keep = frequencies_within(frequencies_hz, rate_hz, band)
    rows = spectra[keep].reshape(-1, spectra.shape[2])
    return rows.T @ rows.conj() / len(rows)


def log_euclidean_coherency(cross_spectra: np.ndarray, shrinkage: float = SHRINKAGE) -> np.ndarray:
    r"""Matrix logarithm of the coherency of cross-spectral matrices.

    With S the cross-spectral matrix, :math:`C_{ij} = S_{ij} / \sqrt{S_{ii} S_{jj}}` and a share
    :math:`\varepsilon` of the identity,

    .. math:: L = \log\bigl((1 - \varepsilon) C + \varepsilon I\bigr)
                = V \operatorname{diag}\bigl(\log((1 - \varepsilon) \lambda + \varepsilon)\bigr) V^H

    with the eigenvalues :math:`\lambda` and eigenvectors V of C.

    Parameters
    ----------
    cross_spectra : ndarray of complex, shape (..., n_channels, n_channels)
        Hermitian, of any unit; a gain of a channel makes no difference.
    shrinkage : float
        The share :math:`\varepsilon`, above 0 and at most 1.

    Returns
    -------
    ndarray of complex, same shape
        Hermitian; 0 where channels have nothing in common. The imaginary part of [i, j] is positive
        where i leads j by less than half a period (of two channels).

    Notes
    -----
    Where channels depend on each other (average reference, removed components, interpolated
    channels) eigenvalues of C are 0, and their logarithms become :math:`\log \varepsilon`, which is
    -4.6: the number of lost dimensions is then a part of every entry. It tells nothing from segment
    to segment where it is the same in all segments of a person, and goes with the person's mean
    when features are centred per subject or cell. So it is with ``ica.fit: subject``: one
    decomposition decides what is removed from all recordings of a person, channels are interpolated
    in all of them or in none, and the reference is the same. With ``ica.fit: recording`` it may
    differ between the recordings of a person.

    References
    ----------
    Arsigny et al. (2006), doi:10.1002/mrm.20965.
    """
    values, vectors = np.linalg.eigh(normalise_cross_spectra(cross_spectra))
    # Rounding makes an eigenvalue of 0 negative.
    logarithms = np.log((1 - shrinkage) * np.maximum(values, 0.0) + shrinkage)
    return (vectors * logarithms[..., None, :]) @ vectors.conj().swapaxes(-1, -2)
