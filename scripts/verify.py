"""Name every file of the run that was changed since its record was written."""

from pathlib import Path

from eeg2emg.jobs.job import run_job
from eeg2emg.provenance.changes import changes_since, refuse_changes
from eeg2emg.provenance.places import PROJECT_FOLDER
from eeg2emg.provenance.record import read_record_of_run


def main(snakemake):
    """Compare the files with the record."""
    run = Path(snakemake.params.run)
    refuse_changes(run, changes_since(run, PROJECT_FOLDER, read_record_of_run(run)))


if __name__ == "__main__":
    run_job(main, snakemake)
