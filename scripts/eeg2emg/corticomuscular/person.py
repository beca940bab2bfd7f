"""Corticomuscular estimate of one person: every electrode, muscle, band and phase."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.cleaning.cleaned_file import open_cleaned
from eeg2emg.cleaning.segment_sources import estimate_segments
from eeg2emg.corticomuscular.checks import (
    common_line,
    line_frequencies,
    zero_lag,
)
from eeg2emg.corticomuscular.clocks import why_no_common_clock
from eeg2emg.corticomuscular.coherence import (
    coherence_of,
    coherency_of,
    independent_averages,
    paired_signals,
    pooled,
    pooled_sum,
    window_spectra,
    windows_in,
)
from eeg2emg.corticomuscular.direction import (
    granger_both_ways,
    phase_slope_of_segments,
    segment_gram,
)
from eeg2emg.corticomuscular.estimates import SPECTRA, VALUES, PersonCoherence
from eeg2emg.corticomuscular.thresholds import (
    amplitude_factor,
    analytic_threshold,
    surrogate_coherence,
)
from eeg2emg.errors import EstimationError
from eeg2emg.quality.duplicate_recordings import duplicate_recordings
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from eeg2emg.cleaning.cleaned_recording import CleanedRecording
    from eeg2emg.connectivity.lagged_gram import LaggedGram
    from eeg2emg.connectivity.segment_result import SegmentSource
    from eeg2emg.corticomuscular.coherence import PairedSignals, PooledSpectra, WindowSpectra
    from eeg2emg.corticomuscular.settings import CoherenceSettings
    from eeg2emg.quality.recording_quality import RecordingQuality

log = logging.getLogger("eeg2emg")


class SegmentParts(NamedTuple):
    """What is kept of a segment.

    Attributes
    ----------
    phase : str
        Its phase.
    spectra : WindowSpectra
        Of its windows.
    sums : PooledSpectra
        Over its windows.
    windows : list of int
        Windows of each of its runs.
    gram : LaggedGram or None
        Lagged products of its signals; None where a run is shorter than the order.
    """

    phase: str
    spectra: WindowSpectra
    sums: PooledSpectra
    windows: list[int]
    gram: LaggedGram | None


def segment_parts(signals: PairedSignals, settings: CoherenceSettings) -> SegmentParts:
    """Reduce a segment to what is pooled.

    Parameters
    ----------
    signals : PairedSignals
        The segment.
    settings : CoherenceSettings
        How.

    Returns
    -------
    SegmentParts

    Raises
    ------
    ConfigurationError, EstimationError
        As `eeg2emg.corticomuscular.coherence.window_spectra`.
    """
    _, spectra = window_spectra(signals, settings.window_s, settings.frequencies_hz)
    try:
        gram = segment_gram(signals, settings.order)
    except EstimationError:
        gram = None
    windows = windows_in(signals, settings.window_s)
    return SegmentParts(signals.phase, spectra, pooled(spectra), windows, gram)


def estimate_person(
    subject: str,
    segments: Sequence[SegmentParts],
    channels: tuple[Sequence[str], Sequence[str]],
    settings: CoherenceSettings,
    refused: dict[str, str] | None = None,
) -> PersonCoherence:
    """Estimate coherence, thresholds, direction and checks of one person.

    Parameters
    ----------
    subject : str
        Label of the person.
    segments : sequence of SegmentParts
        Of all phases; may be empty.
    channels : tuple of two sequences of str
        Electrodes and muscles.
    settings : CoherenceSettings
        How.
    refused : dict of str to str, optional
        What was refused before.

    Returns
    -------
    PersonCoherence
        NaN where something is not estimable, with the reason in `refused`.
    """
    electrodes, muscles = map(tuple, channels)
    phases = tuple(dict.fromkeys(segment.phase for segment in segments))
    reasons = dict(refused or {})
    found = []
    for phase in phases:
        own = [segment for segment in segments if segment.phase == phase]
        estimate = _estimate_phase(subject, own, len(electrodes), settings, reasons)
        log.info("%s, %s: %d segments", subject, phase, len(own))
        found.append(estimate)
    bands = len(settings.bands_hz)
    of_spectra = (0, len(settings.frequencies_hz), len(electrodes), len(muscles))
    of_values = (0, bands, len(electrodes), len(muscles))
    return PersonCoherence(
        subject=subject,
        phases=phases,
        electrodes=electrodes,
        muscles=muscles,
        frequencies_hz=settings.frequencies_hz,
        bands_hz=np.array(settings.bands_hz, dtype=float).reshape(bands, 2),
        segments=np.array([one.segments for one in found], dtype=np.int64),
        averages=np.array([one.averages for one in found], dtype=float),
        spectra={
            name: np.array([one.spectra[name] for one in found]) if found else np.empty(of_spectra)
            for name in SPECTRA
        },
        values={
            name: np.array([one.values[name] for one in found]) if found else np.empty(of_values)
            for name in VALUES
        },
        refused=reasons,
    )


class _PhaseEstimate(NamedTuple):
    segments: int
    averages: float
    spectra: dict[str, np.ndarray]
    values: dict[str, np.ndarray]


def _estimate_phase(
    subject: str,
    own: Sequence[SegmentParts],
    n_electrodes: int,
    settings: CoherenceSettings,
    reasons: dict[str, str],
) -> _PhaseEstimate:
    phase, rows = own[0].phase, settings.rows_of_bands()
    sums = [segment.sums for segment in own]
    total = pooled_sum(sums)
    coherency, coherence = coherency_of(total), coherence_of(total)
    averages = independent_averages([count for segment in own for count in segment.windows])
    surrogate = surrogate_coherence(
        [segment.spectra for segment in own],
        rows,
        surrogates=settings.surrogates,
        seed=derive_seed(settings.seed, "corticomuscular", subject, phase),
    )
    if surrogate is None:
        reasons[f"{subject}, {phase}, surrogates"] = (
            f"{len(own)} segments of one phase cannot be exchanged in twenty ways; five can"
        )
    factor = amplitude_factor([segment.spectra for segment in own])
    values = {name: np.full((len(rows), *coherence.shape[1:]), np.nan) for name in VALUES}
    for band, inside in enumerate(rows):
        values["coherence"][band] = coherence[inside].max(axis=0)
        at = inside[coherence[inside].argmax(axis=0)]
        values["frequency_hz"][band] = settings.frequencies_hz[at]
        values["mean_coherence"][band] = coherence[inside].mean(axis=0)
        level = settings.alpha, len(inside)
        values["analytic_threshold"][band] = analytic_threshold(averages, *level)
        there = np.take_along_axis(factor, at[None], axis=0)[0]
        values["amplitude_threshold"][band] = analytic_threshold(averages / there, *level)
        values["zero_lag_share"][band], values["p_delay"][band] = zero_lag(
            coherency, inside, averages
        )
        slope = phase_slope_of_segments(sums, inside)
        values["phase_slope"][band], values["phase_slope_z"][band] = slope
    lines_hz = line_frequencies(settings.line_hz, settings.rate_hz)
    of_surrogates = np.full(coherence.shape, np.nan)
    if surrogate is not None:
        of_surrogates = surrogate.mean
        values["surrogate_threshold"] = surrogate.threshold(settings.alpha)
        values["p"] = surrogate.p_values(values["coherence"])
        values["p_corrected"] = surrogate.corrected_p_values(values["coherence"])
        for band, inside in enumerate(rows):
            values["mean_of_surrogates"][band] = of_surrogates[inside].mean(axis=0)
    by_chance = np.full(coherence.shape, 1 / averages) if surrogate is None else surrogate.mean
    values["common_line"][:] = common_line(
        coherence, by_chance, settings.frequencies_hz, lines_hz, averages
    )
    both_ways, reason = _granger(own, n_electrodes, settings)
    values |= both_ways
    if reason:
        reasons[f"{subject}, {phase}, Granger"] = reason
    spectra = {"coherence": coherence, "of_surrogates": of_surrogates}
    return _PhaseEstimate(len(own), averages, spectra, values)


def _granger(
    own: Sequence[SegmentParts], n_electrodes: int, settings: CoherenceSettings
) -> tuple[dict[str, np.ndarray], str]:
    """Estimate Granger causality in every band; or say why it is not estimable."""
    grams = [segment.gram for segment in own if segment.gram is not None]
    if not grams:
        return {}, f"no uninterrupted run is longer than the order ({settings.order} samples)"
    try:
        found = [
            granger_both_ways(grams, n_electrodes, settings.rate_hz, edges)
            for edges in settings.bands_hz
        ]
    except EstimationError as error:
        return {}, str(error)
    values = {
        "granger_to_muscle": [both.to_muscle for both in found],
        "granger_to_brain": [both.to_brain for both in found],
        "granger_contrast": [both.contrast.value for both in found],
        "granger_contrast_z": [both.contrast.z for both in found],
    }
    return {name: np.array(value) for name, value in values.items()}, ""


def parts_of_recording(
    recording: CleanedRecording, settings: CoherenceSettings
) -> tuple[list[SegmentParts], dict[str, str]]:
    """Reduce the segments of a cleaned recording to what is pooled.

    Parameters
    ----------
    recording : CleanedRecording
        May be left out, and then has no segments.
    settings : CoherenceSettings
        How.

    Returns
    -------
    list of SegmentParts
        Of the segments that can be used.
    dict of str to str
        The segments that were refused, with the reason.
    """

    def parts(source: SegmentSource) -> SegmentParts:
        signals = paired_signals(
            source, settings.rate_hz, recording.emg_rate_hz, rectify=settings.rectify
        )
        return segment_parts(signals, settings)

    return estimate_segments(recording, settings, parts)


def person_of_recordings(
    paths: Sequence[str | os.PathLike[str]],
    qualities: Sequence[RecordingQuality],
    settings: CoherenceSettings,
    *,
    aligned_by_hand: bool,
) -> PersonCoherence:
    """Estimate one person from its cleaned recordings.

    Parameters
    ----------
    paths : sequence of path-like
        Cleaned recordings, at least one.
    qualities : sequence of RecordingQuality
        What is known of each, in the same order.
    settings : CoherenceSettings
        How.
    aligned_by_hand : bool
        As for `eeg2emg.corticomuscular.clocks.why_no_common_clock`.

    Returns
    -------
    PersonCoherence
        Without phases where no recording can be used.
    """
    twice = duplicate_recordings(qualities)
    segments: list[SegmentParts] = []
    refused: dict[str, str] = {}
    for path, quality in zip(paths, qualities, strict=True):
        with open_cleaned(path) as recording:
            channels = recording.eeg_channels, recording.emg_channels
            reason = (
                recording.left_out
                or twice.get(recording.name, "")
                or why_no_common_clock(quality, aligned_by_hand=aligned_by_hand)
            )
            if reason:
                refused[recording.name] = reason
                continue
            found, reasons = parts_of_recording(recording, settings)
            segments += found
            refused |= reasons
    return estimate_person(qualities[0].subject, segments, channels, settings, refused)
