"""ICA of the EMG: at most one component, and only one that is heartbeat or line noise.

The channels stay muscles: what is left is mixed back. Fitted per recording, since the EMG is the
target of the learning and recordings must not inform each other through it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ECG_LIMIT = 0.5
LINE_LIMIT = 0.5
_ENVELOPE_RATE_HZ = 50.0
_HEART_PERIOD_S = (0.45, 1.5)
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

    emg_v: NDArray[np.float64]
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
    emg_v = np.asarray(emg_v, dtype=float)
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
    words = "beats like a heart" if is_heart else "is line noise"
    return EmgCleaning(
        emg_v=emg_v - np.outer(mixing[:, worst], sources[worst]),
        removed=True,
        label=label,
        score=float(score),
        reason=f"component {worst} {words}: score {score:.2f} (limit "
        f"{ECG_LIMIT if is_heart else LINE_LIMIT:g})",
        mixing=mixing[:, worst] * sources[worst].std(),
    )


def _unchanged(emg_v: NDArray[np.float64], score: float, reason: str) -> EmgCleaning:
    return EmgCleaning(emg_v, False, "none", score, reason, np.zeros(emg_v.shape[0]))


def _decompose(
    emg_v: NDArray[np.float64], seed: int
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
    envelope = _envelope(source, rate_hz)
    # Beats stand out from what is between them; an envelope of muscle activity does not.
    if np.quantile(envelope, 0.98) < 3.0 * np.median(envelope):
        return 0.0
    # Ranks would lose the beat's height; the clip keeps single bursts from deciding.
    clipped = np.minimum(envelope, np.quantile(envelope, 0.98))
    centred = clipped - clipped.mean()
    size = 2 * centred.size
    spectrum = np.abs(np.fft.rfft(centred, size)) ** 2
    autocorrelation = np.fft.irfft(spectrum, size)[: centred.size]
    first, last = (round(period * _ENVELOPE_RATE_HZ) for period in _HEART_PERIOD_S)
    return float(autocorrelation[first : last + 1].max() / autocorrelation[0])


def _envelope(source: NDArray[np.float64], rate_hz: float) -> NDArray[np.float64]:
    step = max(1, round(rate_hz / _ENVELOPE_RATE_HZ))
    count = source.size // step
    return np.abs(source[: count * step]).reshape(count, step).mean(axis=1)


def _line_score(source: NDArray[np.float64], rate_hz: float, line_freq_hz: float) -> float:
    power = np.abs(np.fft.rfft(source)) ** 2
    frequencies = np.arange(power.size) * rate_hz / source.size
    nearest = np.round(frequencies / line_freq_hz) * line_freq_hz
    near = (np.abs(frequencies - nearest) <= _LINE_HALF_WIDTH_HZ) & (nearest > 0)
    total = power.sum()
    return float(power[near].sum() / total) if total > 0 else 0.0
