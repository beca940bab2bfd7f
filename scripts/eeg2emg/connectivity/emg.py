"""EMG connectivity: the target matrices of one segment, and the companions shown beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.connectivity.catalogue import COMPANIONS, TARGETS
from eeg2emg.connectivity.coherence import zero_lag_share
from eeg2emg.connectivity.granger import conditional_of_gram, pairwise_of_gram
from eeg2emg.connectivity.segment import SegmentSignals, model_diagnostics, require_samples
from eeg2emg.connectivity.settings import EmgSettings, Estimate
from eeg2emg.signals.lower_rate import at_lower_rate

if TYPE_CHECKING:
    from collections.abc import Sequence


def estimate_emg(
    x: np.ndarray,
    settings: EmgSettings,
    *,
    diagnostics: bool = True,
    channel_names: Sequence[str] | None = None,
    runs: Sequence[int] = (),
) -> Estimate:
    """Estimate the target matrices of one EMG segment, and the controls shown beside them.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Cleaned EMG at ``settings.rate_hz``, of any unit.
    settings : EmgSettings
        What to estimate.
    diagnostics : bool
        Also describe the models of all muscles, and refuse the segment where that of the raw
        signals is unstable or ill-conditioned.
    channel_names : sequence of str, optional
        For the messages.
    runs : sequence of int
        Samples of each uninterrupted run (`SegmentSignals`); none where the segment is one.

    Returns
    -------
    Estimate
        Planes [sink, source]: the targets that are asked for, and the companions of
        `eeg2emg.connectivity.catalogue.COMPANIONS`. Diagnostics ``rank`` and those of
        `eeg2emg.connectivity.segment.model_diagnostics`, with the prefix ``raw_`` or
        ``envelope_``.

    Raises
    ------
    EstimationError
        When a channel is constant or not finite, the segment too short, or (with `diagnostics`) the
        model of the raw signals unstable or ill-conditioned.
    RankDeficiencyError
        When channels are copies or, with ``conditional``, the rank is deficient.
    """
    raw = SegmentSignals(x, settings.order, channel_names=channel_names, runs=runs)
    planes, values = {}, {"rank": float(raw.rank.value)}
    by_kind: dict[str, SegmentSignals] = {}
    for name in settings.targets:
        target = TARGETS[name]
        if target.signals not in by_kind:
            segment = by_kind[target.signals] = signals_of(target.signals, raw, settings)
            if diagnostics:
                described = _described(segment, target.signals, settings)
                values |= {f"{target.signals}_{key}": value for key, value in described.items()}
        planes[name] = resolve(target.matrix)(by_kind[target.signals], settings)
    for companion in COMPANIONS.values():
        if companion.matrix:
            planes[companion.name] = resolve(companion.matrix)(raw, settings)
    return Estimate(planes, values)


def signals_of(kind: str, raw: SegmentSignals, settings: EmgSettings) -> SegmentSignals:
    """Give what a target is estimated from: the raw signals, or their rectified envelopes.

    Parameters
    ----------
    kind : {"raw", "envelope"}
        As `eeg2emg.connectivity.catalogue.Target.signals`.
    raw : SegmentSignals
        The cleaned EMG.
    settings : EmgSettings
        Rate and order of the envelope.

    Returns
    -------
    SegmentSignals

    Raises
    ------
    EstimationError
        When the segment is too short for the order.
    """
    segment = raw
    if kind == "envelope":
        slow = [envelope(run, settings.rate_hz, settings.envelope_rate_hz) for run in raw.pieces]
        segment = SegmentSignals(
            np.hstack(slow),
            settings.envelope_order,
            channel_names=raw.channel_names,
            runs=[run.shape[1] for run in slow],
        )
    size = (segment.n_channels if settings.conditional else 2) * segment.order
    require_samples(
        segment.n_predicted,
        size,
        settings.min_samples_per_parameter,
        f"Granger causality of order {segment.order}",
    )
    return segment


def rate_of(kind: str, settings: EmgSettings) -> float:
    """Give the sampling rate of the signals of a kind, in Hz."""
    return settings.envelope_rate_hz if kind == "envelope" else settings.rate_hz


def granger(segment: SegmentSignals, settings: EmgSettings) -> np.ndarray:
    """Granger causality in the time domain, pairwise or conditional."""
    return segment.granger(settings.conditional, settings.conditional_method)


def granger_time_reversed(segment: SegmentSignals, settings: EmgSettings) -> np.ndarray:
    """Granger causality backwards in time, of the same kind as the values it stands beside."""
    backwards = segment.gram.reversed_in_time()
    if not settings.conditional:
        return pairwise_of_gram(backwards, segment.channel_names)
    segment.require_full_rank("Conditional Granger causality")
    return conditional_of_gram(backwards, settings.conditional_method)


def zero_lag_coherence(segment: SegmentSignals, settings: EmgSettings) -> np.ndarray:
    """Squared real part of coherency, which instantaneous cross-talk can explain."""
    coherency = segment.coherency(
        "welch", settings.rate_hz, settings.window_s, settings.zero_lag_band
    )
    return zero_lag_share(coherency).mean(axis=0)


def _described(segment: SegmentSignals, kind: str, settings: EmgSettings) -> dict[str, float]:
    # The envelope drifts where a contraction begins or ends within the segment, so that its model
    # is described only; no stationary model of the raw signals is a reason to refuse.
    within = SegmentSignals(
        segment.signals,
        segment.order,
        segment.rank.value,
        trusted=kind == "raw",
        runs=segment.runs,
    )
    return model_diagnostics(within, settings.max_order)


def envelope(x: np.ndarray, rate_hz: float, envelope_rate_hz: float) -> np.ndarray:
    """Rectify, low-pass at half the new rate, and decimate, all by one Fourier transform.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals without their means.
    rate_hz, envelope_rate_hz : float
        Sampling rates of `x` and of the envelope, in Hz.

    Returns
    -------
    ndarray, shape (n_channels, round(n_samples * envelope_rate_hz / rate_hz))
        Rectified signals at the lower rate.
    """
    return at_lower_rate(np.abs(x), rate_hz, envelope_rate_hz)
