"""The measures by name, and all planes of one EEG segment at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.coherence import imaginary_part, squared_magnitude
from eeg2emg.connectivity.correlations import correlation_of_spectrum
from eeg2emg.connectivity.emg import estimate_emg
from eeg2emg.connectivity.granger_spectrum import band_granger_of_gram
from eeg2emg.connectivity.phase import (
    debiased_wpli2_of_spectrum,
    phase_lag_index_of,
    weighted_phase_lag_index_of,
)
from eeg2emg.connectivity.segment import Record, model_diagnostics, require_samples
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
from eeg2emg.errors import ConfigurationError

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
"""Distance of the frequencies at which measures of MVAR models are taken in a band."""


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
        Also compute what only describes the model (order criteria, whiteness, consistency, radius),
        which takes longer than the planes. Rank and the refusals do not depend on it.
    channel_names : sequence of str, optional
        For the messages.

    Returns
    -------
    Estimate
        Planes [sink, source] named by `plane_names`; diagnostics ``rank`` and ``mvar_rank`` and,
        where asked for, those of `record.model_diagnostics`.

    Raises
    ------
    ConfigurationError
        When a band or rank does not fit the segment.
    EstimationError
        When a channel is constant or not finite, the segment too short, or the model unstable or
        ill-conditioned.
    RankDeficiencyError
        When the rank is below what a measure needs.
    """
    record = eeg_record(x, settings, channel_names)
    return estimate_record(record, settings, diagnostics=diagnostics)


def eeg_record(
    x: np.ndarray, settings: EegSettings, channel_names: Sequence[str] | None = None
) -> Record:
    """Make the record of one EEG segment, from which several settings may be estimated."""
    return Record(x, settings.order, settings.mvar_rank, channel_names)


def estimate_record(record: Record, settings: EegSettings, *, diagnostics: bool = True) -> Estimate:
    """Estimate all planes of a record: `estimate_eeg` for a segment that is used again.

    Parameters
    ----------
    record : Record
        As from `eeg_record`, with the order and rank of `settings`.
    settings : EegSettings
        What to estimate.
    diagnostics : bool
        Also describe the model.

    Returns
    -------
    Estimate
        As `estimate_eeg`, with the same errors.
    """
    planes = planes_of_record(record, settings)
    values = {"rank": float(record.rank.value), "mvar_rank": float(record.mvar_rank)}
    if diagnostics:
        values |= _diagnostics(record, settings)
    return Estimate(planes, values)


def planes_of_record(record: Record, settings: EegSettings) -> dict[str, np.ndarray]:
    """Estimate the planes of a record alone, by name; parameters and errors as `estimate_eeg`."""
    _require_possible(record, settings)
    return {
        name: _plane(record, settings, measure, band)
        for name, (measure, band) in zip(plane_names(settings), planes_of(settings), strict=True)
    }


def _require_possible(record: Record, settings: EegSettings) -> None:
    if record.mvar_rank > record.n_channels:
        raise ConfigurationError(
            f"mvar_rank is {record.mvar_rank}, but there are {record.n_channels} channels",
            "a model cannot have more dimensions than there are channels",
            "Lower it",
        )
    if settings.needs_model:
        size = record.mvar_rank * settings.order
        subject = f"The MVAR model of rank {record.mvar_rank} and order {settings.order}"
    elif {"granger", "band_granger"} & set(settings.measures):
        regressors = record.n_channels if settings.conditional else 2
        size, subject = regressors * settings.order, f"Granger causality of order {settings.order}"
    else:
        return
    least = settings.min_samples_per_parameter
    require_samples(record.n_samples - settings.order, size, least, subject)


def _plane(record: Record, settings: EegSettings, measure: str, band: Band | None) -> np.ndarray:
    if measure == "granger":
        return record.granger(settings.conditional, settings.conditional_method)
    if measure in PHASE_MEASURES:
        bands = settings.pli_bands if band is None else (band,)
        return np.mean([_phase_of(record, settings, measure, b) for b in bands], axis=0)
    band = settings.band if band is None else band
    if measure == "correlation":
        bins = band_bins(record.n_samples, settings.rate_hz, band)
        return correlation_of_spectrum(record.spectrum, bins)
    if measure == "band_granger":
        return band_granger_of_gram(record.gram, settings.rate_hz, band, record.channel_names)
    if measure in MODEL_MEASURES:
        return _of_model(record, settings, measure, band)
    coherency = record.coherency(settings.estimator, settings.rate_hz, settings.window_s, band)
    part = squared_magnitude if measure == "coherence" else imaginary_part
    return part(coherency).mean(axis=0)


def _phase_of(record: Record, settings: EegSettings, measure: str, band: Band) -> np.ndarray:
    """Phase lag index of one band, once per record: bands take the most time of all planes."""
    key = (measure, settings.estimator, settings.rate_hz, settings.window_s, tuple(band))
    if key not in record.phases:
        record.phases[key] = _phase(record, settings, measure, band)
    return record.phases[key]


def _phase(record: Record, settings: EegSettings, measure: str, band: Band) -> np.ndarray:
    if measure == "pli" and settings.estimator == "multitaper":
        from eeg2emg.connectivity.multitaper import multitaper_phase_lag_index

        return multitaper_phase_lag_index(record.signals, settings.rate_hz, settings.window_s, band)
    bins = band_bins(record.n_samples, settings.rate_hz, band)
    if measure == "debiased_wpli2":
        return debiased_wpli2_of_spectrum(record.spectrum, bins)
    index = phase_lag_index_of if measure == "pli" else weighted_phase_lag_index_of
    return index(analytic_signal(record.spectrum, bins, record.n_samples))


def _of_model(record: Record, settings: EegSettings, measure: str, band: Band) -> np.ndarray:
    """Mean over the band, or the sum where the measure is a share of what all frequencies hold."""
    low_hz, high_hz = band
    points = max(round((high_hz - low_hz) / FREQUENCY_STEP_HZ), 1) + 1
    frequencies_hz = np.linspace(low_hz, high_hz, points)
    spectral = spectral_coefficients(record.model.coefficients, frequencies_hz, settings.rate_hz)
    if measure == "pdc":
        among_channels = spectral if record.basis is None else expand(spectral, record.basis)
        return partial_directed_coherence(among_channels).mean(axis=0)
    transfer = np.linalg.inv(spectral)
    if record.basis is not None:
        transfer = expand(transfer, record.basis)
    if measure == "ffdtf":
        return full_frequency_dtf(transfer).sum(axis=0)
    if measure == "ddtf":
        partial = squared_partial_coherence(spectral, record.model.noise_covariance, record.basis)
        return direct_dtf(transfer, partial).sum(axis=0)
    return (dtf if measure == "dtf" else power)(transfer).mean(axis=0)


def _diagnostics(record: Record, settings: EegSettings) -> dict[str, float]:
    """Describe the model of all channels; where no measure needs it, of at most the rank."""
    if settings.needs_model:
        return model_diagnostics(record, settings.max_order)
    within = Record(
        record.signals, record.order, min(record.mvar_rank, record.rank.value), trusted=False
    )
    return model_diagnostics(within, settings.max_order)
