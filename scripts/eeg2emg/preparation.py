"""Filters and rates: zero-phase notch, high-pass and decimation of EEG and EMG."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def prepare_eeg(
    eeg_v: NDArray[np.floating],
    rate_hz: float,
    *,
    line_freq_hz: float,
    analysis_rate_hz: float = 250.0,
    high_pass_hz: float = 1.0,
) -> tuple[NDArray[np.float64], float]:
    """Notch, high-pass and decimate EEG for the connectivity estimates.

    Zero-phase FIR filters, the same for all channels: a notch at the line frequency and its
    harmonics, and a high-pass; then polyphase decimation. No further low-pass: an MVAR needs data
    that fill the band up to their Nyquist frequency.

    Parameters
    ----------
    eeg_v : ndarray, shape (n, t)
        EEG in volts.
    rate_hz : float
        Its sampling rate.
    line_freq_hz : float
        Power line frequency.
    analysis_rate_hz : float
        Rate wanted; a recording of a lower rate keeps its own.
    high_pass_hz : float
        Edge of the high-pass.

    Returns
    -------
    eeg_v : ndarray, shape (n, t')
        Prepared EEG in volts.
    rate_hz : float
        Its rate.
    """
    return _prepared(eeg_v, rate_hz, line_freq_hz, high_pass_hz, None, analysis_rate_hz)


def prepare_emg(
    emg_v: NDArray[np.floating],
    rate_hz: float,
    *,
    line_freq_hz: float,
    emg_rate_hz: float = 1000.0,
    high_pass_hz: float = 20.0,
) -> tuple[NDArray[np.float64], float]:
    """High-pass and notch EMG; decimate it only when its rate exceeds `emg_rate_hz`.

    Parameters
    ----------
    emg_v : ndarray, shape (m, t)
        EMG in volts.
    rate_hz : float
        Its sampling rate.
    line_freq_hz : float
        Power line frequency.
    emg_rate_hz : float
        Highest rate kept.
    high_pass_hz : float
        Edge of the high-pass.

    Returns
    -------
    emg_v : ndarray, shape (m, t')
        Prepared EMG in volts.
    rate_hz : float
        Its rate.
    """
    return _prepared(emg_v, rate_hz, line_freq_hz, high_pass_hz, None, emg_rate_hz)


def prepare_for_ica(
    eeg_v: NDArray[np.floating],
    rate_hz: float,
    *,
    line_freq_hz: float,
    low_hz: float = 1.0,
    high_hz: float = 100.0,
    target_rate_hz: float = 250.0,
) -> tuple[NDArray[np.float64], float]:
    """Band-pass and notch the copy of the EEG on which an ICA is fitted, and thin it out.

    Parameters
    ----------
    eeg_v : ndarray, shape (n, t)
        EEG in volts.
    rate_hz : float
        Its sampling rate.
    line_freq_hz : float
        Power line frequency.
    low_hz, high_hz : float
        Band; the upper edge is at most 0.45 times the rate.
    target_rate_hz : float
        Every k-th sample is kept, k the largest whole number that keeps at least this rate.

    Returns
    -------
    eeg_v : ndarray, shape (n, t')
        The copy, in volts.
    rate_hz : float
        Its rate.
    """
    step = max(1, int(rate_hz // target_rate_hz))
    high_hz = min(high_hz, 0.45 * rate_hz / step)
    prepared, rate_hz = _prepared(eeg_v, rate_hz, line_freq_hz, low_hz, high_hz, rate_hz)
    return prepared[:, ::step], rate_hz / step


def _prepared(
    x_v: NDArray[np.floating],
    rate_hz: float,
    line_freq_hz: float,
    high_pass_hz: float,
    low_pass_hz: float | None,
    target_rate_hz: float,
) -> tuple[NDArray[np.float64], float]:
    from mne.filter import filter_data

    x_v = np.asarray(x_v, dtype=float)
    if not np.all(np.isfinite(x_v)):
        msg = "the data hold NaN or infinite samples"
        raise EstimationError(msg, "a filter spreads them", "leave the channel or recording out")
    x_v = notch(x_v, rate_hz, line_freq_hz)
    x_v = filter_data(x_v, rate_hz, high_pass_hz, low_pass_hz, copy=False, verbose="error")
    return decimate(x_v, rate_hz, target_rate_hz)


def notch(x_v: NDArray[np.float64], rate_hz: float, line_freq_hz: float) -> NDArray[np.float64]:
    """Remove the line frequency and its harmonics by one zero-phase FIR filter."""
    from mne.filter import notch_filter

    harmonics = np.arange(line_freq_hz, rate_hz / 2 - 2.0, line_freq_hz)
    if harmonics.size == 0:
        return x_v.copy()
    return notch_filter(x_v, rate_hz, harmonics, notch_widths=1.0, verbose="error")


def decimate(
    x_v: NDArray[np.float64], rate_hz: float, target_rate_hz: float
) -> tuple[NDArray[np.float64], float]:
    """Bring data to a lower rate by polyphase filtering; lower rates stay as they are."""
    if rate_hz <= target_rate_hz:
        return x_v, rate_hz
    from scipy.signal import resample_poly

    ratio = Fraction(target_rate_hz / rate_hz).limit_denominator(10_000)
    return resample_poly(x_v, ratio.numerator, ratio.denominator, axis=1), float(
        rate_hz * ratio.numerator / ratio.denominator
    )
