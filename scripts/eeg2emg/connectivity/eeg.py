"""EEG connectivity: all planes of one segment, as the catalogue of measures says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.catalogues import resolve
from eeg2emg.connectivity.catalogue import MEASURES
from eeg2emg.connectivity.segment import SegmentSignals, model_diagnostics, require_samples
from eeg2emg.connectivity.settings import EegSettings, Estimate, plane_names, planes_of
from eeg2emg.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np


def estimate_eeg(
    x: np.ndarray,
    settings: EegSettings,
    *,
    diagnostics: bool = True,
    channel_names: Sequence[str] | None = None,
    runs: Sequence[int] = (),
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
    runs : sequence of int
        Samples of each uninterrupted run (`SegmentSignals`); none where the segment is one.

    Returns
    -------
    Estimate
        Planes [sink, source] named by `plane_names`; diagnostics ``rank`` and ``mvar_rank`` and,
        where asked for, those of `eeg2emg.connectivity.segment.model_diagnostics`.

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
    segment = eeg_signals(x, settings, channel_names, runs)
    return estimate_signals(segment, settings, diagnostics=diagnostics)


def eeg_signals(
    x: np.ndarray,
    settings: EegSettings,
    channel_names: Sequence[str] | None = None,
    runs: Sequence[int] = (),
) -> SegmentSignals:
    """Standardise one EEG segment, from which several settings may be estimated."""
    return SegmentSignals(x, settings.order, settings.mvar_rank, channel_names, runs=runs)


def estimate_signals(
    segment: SegmentSignals, settings: EegSettings, *, diagnostics: bool = True
) -> Estimate:
    """Estimate all planes of standardised signals: `estimate_eeg` for a segment used again.

    Parameters
    ----------
    segment : SegmentSignals
        As from `eeg_signals`, with the order and rank of `settings`.
    settings : EegSettings
        What to estimate.
    diagnostics : bool
        Also describe the model.

    Returns
    -------
    Estimate
        As `estimate_eeg`, with the same errors.
    """
    planes = planes_of_signals(segment, settings)
    values = {"rank": float(segment.rank.value), "mvar_rank": float(segment.mvar_rank)}
    if diagnostics:
        values |= _diagnostics(segment, settings)
    return Estimate(planes, values)


def planes_of_signals(segment: SegmentSignals, settings: EegSettings) -> dict[str, np.ndarray]:
    """Estimate the planes alone, by name; parameters and errors as `estimate_signals`."""
    _require_possible(segment, settings)
    return {
        name: resolve(MEASURES[measure].plane)(segment, settings, band)
        for name, (measure, band) in zip(plane_names(settings), planes_of(settings), strict=True)
    }


def _require_possible(segment: SegmentSignals, settings: EegSettings) -> None:
    if segment.mvar_rank > segment.n_channels:
        raise ConfigurationError(
            f"mvar_rank is {segment.mvar_rank}, but there are {segment.n_channels} channels",
            "a model cannot have more dimensions than there are channels",
            "Lower it",
        )
    if settings.needs_model:
        size = segment.mvar_rank * settings.order
        subject = f"The MVAR model of rank {segment.mvar_rank} and order {settings.order}"
    elif any(MEASURES[name].regressors == "pair" for name in settings.measures):
        regressors = segment.n_channels if settings.conditional else 2
        size, subject = regressors * settings.order, f"Granger causality of order {settings.order}"
    else:
        return
    least = settings.min_samples_per_parameter
    require_samples(segment.n_predicted, size, least, subject)


def _diagnostics(segment: SegmentSignals, settings: EegSettings) -> dict[str, float]:
    """Describe the model of all channels; where no measure needs it, of at most the rank."""
    if settings.needs_model:
        return model_diagnostics(segment, settings.max_order)
    within = SegmentSignals(
        segment.signals,
        segment.order,
        min(segment.mvar_rank, segment.rank.value),
        trusted=False,
        runs=segment.runs,
    )
    return model_diagnostics(within, settings.max_order)
