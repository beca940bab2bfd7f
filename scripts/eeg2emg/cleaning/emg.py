"""ICA of the EMG: at most one component is removed, and only heartbeat or line noise.

The channels stay muscles: what is left is mixed back. Fitted per recording, since the EMG is the
target of the learning and recordings must not inform each other through it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import fft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ECG_LIMIT = 0.3
"""Score of a heartbeat; independent EMG of 20 s stays below 0.1."""
LINE_LIMIT = 0.5
"""Share of a component's power around the line frequency and its harmonics."""
MOST_OF_A_MUSCLE = 0.5
"""Share of a channel's power above which a component is that muscle, whatever else it carries."""
_ENVELOPE_RATE_HZ = 50.0
_HEART_PERIOD_S = (0.45, 1.5)
_HEART_BELOW_HZ = 45.0  # above it there is muscle
_SURROUNDINGS_S = 3.0
_LINE_HALF_WIDTH_HZ = 3.0
_MOST_SAMPLES = 120_000


@dataclass(frozen=True)
class EmgCleaning:
    """Cleaned EMG and what was done.

    Attributes
    ----------
    emg_v : ndarray, shape (m, t)
        Cleaned EMG in volts.
    removed : bool
        Whether a component was removed; that none was is a legitimate result.
    label : str
        ``"ecg"``, ``"line"`` or ``"none"``.
    score : float
        Highest score found, whether or not it reached its limit.
    reason : str
        In words.
    mixing : ndarray, shape (m,)
        Map of the removed component in volts; zeros when none was removed.
    """

    emg_v: NDArray[np.floating]
    removed: bool
    label: str
    score: float
    reason: str
    mixing: NDArray[np.float64]


def clean_emg(
    emg_v: NDArray[np.floating],
    rate_hz: float,
    *,
    channels: Sequence[str],
    line_freq_hz: float,
    enabled: bool = True,
    ecg_v: NDArray[np.floating] | None = None,
    seed: int = 0,
) -> EmgCleaning:
    """Remove the one component of prepared EMG that is heartbeat or line noise, if there is one.

    Parameters
    ----------
    emg_v : ndarray, shape (m, t)
        High-passed and notched EMG in volts.
    rate_hz : float
        Sampling rate.
    channels : sequence of str
        Names of the muscles.
    line_freq_hz : float
        Power line frequency.
    enabled : bool
        False leaves the EMG as it is.
    ecg_v : ndarray, shape (t,), optional
        An ECG channel at the same rate, filtered alike.
    seed : int
        Seed of the start values.

    Returns
    -------
    EmgCleaning
    """
    emg_v = np.asarray(emg_v, dtype=np.float64)
    m = emg_v.shape[0]
    if m != len(channels):
        msg = f"{m} rows of EMG and {len(channels)} names"
        raise ValueError(msg)
    if not enabled:
        return _unchanged(emg_v, 0.0, "ICA of the EMG is switched off")
    if m < 2 or emg_v.shape[1] < 2 * rate_hz:
        return _unchanged(emg_v, 0.0, "too few channels or samples for an ICA")
    mixing, unmixing = _decompose(emg_v, seed)
    sources = unmixing @ emg_v
    heart = np.array([_heart_score(source, rate_hz, ecg_v) for source in sources])
    line = np.array([_line_score(source, rate_hz, line_freq_hz) for source in sources])
    excess = np.maximum(heart / ECG_LIMIT, line / LINE_LIMIT)
    worst = int(np.argmax(excess))
    is_heart = bool(heart[worst] / ECG_LIMIT >= line[worst] / LINE_LIMIT)
    label, score = ("ecg", heart[worst]) if is_heart else ("line", line[worst])
    if excess[worst] < 1.0:
        return _unchanged(
            emg_v,
            float(score),
            f"no component is heartbeat or line noise (highest score {score:.2f})",
        )
    limit = ECG_LIMIT if is_heart else LINE_LIMIT
    words = "beats like a heart" if is_heart else "is line noise"
    reason = f"a component {words}: score {score:.2f} (limit {limit:g})"
    taken = (mixing[:, worst] * sources[worst].std()) ** 2 / np.maximum(emg_v.var(axis=1), 1e-30)
    most = int(np.argmax(taken))
    if taken[most] > MOST_OF_A_MUSCLE:
        return _unchanged(
            emg_v,
            float(score),
            f"{reason}, but holds {taken[most]:.0%} of the power of {channels[most]}: kept",
        )
    return EmgCleaning(
        emg_v=emg_v - np.outer(mixing[:, worst], sources[worst]),
        removed=True,
        label=label,
        score=float(score),
        reason=f"{reason}; it held at most {taken[most]:.0%} of the power of a muscle",
        mixing=mixing[:, worst] * sources[worst].std(),
    )


