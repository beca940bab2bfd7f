"""Fit models to growing shares of the training segments of the primary scheme."""

import pandas as pd
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.learning_curve import COLUMNS, learning_curve
from eeg2emg.evaluation.selection import gather
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import estimable, read_splits


def main(snakemake):
    """Write the skill of every model at every share; no rows where the scheme is not estimable."""
    given, params = snakemake.input, snakemake.params
    dataset = load_dataset(given.dataset, target=params.target)
    predictions = [read_predictions(given.regressions)]
    curves = [
        learning_curve(
            dataset,
            gather(dataset, scheme, split, predictions),
            params.models,
            seed=params.seed,
            confidence=params.confidence,
        )
        for scheme, split in estimable(read_splits([given.split], [given.about])).items()
    ]
    empty = pd.DataFrame(columns=list(COLUMNS))
    write_table(snakemake.output[0], pd.concat(curves) if curves else empty)


if __name__ == "__main__":
    run_job(main, snakemake)
