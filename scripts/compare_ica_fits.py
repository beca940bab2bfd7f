"""Set the skills with the ICA fitted on all recordings and on training data side by side."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.compared_fits import compare_ica_fits
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import read_splits


def main(snakemake):
    """Write one row per choice and model."""
    params, given = snakemake.params, snakemake.input
    other = evaluate(
        load_dataset(given.dataset, target=params.target),
        read_splits([given.split], [given.about]),
        [read_predictions(path) for path in (*given.networks, given.regressions)],
        primary=params.primary,
        seed=params.seed,
        confidence=params.confidence,
    )
    both = {params.fit_on: read_table(given.metrics), params.other: other.metrics}
    write_table(snakemake.output[0], compare_ica_fits(both))


if __name__ == "__main__":
    run_job(main, snakemake)
