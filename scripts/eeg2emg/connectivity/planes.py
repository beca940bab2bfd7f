"""Planes: one matrix of one segment by each function that an entry of the measures names.

Each takes the segment, the settings and a band (None where the settings' own apply), and gives a
matrix [sink, source].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.coherence import imaginary_part, squared_magnitude
from eeg2emg.connectivity.correlations import correlation_of_runs, correlation_of_spectrum
from eeg2emg.connectivity.granger_spectrum import band_granger_of_gram
from eeg2emg.connectivity.log_coherency import cross_spectral_matrix, log_euclidean_coherency
from eeg2emg.connectivity.packing import packed
from eeg2emg.connectivity.phase import (
    APART,
    debiased_wpli2_of_windows,
    phase_lag_index_of,
    weighted_phase_lag_index_of,
)
from eeg2emg.connectivity.spectra import analytic_signal, band_bins
from eeg2emg.connectivity.transfer_function import (
    direct_dtf,
    expand,
    full_frequency_dtf,
    partial_directed_coherence,
    power,
    spectral_coefficients,
    squared_partial_coherence,
)
from eeg2emg.connectivity.transfer_function import dtf as normalised_transfer
from eeg2emg.connectivity.windows import window_coefficients

if TYPE_CHECKING:
    from collections.abc import Callable

    from eeg2emg.connectivity.segment import SegmentSignals
    from eeg2emg.connectivity.settings import Band, EegSettings

FREQUENCY_STEP_HZ = 0.5
"""Distance of the frequencies at which measures of MVAR models are taken in a band."""


def correlation(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Correlation within the band."""
    own = band or settings.band
    bins = [band_bins(run.shape[1], settings.rate_hz, own) for run in segment.pieces]
    if len(bins) == 1:
        return correlation_of_spectrum(segment.spectra[0], bins[0])
    return correlation_of_runs(segment.spectra, bins, [run.shape[1] for run in segment.pieces])


def coherence(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Magnitude-squared coherence, averaged over the band."""
    return squared_magnitude(_coherency(segment, settings, band)).mean(axis=0)


def imaginary_coherence(
    segment: SegmentSignals, settings: EegSettings, band: Band | None
) -> np.ndarray:
    """Absolute imaginary part of coherency, averaged over the band."""
    return imaginary_part(_coherency(segment, settings, band)).mean(axis=0)


def log_coherency(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Log-Euclidean coherency per band, and the mean over bands, packed into real numbers."""
    rate_hz, window_s = settings.rate_hz, settings.window_s

    def of_band(band: Band) -> np.ndarray:
        frequencies_hz, spectra = segment.window_spectra(rate_hz, window_s)
        return packed(
            log_euclidean_coherency(cross_spectral_matrix(spectra, frequencies_hz, rate_hz, band))
        )

    return _over_bands("log_coherency", of_band, segment, settings, band)


def pli(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Phase lag index per band, and the mean over bands."""

    def of_band(band: Band) -> np.ndarray:
        if settings.estimator == "multitaper":
            from eeg2emg.connectivity.multitaper import multitaper_phase_lag_index

            return multitaper_phase_lag_index(
                segment.pieces, settings.rate_hz, settings.window_s, band
            )
        return phase_lag_index_of(_analytic(segment, settings, band))

    return _over_bands("pli", of_band, segment, settings, band)


def wpli(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Weighted phase lag index per band, and the mean over bands."""
    return _over_bands(
        "wpli",
        lambda band: weighted_phase_lag_index_of(_analytic(segment, settings, band)),
        segment,
        settings,
        band,
    )


def debiased_wpli2(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Debiased squared weighted phase lag index per band, and the mean over bands."""
    return _over_bands(
        "debiased_wpli2",
        lambda band: debiased_wpli2_of_windows(
            window_coefficients(
                segment.pieces,
                settings.rate_hz,
                settings.window_s,
                band,
                at_least=APART + 1,
            )
        ),
        segment,
        settings,
        band,
    )


def dtf(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Directed transfer function, normalised per frequency and averaged over the band."""
    return normalised_transfer(_transfer(segment, settings, band)).mean(axis=0)


def ndtf(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Power of the transfer function, averaged over the band."""
    return power(_transfer(segment, settings, band)).mean(axis=0)


def ffdtf(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Full-frequency directed transfer function, summed over the band."""
    return full_frequency_dtf(_transfer(segment, settings, band)).sum(axis=0)


def ddtf(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Direct directed transfer function, summed over the band."""
    partial = squared_partial_coherence(
        _spectral(segment, settings, band), segment.model.noise_covariance, segment.basis
    )
    return direct_dtf(_transfer(segment, settings, band), partial).sum(axis=0)


def pdc(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Partial directed coherence, averaged over the band."""
    spectral = _spectral(segment, settings, band)
    among_channels = spectral if segment.basis is None else expand(spectral, segment.basis)
    return partial_directed_coherence(among_channels).mean(axis=0)


def granger(segment: SegmentSignals, settings: EegSettings, _: Band | None) -> np.ndarray:
    """Granger causality in the time domain, pairwise or conditional."""
    return segment.granger(settings.conditional, settings.conditional_method)


def band_granger(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Pairwise spectral Granger causality, integrated over the band."""
    return band_granger_of_gram(
        segment.gram, settings.rate_hz, band or settings.band, segment.channel_names
    )


def _coherency(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    return segment.coherency(
        settings.estimator, settings.rate_hz, settings.window_s, band or settings.band
    )


def _analytic(segment: SegmentSignals, settings: EegSettings, band: Band) -> np.ndarray:
    found = []
    for run, spectrum in zip(segment.pieces, segment.spectra, strict=True):
        bins = band_bins(run.shape[1], settings.rate_hz, band)
        found.append(analytic_signal(spectrum, bins, run.shape[1]))
    return found[0] if len(found) == 1 else np.hstack(found)


def _over_bands(
    measure: str,
    of_band: Callable[[Band], np.ndarray],
    segment: SegmentSignals,
    settings: EegSettings,
    band: Band | None,
) -> np.ndarray:
    """Average over bands, each computed once per segment: they take the most time of all planes."""
    found = []
    for own in settings.pli_bands if band is None else (band,):
        key = (measure, settings.estimator, settings.rate_hz, settings.window_s, tuple(own))
        if key not in segment.phases:
            segment.phases[key] = of_band(own)
        found.append(segment.phases[key])
    return np.mean(found, axis=0)


def _spectral(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    """Coefficients of the model of all channels at the frequencies of the band."""
    low_hz, high_hz = band or settings.band
    points = max(round((high_hz - low_hz) / FREQUENCY_STEP_HZ), 1) + 1
    frequencies_hz = np.linspace(low_hz, high_hz, points)
    return spectral_coefficients(segment.model.coefficients, frequencies_hz, settings.rate_hz)


def _transfer(segment: SegmentSignals, settings: EegSettings, band: Band | None) -> np.ndarray:
    transfer = np.linalg.inv(_spectral(segment, settings, band))
    return transfer if segment.basis is None else expand(transfer, segment.basis)
