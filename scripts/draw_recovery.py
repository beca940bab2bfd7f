"""Draw how well the known truth of the simulated cohort is recovered."""

from eeg2emg.figures.known_truth import recovery_figures
from eeg2emg.figures.saving import save_figures
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Draw the tables of recovery."""
    tables = {name: read_table(path) for name, path in snakemake.input.items()}
    save_figures(recovery_figures(tables, snakemake.params.phases), snakemake.output)


if __name__ == "__main__":
    run_job(main, snakemake)
