"""Pack the run as RO-Crate."""

from pathlib import Path

from eeg2emg.jobs.job import run_job
from eeg2emg.provenance.crate import write_crate
from eeg2emg.provenance.places import PROJECT_FOLDER
from eeg2emg.provenance.record import read_record_of_run


def main(snakemake):
    """Describe the run by its record, and pack what is published of it."""
    run = Path(snakemake.input[0]).parent
    write_crate(snakemake.output[0], run, PROJECT_FOLDER, read_record_of_run(run))


if __name__ == "__main__":
    run_job(main, snakemake)
