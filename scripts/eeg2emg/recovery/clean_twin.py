"""Clean twin: a simulated recording without artefacts, beside the recording and its truth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.files.netcdf import read_netcdf
from eeg2emg.recordings.electrodes import interpolation_matrix
from eeg2emg.recordings.reading import read_recording
from eeg2emg.recovery.brain import (
    RECOVERY_COLUMNS,
    connectivity_recovery,
    source_recovery,
    unmixing_matrix,
)
from eeg2emg.recovery.by_length import COLUMNS, recovery_by_length
from eeg2emg.recovery.cleaning import REDUCTION_COLUMNS, artefact_reduction, topography_reduction
from eeg2emg.recovery.muscles import AFTER, BEFORE, TWIN
from eeg2emg.signals.filters import prepare_eeg
from eeg2emg.simulation.recording import background_covariance, draw_signals
from eeg2emg.simulation.settings import recording_indices

if TYPE_CHECKING:
    import os

    from eeg2emg.cleaning.cleaned_recording import CleanedRecording
    from eeg2emg.cleaning.ica_solution import IcaSolution
    from eeg2emg.connectivity.settings import EegSettings, EmgSettings
    from eeg2emg.simulation.head_model import SubjectHead
    from eeg2emg.simulation.settings import SimulationSettings


class Comparison(NamedTuple):
    """Three tables about one recording, each with its name in the first column.

    Attributes
    ----------
    by_length : DataFrame
        The muscle networks (`eeg2emg.recovery.by_length.recovery_by_length`).
    brain : DataFrame
        The brain networks (`eeg2emg.recovery.brain`), between channels and between sources.
    artefacts : DataFrame
        What cleaning left of the artefacts (`eeg2emg.recovery.cleaning`), at the electrodes and by
        topography.
    """

    by_length: pd.DataFrame
    brain: pd.DataFrame
    artefacts: pd.DataFrame


def compare_with_truth(
    cleaned: CleanedRecording,
    solution: IcaSolution,
    *,
    recorded: str | os.PathLike[str],
    truth: str | os.PathLike[str],
    head: SubjectHead,
    simulation: SimulationSettings,
    eeg: EegSettings,
    emg: EmgSettings,
) -> Comparison:
    """Set one recording beside its truth and its clean twin.

    Parameters
    ----------
    cleaned : CleanedRecording
        The recording after cleaning; one that was left out gives empty tables.
    solution : IcaSolution
        What cleaned its EEG.
    recorded : path-like
        The recording's data file.
    truth : path-like
        The file of its truth.
    head : SubjectHead
        The head of its subject.
    simulation : SimulationSettings
        The settings of the cohort.
    eeg, emg : EegSettings and EmgSettings
        How the matrices are estimated, at the rates of `cleaned`.

    Returns
    -------
    Comparison
    """
    if cleaned.left_out:
        columns = (COLUMNS, RECOVERY_COLUMNS, REDUCTION_COLUMNS)
        return Comparison(*(pd.DataFrame(columns=["recording", *own]) for own in columns))
    known = _read_truth(truth, cleaned, conditional=emg.conditional)
    good = [row for row, name in enumerate(solution.channels) if name in solution.good_channels]
    matrix = solution.cleaning_matrix[np.ix_(good, good)]
    twin = draw_signals(replace(simulation, artefacts=0.0), *recording_indices(cleaned.name), head)
    recording = read_recording(recorded, eeg_channels=solution.channels, units_check=False)
    recorded_v, twin_v = (
        prepare_eeg(
            x_v[good],
            simulation.rate_hz,
            line_freq_hz=simulation.line_hz,
            analysis_rate_hz=cleaned.eeg_rate_hz,
        )[0]
        for x_v in (recording.eeg_v, twin.eeg_v)
    )
    signals_v = {TWIN: twin_v, BEFORE: recorded_v, AFTER: cleaned.eeg_v[good]}
    potentials_v = signals_v
    if cleaned.laplacian is not None:
        # Like with like: all three as current source density. The sources are estimated from
        # potentials, since the covariance of a density, of deficient rank, has no inverse.
        to_density = cleaned.laplacian @ interpolation_matrix(
            solution.channels, solution.bad_channels, positions_m=head.positions_m
        )
        to_density = to_density[np.ix_(good, good)]
        signals_v |= {name: to_density @ signals_v[name] for name in (TWIN, BEFORE)}
        potentials_v = {TWIN: twin_v, BEFORE: recorded_v, AFTER: matrix @ recorded_v}
    covariance = background_covariance(simulation, head)[np.ix_(good, good)]
    unmixing = unmixing_matrix(head.source_gain[good], covariance)
    channels = [solution.channels[row] for row in good]
    tables = (
        [recovery_by_length(cleaned.emg_v, cleaned.segments, known.emg, emg)],
        [
            connectivity_recovery(signals_v, cleaned.segments, eeg),
            source_recovery(potentials_v, cleaned.segments, known.sources, unmixing, eeg),
        ],
        [
            artefact_reduction(twin_v, recorded_v - twin_v, matrix, channels),
            topography_reduction(known.topographies[good], known.artefacts, matrix),
        ],
    )
    comparison = Comparison(*(pd.concat(own, ignore_index=True) for own in tables))
    for table in comparison:
        table.insert(0, "recording", cleaned.name)
    return comparison


class _Truth(NamedTuple):
    """Matrices of the segments, [sink, source], and the artefacts' mixing into the n channels."""

    emg: np.ndarray
    sources: np.ndarray
    topographies: np.ndarray
    artefacts: list[str]


def _read_truth(
    path: str | os.PathLike[str], cleaned: CleanedRecording, *, conditional: bool
) -> _Truth:
    kind = "conditional" if conditional else "pairwise"
    with read_netcdf(path, "known truth") as file:
        onsets_s = file["onset_s"][:].tolist()
        rows = [onsets_s.index(segment.onset_s) for segment in cleaned.segments]
        return _Truth(
            emg=np.asarray(file[f"emg_target_{kind}"][:])[rows],
            sources=np.asarray(file["source_granger_pairwise"][:])[rows],
            topographies=np.asarray(file["artefact_gain"][:]),
            artefacts=file["artefact"][:].tolist(),
        )
