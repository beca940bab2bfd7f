"""Fetch the chosen people of a public set, and list them for the import where that needs a list."""

from eeg2emg.datasets.orders import fetch_ordered
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Fetch; what is done stands in the log."""
    fetch_ordered(**snakemake.params.order)


if __name__ == "__main__":
    run_job(main, snakemake)
