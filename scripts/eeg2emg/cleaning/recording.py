"""Cleaning of a recording: from its files to cleaned arrays, by the ICA of its subject."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.cleaning.cleaned_recording import CleanedRecording, left_out_recording
from eeg2emg.cleaning.emg import clean_emg
from eeg2emg.cleaning.ica import fit_ica, without_ica
from eeg2emg.cleaning.ica_data import choose_fit_segments, earlier_recordings
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.ica_solution import IcaSolution, left_out_solution
from eeg2emg.errors import EstimationError, RecordingError
from eeg2emg.rates import same_rate
from eeg2emg.recordings.reading import read_recording
from eeg2emg.seeds import derive_seed
from eeg2emg.signals.filters import prepare_eeg, prepare_emg
from eeg2emg.signals.rank import numerical_rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.quality.recording_quality import RecordingQuality
    from eeg2emg.quality.subjects import SubjectQuality


@dataclass(frozen=True)
class CleaningSettings:
    """How a recording is cleaned.

    Attributes
    ----------
    eeg_channels, emg_channels : sequence of str
        The configured channels.
    eeg_rate_hz, emg_rate_hz : float
        Rates of the results; a lower rate of the recording is kept.
    emg_high_pass_hz : float
        Edge of the EMG's high-pass.
    emg_ica : bool
        Whether a component of the EMG may be removed.
    minimum_rank : int or None
        A recording whose cleaned EEG has fewer dimensions is left out.
    seed : int
        Seed of the cohort, from which that of each EMG's ICA is derived.
    """

    eeg_channels: Sequence[str]
    emg_channels: Sequence[str]
    eeg_rate_hz: float = 250.0
    emg_rate_hz: float = 1000.0
    emg_high_pass_hz: float = 20.0
    emg_ica: bool = True
    minimum_rank: int | None = None
    seed: int = 0


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
            "line_freq_hz": _line_freq_hz(first),
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
) -> tuple[list[np.ndarray], dict[str, list[np.ndarray]], float, RecordingQuality]:
    pieces: list[np.ndarray] = []
    auxiliary: dict[str, list[np.ndarray]] = {"eog": [], "ecg": []}
    rates = {name: qualities[name].rate_hz or 0.0 for name in spans}
    first = next(iter(spans))
    if not all(same_rate(rate, rates[first]) for rate in rates.values()):
        raise RecordingError(
            f"the recordings have different sampling rates: {sorted(set(rates.values()))} Hz",
            "one ICA needs one rate",
            "resample them alike, or fit the ICA per recording",
        )
    for name, chosen in spans.items():
        part = read_recording(
            qualities[name].path, eeg_channels=eeg_channels, spans=chosen, units_check=False
        )
        ends = np.cumsum([round(duration * part.rate_hz) for _, duration in chosen])[:-1]
        pieces += np.split(part.eeg_v, ends, axis=1)
        for kind in auxiliary:
            rows = [row for row, which in enumerate(part.auxiliary_types) if which == kind]
            auxiliary[kind] += np.split(part.auxiliary_v[rows], ends, axis=1)
    # A channel that only some recordings have cannot take part.
    shared = {
        kind: found if len({piece.shape[0] for piece in found}) == 1 else []
        for kind, found in auxiliary.items()
    }
    return pieces, shared, rates[first], qualities[first]


def clean_recording(
    quality: RecordingQuality,
    subject: SubjectQuality,
    solution: IcaSolution,
    settings: CleaningSettings,
) -> CleanedRecording:
    """Clean one recording, or say why it is left out.

    The EMG has no part in what happens to the EEG.

    Parameters
    ----------
    quality : RecordingQuality
        What is known of it.
    subject : SubjectQuality
        The verdict on its subject.
    solution : IcaSolution
        The ICA of its subject.
    settings : CleaningSettings
        Channels, rates and limits.

    Returns
    -------
    CleanedRecording
    """

    def left_out(why: str) -> CleanedRecording:
        return left_out_recording(
            quality.recording,
            quality.subject,
            why,
            eeg_channels=tuple(settings.eeg_channels),
            emg_channels=tuple(settings.emg_channels),
            eeg_rate_hz=settings.eeg_rate_hz,
            emg_rate_hz=settings.emg_rate_hz,
        )

    reason = subject.left_out_recordings.get(quality.recording, "") or solution.left_out
    if reason:
        return left_out(reason)
    try:
        return _cleaned(quality, solution, settings)
    except (RecordingError, EstimationError) as error:
        return left_out(str(error))


def _cleaned(
    quality: RecordingQuality, solution: IcaSolution, settings: CleaningSettings
) -> CleanedRecording:
    channels, line_freq_hz = settings.eeg_channels, _line_freq_hz(quality)
    recording = read_recording(
        quality.path,
        eeg_channels=channels,
        emg_channels=settings.emg_channels,
        units_check=False,
        time_limits=None,
    )
    good = [row for row, name in enumerate(channels) if name not in solution.bad_channels]
    prepared, eeg_rate_hz = prepare_eeg(
        recording.eeg_v[good],
        recording.rate_hz,
        line_freq_hz=line_freq_hz,
        analysis_rate_hz=settings.eeg_rate_hz,
    )
    # Filters and cleaning are linear, so cleaning the decimated EEG is the same and cheaper.
    eeg_before_v = np.zeros((len(channels), prepared.shape[1]))
    eeg_before_v[good] = prepared
    eeg_v = solution.apply(eeg_before_v)
    rank = min(solution.rank, numerical_rank(eeg_v @ eeg_v.T / eeg_v.shape[1]))
    if settings.minimum_rank is not None and rank < settings.minimum_rank:
        raise RecordingError(
            f"the cleaned EEG has rank {rank}, but {settings.minimum_rank} is needed",
            f"{len(solution.removed)} components were removed and "
            f"{len(solution.bad_channels)} channels interpolated",
            "lower ica.max_removed or connectivity.mvar_rank",
        )

    def prepared_emg(x_v: np.ndarray, rate_hz: float) -> tuple[np.ndarray, float]:
        return prepare_emg(
            x_v,
            rate_hz,
            line_freq_hz=line_freq_hz,
            emg_rate_hz=settings.emg_rate_hz,
            high_pass_hz=settings.emg_high_pass_hz,
        )

    emg_v, emg_rate_hz = prepared_emg(recording.emg_v, recording.emg_rate_hz)
    ecg_v = None
    # An ECG recorded beside the EEG by another device has no sample for each sample of the EMG.
    same_clock = recording.auxiliary_v.shape[1] == recording.emg_v.shape[1]
    if settings.emg_ica and same_clock and "ecg" in recording.auxiliary_types:
        row = recording.auxiliary_types.index("ecg")
        ecg_v = prepared_emg(recording.auxiliary_v[row : row + 1], recording.rate_hz)[0][0]
    emg = clean_emg(
        emg_v,
        emg_rate_hz,
        channels=settings.emg_channels,
        line_freq_hz=line_freq_hz,
        enabled=settings.emg_ica,
        ecg_v=ecg_v,
        seed=derive_seed(settings.seed, "emg_ica", quality.recording),
    )
    return CleanedRecording(
        name=quality.recording,
        subject=quality.subject,
        eeg_v=eeg_v,
        emg_v=emg.emg_v,
        eeg_rate_hz=eeg_rate_hz,
        emg_rate_hz=emg_rate_hz,
        eeg_channels=tuple(channels),
        emg_channels=tuple(settings.emg_channels),
        eeg_rank=rank,
        segments=tuple(quality.segments),
        eeg_before_v=eeg_before_v,
        emg_before_v=emg_v if emg.removed else None,
        muscle_v=solution.muscle_alone(eeg_before_v) if solution.muscle_components else None,
        muscle_components=solution.muscle_components,
        notes={
            "interpolated": list(solution.bad_channels),
            "removed_components": len(solution.removed),
            "emg": {"label": emg.label, "score": round(emg.score, 4), "reason": emg.reason},
        },
    )


def _line_freq_hz(quality: RecordingQuality) -> float:
    if quality.line_freq_hz is None:
        raise RecordingError(f"{quality.path}: it was not read", "; ".join(quality.reasons))
    return quality.line_freq_hz
