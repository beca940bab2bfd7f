"""Set the skills with the ICA fitted on all recordings and on training data side by side."""

from eeg2emg.evaluation.compared_fits import compare_ica_fits
from eeg2emg.evaluation.judged_files import metrics_of_files
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write one row per choice and model."""
    params, given = snakemake.params, snakemake.input
    other = metrics_of_files(
        given.dataset,
        [given.split],
        [given.about],
        [*given.networks, given.regressions],
        target=params.target,
        primary=params.primary,
        seed=params.seed,
        confidence=params.confidence,
    )
    both = {params.fit_on: read_table(given.metrics), params.other: other}
    write_table(snakemake.output[0], compare_ica_fits(both))


if __name__ == "__main__":
    run_job(main, snakemake)
