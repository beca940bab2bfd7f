"""Filter one recording and take the artefacts out."""

import json
from pathlib import Path

from eeg2emg.cleaning.cleaned_recording import write_cleaned
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.cleaning.preview import make_preview, write_preview
from eeg2emg.cleaning.recording import clean_recording
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.subjects import SubjectQuality
from eeg2emg.seeds import derive_seed


def main(snakemake):
    """Write the cleaned signals, and what the report shows of them."""
    params = snakemake.params
    subject = json.loads(Path(snakemake.input.subject).read_text("utf-8"))
    cleaned = clean_recording(
        json.loads(Path(snakemake.input.quality).read_text("utf-8")),
        SubjectQuality.from_dict(subject),
        read_ica(snakemake.input.ica),
        eeg_channels=params.channels["eeg"],
        emg_channels=params.channels["emg"],
        analysis_rate_hz=params.eeg_rate_hz,
        emg_rate_hz=params.emg_rate_hz,
        emg_high_pass_hz=params.emg["highpass_hz"],
        emg_ica=params.emg["ica"],
        minimum_rank=params.mvar_rank,
        seed=derive_seed(params.seed, "emg_ica", snakemake.wildcards.recording),
    )
    if cleaned.left_out:
        log.warning("left out: %s", cleaned.left_out)
    write_preview(snakemake.output.preview, make_preview(cleaned))
    write_cleaned(snakemake.output.cleaned, cleaned)


run_job(main, snakemake)
