"""Fit the mean of unlike networks to all segments, and store it with its card."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.stored.storing import Judged, store_model
from eeg2emg.stored.words import first_line


def main(snakemake):
    """Write the folder of the model."""
    given, params = snakemake.input, snakemake.params
    dataset = load_dataset(given.dataset, target=params.target)
    judged = Judged(
        read_table(given.metrics), read_table(given.verdict), read_predictions(given.regressions)
    )
    card = store_model(snakemake.output[0], dataset, judged, params.configuration)
    log.info("%s", first_line(card))


if __name__ == "__main__":
    run_job(main, snakemake)
