"""Filter one recording and take the artefacts out."""

from eeg2emg.cleaning.cleaning_settings import CleaningSettings
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.cleaning.preview import write_preview
from eeg2emg.cleaning.recording import clean_to_file
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import SubjectQuality


def main(snakemake):
    """Write the cleaned signals, and what the report shows of them."""
    preview, left_out = clean_to_file(
        snakemake.output.cleaned,
        RecordingQuality.read(snakemake.input.quality),
        SubjectQuality.read(snakemake.input.subject),
        read_ica(snakemake.input.ica),
        CleaningSettings(**snakemake.params.cleaning),
    )
    if left_out:
        log.warning("left out: %s", left_out)
    write_preview(snakemake.output.preview, preview)


if __name__ == "__main__":
    run_job(main, snakemake)
