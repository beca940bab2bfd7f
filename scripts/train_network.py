"""Train the network with one recipe and one optimizer, on all folds of its schemes."""

from dataclasses import replace

import numpy as np
import pandas as pd
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.files.atomic import atomic_path
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.network_predictions import network_predictions, no_network_predictions
from eeg2emg.learning.predictions import concatenate, write_predictions
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.learning.training import HISTORY_COLUMNS, train_folds
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.files import estimable, read_splits


def main(snakemake):
    """Write predictions, histories and weights of every fold."""
    params, optimizer = snakemake.params, snakemake.wildcards.optimizer
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    recipe = replace(RECIPES[snakemake.wildcards.recipe].recipe, **params.recipe)
    splits = estimable(read_splits(snakemake.input.splits, snakemake.input.about))
    predictions, histories, folds, weights = [], [], [pd.DataFrame()], {}
    for scheme, split in splits.items():
        result = train_folds(
            dataset,
            split,
            recipe,
            optimizer,
            seed=derive_seed(params.seed, "network", scheme),
            adapted=SCHEMES[scheme].adapted,
        )
        predictions.append(
            network_predictions(
                result,
                split,
                scheme=scheme,
                recipe=recipe.name,
                optimizer=optimizer,
                channels=dataset.emg_channels,
            )
        )
        histories.append(result.history.assign(scheme=scheme))
        weights |= {f"{scheme}/{key}": value for key, value in result.weights.items()}
        folds.append(result.folds.assign(recipe=recipe.name, optimizer=optimizer, scheme=scheme))
        log.info("%s\n%s", scheme, result.folds.to_string(index=False))
    if not predictions:
        predictions.append(no_network_predictions(recipe, optimizer, dataset.emg_channels))
        histories.append(pd.DataFrame(columns=[*HISTORY_COLUMNS, "scheme"]))
    write_predictions(snakemake.output.predictions, concatenate(predictions))
    write_table(snakemake.output.history, pd.concat(histories, ignore_index=True))
    write_table(snakemake.output.folds, pd.concat(folds))
    with atomic_path(snakemake.output.weights) as temporary:
        np.savez(temporary, **weights)


if __name__ == "__main__":
    run_job(main, snakemake)