def _unchanged(emg_v: NDArray[np.floating], score: float, reason: str) -> EmgCleaning:
    return EmgCleaning(emg_v, False, "none", score, reason, np.zeros(emg_v.shape[0]))


def _decompose(
    emg_v: NDArray[np.floating], seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from picard import picard

    # Muscles differ in strength; the independence that is sought does not depend on it.
    scale = emg_v.std(axis=1, keepdims=True)
    scale[scale == 0] = 1.0
    thinned = (emg_v / scale)[:, :: max(1, emg_v.shape[1] // _MOST_SAMPLES)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whitening, rotation, _ = picard(
            thinned, ortho=False, extended=True, max_iter=300, random_state=seed % 2**32
        )
    unmixing = rotation @ whitening
    return scale * np.linalg.pinv(unmixing), unmixing / scale.T


def _heart_score(
    source: NDArray[np.float64], rate_hz: float, ecg_v: NDArray[np.floating] | None
) -> float:
    if ecg_v is not None:
        return float(abs(np.corrcoef(source, ecg_v)[0, 1]))
    # Against its own surroundings: rest and activity, and bursts, are slower than a heart.
    envelope = _envelope(_below(source, rate_hz, _HEART_BELOW_HZ), rate_hz)
    surroundings = _running_mean(envelope, round(_SURROUNDINGS_S * _ENVELOPE_RATE_HZ))
    relative = envelope / np.maximum(surroundings, np.finfo(float).tiny) - 1.0
    relative = np.minimum(relative, np.quantile(relative, 0.98))  # no single peak decides
    relative -= relative.mean()
    size = fft.next_fast_len(2 * relative.size, real=True)
    power = np.abs(fft.rfft(relative, size)) ** 2
    autocorrelation = fft.irfft(power, size)[: relative.size]
    if autocorrelation[0] <= 0:
        return 0.0
    autocorrelation /= autocorrelation[0]
    first, last = (round(period * _ENVELOPE_RATE_HZ) for period in _HEART_PERIOD_S)
    beat = first + int(np.argmax(autocorrelation[first : last + 1]))
    # A beat returns after its period, and not halfway.
    return float(max(0.0, autocorrelation[beat] - max(0.0, autocorrelation[beat // 2])))


def _envelope(source: NDArray[np.float64], rate_hz: float) -> NDArray[np.float64]:
    step = max(1, round(rate_hz / _ENVELOPE_RATE_HZ))
    count = source.size // step
    return np.abs(source[: count * step]).reshape(count, step).mean(axis=1)


def _below(source: NDArray[np.float64], rate_hz: float, edge_hz: float) -> NDArray[np.float64]:
    spectrum = fft.rfft(source)
    spectrum[np.arange(spectrum.size) * rate_hz / source.size > edge_hz] = 0.0
    return fft.irfft(spectrum, source.size)


def _running_mean(x: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    weights = np.ones(min(width, x.size))
    return np.convolve(x, weights, "same") / np.convolve(np.ones(x.size), weights, "same")


def _line_score(source: NDArray[np.float64], rate_hz: float, line_freq_hz: float) -> float:
    power = np.abs(fft.rfft(source)) ** 2
    frequencies = np.arange(power.size) * rate_hz / source.size
    nearest = np.round(frequencies / line_freq_hz) * line_freq_hz
    near = (np.abs(frequencies - nearest) <= _LINE_HALF_WIDTH_HZ) & (nearest > 0)
    total = power.sum()
    return float(power[near].sum() / total) if total > 0 else 0.0
