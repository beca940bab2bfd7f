"""Train the network with one recipe and one optimizer, on all folds of its schemes."""

from dataclasses import replace

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import write_predictions
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.learning.trained_schemes import train_schemes
from eeg2emg.learning.weights import write_weights
from eeg2emg.splitting.files import estimable, read_splits


def main(snakemake):
    """Write predictions, histories and weights of every fold."""
    params, names, made = snakemake.params, snakemake.wildcards, snakemake.output
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    recipe = replace(RECIPES[names.recipe].recipe, **params.recipe)
    splits = estimable(read_splits(snakemake.input.splits, snakemake.input.about))
    trained = train_schemes(dataset, splits, recipe, names.optimizer, seed=params.seed)
    write_predictions(made.predictions, trained.predictions)
    write_table(made.history, trained.history)
    write_table(made.folds, trained.folds)
    write_weights(made.weights, trained.weights)


if __name__ == "__main__":
    run_job(main, snakemake)
