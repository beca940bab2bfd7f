"""Measure what the skill of the primary network, and of the best simpler model, rests on."""

from functools import partial

import numpy as np
import pandas as pd
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.selection import choices, choose, choose_rival, gather
from eeg2emg.files.tables import write_table
from eeg2emg.importance.permutation import (
    COLUMNS,
    matrix_inputs,
    permutation_importance,
    vector_inputs,
)
from eeg2emg.importance.refits import refit_importance
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.features import vectorise
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.learning.regressions import fit_model
from eeg2emg.learning.training import network_predictor
from eeg2emg.names.models import ModelName
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Write the importance of measures, electrodes and pairs, or the reason why there is none."""
    try:
        table = _importance(snakemake).assign(status="estimated", reason="")
    except NotEstimableError as error:
        log.warning("%s", error)
        table = pd.DataFrame({"status": ["not estimable"], "reason": [str(error)]})
    table = table.reindex(columns=["model", "skill", *COLUMNS, "status", "reason"])
    write_table(snakemake.output[0], table)


def _importance(snakemake):
    params = snakemake.params
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    scheme, split = read_split(snakemake.input.split, snakemake.input.about)
    if not split.estimable:
        raise NotEstimableError(split.reason)
    paths = [*snakemake.input.predictions, snakemake.input.regressions]
    table = gather(dataset, scheme, split, [read_predictions(path) for path in paths])
    tested = (table.rows["part"] == "test").to_numpy()
    rows = dataset.rows(table.rows.loc[tested, "segment"])
    rival = choose_rival(table).prediction[tested]
    found = []
    for choice, explain in (
        (choices(table)[PRIMARY["model"]], partial(_network, snakemake)),
        (choose(table, REGRESSIONS), partial(_simpler, split)),
    ):
        ((fold, model),) = choice.by_fold.items()
        value = skill(table.truth[tested], choice.prediction[tested], rival)
        log.info("%s has a skill of %.3f", model, value)
        importance = permutation_importance(
            *explain(dataset, rows, fold, model),
            dataset,
            rows,
            rival,
            seed=params.seed,
            repeats=params.repeats,
            confidence=params.confidence,
            resamples=params.bootstrap,
        )
        found.append(importance.assign(model=model, skill=value))
    refitted = refit_importance(
        dataset,
        table,
        choose_rival(table).prediction,
        seed=params.seed,
        confidence=params.confidence,
        resamples=params.bootstrap,
    )
    return pd.concat([*found, refitted], ignore_index=True)


def _network(snakemake, dataset, rows, fold, model):
    """Give the network's function of its inputs, and these."""
    name = ModelName.parse(model)
    path = snakemake.input.weights[list(snakemake.params.optimizers).index(name.optimizer)]
    with np.load(path) as arrays:
        weights = {
            key.removeprefix(f"{PRIMARY['scheme']}/"): arrays[key]
            for key in arrays
            if key.startswith(f"{PRIMARY['scheme']}/")
        }
    network = network_predictor(weights, fold, name.weights)
    shape = dataset.features.shape[1:]
    return lambda values: network(values.reshape(-1, *shape)), matrix_inputs(dataset, rows)


def _simpler(split, dataset, rows, fold, model):
    """Give the function of a linear or kernel model, fitted as before, and its inputs."""
    fit = fit_model(
        model,
        vectorise(dataset.features, dataset.planes),
        dataset.targets,
        dataset.segments,
        split.parts(fold, dataset.segments["segment"]),
    )
    return lambda values: fit.predict(values, rows), vector_inputs(dataset, rows)


if __name__ == "__main__":
    run_job(main, snakemake)
