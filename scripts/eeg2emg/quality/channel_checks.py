"""Channel checks: flat, clipped, noisy, unlike its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.quality.signal_forms import highest_hz, slow_share
from eeg2emg.quality.stuck_samples import clipped_share
from eeg2emg.quality.windows import read_windows, tapered_spectra, window_grid, window_values
from eeg2emg.signals.pieces import SignalsOfSpan, as_finite, as_signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eeg2emg.recordings.segments import Segment
    from eeg2emg.signals.pieces import Given

_EEG_BAND_HZ = (1.0, 45.0)


def channel_values(
    x_v: Given, rate_hz: float, line_freq_hz: float, *, flat_v: float
) -> dict[str, NDArray[np.float64]]:
    """Measure each channel by itself, in one-second windows.

    Parameters
    ----------
    x_v : ndarray, shape (n, t), or Signals
        Signals in volts.
    rate_hz : float
        Sampling rate.
    line_freq_hz : float
        Power line frequency.
    flat_v : float
        Standard deviation in volts at or below which a window counts as flat.

    Returns
    -------
    dict of str to ndarray, shape (n,)
        ``not_finite_share``, ``flat_share`` (of windows), ``clipped_share`` (of samples),
        ``amplitude_v`` (median over windows of the standard deviation), ``line_share`` (of the
        power) and ``noise_ratio`` (amplitude density above 50 Hz, without the line, to that of
        1-50 Hz: white noise has 1 at any sampling rate); ``slow_share`` and ``highest_hz`` of
        `eeg2emg.quality.signal_forms`.
    """
    signals = as_finite(x_v)
    spread, power, frequencies = window_values(signals, rate_hz)
    line = _near_line(frequencies, line_freq_hz)
    low = (frequencies >= _EEG_BAND_HZ[0]) & (frequencies < 50) & ~line
    high = (frequencies >= 50) & ~line
    total = power[:, low | high | line].sum(axis=1)
    line_share = _ratio(power[:, line].sum(axis=1), total)
    if high.any() and low.any():
        noise_ratio = np.sqrt(_ratio(power[:, high].mean(axis=1), power[:, low].mean(axis=1)))
    else:
        noise_ratio = np.zeros(len(power))
    return {
        "not_finite_share": signals.not_finite_share,
        "flat_share": (spread <= flat_v).mean(axis=1),
        "clipped_share": clipped_share(signals),
        "amplitude_v": np.median(spread, axis=1),
        "line_share": line_share,
        "noise_ratio": noise_ratio,
        "slow_share": slow_share(power, frequencies),
        "highest_hz": highest_hz(power, frequencies),
    }


def mains_prominence(x_v: Given, rate_hz: float, line_freq_hz: float) -> float:
    """Power at a frequency relative to that 4 to 6 Hz beside it, median over channels.

    About 1 where there are no mains of this frequency; 0 where the rate does not reach it.
    """
    _, power, frequencies = window_values(as_finite(x_v), rate_hz)
    distance = np.abs(frequencies - line_freq_hz)
    near, beside = distance <= 1.0, (distance >= 4.0) & (distance <= 6.0)
    if not near.any() or not beside.any():
        return 0.0
    return float(np.median(_ratio(power[:, near].mean(axis=1), power[:, beside].mean(axis=1))))


def neighbour_correlation(
    eeg_v: Given, rate_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Correlate EEG channels with each other on 1-45 Hz.

    Parameters
    ----------
    eeg_v : ndarray, shape (n, t), or Signals
        EEG in volts.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    highest : ndarray, shape (n,)
        Highest absolute correlation with another channel.
    covariance : ndarray, shape (n, n)
        Covariance on that band over all windows, in V^2.
    """
    signals = as_finite(eeg_v)
    n, (length, count) = signals.shape[0], window_grid(signals, rate_hz)
    frequencies = np.arange(length // 2 + 1) * rate_hz / length
    band = (frequencies >= _EEG_BAND_HZ[0]) & (frequencies <= _EEG_BAND_HZ[1])
    shared, total = np.zeros((n, n)), np.zeros((n, n))
    for _, _, windows in read_windows(signals, rate_hz):
        spectra = tapered_spectra(windows)[:, :, band].transpose(1, 0, 2)
        cross = (spectra @ spectra.conj().transpose(0, 2, 1)).real
        # Every window counts the same, or those with blinks would decide.
        scale = np.median(np.einsum("wii->wi", cross), axis=1)
        shared += np.sum(cross[scale > 0] / scale[scale > 0, None, None], axis=0)
        total += cross.sum(axis=0)
    deviation = np.sqrt(np.diag(shared))
    correlation = np.abs(_ratio(shared, np.outer(deviation, deviation)))
    np.fill_diagonal(correlation, 0.0)
    highest = correlation.max(axis=1) if n > 1 else np.ones(n)
    return highest, total / max(count, 1) * 2.0 / length**2


def bridged_pairs(covariance: NDArray[np.float64], *, share: float = 1e-3) -> list[tuple[int, int]]:
    """Find pairs of channels whose difference has next to none of their power."""
    variance = np.diag(covariance)
    difference = variance[:, None] + variance[None, :] - 2 * covariance
    smaller = np.minimum(variance[:, None], variance[None, :])
    found = np.argwhere((difference < share * smaller) & (smaller > 0))
    return [(int(i), int(j)) for i, j in found if i < j]


def robust_deviation(
    amplitude: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compare channels' amplitudes: robust z score of the logarithm, and factor to the median."""
    moving = amplitude > 0
    if not moving.any():
        return np.zeros(amplitude.size), np.ones(amplitude.size)
    logs = np.log(np.where(moving, amplitude, np.median(amplitude[moving])))
    distance = logs - np.median(logs[moving])
    scale = 1.4826 * np.median(np.abs(distance[moving]))
    return distance / max(scale, 1e-3), np.exp(distance)


def activity_to_rest_db(
    emg_v: Given,
    rate_hz: float,
    segments: Sequence[Segment],
    *,
    high_pass_hz: float = 20.0,
) -> NDArray[np.float64]:
    """Power of EMG in the last phase over that in the first, in decibels.

    Parameters
    ----------
    emg_v : ndarray, shape (m, t), or Signals
        EMG in volts.
    rate_hz : float
        Sampling rate.
    segments : sequence of Segment
        Their phases in the order of time; the louder of the phases is taken as activity.
    high_pass_hz : float
        Power below this frequency (movement, drift) is not counted.

    Returns
    -------
    ndarray, shape (m,)
        NaN where the recording has fewer than two phases or the channel has no power.
    """
    signals = as_signals(emg_v)
    m, t = signals.shape
    powers: dict[str, list[NDArray[np.float64]]] = {}
    for segment in segments:
        for onset_s, duration_s in segment.runs:
            start = round(onset_s * rate_hz)
            stop = start + round(duration_s * rate_hz)
            piece = SignalsOfSpan(signals, min(start, t), min(stop, t))
            _, power, frequencies = window_values(as_finite(piece), rate_hz)
            powers.setdefault(segment.phase, []).append(
                power[:, frequencies >= high_pass_hz].sum(axis=1)
            )
    if len(powers) < 2 or m == 0:
        return np.full(m, np.nan)
    by_phase = np.array([np.median(found, axis=0) for found in powers.values()])
    loudest = np.argmax(np.median(by_phase, axis=1))
    quietest = np.argmin(np.median(by_phase, axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio_db = 10 * np.log10(by_phase[loudest] / by_phase[quietest])
    return np.where(np.isfinite(ratio_db), ratio_db, np.nan)


def _ratio(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide where there is something to divide by, else 0."""
    return np.divide(a, b, out=np.zeros_like(a), where=b > 0)


def _near_line(frequencies: NDArray[np.float64], line_freq_hz: float) -> NDArray[np.bool_]:
    near = np.zeros(frequencies.size, dtype=bool)
    if frequencies.size == 0:
        return near
    for harmonic in np.arange(line_freq_hz, frequencies[-1] + 1e-9, line_freq_hz):
        near |= np.abs(frequencies - harmonic) <= 1.5
    return near
