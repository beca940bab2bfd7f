"""Decompose the EEG of one subject (or one recording) and label the components."""

from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.ica_solution import write_ica
from eeg2emg.cleaning.subject_ica import fit_subject_ica
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import SubjectQuality
from eeg2emg.seeds import derive_seed


def main(snakemake):
    """Write the components, their labels and the matrix that cleans."""
    params = snakemake.params
    options = dict(params.settings)
    enabled, _ = options.pop("enabled"), options.pop("fit")
    qualities = map(RecordingQuality.read, snakemake.input.quality)
    by_name = {quality.recording: quality for quality in qualities}
    solution = fit_subject_ica(
        SubjectQuality.read(snakemake.input.subject).restricted_to(by_name),
        by_name,
        eeg_channels=params.channels["eeg"],
        enabled=enabled,
        settings=IcaSettings(**options, minimum_rank=params.mvar_rank),
        seed=derive_seed(params.seed, "ica", snakemake.wildcards.unit),
    )
    if solution.left_out:
        log.warning("left out: %s", solution.left_out)
    write_ica(snakemake.output[0], solution)


if __name__ == "__main__":
    run_job(main, snakemake)
