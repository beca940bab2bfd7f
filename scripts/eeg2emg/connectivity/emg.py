"""The target matrices of one EMG segment, and the controls shown beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.fft

from eeg2emg.connectivity.coherence import zero_lag_share
from eeg2emg.connectivity.granger import conditional_of_gram, pairwise_of_gram
from eeg2emg.connectivity.segment import Record, model_diagnostics, require_samples
from eeg2emg.connectivity.settings import EmgSettings, Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence


def estimate_emg(
    x: np.ndarray,
    settings: EmgSettings,
    *,
    diagnostics: bool = True,
    channel_names: Sequence[str] | None = None,
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

    Returns
    -------
    Estimate
        Planes [sink, source]: ``granger_raw`` and ``granger_envelope`` as asked for; the controls
        ``granger_time_reversed`` (raw signals backwards) and ``zero_lag_coherence`` (the
        squared real part of coherency, which instantaneous cross-talk can explain, averaged over
        the band). Diagnostics ``rank`` and those of `record.model_diagnostics`, with the prefix
        ``raw_`` or ``envelope_``.

    Raises
    ------
    EstimationError
        When a channel is constant or not finite, the segment too short, or (with `diagnostics`) the
        model of the raw signals unstable or ill-conditioned.
    RankDeficiencyError
        When channels are copies or, with ``conditional``, the rank is deficient.
    """
    raw = Record(x, settings.order, channel_names=channel_names)
    planes, values = {}, {"rank": float(raw.rank.value)}
    for target in settings.targets:
        record = raw if target == "raw" else envelope_record(raw, settings)
        size = (record.n_channels if settings.conditional else 2) * record.order
        require_samples(
            record.n_samples - record.order,
            size,
            settings.min_samples_per_parameter,
            f"Granger causality of order {record.order}",
        )
        planes[f"granger_{target}"] = record.granger(
            settings.conditional, settings.conditional_method
        )
        if diagnostics:
            # The envelope drifts where a contraction begins or ends within the segment, so that its
            # model is described only; no stationary model of the raw signals is a reason to refuse.
            within = Record(
                record.signals, record.order, record.rank.value, trusted=target == "raw"
            )
            described = model_diagnostics(within, settings.max_order)
            values |= {f"{target}_{name}": value for name, value in described.items()}
    planes["granger_time_reversed"] = _time_reversed(raw, settings)
    coherency = raw.coherency("welch", settings.rate_hz, settings.window_s, settings.zero_lag_band)
    planes["zero_lag_coherence"] = zero_lag_share(coherency).mean(axis=0)
    return Estimate(planes, values)


def envelope(x: np.ndarray, rate_hz: float, envelope_rate_hz: float) -> np.ndarray:
    """Rectify, low-pass at half the new rate, and decimate, all by one Fourier transform.

    The spectrum is cut exactly at the new Nyquist frequency, so that no empty band is left below
    it, which would make an MVAR model ill-conditioned.

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
    n_samples = x.shape[1]
    length = round(n_samples * envelope_rate_hz / rate_hz)
    spectrum = scipy.fft.rfft(np.abs(x), axis=1)[:, : length // 2 + 1]
    return scipy.fft.irfft(spectrum, n=length, axis=1) * (length / n_samples)


def _time_reversed(raw: Record, settings: EmgSettings) -> np.ndarray:
    """Give the control of the same kind, pairwise or conditional, as the values it controls."""
    backwards = raw.gram.reversed_in_time()
    if not settings.conditional:
        return pairwise_of_gram(backwards, raw.channel_names)
    raw.require_full_rank("Conditional Granger causality")
    return conditional_of_gram(backwards, settings.conditional_method)


def envelope_record(raw: Record, settings: EmgSettings) -> Record:
    """Make the segment of the rectified envelopes, at their rate and with their order."""
    slow = envelope(raw.signals, settings.rate_hz, settings.envelope_rate_hz)
    return Record(slow, settings.envelope_order, channel_names=raw.channel_names)
