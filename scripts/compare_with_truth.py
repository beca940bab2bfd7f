"""Set one simulated recording beside its truth and its clean twin."""

import json
import re
from dataclasses import replace
from pathlib import Path

import netCDF4
import numpy as np
import pandas as pd
from eeg2emg.cleaning.cleaned_recording import read_cleaned
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.connectivity.settings import EegSettings, EmgSettings
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import log, run_job
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
from eeg2emg.simulation.head_model import load_head
from eeg2emg.simulation.recording import background_covariance, simulate_recording
from eeg2emg.simulation.settings import SimulationSettings


def main(snakemake):
    """Write recovery by length, of the brain network, and the reduction of artefacts."""
    cleaned = read_cleaned(snakemake.input.cleaned)
    if cleaned.left_out:
        log.warning("not compared: %s", cleaned.left_out)
        empty = (COLUMNS, RECOVERY_COLUMNS, REDUCTION_COLUMNS)
        tables = [pd.DataFrame(columns=list(columns)) for columns in empty]
    else:
        tables = _tables(snakemake, cleaned)
    for path, table in zip(snakemake.output, tables, strict=True):
        table.insert(0, "recording", cleaned.name)
        write_text(path, table.to_csv(index=False, lineterminator="\n"))


def _tables(snakemake, cleaned):
    settings = SimulationSettings(**snakemake.params.simulation)
    emg = EmgSettings(**snakemake.params.emg | {"rate_hz": cleaned.emg_rate_hz})
    eeg = EegSettings(**snakemake.params.eeg)
    kind = "conditional" if emg.conditional else "pairwise"
    with netCDF4.Dataset(snakemake.input.truth) as file:
        onsets = file["onset_s"][:].tolist()
        rows = [onsets.index(segment.onset_s) for segment in cleaned.segments]
        true_emg = np.asarray(file[f"emg_target_{kind}"][:])[rows]
        true_sources = np.asarray(file["source_granger_pairwise"][:])[rows]
        topographies = np.asarray(file["artefact_gain"][:])
        artefacts = file["artefact"][:].tolist()
    solution = read_ica(snakemake.input.ica)
    good = [row for row, name in enumerate(solution.channels) if name in solution.good_channels]
    channels = [solution.channels[row] for row in good]
    matrix = solution.cleaning_matrix[np.ix_(good, good)]
    head = load_head(snakemake.input.head)
    subject, run = map(int, re.findall(r"(?:sub|run)-(\d+)", cleaned.name))
    twin = simulate_recording(replace(settings, artefacts=0.0), subject - 1, run - 1, head)
    quality = json.loads(Path(snakemake.input.quality).read_text("utf-8"))
    recording = read_recording(quality["path"], eeg_channels=solution.channels, units_check=False)
    recorded_v, twin_v = (
        prepare_eeg(
            x[good],
            settings.rate_hz,
            line_freq_hz=settings.line_hz,
            analysis_rate_hz=cleaned.eeg_rate_hz,
        )[0]
        for x in (recording.eeg_v, twin.eeg_v)
    )
    signals_v = {TWIN: twin_v, BEFORE: recorded_v, AFTER: cleaned.eeg_v[good]}
    covariance = background_covariance(settings, head)[np.ix_(good, good)]
    unmixing = unmixing_matrix(head.source_gain[good], covariance)
    return (
        recovery_by_length(cleaned.emg_v, cleaned.segments, true_emg, emg),
        pd.concat(
            [
                connectivity_recovery(signals_v, cleaned.segments, eeg),
                source_recovery(signals_v, cleaned.segments, true_sources, unmixing, eeg),
            ],
            ignore_index=True,
        ),
        pd.concat(
            [
                artefact_reduction(twin_v, recorded_v - twin_v, matrix, channels),
                topography_reduction(topographies[good], artefacts, matrix),
            ],
            ignore_index=True,
        ),
    )


run_job(main, snakemake)
