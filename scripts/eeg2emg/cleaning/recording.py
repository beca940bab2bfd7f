"""Cleaning of a recording: from its files to cleaned arrays, by the ICA of its subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eeg2emg.cleaning.cleaned_file import FileStore, MemoryStore, write_cleaned, write_facts
from eeg2emg.cleaning.cleaned_recording import EEG_UNITS, CleanedRecording, left_out_recording
from eeg2emg.cleaning.emg import find_emg_artefact
from eeg2emg.cleaning.head_muscles import head_muscles
from eeg2emg.cleaning.high_frequencies import high_frequencies
from eeg2emg.cleaning.preview import EegChanges, make_preview, preview_of
from eeg2emg.errors import EstimationError, RecordingError
from eeg2emg.files.netcdf import written_netcdf
from eeg2emg.recordings.laplacian import laplacian_matrix
from eeg2emg.recordings.reading import open_recording
from eeg2emg.seeds import derive_seed
from eeg2emg.signals.filters import prepared_eeg, prepared_emg
from eeg2emg.signals.pieces import ArraySignals, SignalsOfRows, blocks_made, time_blocks
from eeg2emg.signals.rank import numerical_rank

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from numpy.typing import NDArray

    from eeg2emg.cleaning.cleaned_file import SignalStore
    from eeg2emg.cleaning.cleaning_settings import CleaningSettings
    from eeg2emg.cleaning.emg import EmgArtefact
    from eeg2emg.cleaning.ica_solution import IcaSolution
    from eeg2emg.cleaning.preview import Preview
    from eeg2emg.quality.recording_quality import RecordingQuality
    from eeg2emg.quality.subjects import SubjectQuality
    from eeg2emg.recordings.reading import OpenRecording
    from eeg2emg.signals.pieces import Signals


def clean_recording(
    quality: RecordingQuality,
    subject: SubjectQuality,
    solution: IcaSolution,
    settings: CleaningSettings,
) -> CleanedRecording:
    """Clean one recording in memory, or say why it is left out.

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
    reason = subject.left_out_recordings.get(quality.recording, "") or solution.left_out
    if reason:
        return _left_out(quality, settings, reason)
    try:
        return _cleaned(quality, solution, settings, MemoryStore())[0]
    except (RecordingError, EstimationError) as error:
        return _left_out(quality, settings, str(error))


def clean_to_file(
    path: str | os.PathLike[str],
    quality: RecordingQuality,
    subject: SubjectQuality,
    solution: IcaSolution,
    settings: CleaningSettings,
) -> tuple[Preview, str]:
    """Clean one recording into a file, block by block: its length does not matter to the memory.

    Parameters
    ----------
    path : path-like
        The file (`eeg2emg.cleaning.cleaned_file`), written whole or not at all.
    quality, subject, solution, settings
        As in `clean_recording`.

    Returns
    -------
    preview : Preview
        What the report shows of it.
    left_out : str
        Why the recording is left out, which the file then holds in place of samples; or nothing.
    """
    reason = subject.left_out_recordings.get(quality.recording, "") or solution.left_out
    if not reason:
        try:
            with written_netcdf(path) as file:
                cleaned, preview = _cleaned(quality, solution, settings, FileStore(file))
                write_facts(file, cleaned)
        except (RecordingError, EstimationError) as error:
            reason = str(error)
        else:
            return preview, ""
    absent = _left_out(quality, settings, reason)
    write_cleaned(path, absent)
    return make_preview(absent), reason


def _left_out(
    quality: RecordingQuality, settings: CleaningSettings, reason: str
) -> CleanedRecording:
    return left_out_recording(
        quality.recording,
        quality.subject,
        reason,
        eeg_channels=tuple(settings.eeg_channels),
        emg_channels=tuple(settings.emg_channels),
        eeg_rate_hz=settings.eeg_rate_hz,
        emg_rate_hz=settings.emg_rate_hz,
    )


