"""Windows of spectral estimates, and their frequencies in a band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.fft

from eeg2emg.connectivity.channels import require_band
from eeg2emg.connectivity.runs import runs_of, total_samples
from eeg2emg.errors import ConfigurationError, EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.runs import Signals


def window_length(runs: Sequence[np.ndarray], rate_hz: float, window_s: float) -> int:
    """Count the samples of a window, and refuse it where fewer than two would fit.

    Parameters
    ----------
    runs : sequence of ndarray, shape (n_channels, n_samples of the run)
        Signals.
    rate_hz : float
        Sampling rate.
    window_s : float
        Length of a window.

    Returns
    -------
    int
        Length in samples, at least 4.

    Raises
    ------
    ConfigurationError
        When a window holds fewer than 4 samples.
    EstimationError
        When the signals are shorter than two windows, or one of several runs than one.
    """
    length = round(window_s * rate_hz)
    if length < 4:
        raise ConfigurationError(
            f"A window of {window_s:g} s has {length} samples at {rate_hz:g} Hz",
            "a spectrum needs at least 4",
            "Choose a longer window",
        )
    n_samples = total_samples(runs)
    shortest = min(run.shape[1] for run in runs)
    if shortest < length and len(runs) > 1:
        raise EstimationError(
            f"A trial of {shortest / rate_hz:g} s is shorter than a window of {window_s:g} s",
            "no window reaches from one trial into the next",
            "Use longer trials (segments.length_s over segments.trials), or measures without "
            "windows",
        )
    if n_samples < 2 * length:
        raise EstimationError(
            f"{n_samples / rate_hz:g} s of signal is shorter than two windows of {window_s:g} s",
            "the coherence of a single window is always 1",
            "Use longer segments or a shorter window",
        )
    return length


def window_coefficients(
    x: Signals,
    rate_hz: float,
    window_s: float,
    band: tuple[float, float],
    *,
    at_least: int = 2,
) -> np.ndarray:
    """Give the coefficients of `window_spectra` at the frequencies of a band.

    Parameters
    ----------
    x, rate_hz, window_s, at_least
        As for `window_spectra`.
    band : tuple of float
        Low and high edge, in Hz; both are included.

    Returns
    -------
    ndarray of complex, shape (n_frequencies, n_windows, n_channels)
        Fourier coefficients.

    Raises
    ------
    ConfigurationError
        When the band is impossible, or no frequency of a window lies in it.
    EstimationError
        When the signals hold fewer windows.
    """
    frequencies_hz, spectra = window_spectra(x, rate_hz, window_s, at_least=at_least)
    return np.ascontiguousarray(spectra[frequencies_within(frequencies_hz, rate_hz, band)])


def window_spectra(
    x: Signals, rate_hz: float, window_s: float, *, at_least: int = 2
) -> tuple[np.ndarray, np.ndarray]:
    """Transform windows that lie side by side, without overlap, under a periodic Hann taper.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples), or sequence of such
        One run, or several, whose windows follow each other; a remainder of a run that is shorter
        than a window is not used.
    rate_hz : float
        Sampling rate.
    window_s : float
        Length of the windows.
    at_least : int
        How many windows are needed.

    Returns
    -------
    frequencies_hz : ndarray, shape (n_frequencies,)
        All frequencies of a window but 0 and Nyquist.
    spectra : ndarray of complex, shape (n_frequencies, n_windows, n_channels)
        Fourier coefficients, a view.

    Raises
    ------
    ConfigurationError
        When a window holds fewer than 4 samples.
    EstimationError
        When the signals hold fewer windows.
    """
    runs = runs_of(x)
    length = window_length(runs, rate_hz, window_s)
    counts = [run.shape[1] // length for run in runs]
    count = sum(counts)
    if count < at_least:
        raise EstimationError(
            f"{total_samples(runs) / rate_hz:g} s of signal hold {count} windows of {window_s:g} s",
            f"at least {at_least} are needed, of which some lie far enough apart to be independent",
            "Use longer segments or a shorter window",
        )
    inner = slice(1, (length + 1) // 2)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    of_runs = [
        run[:, : own * length].reshape(len(run), own, length) * hann
        for run, own in zip(runs, counts, strict=True)
    ]
    windows = of_runs[0] if len(of_runs) == 1 else np.concatenate(of_runs, axis=1)
    spectra = scipy.fft.rfft(windows, axis=2).transpose(2, 1, 0)[inner]
    return np.fft.rfftfreq(length, 1 / rate_hz)[inner], spectra


def frequencies_within(
    frequencies_hz: np.ndarray, rate_hz: float, band: tuple[float, float] | None
) -> np.ndarray:
    """Find the indices of the frequencies in a band (all of them without one).

    Parameters
    ----------
    frequencies_hz : ndarray, shape (n_frequencies,)
        Frequencies.
    rate_hz : float
        Sampling rate.
    band : tuple of float or None
        Low and high edge, in Hz; both are included.

    Returns
    -------
    ndarray of int
        Indices, in order.

    Raises
    ------
    ConfigurationError
        When the band is impossible, or no frequency lies in it.
    """
    if band is None:
        return np.arange(len(frequencies_hz))
    low_hz, high_hz = require_band(band, rate_hz)
    inside = np.flatnonzero((frequencies_hz >= low_hz - 1e-9) & (frequencies_hz <= high_hz + 1e-9))
    if not len(inside):
        raise ConfigurationError(
            f"No frequency of the spectrum lies in {low_hz:g}-{high_hz:g} Hz",
            f"its frequencies are {frequencies_hz[1] - frequencies_hz[0]:g} Hz apart",
            "Choose longer windows or a wider band",
        )
    return inside
