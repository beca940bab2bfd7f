"""Decompose the EEG of one subject (or one recording) and label the components."""

import json
from pathlib import Path

from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.ica_solution import write_ica
from eeg2emg.cleaning.recording import fit_subject_ica
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.subjects import SubjectQuality
from eeg2emg.seeds import derive_seed


def main(snakemake):
    """Write the components, their labels and the matrix that cleans."""
    settings = dict(snakemake.params.settings)
    settings.pop("fit")
    enabled = settings.pop("enabled")
    qualities = [json.loads(Path(path).read_text("utf-8")) for path in snakemake.input.quality]
    named = {quality["recording"]: quality for quality in qualities}
    subject = SubjectQuality.from_dict(
        json.loads(Path(snakemake.input.subject).read_text("utf-8"))
    ).restricted_to(named)
    solution = fit_subject_ica(
        subject,
        named,
        eeg_channels=snakemake.params.channels["eeg"],
        enabled=enabled,
        settings=IcaSettings(**settings, minimum_rank=snakemake.params.mvar_rank),
        seed=derive_seed(snakemake.params.seed, "ica", snakemake.wildcards.unit),
    )
    if solution.left_out:
        log.warning("left out: %s", solution.left_out)
    write_ica(snakemake.output[0], solution)


run_job(main, snakemake)
