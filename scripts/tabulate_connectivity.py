"""Export the mean matrices of each subject and phase as one long table."""

from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.connectivity.mean_table import mean_matrices_table
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write one row per subject, phase, measure, sink and source."""
    table = mean_matrices_table(read_connectivity(snakemake.input.dataset))
    write_table(snakemake.output[0], table, float_format="%.8g")


if __name__ == "__main__":
    run_job(main, snakemake)
