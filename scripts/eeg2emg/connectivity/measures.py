"""The measures by name, and all planes of one EEG or EMG segment at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.fft

from eeg2emg.connectivity.coherence import (
    estimator_function,
    imaginary_part,
    squared_magnitude,
    welch_coherency,
    zero_lag_share,
)
from eeg2emg.connectivity.correlation import correlation_of_spectrum
from eeg2emg.connectivity.granger import conditional_of_gram, pairwise_of_gram
from eeg2emg.connectivity.mvar import fit_gram, require_full_rank
from eeg2emg.connectivity.phase import (
    debiased_wpli2_of_spectrum,
    phase_lag_index_of,
    weighted_phase_lag_index_of,
)
from eeg2emg.connectivity.record import (
    Record,
    eeg_diagnostics,
    model_diagnostics,
    require_samples,
)
from eeg2emg.connectivity.settings import (
    DIRECTED_MEASURES,
    EEG_MEASURES,
    MODEL_MEASURES,
    PHASE_MEASURES,
    Band,
    EegSettings,
    EmgSettings,
    Estimate,
    plane_names,
    planes_of,
)
from eeg2emg.connectivity.spectra import analytic_signal, band_bins
from eeg2emg.connectivity.spectral_granger import band_granger_of_gram
from eeg2emg.connectivity.transfer_function import (
    direct_dtf,
    dtf,
    expand,
    full_frequency_dtf,
    partial_directed_coherence,
    power,
    spectral_coefficients,
    squared_partial_coherence,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "DIRECTED_MEASURES",
    "EEG_MEASURES",
    "EegSettings",
    "EmgSettings",
    "Estimate",
    "estimate_eeg",
    "estimate_emg",
    "plane_names",
]

FREQUENCY_STEP_HZ = 0.5
"""Distance of the frequencies at which measures of MVAR models are averaged over a band."""


def estimate_eeg(
    x: np.ndarray,
    settings: EegSettings,
    *,
    diagnostics: bool = True,
    channel_names: Sequence[str] | None = None,
) -> Estimate:
    """Estimate all planes of one EEG segment.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Notched, high-passed signals at ``settings.rate_hz``, of any unit; standardised here.
    settings : EegSettings
        What to estimate.
    diagnostics : bool
        Also compute what only describes the model (order criteria, whiteness, consistency, radius), which takes longer
        than the planes. Rank and the refusals do not depend on it.
    channel_names : sequence of str, optional
        For the messages.

    Returns
    -------
    Estimate
        Planes [sink, source] named by `plane_names`; diagnostics ``rank`` and ``mvar_rank`` and, where asked for, those of
        `record.model_diagnostics`.

    Raises
    ------
    ConfigurationError
        When a band does not fit the rate.
    EstimationError
        When a channel is constant or not finite, the segment too short, or the model unstable or ill-conditioned.
    RankDeficiencyError
        When the rank is below what a measure needs.
    """
    record = Record(x, settings.order, settings.mvar_rank, channel_names)
    _require_possible(record, settings)
    planes = {
        name: _plane(record, settings, measure, band)
        for name, (measure, band) in zip(plane_names(settings), planes_of(settings), strict=True)
    }
    values = {"rank": float(record.rank.value), "mvar_rank": float(record.mvar_rank)}
    if diagnostics:
        values |= eeg_diagnostics(record, settings)
    return Estimate(planes, values)


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
        Also compute what only describes the models.
    channel_names : sequence of str, optional
        For the messages.

    Returns
    -------
    Estimate
        Planes [sink, source]: ``granger_raw`` and ``granger_envelope`` as asked for; controls
        ``granger_time_reversed`` (raw signals backwards, pairwise) and ``zero_lag_coherence`` (mean over the band of the squared
        real part of coherency: what instantaneous cross-talk can explain). Diagnostics ``rank`` and those of
        `record.model_diagnostics`, with the prefix ``raw_`` or ``envelope_``.

    Raises
    ------
    EstimationError
        When a channel is constant or not finite, or the segment too short.
    RankDeficiencyError
        When channels are copies or, with ``conditional``, the rank is deficient.
    """
    raw = Record(x, settings.order, channel_names=channel_names)
    records = {"raw": raw}
    if "envelope" in settings.targets:
        slow = envelope(raw.signals, settings.rate_hz, settings.envelope_rate_hz)
        records["envelope"] = Record(slow, settings.envelope_order, channel_names=channel_names)
    planes, values = {}, {"rank": float(raw.rank.value)}
    for target in settings.targets:
        record = records[target]
        planes[f"granger_{target}"] = _granger(record, settings)
        if diagnostics and record.rank.value == record.n_channels:
            described = model_diagnostics(record, fit_gram(record.gram), settings.max_order)
            values |= {f"{target}_{name}": value for name, value in described.items()}
    planes["granger_time_reversed"] = pairwise_of_gram(raw.gram.reversed_in_time(), channel_names)
    _, coherency = welch_coherency(
        raw.signals, settings.rate_hz, settings.window_s, settings.zero_lag_band
    )
    planes["zero_lag_coherence"] = zero_lag_share(coherency).mean(axis=0)
    return Estimate(planes, values)


def envelope(x: np.ndarray, rate_hz: float, envelope_rate_hz: float) -> np.ndarray:
    """Rectify, low-pass at half the new rate, and decimate, all by one Fourier transform.

    The spectrum is cut exactly at the new Nyquist frequency, so no empty band is left below it, which would make
    an MVAR model ill-conditioned.

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


def _require_possible(record: Record, settings: EegSettings) -> None:
    if settings.mvar_rank is not None and settings.mvar_rank > record.n_channels:
        from eeg2emg.errors import ConfigurationError

        raise ConfigurationError(
            f"mvar_rank is {settings.mvar_rank}, but there are {record.n_channels} channels",
            "a model cannot have more dimensions than channels",
            "Lower it",
        )
    n_windows = record.n_samples - settings.order
    least = settings.min_samples_per_parameter
    if settings.needs_model:
        size = record.mvar_rank * settings.order
        require_samples(n_windows, size, least, f"The MVAR model of rank {record.mvar_rank}")
    if "band_granger" in settings.measures:
        require_samples(n_windows, 2 * settings.order, least, "The model of a pair of channels")


def _plane(record: Record, settings: EegSettings, measure: str, band: Band | None) -> np.ndarray:
    if measure == "granger":
        return _granger(record, settings)
    if measure in PHASE_MEASURES:
        bands = settings.pli_bands if band is None else (band,)
        return np.mean([_phase(record, settings, measure, b) for b in bands], axis=0)
    band = settings.band if band is None else band
    if measure == "correlation":
        bins = band_bins(record.n_samples, settings.rate_hz, band)
        return correlation_of_spectrum(record.spectrum, bins)
    if measure == "band_granger":
        return band_granger_of_gram(record.gram, settings.rate_hz, band)
    if measure in MODEL_MEASURES:
        return _of_model(record, settings, measure, band)
    coherency = record.coherency(settings, band)
    part = squared_magnitude if measure == "coherence" else imaginary_part
    return part(coherency).mean(axis=0)
