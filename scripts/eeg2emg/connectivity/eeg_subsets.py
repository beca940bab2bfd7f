"""Further groups of matrices of the EEG: the log-Euclidean coherency, and subsets as controls.

The log-Euclidean coherency stands beside the planes of the networks, for regressions alone. The
subsets are what lies below 30 Hz, and what was labelled muscle. Muscles of the scalp, neck and face
reach the EEG, mostly above 20-30 Hz (Goncharova et al. 2003, doi:10.1016/S1388-2457(03)00093-2). An
estimate that rests on them needs neither these frequencies removed, nor a brain.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.connectivity.catalogue import MEASURES
from eeg2emg.connectivity.eeg import eeg_signals, planes_of_signals
from eeg2emg.connectivity.file import (
    BELOW_LIMIT,
    BELOW_LIMIT_LOG_COHERENCY,
    LOG_COHERENCY,
    MUSCLE,
    MUSCLE_LOG_COHERENCY,
)
from eeg2emg.connectivity.settings import EegSettings, plane_names
from eeg2emg.errors import ConfigurationError, EstimationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.connectivity.segment import SegmentSignals
    from eeg2emg.connectivity.settings import Band

LIMIT_HZ = 30.0
"""Upper edge of the control of low frequencies."""

OF_MUSCLE = (MUSCLE, MUSCLE_LOG_COHERENCY)
"""Groups of the EEG that is rebuilt from its muscle components."""

FEWEST_COMPONENTS = 2
"""Of one component every channel is a copy of every other, and no pair has a connectivity."""


class EegSubsets(NamedTuple):
    """What is estimated of one segment beside the planes of its EEG.

    Attributes
    ----------
    planes : dict of str to ndarray, shape (planes, n_channels, n_channels)
        By group; NaN where a segment has none.
    columns : dict of str to object
        Of the table of segments: ``muscle_amplitude_v``, the root mean square of the rebuilt EEG
        over channels and time, in volts, or in V/m^2 with the Laplacian (NaN without muscle
        components), and ``muscle_left_out``, why
        there are no planes of it.
    """

    planes: dict[str, np.ndarray]
    columns: dict[str, float | str]


def subsets_of(
    asked: Sequence[str], settings: EegSettings, log_coherency_bands: Sequence[Band] = ()
) -> dict[str, tuple[EegSettings, tuple[str, ...]]]:
    """Give settings and names of planes of each group that is asked for.

    Parameters
    ----------
    asked : sequence of str
        Controls, of ``below_30_hz`` and ``muscle``.
    settings : EegSettings
        Of the cleaned EEG.
    log_coherency_bands : sequence of tuple of float
        Bands of the log-Euclidean coherency in Hz, which every control has too; none where it is
        not asked for.

    Returns
    -------
    dict of str to tuple
        By group: its settings, and its planes.

    Raises
    ------
    ConfigurationError
        As `settings_below`.
    """
    subsets = {}
    if "below_30_hz" in asked:
        subsets[BELOW_LIMIT] = settings_below(settings)
    if "muscle" in asked:
        # Conditional values need more dimensions than a few components have.
        subsets[MUSCLE] = replace(settings, conditional=False)
    if log_coherency_bands:
        own = replace(
            settings,
            measures=("log_coherency",),
            planes_per_band=True,
            pli_bands=tuple((low, high) for low, high in log_coherency_bands),
        )
        subsets[LOG_COHERENCY] = own
        if "below_30_hz" in asked:
            subsets[BELOW_LIMIT_LOG_COHERENCY] = settings_below(
                own, option="log_coherency_bands_hz"
            )
        if "muscle" in asked:
            subsets[MUSCLE_LOG_COHERENCY] = own
    return {group: (own, plane_names(own)) for group, own in subsets.items()}


def estimate_subsets(
    subsets: Mapping[str, tuple[EegSettings, tuple[str, ...]]],
    segment: SegmentSignals,
    muscle_v: np.ndarray | None,
    components: int,
) -> EegSubsets:
    """Estimate the groups of one segment.

    Parameters
    ----------
    subsets : mapping
        As from `subsets_of`.
    segment : SegmentSignals
        The cleaned segment, shared with the estimates of the full band.
    muscle_v : ndarray, shape (n_channels, n_samples), or None
        The segment rebuilt from its muscle components alone, in the unit of the cleaned EEG.
    components : int
        Their number: its rank, and that of its autoregressive model.

    Returns
    -------
    EegSubsets

    Raises
    ------
    EstimationError
        If a group of the cleaned segment cannot be estimated; for those of the muscle components
        there is a column with the reason instead.
    """
    planes = {
        group: np.stack(list(planes_of_signals(segment, own).values()))
        for group, (own, _) in subsets.items()
        if group not in OF_MUSCLE
    }
    if MUSCLE not in subsets:
        return EegSubsets(planes, {})
    of_muscle = {
        group: replace(own, mvar_rank=components or None)
        for group, (own, _) in subsets.items()
        if group in OF_MUSCLE
    }
    found, reason = _muscle_planes(muscle_v, of_muscle, segment.channel_names, segment.runs)
    for group in of_muscle:
        shape = (len(subsets[group][1]), segment.n_channels, segment.n_channels)
        planes[group] = np.full(shape, np.nan) if found is None else found[group]
    amplitude_v = float("nan") if muscle_v is None else float(np.sqrt(np.mean(muscle_v**2)))
    return EegSubsets(planes, {"muscle_amplitude_v": amplitude_v, "muscle_left_out": reason})


def _muscle_planes(
    muscle_v: np.ndarray | None,
    settings: Mapping[str, EegSettings],
    channel_names: Sequence[str] | None,
    runs: Sequence[int],
) -> tuple[dict[str, np.ndarray] | None, str]:
    """Estimate the groups of the rebuilt EEG, or say why there are none."""
    if muscle_v is None:
        return None, "no component of its EEG is labelled muscle"
    if (settings[MUSCLE].mvar_rank or 0) < FEWEST_COMPONENTS:
        return None, "one component of its EEG is labelled muscle, which all channels copy"
    try:
        segment = eeg_signals(muscle_v, settings[MUSCLE], channel_names, runs)
        planes = {
            group: np.stack(list(planes_of_signals(segment, own).values()))
            for group, own in settings.items()
        }
    except EstimationError as error:
        return None, str(error)
    return planes, ""


def settings_below(
    settings: EegSettings, limit_hz: float = LIMIT_HZ, option: str = "pli_bands_hz"
) -> EegSettings:
    """Limit what is estimated to low frequencies.

    The signals stay as they are: a filter would leave an autoregressive model nothing to fit above
    its edge, so that it would be unstable. Granger causality becomes the pairwise spectral one of
    the full band, integrated up to the limit.

    Parameters
    ----------
    settings : EegSettings
        Of the full band.
    limit_hz : float
        Upper edge.
    option : str
        Option of ``connectivity`` that names the narrow bands, for the message.

    Returns
    -------
    EegSettings
        Bands that begin above the limit are left out, others end at it; a measure that cannot be
        limited is left out.

    Raises
    ------
    ConfigurationError
        If nothing lies below the limit.
    """
    bands = [(low, min(high, limit_hz)) for low, high in settings.pli_bands if low < limit_hz]
    if settings.band[0] >= limit_hz or not bands:
        raise ConfigurationError(
            f"No EEG measure is made of frequencies below {limit_hz:g} Hz",
            f"connectivity.band_hz begins at {settings.band[0]:g} Hz, and not every band of "
            f"connectivity.{option} may begin at that limit or above it",
            "Take below_30_hz from connectivity.controls, or lower the bands",
        )
    limited = [MEASURES[name].limited or name for name in settings.measures]
    measures = [name for name in dict.fromkeys(limited) if MEASURES[name].bands != "none"]
    if not measures:
        raise ConfigurationError(
            f"None of {', '.join(settings.measures)} can be limited to a part of the spectrum",
            "",
            "Take below_30_hz from connectivity.controls, or add a measure that has a band",
        )
    return replace(
        settings,
        measures=tuple(measures),
        band=(settings.band[0], min(settings.band[1], limit_hz)),
        pli_bands=tuple(bands),
    )
