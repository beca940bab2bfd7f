"""Write the files that the imported recordings share."""

from eeg2emg.importing.bids_files import write_dataset
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write the description and the list of people."""
    write_dataset(snakemake.params.root, snakemake.params.subjects)


if __name__ == "__main__":
    run_job(main, snakemake)
