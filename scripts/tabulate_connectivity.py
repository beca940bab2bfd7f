"""Export the mean matrices of each subject and phase as one long table."""

from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.connectivity.mean_table import mean_matrices_table
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write one row per subject, phase, measure, sink and source."""
    table = mean_matrices_table(read_connectivity(snakemake.input.dataset))
    text = table.to_csv(index=False, float_format="%.8g", lineterminator="\n")
    write_text(snakemake.output[0], text)


if __name__ == "__main__":
    run_job(main, snakemake)
