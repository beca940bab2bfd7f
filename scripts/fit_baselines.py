"""Fit the models without EEG and the classical ones on all folds of one scheme."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.model_predictions import fit_baselines
from eeg2emg.learning.predictions import write_predictions
from eeg2emg.splitting.files import read_splits


def main(snakemake):
    """Write the predictions of all models; a scheme that is not estimable gives no rows."""
    dataset = load_dataset(snakemake.input.dataset, target=snakemake.params.target)
    splits = read_splits([snakemake.input.split], [snakemake.input.about])
    scheme, split = splits.popitem()
    write_predictions(snakemake.output[0], fit_baselines(dataset, split, scheme))


run_job(main, snakemake)
