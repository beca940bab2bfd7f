"""Channel checks: flat, clipped, noisy, unlike its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import fft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eeg2emg.recordings.segments import Segment

_WINDOW_S = 1.0
_EEG_BAND_HZ = (1.0, 45.0)
_CLIPPED_RUN = 3


def channel_values(
    x_v: NDArray[np.floating], rate_hz: float, line_freq_hz: float, *, flat_v: float
) -> dict[str, NDArray[np.float64]]:
    """Measure each channel by itself, in one-second windows.

    Parameters
    ----------
    x_v : ndarray, shape (n, t)
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
        1-50 Hz: white noise has 1 at any sampling rate).
    """
    n = x_v.shape[0]
    share = 1.0 - np.isfinite(x_v).mean(axis=1) if x_v.shape[1] else np.zeros(n)
    x_v = _finite(x_v) if share.any() else np.asarray(x_v, dtype=float)
    windows = windowed(x_v, rate_hz)
    spread = windows.std(axis=2)
    power, frequencies = median_power(windows, rate_hz)
    line = _near_line(frequencies, line_freq_hz)
    low = (frequencies >= _EEG_BAND_HZ[0]) & (frequencies < 50) & ~line
    high = (frequencies >= 50) & ~line
    total = power[:, low | high | line].sum(axis=1)
    line_share = _ratio(power[:, line].sum(axis=1), total)
    if high.any() and low.any():
        noise_ratio = np.sqrt(_ratio(power[:, high].mean(axis=1), power[:, low].mean(axis=1)))
    else:
        noise_ratio = np.zeros(n)
    return {
        "not_finite_share": share,
        "flat_share": (spread <= flat_v).mean(axis=1),
        "clipped_share": clipped_share(x_v),
        "amplitude_v": np.median(spread, axis=1),
        "line_share": line_share,
        "noise_ratio": noise_ratio,
    }


def windowed(x_v: NDArray[np.floating], rate_hz: float) -> NDArray[np.floating]:
    """View (n, t) as (n, windows, samples): one-second windows, the incomplete last one dropped."""
    length = max(2, min(round(_WINDOW_S * rate_hz), x_v.shape[1]))
    count = x_v.shape[1] // length
    return x_v[:, : count * length].reshape(x_v.shape[0], count, length)


def median_power(
    windows: NDArray[np.floating], rate_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Median over windows of the power spectrum: (n, frequencies), and the frequencies in Hz."""
    length = windows.shape[2]
    taper = np.hanning(length)
    spectra = fft.rfft((windows - windows.mean(axis=2, keepdims=True)) * taper, axis=2)
    return np.median(np.abs(spectra) ** 2, axis=1), np.arange(length // 2 + 1) * rate_hz / length


def mains_prominence(x_v: NDArray[np.floating], rate_hz: float, line_freq_hz: float) -> float:
    """Power at a frequency relative to that 4 to 6 Hz beside it, median over channels.

    About 1 where there are no mains of this frequency; 0 where the rate does not reach it.
    """
    x_v = np.where(np.isfinite(x_v), x_v, 0.0)
    power, frequencies = median_power(windowed(x_v, rate_hz), rate_hz)
    distance = np.abs(frequencies - line_freq_hz)
    near, beside = distance <= 1.0, (distance >= 4.0) & (distance <= 6.0)
    if not near.any() or not beside.any():
        return 0.0
    return float(np.median(_ratio(power[:, near].mean(axis=1), power[:, beside].mean(axis=1))))


def clipped_share(x_v: NDArray[np.floating]) -> NDArray[np.float64]:
    """Share of samples in runs of three or more at the channel's own highest or lowest value."""
    shares = np.zeros(x_v.shape[0])
    if x_v.shape[1] < _CLIPPED_RUN:
        return shares
    for row, x in enumerate(x_v):
        for extreme in {x.max(), x.min()}:
            places = np.flatnonzero(x == extreme)
            if places.size < _CLIPPED_RUN:
                continue
            runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
            shares[row] += sum(run.size for run in runs if run.size >= _CLIPPED_RUN)
    return shares / x_v.shape[1]


def dropped_share(x_v: NDArray[np.floating]) -> float:
    """Share of samples in which all moving channels repeat the sample before, two or more in a row.

    Recorders fill lost samples with the last one (or with zeros). A channel that never moves says
    nothing about it, and a single repetition may be rounding.
    """
    if x_v.shape[1] < 2:
        return 0.0
    still = np.ones(x_v.shape[1] - 1, dtype=bool)
    moving = 0
    for x in x_v:
        stays = x[1:] == x[:-1]
        if not stays.all():
            moving += 1
            still &= stays
    if not moving:
        return 0.0
    in_run = still.copy()
    pairs = still[1:] & still[:-1]
    in_run = np.zeros_like(still)
    in_run[1:] |= pairs
    in_run[:-1] |= pairs
    return float(in_run.sum() / x_v.shape[1])


def neighbour_correlation(
    eeg_v: NDArray[np.floating], rate_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Correlate EEG channels with each other on 1-45 Hz.

    Parameters
    ----------
    eeg_v : ndarray, shape (n, t)
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
    windows = windowed(_finite(eeg_v), rate_hz)
    # The taper would spread what an electrode's offset has at 0 Hz into the band.
    windows = windows - windows.mean(axis=2, keepdims=True)
    n, length = windows.shape[0], windows.shape[2]
    frequencies = np.arange(length // 2 + 1) * rate_hz / length
    band = (frequencies >= _EEG_BAND_HZ[0]) & (frequencies <= _EEG_BAND_HZ[1])
    spectra = fft.rfft(windows * np.hanning(length), axis=2)[:, :, band].transpose(1, 0, 2)
    cross = (spectra @ spectra.conj().transpose(0, 2, 1)).real
    # Every window counts the same, or those with blinks would decide.
    scale = np.median(np.einsum("wii->wi", cross), axis=1)
    shared = np.sum(cross[scale > 0] / scale[scale > 0, None, None], axis=0)
    deviation = np.sqrt(np.diag(shared))
    correlation = np.abs(_ratio(shared, np.outer(deviation, deviation)))
    np.fill_diagonal(correlation, 0.0)
    highest = correlation.max(axis=1) if n > 1 else np.ones(n)
    return highest, cross.mean(axis=0) * 2.0 / length**2


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
    emg_v: NDArray[np.floating],
    rate_hz: float,
    segments: Sequence[Segment],
    *,
    high_pass_hz: float = 20.0,
) -> NDArray[np.float64]:
    """Power of EMG in the last phase over that in the first, in decibels.

    Parameters
    ----------
    emg_v : ndarray, shape (m, t)
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
    powers: dict[str, list[NDArray[np.float64]]] = {}
    for segment in segments:
        start = round(segment.onset_s * rate_hz)
        piece = emg_v[:, start : start + round(segment.duration_s * rate_hz)]
        power, frequencies = median_power(windowed(_finite(piece), rate_hz), rate_hz)
        powers.setdefault(segment.phase, []).append(
            power[:, frequencies >= high_pass_hz].sum(axis=1)
        )
    if len(powers) < 2 or emg_v.shape[0] == 0:
        return np.full(emg_v.shape[0], np.nan)
    by_phase = np.array([np.median(found, axis=0) for found in powers.values()])
    loudest = np.argmax(np.median(by_phase, axis=1))
    quietest = np.argmin(np.median(by_phase, axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio_db = 10 * np.log10(by_phase[loudest] / by_phase[quietest])
    return np.where(np.isfinite(ratio_db), ratio_db, np.nan)


def _finite(x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Put the channel's mean where a sample is NaN or infinite: 0 would be a step of its offset."""
    finite = np.isfinite(x)
    count = np.maximum(finite.sum(axis=-1, keepdims=True), 1)
    mean = np.where(finite, x, 0.0).sum(axis=-1, keepdims=True) / count
    return np.where(finite, x, mean)


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
