"""Set the results with both estimators of the spectral measures side by side."""

from eeg2emg.evaluation.compared_estimators import compare_estimators
from eeg2emg.evaluation.judged_files import judgement_of_files
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write one row per estimator, scheme, model and metric."""
    params, given = snakemake.params, snakemake.input
    other = judgement_of_files(
        given.dataset,
        given.splits,
        given.about,
        [*given.networks, *given.regressions],
        target=params.target,
        primary=params.primary,
        seed=params.seed,
        confidence=params.confidence,
    )
    both = {params.estimator: read_table(given.metrics), params.other: other.metrics}
    write_table(snakemake.output[0], compare_estimators(both))


if __name__ == "__main__":
    run_job(main, snakemake)
