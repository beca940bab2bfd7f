"""Set the results with both estimators of the spectral measures side by side."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.compared_estimators import compare_estimators
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import read_splits


def main(snakemake):
    """Write one row per estimator, scheme, model and metric."""
    params, given = snakemake.params, snakemake.input
    other = evaluate(
        load_dataset(given.dataset, target=params.target),
        read_splits(given.splits, given.about),
        [read_predictions(path) for path in (*given.networks, *given.regressions)],
        primary=params.primary,
        seed=params.seed,
        confidence=params.confidence,
    )
    both = {params.estimator: read_table(given.metrics), params.other: other.metrics}
    write_table(snakemake.output[0], compare_estimators(both))


if __name__ == "__main__":
    run_job(main, snakemake)
