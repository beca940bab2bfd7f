"""Simulate one recording's muscles at several couplings, and estimate their networks.

For one seed the EEG is the same at every coupling, so its network is taken from the run's own.
"""

import json
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.cleaning.recording import clean_recording
from eeg2emg.connectivity.eeg import estimate_emg
from eeg2emg.connectivity.file import read_connectivity, write_connectivity
from eeg2emg.connectivity.settings import EmgSettings
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.subjects import SubjectQuality
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.bids_dataset import write_recording
from eeg2emg.simulation.head_model import load_head
from eeg2emg.simulation.recording import simulate_recording
from eeg2emg.simulation.settings import SimulationSettings


def main(snakemake):
    """Write one connectivity file per coupling, all with the brain network of the run."""
    contents = read_connectivity(snakemake.input.connectivity)
    settings = SimulationSettings(**snakemake.params.simulation)
    head = load_head(snakemake.input.head)
    for coupling, path in zip(snakemake.params.couplings, snakemake.output, strict=True):
        segments, emg = contents.segments, contents.groups["emg"]
        if segments["segment"]:
            cleaned = _cleaned(snakemake, replace(settings, coupling=coupling), head)
            amplitudes, planes = _estimated(snakemake, cleaned, segments["onset_s"])
            segments = segments | {"emg_amplitude_v": amplitudes}
            values = np.array([list(found.values()) for found in planes])
            emg = (tuple(planes[0]), emg.channels, values)
            log.info("coupling %g: %d segments", coupling, len(amplitudes))
        write_connectivity(
            path,
            segments=segments,
            groups=contents.groups | {"emg": emg},
            attributes=contents.attributes,
        )


def _cleaned(snakemake, settings, head):
    """Write the recording, and read and clean it as the workflow does."""
    params = snakemake.params
    name = snakemake.wildcards.recording
    subject, run = map(int, re.findall(r"(?:sub|run)-(\d+)", name))
    quality = json.loads(Path(snakemake.input.quality).read_text("utf-8"))
    verdict = json.loads(Path(snakemake.input.subject).read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        recording = simulate_recording(settings, subject - 1, run - 1, head)
        write_recording(recording, folder, Path(folder) / "truth.nc")
        written = Path(folder) / name.split("_")[0] / "eeg" / f"{name}_eeg.vhdr"
        return clean_recording(
            quality | {"path": str(written)},
            SubjectQuality.from_dict(verdict),
            read_ica(snakemake.input.ica),
            eeg_channels=params.channels["eeg"],
            emg_channels=params.channels["emg"],
            analysis_rate_hz=params.eeg_rate_hz,
            emg_rate_hz=params.emg_rate_hz,
            emg_high_pass_hz=params.emg_cleaning["highpass_hz"],
            emg_ica=params.emg_cleaning["ica"],
            minimum_rank=params.mvar_rank,
            seed=derive_seed(params.seed, "emg_ica", name),
        )


def _estimated(snakemake, cleaned, onsets_s):
    settings = EmgSettings(**snakemake.params.emg | {"rate_hz": cleaned.emg_rate_hz})
    amplitudes, planes = [], []
    for segment in cleaned.segments:
        if segment.onset_s not in onsets_s:
            continue
        emg_v = cleaned.segment_arrays(segment)[1]
        found = estimate_emg(emg_v, settings, diagnostics=False, channel_names=cleaned.emg_channels)
        amplitudes.append(float(np.sqrt(np.mean(emg_v**2))))
        planes.append(found.planes)
    return amplitudes, planes


run_job(main, snakemake)
