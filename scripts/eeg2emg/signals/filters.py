"""Filters and rates: zero-phase notch, high-pass and decimation of EEG and EMG."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.rates import RATE_TOLERANCE, is_below
from eeg2emg.signals.filtered import FilteredSignals, ResampledSignals
from eeg2emg.signals.fir_design import anti_alias, high_pass, in_turn, notches
from eeg2emg.signals.pieces import ArraySignals, Signals, joins_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_HALF_KERNEL_S = 8.0  # longer than both filters together


EEG_HIGH_PASS_HZ = 1.0
"""Lowest frequency of EEG that connectivity is estimated from."""


def prepare_eeg(
    eeg_v: NDArray[np.floating],
    rate_hz: float,
    *,
    joins_s: Iterable[float] = (),
    **options: Any,
) -> tuple[NDArray[np.float64], float]:
    """Prepare arrays as `prepared_eeg` does, with the same options.

    The recorder paused at `joins_s`, in s.
    """
    given = ArraySignals(eeg_v, joins_at(joins_s, rate_hz))
    signals, rate_hz = prepared_eeg(given, rate_hz, **options)
    return signals.read(), rate_hz


def prepared_eeg(
    eeg: Signals,
    rate_hz: float,
    *,
    line_freq_hz: float,
    analysis_rate_hz: float = 250.0,
    high_pass_hz: float = EEG_HIGH_PASS_HZ,
) -> tuple[Signals, float]:
    """Notch, high-pass and decimate EEG for the connectivity estimates.

    Zero-phase FIR filters, the same for all channels: a notch at the line frequency and its
    harmonics, and a high-pass; then polyphase decimation. No further low-pass: an MVAR needs data
    that fill the band up to their Nyquist frequency.

    Parameters
    ----------
    eeg : Signals, shape (n, t)
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
    eeg : Signals, shape (n, t')
        Prepared EEG in volts.
    rate_hz : float
        Its rate.
    """
    kernel = zero_phase_kernel(rate_hz, line_freq_hz, high_pass_hz)
    return _prepared(eeg, rate_hz, analysis_rate_hz, kernel)


def prepare_emg(
    emg_v: NDArray[np.floating],
    rate_hz: float,
    *,
    joins_s: Iterable[float] = (),
    **options: Any,
) -> tuple[NDArray[np.float64], float]:
    """Prepare arrays as `prepared_emg` does, with the same options.

    The recorder paused at `joins_s`, in s.
    """
    given = ArraySignals(emg_v, joins_at(joins_s, rate_hz))
    signals, rate_hz = prepared_emg(given, rate_hz, **options)
    return signals.read(), rate_hz


def prepared_emg(
    emg: Signals,
    rate_hz: float,
    *,
    line_freq_hz: float,
    emg_rate_hz: float = 1000.0,
    high_pass_hz: float = 20.0,
) -> tuple[Signals, float]:
    """High-pass and notch EMG; decimate it only when its rate exceeds `emg_rate_hz`.

    Parameters
    ----------
    emg : Signals, shape (m, t)
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
    emg : Signals, shape (m, t')
        Prepared EMG in volts.
    rate_hz : float
        Its rate.
    """
    kernel = zero_phase_kernel(rate_hz, line_freq_hz, high_pass_hz)
    return _prepared(emg, rate_hz, emg_rate_hz, kernel)


def prepare_for_ica(
    eeg_v: NDArray[np.floating],
    rate_hz: float,
    *,
    joins_s: Iterable[float] = (),
    **options: Any,
) -> tuple[NDArray[np.float64], float]:
    """Prepare arrays as `prepared_for_ica` does, with the same options.

    The recorder paused at `joins_s`, in s.
    """
    given = ArraySignals(eeg_v, joins_at(joins_s, rate_hz))
    signals, rate_hz = prepared_for_ica(given, rate_hz, **options)
    return signals.read(), rate_hz


def prepared_for_ica(
    eeg: Signals,
    rate_hz: float,
    *,
    line_freq_hz: float,
    low_hz: float = 1.0,
    high_hz: float = 100.0,
    target_rate_hz: float = 250.0,
) -> tuple[Signals, float]:
    """Band-pass and notch the copy of the EEG on which an ICA is fitted, and thin it out.

    Parameters
    ----------
    eeg : Signals, shape (n, t)
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
    eeg : Signals, shape (n, t')
        The copy, in volts.
    rate_hz : float
        Its rate.
    """
    step = max(1, int(rate_hz * (1 + RATE_TOLERANCE) // target_rate_hz))
    high_hz = min(high_hz, 0.45 * rate_hz / step)
    kernel = _kernel_of_mne(rate_hz, line_freq_hz, low_hz, high_hz)
    return FilteredSignals(eeg, kernel, step), rate_hz / step


def _prepared(
    signals: Signals,
    rate_hz: float,
    target_rate_hz: float,
    kernel: NDArray[np.float64],
) -> tuple[Signals, float]:
    if not is_below(target_rate_hz, rate_hz):
        return FilteredSignals(signals, kernel), rate_hz
    ratio = Fraction(target_rate_hz / rate_hz).limit_denominator(10_000)
    up, down = ratio.numerator, ratio.denominator
    if up == 1:
        joint = np.convolve(kernel, anti_alias(down))
        return FilteredSignals(signals, joint, down), rate_hz / down
    filtered = FilteredSignals(signals, kernel)
    return ResampledSignals(filtered, up, down), float(rate_hz * up / down)


@lru_cache(maxsize=8)
def zero_phase_kernel(
    rate_hz: float, line_freq_hz: float, high_pass_hz: float
) -> NDArray[np.float64]:
    """Design notch and high-pass as one symmetric FIR kernel.

    It is what MNE's `filter_data` and `notch_filter`, one after the other, answer to an impulse.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    line_freq_hz : float
        Power line frequency; its harmonics are removed too.
    high_pass_hz : float
        Edge of the high-pass.

    Returns
    -------
    ndarray, shape (2 k + 1,)
        Read-only.
    """
    kernel = high_pass(rate_hz, high_pass_hz)
    harmonics_hz = _harmonics(rate_hz, line_freq_hz)
    if harmonics_hz.size:
        kernel = in_turn(kernel, notches(rate_hz, harmonics_hz))
    return _without_zeros(kernel)


@lru_cache(maxsize=4)
def _kernel_of_mne(
    rate_hz: float, line_freq_hz: float, low_hz: float, high_hz: float
) -> NDArray[np.float64]:
    """Let MNE design notch and band-pass: fitting an ICA imports what that needs in any case."""
    from mne.filter import filter_data, notch_filter

    half = round(_HALF_KERNEL_S * rate_hz)
    kernel = np.zeros(2 * half + 1)
    kernel[half] = 1.0
    kernel = filter_data(kernel, rate_hz, low_hz, high_hz, verbose="error")
    harmonics_hz = _harmonics(rate_hz, line_freq_hz)
    if harmonics_hz.size:
        kernel = notch_filter(kernel, rate_hz, harmonics_hz, notch_widths=1.0, verbose="error")
    return _without_zeros(kernel)


def _harmonics(rate_hz: float, line_freq_hz: float) -> NDArray[np.float64]:
    return np.arange(line_freq_hz, rate_hz / 2 - 2.0, line_freq_hz)


def _without_zeros(kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    half = kernel.size // 2
    used = np.flatnonzero(np.abs(kernel) > 1e-12)
    reach = max(half - used[0], used[-1] - half)
    kernel = kernel[half - reach : half + reach + 1]
    kernel.setflags(write=False)
    return kernel


def apply_kernel(
    x_v: NDArray[np.floating], kernel: NDArray[np.float64], *, step: int = 1
) -> NDArray[np.float64]:
    """Filter each channel with a symmetric kernel, without delay, and keep every `step`-th sample.

    Parameters
    ----------
    x_v : ndarray, shape (n, t)
        Signals; beyond their ends they are continued by odd reflection.
    kernel : ndarray, shape (2 k + 1,)
        Symmetric FIR kernel.
    step : int
        Which samples are kept; the kernel must hold the anti-alias filter.

    Returns
    -------
    ndarray, shape (n, ceil(t / step))

    Raises
    ------
    EstimationError
        There are NaN or infinite samples.
    """
    return FilteredSignals(ArraySignals(np.asarray(x_v, dtype=float)), kernel, step).read()