def _cleaned(
    quality: RecordingQuality,
    solution: IcaSolution,
    settings: CleaningSettings,
    store: SignalStore,
) -> tuple[CleanedRecording, Preview]:
    line_freq_hz = quality.known_line_freq_hz()
    opened = open_recording(
        quality.path,
        eeg_channels=settings.eeg_channels,
        emg_channels=settings.emg_channels,
        matched=quality.matched,
        time_limits=None,
    )
    laplacian = None
    if settings.laplacian:
        positions_m = None if quality.positions_m is None else np.array(quality.positions_m)
        laplacian = laplacian_matrix(settings.eeg_channels, positions_m=positions_m)
    eeg = _clean_eeg(opened, solution, settings, line_freq_hz, store, laplacian=laplacian)
    emg = _clean_emg(opened, quality, settings, line_freq_hz, store)
    high = None
    if settings.high_frequencies_hz is not None:
        high = high_frequencies(
            opened,
            quality,
            limit_hz=settings.high_frequencies_hz,
            line_freq_hz=line_freq_hz,
            bad_channels=solution.bad_channels,
        )
    head = None
    if settings.head_muscles:
        head = head_muscles(
            quality,
            settings.head_muscles,
            line_freq_hz=line_freq_hz,
            emg_rate_hz=settings.emg_rate_hz,
            high_pass_hz=settings.emg_high_pass_hz,
        )
    cleaned = CleanedRecording(
        name=quality.recording,
        subject=quality.subject,
        eeg_rate_hz=eeg.changes.rate_hz,
        emg_rate_hz=emg.rate_hz,
        eeg_channels=tuple(settings.eeg_channels),
        emg_channels=tuple(settings.emg_channels),
        eeg_rank=eeg.rank,
        segments=tuple(quality.segments),
        muscle_components=solution.muscle_components,
        high=high,
        laplacian=laplacian,
        head=head,
        notes={
            "interpolated": list(solution.bad_channels),
            "removed_components": len(solution.removed),
            "emg": {
                "label": emg.artefact.label,
                "score": round(emg.artefact.score, 4),
                "reason": emg.artefact.reason,
            },
        },
        **eeg.signals,
        **emg.signals,
    )
    after = None if laplacian is None else solution.apply
    return cleaned, preview_of(cleaned, eeg.changes, eeg.read_before, emg.joins, after=after)


class _CleanedEeg(NamedTuple):
    """Cleaned EEG in a store: by attribute of `CleanedRecording`, and what was seen of it."""

    signals: dict[str, Any]
    rank: int
    changes: EegChanges
    read_before: Callable[[int, int], NDArray[np.float64]]


