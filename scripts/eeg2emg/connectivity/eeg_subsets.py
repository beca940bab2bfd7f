"""Subsets of the EEG that serve as controls: below 30 Hz, and what was labelled muscle.

Muscles of the scalp, neck and face reach the EEG, mostly above 20-30 Hz (Goncharova et al. 2003,
doi:10.1016/S1388-2457(03)00093-2). An estimate that rests on them needs neither these frequencies
removed, nor a brain.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.connectivity.catalogue import MEASURES
from eeg2emg.connectivity.eeg import eeg_signals, planes_of_signals
from eeg2emg.connectivity.file import BELOW_LIMIT, MUSCLE
from eeg2emg.connectivity.settings import EegSettings, plane_names
from eeg2emg.errors import ConfigurationError, EstimationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.connectivity.segment import SegmentSignals

LIMIT_HZ = 30.0
"""Upper edge of the control of low frequencies."""

FEWEST_COMPONENTS = 2
"""Of one component every channel is a copy of every other, and no pair has a connectivity."""


class EegSubsets(NamedTuple):
    """What is estimated of one segment beside its EEG.

    Attributes
    ----------
    planes : dict of str to ndarray, shape (planes, n_channels, n_channels)
        By group; NaN where a segment has none.
    columns : dict of str to object
        Of the table of segments: ``muscle_amplitude_v``, the root mean square of the rebuilt EEG
        over channels and time (NaN without muscle components), and ``muscle_left_out``, why
        there are no planes of it.
    """

    planes: dict[str, np.ndarray]
    columns: dict[str, float | str]


def subsets_of(
    asked: Sequence[str], settings: EegSettings
) -> dict[str, tuple[EegSettings, tuple[str, ...]]]:
    """Give settings and names of planes of each subset that is asked for.

    Parameters
    ----------
    asked : sequence of str
        Of ``below_30_hz`` and ``muscle``.
    settings : EegSettings
        Of the cleaned EEG.

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
        below = settings_below(settings)
        subsets[BELOW_LIMIT] = (below, plane_names(below))
    if "muscle" in asked:
        # Conditional values need more dimensions than a few components have.
        pairwise = replace(settings, conditional=False)
        subsets[MUSCLE] = (pairwise, plane_names(pairwise))
    return subsets


def estimate_subsets(
    subsets: Mapping[str, tuple[EegSettings, tuple[str, ...]]],
    segment: SegmentSignals,
    muscle_v: np.ndarray | None,
    components: int,
) -> EegSubsets:
    """Estimate the subsets of one segment.

    Parameters
    ----------
    subsets : mapping
        As from `subsets_of`.
    segment : SegmentSignals
        The cleaned segment, shared with the estimates of the full band.
    muscle_v : ndarray, shape (n_channels, n_samples), or None
        The segment rebuilt from its muscle components alone, in volts.
    components : int
        Their number: its rank, and that of its autoregressive model.

    Returns
    -------
    EegSubsets
    """
    planes: dict[str, np.ndarray] = {}
    columns: dict[str, float | str] = {}
    if BELOW_LIMIT in subsets:
        below, _ = subsets[BELOW_LIMIT]
        planes[BELOW_LIMIT] = np.stack(list(planes_of_signals(segment, below).values()))
    if MUSCLE in subsets:
        settings, names = subsets[MUSCLE]
        own = replace(settings, mvar_rank=components or None)
        found, reason = _muscle_planes(muscle_v, own, segment.channel_names)
        missing = np.full((len(names), segment.n_channels, segment.n_channels), np.nan)
        planes[MUSCLE] = missing if found is None else found
        columns = {
            "muscle_amplitude_v": (
                float("nan") if muscle_v is None else float(np.sqrt(np.mean(muscle_v**2)))
            ),
            "muscle_left_out": reason,
        }
    return EegSubsets(planes, columns)


def _muscle_planes(
    muscle_v: np.ndarray | None, settings: EegSettings, channel_names: Sequence[str] | None
) -> tuple[np.ndarray | None, str]:
    """Estimate the planes of the rebuilt EEG, or say why there are none."""
    if muscle_v is None:
        return None, "no component of its EEG is labelled muscle"
    if (settings.mvar_rank or 0) < FEWEST_COMPONENTS:
        return None, "one component of its EEG is labelled muscle, which all channels copy"
    try:
        planes = planes_of_signals(eeg_signals(muscle_v, settings, channel_names), settings)
    except EstimationError as error:
        return None, str(error)
    return np.stack(list(planes.values())), ""


def settings_below(settings: EegSettings, limit_hz: float = LIMIT_HZ) -> EegSettings:
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
            f"connectivity.band_hz begins at {settings.band[0]:g} Hz, and every band of "
            "connectivity.pli_bands_hz must not begin higher than that limit",
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
