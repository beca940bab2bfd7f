"""Fit the rivals without EEG and the regressions on all folds of one scheme."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.predictions import write_predictions
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Write the predictions of all models; a scheme that is not estimable gives no rows."""
    dataset = load_dataset(snakemake.input.dataset, target=snakemake.params.target)
    scheme, split = read_split(snakemake.input.split, snakemake.input.about)
    write_predictions(snakemake.output[0], fit_models(dataset, split, scheme))


if __name__ == "__main__":
    run_job(main, snakemake)