def _clean_eeg(
    opened: OpenRecording,
    solution: IcaSolution,
    settings: CleaningSettings,
    line_freq_hz: float,
    store: SignalStore,
    *,
    laplacian: NDArray[np.float64] | None,
) -> _CleanedEeg:
    channels = settings.eeg_channels
    good = [row for row, name in enumerate(channels) if name not in solution.bad_channels]
    raw = SignalsOfRows(opened.eeg, good)
    prepared, rate_hz = prepared_eeg(
        raw,
        opened.rate_hz,
        line_freq_hz=line_freq_hz,
        analysis_rate_hz=settings.eeg_rate_hz,
    )
    n, t = len(channels), prepared.shape[1]

    def read_before(start: int, stop: int) -> NDArray[np.float64]:
        before_v = np.zeros((n, stop - start))
        before_v[good] = prepared.read(None, start, stop)
        return before_v

    def estimated_from(potential_v: NDArray[np.float64]) -> NDArray[np.float64]:
        return potential_v if laplacian is None else laplacian @ potential_v

    names = ["eeg_v", "eeg_before_v", *(["muscle_v"] if solution.muscle_components else [])]
    unit = EEG_UNITS[laplacian is not None]
    units = {"eeg_v": unit, "muscle_v": unit}
    signals = {name: store.create(name, n, t, unit=units.get(name, "V")) for name in names}
    changes, covariance = EegChanges(rate_hz, prepared.joins), np.zeros((n, n))
    for start, stop in blocks_made(prepared, raw, multiple=changes.excerpt):
        # Filters and cleaning are linear, so cleaning the decimated EEG is the same and cheaper.
        before_v = read_before(start, stop)
        potential_v = solution.apply(before_v)
        eeg_v = estimated_from(potential_v)
        signals["eeg_v"][:, start:stop] = eeg_v
        if signals["eeg_before_v"] is not None:
            signals["eeg_before_v"][:, start:stop] = before_v
        if solution.muscle_components:
            muscle_v = estimated_from(solution.muscle_alone(before_v))
            signals["muscle_v"][:, start:stop] = muscle_v
        covariance += eeg_v @ eeg_v.T
        changes.add(start, before_v, potential_v)
    # The Laplacian takes the constant, which is a dimension only where cleaning left it.
    rank = min(solution.rank, numerical_rank(covariance / t))
    if settings.minimum_rank is not None and rank < settings.minimum_rank:
        raise RecordingError(
            f"the cleaned EEG has rank {rank}, but {settings.minimum_rank} is needed",
            f"{len(solution.removed)} components were removed and "
            f"{len(solution.bad_channels)} channels interpolated"
            + ("" if laplacian is None else ", and the surface Laplacian takes the constant"),
            "lower ica.max_removed or connectivity.mvar_rank",
        )
    return _CleanedEeg(signals, rank, changes, read_before)


class _CleanedEmg(NamedTuple):
    """Cleaned EMG in a store: by attribute of `CleanedRecording`, and what was found in it."""

    signals: dict[str, Any]
    rate_hz: float
    joins: tuple[int, ...]
    artefact: EmgArtefact


def _clean_emg(
    opened: OpenRecording,
    quality: RecordingQuality,
    settings: CleaningSettings,
    line_freq_hz: float,
    store: SignalStore,
) -> _CleanedEmg:
    def prepared(signals: Signals, rate_hz: float) -> tuple[Signals, float]:
        return prepared_emg(
            signals,
            rate_hz,
            line_freq_hz=line_freq_hz,
            emg_rate_hz=settings.emg_rate_hz,
            high_pass_hz=settings.emg_high_pass_hz,
        )

    emg, rate_hz = prepared(opened.emg, opened.emg_rate_hz)
    emg_v = store.create("emg_v", *emg.shape)
    for start, stop in blocks_made(emg, opened.emg):
        emg_v[:, start:stop] = emg.read(None, start, stop)
    ecg = None
    # An ECG recorded beside the EEG by another device has no sample for each sample of the EMG.
    same_clock = opened.auxiliary.shape[1] == opened.emg.shape[1]
    if settings.emg_ica and same_clock and "ecg" in opened.auxiliary_types:
        row = opened.auxiliary_types.index("ecg")
        ecg = prepared(SignalsOfRows(opened.auxiliary, [row]), opened.rate_hz)[0]
    # What is written already is read again, rather than filtered again.
    written = ArraySignals(emg_v, emg.joins)
    artefact = find_emg_artefact(
        written,
        rate_hz,
        channels=settings.emg_channels,
        line_freq_hz=line_freq_hz,
        enabled=settings.emg_ica,
        ecg=ecg,
        seed=derive_seed(settings.seed, "emg_ica", quality.recording),
    )
    signals = {"emg_v": emg_v}
    if artefact.removed:
        signals["emg_before_v"] = store.create("emg_before_v", *emg.shape)
        for start, stop in time_blocks(written):
            before_v = written.read(None, start, stop).copy()
            signals["emg_before_v"][:, start:stop] = before_v
            emg_v[:, start:stop] = artefact.without(before_v)
    return _CleanedEmg(signals, rate_hz, emg.joins, artefact)
