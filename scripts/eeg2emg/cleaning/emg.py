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

from eeg2emg.cleaning.picard_solver import picard_solver
from eeg2emg.signals.pieces import ArraySignals, read_thinned, spans, uninterrupted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from eeg2emg.signals.pieces import Signals

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
_LONGEST_SPAN = 2**22  # samples of a component that are looked at together: 70 min at 1 kHz


@dataclass(frozen=True)
class EmgArtefact:
    """The one component of EMG that is removed, or why none is.

    Attributes
    ----------
    removed : bool
        Whether a component is removed; that none is is a legitimate result.
    label : str
        ``"ecg"``, ``"line"`` or ``"none"``.
    score : float
        Highest score found, whether or not it reached its limit.
    reason : str
        In words.
    mixing : ndarray, shape (m,)
        Map of the component in volts, of a course with unit variance; zeros when none is removed.
    component : int
        Its number.
    weights : ndarray, shape (m,)
        Map of the component, in volts per unit of its course.
    unmixing : ndarray, shape (m, m)
        Courses of all components = unmixing @ EMG in volts.
    """

    removed: bool
    label: str
    score: float
    reason: str
    mixing: NDArray[np.float64]
    component: int
    weights: NDArray[np.float64]
    unmixing: NDArray[np.float64]

    def without(self, emg_v: NDArray[np.floating]) -> NDArray[np.floating]:
        """Take the component out of EMG of shape (m, t)."""
        if not self.removed:
            return emg_v
        return emg_v - np.outer(self.weights, (self.unmixing @ emg_v)[self.component])


