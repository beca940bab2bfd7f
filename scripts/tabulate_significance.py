"""Tabulate which share of the links is significant, by measure and phase."""

from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.connectivity.significance_file import read_significance
from eeg2emg.connectivity.significance_table import analysed_files, significance_table
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write one row per kind of signal, measure and phase, over the segments of all recordings."""
    recordings = read_connectivity(snakemake.input.dataset).segments["recording"]
    files = [read_significance(path) for path in snakemake.input.significance]
    write_table(snakemake.output[0], significance_table(analysed_files(files, recordings)))


if __name__ == "__main__":
    run_job(main, snakemake)
