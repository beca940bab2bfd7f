"""Estimate the connectivity matrices of each segment of one cleaned recording."""

import json

import numpy as np
from eeg2emg.cleaning.cleaned_recording import cut, read_cleaned, require_eeg_rate
from eeg2emg.connectivity.eeg import eeg_record, estimate_emg, estimate_record
from eeg2emg.connectivity.eeg_parts import estimate_parts, parts_of
from eeg2emg.connectivity.emg_halves import estimate_halves
from eeg2emg.connectivity.file import SEGMENT_COLUMNS, write_connectivity
from eeg2emg.connectivity.settings import EegSettings, EmgSettings, plane_names
from eeg2emg.errors import EstimationError
from eeg2emg.jobs.job import log, run_job


def main(snakemake):
    """Write one file with the matrices of all segments, and the reasons where there are none."""
    recording = read_cleaned(snakemake.input.cleaned)
    eeg_settings = EegSettings(**snakemake.params.eeg)
    # What is left of a skill can only be asked where there is a target.
    parts = parts_of(snakemake.params.controls if recording.emg_channels else (), eeg_settings)
    if recording.emg_channels:
        emg_settings = EmgSettings(**snakemake.params.emg | {"rate_hz": recording.emg_rate_hz})
    columns = {column: [] for column in SEGMENT_COLUMNS}
    diagnostics, eeg_planes, emg_planes, emg_measures, refused = [], [], [], [], {}
    half_planes, half_names, lengthening, part_planes = [], [], float("nan"), []
    for segment in recording.segments:
        name = f"{recording.name}_seg-{segment.index:03d}"
        eeg_v, emg_v = recording.segment_arrays(segment)
        before_v = emg_v
        if recording.emg_before_v is not None:
            before_v = cut(recording.emg_before_v, recording.emg_rate_hz, segment)
        try:
            require_eeg_rate(recording, eeg_settings.rate_hz)
            record = eeg_record(eeg_v, eeg_settings, recording.eeg_channels)
            eeg = estimate_record(record, eeg_settings)
            muscle_v, components = recording.muscle_of(segment), recording.muscle_components
            own_parts = estimate_parts(parts, record, muscle_v, components)
            if recording.emg_channels:
                emg = estimate_emg(emg_v, emg_settings, channel_names=recording.emg_channels)
                before = emg if before_v is emg_v else estimate_emg(before_v, emg_settings)
                halves = estimate_halves(emg_v, emg_settings, channel_names=recording.emg_channels)
        except EstimationError as error:
            refused[name] = str(error)
            log.warning("%s is left out: %s", name, error)
            continue
        eeg_planes.append(list(eeg.planes.values()))
        measured = {f"eeg_{key}": value for key, value in eeg.diagnostics.items()}
        if recording.emg_channels:
            emg_measures = [*emg.planes, "granger_raw_before_ica"]
            emg_planes.append([*emg.planes.values(), before.planes["granger_raw"]])
            half_names, lengthening = list(halves.planes), halves.lengthening
            half_planes.append(list(halves.planes.values()))
            measured |= {f"emg_{key}": value for key, value in emg.diagnostics.items()}
        diagnostics.append(measured | own_parts.columns)
        part_planes.append(own_parts.planes)
        row = (
            name,
            recording.subject,
            recording.name,
            segment.phase,
            segment.cycle,
            segment.onset_s,
            float(np.sqrt(np.mean(emg_v**2))) if emg_v.size else float("nan"),
        )
        for column, value in zip(SEGMENT_COLUMNS, row, strict=True):
            columns[column].append(value)
        log.info("%s: done", name)
    by_column = {key: [row[key] for row in diagnostics] for key in (diagnostics or [{}])[0]}
    groups = {"eeg": _group(plane_names(eeg_settings), recording.eeg_channels, eeg_planes)}
    if recording.emg_channels:
        groups["emg"] = _group(emg_measures, recording.emg_channels, emg_planes)
        groups["emg_halves"] = _group(half_names, recording.emg_channels, half_planes)
    for group, (_, names) in parts.items():
        planes = [own[group] for own in part_planes]
        groups[group] = _group(names, recording.eeg_channels, planes)
    write_connectivity(
        snakemake.output[0],
        segments=columns | by_column,
        groups=groups,
        attributes={
            "recording": recording.name,
            "subject": recording.subject,
            "left_out": recording.left_out,
            "refused_segments": json.dumps(refused, sort_keys=True),
            "eeg_rate_hz": eeg_settings.rate_hz,
            "eeg_order": eeg_settings.order,
            "emg_rate_hz": recording.emg_rate_hz,
            "emg_order": snakemake.params.emg["order"],
            "halves_lengthening": lengthening,
            "simulated": snakemake.params.simulated,
        },
    )


def _group(measures, channels, planes):
    count = len(channels)
    return measures, channels, np.reshape(planes, (len(planes), len(measures), count, count))


run_job(main, snakemake)