@dataclass(frozen=True)
class EmgCleaning:
    """Cleaned EMG and what was done.

    Attributes
    ----------
    emg_v : ndarray, shape (m, t)
        Cleaned EMG in volts.
    removed, label, score, reason, mixing
        As in `EmgArtefact`.
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
    found = find_emg_artefact(
        ArraySignals(emg_v),
        rate_hz,
        channels=channels,
        line_freq_hz=line_freq_hz,
        enabled=enabled,
        ecg=None if ecg_v is None else ArraySignals(np.asarray(ecg_v)[None]),
        seed=seed,
    )
    return EmgCleaning(
        emg_v=found.without(emg_v),
        removed=found.removed,
        label=found.label,
        score=found.score,
        reason=found.reason,
        mixing=found.mixing,
    )


def find_emg_artefact(
    emg: Signals,
    rate_hz: float,
    *,
    channels: Sequence[str],
    line_freq_hz: float,
    enabled: bool = True,
    ecg: Signals | None = None,
    seed: int = 0,
) -> EmgArtefact:
    """Find the one component of prepared EMG that is heartbeat or line noise, if there is one.

    Parameters
    ----------
    emg : Signals, shape (m, t)
        High-passed and notched EMG in volts.
    rate_hz, channels, line_freq_hz, enabled, seed
        As in `clean_emg`.
    ecg : Signals, shape (1, t), optional
        An ECG channel at the same rate, filtered alike.

    Returns
    -------
    EmgArtefact
    """
    m, t = emg.shape
    if m != len(channels):
        msg = f"{m} rows of EMG and {len(channels)} names"
        raise ValueError(msg)
    if not enabled:
        return _none(m, 0.0, "ICA of the EMG is switched off")
    if m < 2 or t < 2 * rate_hz:
        return _none(m, 0.0, "too few channels or samples for an ICA")
    scale_v = np.array([_spread(_course_of_row(emg, row)) for row in range(m)])
    mixing, unmixing = _decompose(emg, scale_v, seed)
    sources = [_Source(emg, unmixing, number) for number in range(m)]
    heart = np.array([_heart_score(source, rate_hz, ecg) for source in sources])
    line = np.array([_line_score(source, rate_hz, line_freq_hz) for source in sources])
    excess = np.maximum(heart / ECG_LIMIT, line / LINE_LIMIT)
    worst = int(np.argmax(excess))
    is_heart = bool(heart[worst] / ECG_LIMIT >= line[worst] / LINE_LIMIT)
    label, score = ("ecg", heart[worst]) if is_heart else ("line", line[worst])
    if excess[worst] < 1.0:
        return _none(
            m, float(score), f"no component is heartbeat or line noise (highest score {score:.2f})"
        )
    limit = ECG_LIMIT if is_heart else LINE_LIMIT
    words = "beats like a heart" if is_heart else "is line noise"
    reason = f"a component {words}: score {score:.2f} (limit {limit:g})"
    map_v = mixing[:, worst] * _spread(sources[worst].courses())
    taken = map_v**2 / np.maximum(scale_v**2, 1e-30)
    most = int(np.argmax(taken))
    if taken[most] > MOST_OF_A_MUSCLE:
        kept = f"{reason}, but holds {taken[most]:.0%} of the power of {channels[most]}: kept"
        return _none(m, float(score), kept)
    return EmgArtefact(
        removed=True,
        label=label,
        score=float(score),
        reason=f"{reason}; it held at most {taken[most]:.0%} of the power of a muscle",
        mixing=map_v,
        component=worst,
        weights=mixing[:, worst],
        unmixing=unmixing,
    )


def _none(m: int, score: float, reason: str) -> EmgArtefact:
    nothing = np.zeros(m)
    return EmgArtefact(False, "none", score, reason, nothing, 0, nothing, np.zeros((m, m)))


@dataclass(frozen=True)
class _Source:
    """Course of one component, made of the EMG as it is asked for."""

    emg: Signals
    unmixing: NDArray[np.float64]
    number: int

    def courses(self) -> Iterator[NDArray[np.float64]]:
        """Give the course, a long one in spans."""
        m, t = self.emg.shape
        for first, last in spans(t, _LONGEST_SPAN):
            course = np.empty(last - first)
            # All components at once, as one product, so that they are the same whoever asks.
            for start, stop in spans(last - first, max(1, _LONGEST_SPAN // m)):
                emg_v = self.emg.read(None, first + start, first + stop)
                course[start:stop] = (self.unmixing @ emg_v)[self.number]
            yield course

    def runs(self) -> Iterator[NDArray[np.float64]]:
        """Give the course in spans of which none reaches across a pause."""
        begin = 0
        for course in self.courses():
            end = begin + course.size
            for _, first, last in uninterrupted(self.emg.joins, end, begin, end):
                yield course[first - begin : last - begin]
            begin = end


def _course_of_row(signals: Signals, row: int) -> Iterator[NDArray[np.float64]]:
    for start, stop in spans(signals.shape[1], _LONGEST_SPAN):
        yield signals.read([row], start, stop)[0]


def _spread(courses: Iterator[NDArray[np.float64]]) -> float:
    """Find the standard deviation of a course that comes in spans."""
    found = [(x.size, x.mean(), x.var()) for x in courses]
    if len(found) == 1:
        return float(np.sqrt(found[0][2]))
    sizes, means, variances = np.array(found).T
    mean = np.average(means, weights=sizes)
    return float(np.sqrt(np.average(variances + (means - mean) ** 2, weights=sizes)))


def _decompose(
    emg: Signals, scale_v: NDArray[np.float64], seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    picard = picard_solver()
    # Muscles differ in strength; the independence that is sought does not depend on it.
    scale = np.where(scale_v == 0, 1.0, scale_v)[:, None]
    thinned = read_thinned(emg, max(1, emg.shape[1] // _MOST_SAMPLES)) / scale
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whitening, rotation, _ = picard(
            thinned, ortho=False, extended=True, max_iter=300, random_state=seed % 2**32
        )
    unmixing = rotation @ whitening
    return scale * np.linalg.pinv(unmixing), unmixing / scale.T


def _heart_score(source: _Source, rate_hz: float, ecg: Signals | None) -> float:
    if ecg is not None:
        return _correlation(source.courses(), _course_of_row(ecg, 0))
    # Against its own surroundings: rest and activity, and bursts, are slower than a heart.
    envelope = np.concatenate(
        [_envelope(_below(course, rate_hz, _HEART_BELOW_HZ), rate_hz) for course in source.runs()]
    )
    if not envelope.size:
        return 0.0
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


def _correlation(
    ones: Iterator[NDArray[np.float64]], others: Iterator[NDArray[np.float64]]
) -> float:
    """Absolute correlation of two high-passed courses, which have no offset of a whole span."""
    products = np.zeros((2, 2))
    for one, other in zip(ones, others, strict=True):
        products += np.cov(one, other) * (one.size - 1)
    return float(abs(products[0, 1]) / np.sqrt(products[0, 0] * products[1, 1]))


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


def _line_score(source: _Source, rate_hz: float, line_freq_hz: float) -> float:
    at_line = total = 0.0
    for course in source.courses():
        power = np.abs(fft.rfft(course)) ** 2
        frequencies = np.arange(power.size) * rate_hz / course.size
        nearest = np.round(frequencies / line_freq_hz) * line_freq_hz
        near = (np.abs(frequencies - nearest) <= _LINE_HALF_WIDTH_HZ) & (nearest > 0)
        at_line, total = at_line + power[near].sum(), total + power.sum()
    return float(at_line / total) if total > 0 else 0.0
