"""Cross-check of one recording: its first segment, estimated with an independent package."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from eeg2emg.cleaning.cleaned_recording import run_lengths
from eeg2emg.connectivity.cross_check import cross_check
from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eeg2emg.cleaning.cleaned_recording import CleanedRecording

log = logging.getLogger("eeg2emg")


def cross_check_recording(
    recording: CleanedRecording, settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Compare coherence and phase lag index of a recording's first segment with another package.

    Parameters
    ----------
    recording : CleanedRecording
        The recording.
    settings : mapping
        ``band`` and ``pli_bands`` of `eeg2emg.connectivity.settings.EegSettings`.

    Returns
    -------
    dict
        ``recording``, and ``agreement`` by measure (`eeg2emg.connectivity.cross_check.Agreement`);
        empty where the recording is left out or its segment cannot be estimated.
    """
    if not recording.segments:
        return {}
    eeg_v, _ = recording.segment_arrays(recording.segments[0])
    try:
        agreements = cross_check(
            eeg_v,
            recording.eeg_rate_hz,
            runs=run_lengths(recording.eeg_rate_hz, recording.segments[0]),
            band=tuple(settings["band"]),
            pli_bands=tuple(map(tuple, settings["pli_bands"])),
        )
    except EstimationError as error:
        log.warning("%s: %s", recording.name, error)
        return {}
    return {
        "recording": recording.name,
        "agreement": {name: asdict(item) for name, item in agreements.items()},
    }
