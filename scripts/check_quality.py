"""Read one recording in a child process, cut it into segments and check every channel."""

from eeg2emg.importing.outcome import ImportOutcome
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.isolated_inspection import inspect_isolated
from eeg2emg.quality.recording_quality import unusable_recording


def main(snakemake):
    """Write what was found; a recording that cannot be used is a finding, not a failure."""
    params, imported = snakemake.params, snakemake.input.imported
    not_imported = ImportOutcome.read(imported).reason if imported else ""
    if not_imported:
        quality = unusable_recording(params.data, not_imported)
    else:
        quality = inspect_isolated(params.data, **params.inspection)
    for reason in quality.reasons:
        log.warning("left out: %s", reason)
    quality.write(snakemake.output[0])


if __name__ == "__main__":
    run_job(main, snakemake)
