"""The ICA of a subject, fitted on what is read of its recordings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.cleaning.ica import fit_ica, without_ica
from eeg2emg.cleaning.ica_data import choose_fit_segments, earlier_recordings
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.ica_solution import IcaSolution, left_out_solution
from eeg2emg.errors import EstimationError, RecordingError
from eeg2emg.rates import same_rate
from eeg2emg.recordings.reading import open_recording, span_of
from eeg2emg.signals.pieces import SignalsOfRows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.quality.recording_quality import RecordingQuality
    from eeg2emg.quality.subjects import SubjectQuality
    from eeg2emg.signals.pieces import Signals


def fit_subject_ica(
    subject: SubjectQuality,
    qualities: Mapping[str, RecordingQuality],
    *,
    eeg_channels: Sequence[str],
    enabled: bool = True,
    settings: IcaSettings | None = None,
    seed: int = 0,
) -> IcaSolution:
    """Fit the ICA of a subject on its recordings with usable EEG.

    Parameters
    ----------
    subject : SubjectQuality
        Which recordings may be seen, and which channels are interpolated.
    qualities : mapping of str to RecordingQuality
        The quality of each of these recordings, by its name.
    eeg_channels : sequence of str
        The montage.
    enabled : bool
        False interpolates bad channels and removes nothing.
    settings : IcaSettings, optional
        Limits and labels.
    seed : int
        Seed of the start values.

    Returns
    -------
    IcaSolution
        With the reason in `left_out` when the subject cannot be used.
    """
    if subject.left_out:
        return left_out_solution(eeg_channels, subject.left_out)
    if not subject.fit_recordings:
        return left_out_solution(
            eeg_channels, f"{subject.subject}: no recording with usable EEG to fit the ICA on"
        )
    settings = settings or IcaSettings()
    segments = {name: qualities[name].segments for name in subject.fit_recordings}
    try:
        if settings.fit_on == "training":
            segments = {name: segments[name] for name in earlier_recordings(segments)}
        spans = choose_fit_segments(segments, max_s=settings.max_fit_s)
        pieces, auxiliary, rate_hz, first = _read_pieces(spans, qualities, eeg_channels)
        shared: dict[str, Any] = {
            "channels": eeg_channels,
            "line_freq_hz": first.known_line_freq_hz(),
            "bad_channels": subject.bad_eeg_channels,
            "positions_m": None if first.positions_m is None else np.array(first.positions_m),
        }
        if not enabled:
            return without_ica(pieces, rate_hz, **shared)
        solution = fit_ica(
            pieces,
            rate_hz,
            **shared,
            settings=settings,
            seed=seed,
            eog_pieces=auxiliary["eog"],
            ecg_pieces=auxiliary["ecg"],
        )
        return replace(solution, fit_recordings=tuple(spans))
    except (RecordingError, EstimationError) as error:
        return left_out_solution(eeg_channels, str(error))


def _read_pieces(
    spans: Mapping[str, Sequence[tuple[float, float]]],
    qualities: Mapping[str, RecordingQuality],
    eeg_channels: Sequence[str],
) -> tuple[list[Signals], dict[str, list[Signals]], float, RecordingQuality]:
    """Give the chosen spans of all recordings; their samples are read when they are filtered."""
    pieces: list[Signals] = []
    auxiliary: dict[str, list[Signals]] = {"eog": [], "ecg": []}
    rates = {name: qualities[name].rate_hz or 0.0 for name in spans}
    first = next(iter(spans))
    if not all(same_rate(rate, rates[first]) for rate in rates.values()):
        raise RecordingError(
            f"the recordings have different sampling rates: {sorted(set(rates.values()))} Hz",
            "one ICA needs one rate",
            "resample them alike, or fit the ICA per recording",
        )
    for name, chosen in spans.items():
        opened = open_recording(
            qualities[name].path, eeg_channels=eeg_channels, matched=qualities[name].matched
        )
        pieces += [span_of(opened.eeg, opened.rate_hz, *span) for span in chosen]
        for kind in auxiliary:
            rows = [row for row, which in enumerate(opened.auxiliary_types) if which == kind]
            beside = SignalsOfRows(opened.auxiliary, rows)
            auxiliary[kind] += [span_of(beside, opened.rate_hz, *span) for span in chosen]
    # A channel that only some recordings have cannot take part.
    shared = {
        kind: found if len({piece.shape[0] for piece in found}) == 1 else []
        for kind, found in auxiliary.items()
    }
    return pieces, shared, rates[first], qualities[first]
