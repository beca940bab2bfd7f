"""Measure how much each measure and channel matters to the primary analysis."""

import numpy as np
import pandas as pd
from eeg2emg.atomic import write_text
from eeg2emg.dataset import load_dataset
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation import PRIMARY
from eeg2emg.importance import permutation_importance
from eeg2emg.job import log, run_job
from eeg2emg.learning.training import network_predictor
from eeg2emg.predictions import read_predictions
from eeg2emg.selection import choices, choose_rival, gather
from eeg2emg.split_files import read_splits


def main(snakemake):
    """Write the importance of every measure and channel, or the reason why there is none."""
    try:
        table = _importance(snakemake).assign(status="estimated", reason="")
    except NotEstimableError as error:
        log.warning("%s", error)
        table = pd.DataFrame({"status": ["not estimable"], "reason": [str(error)]})
    columns = ["kind", "name", "importance", "low", "high", "n_subjects", "n_segments"]
    table = table.reindex(columns=[*columns, "status", "reason"])
    write_text(snakemake.output[0], table.to_csv(index=False, lineterminator="\n"))


def _importance(snakemake):
    params = snakemake.params
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    scheme, split = read_splits([snakemake.input.split], [snakemake.input.about]).popitem()
    if "not_estimable" in split.attrs:
        raise NotEstimableError(split.attrs["not_estimable"])
    paths = [*snakemake.input.predictions, snakemake.input.baselines]
    table = gather(dataset, scheme, split, [read_predictions(path) for path in paths])
    chosen = choices(table)[PRIMARY["model"]]
    ((fold, model),) = chosen.by_fold.items()
    optimizer, which = model.split("-")[-2:]
    tested = ((table.rows["fold"] == fold) & (table.rows["part"] == "test")).to_numpy()
    with np.load(snakemake.input.weights[list(params.optimizers).index(optimizer)]) as arrays:
        weights = {
            key.removeprefix(f"{scheme}/"): arrays[key]
            for key in arrays
            if key.startswith(f"{scheme}/")
        }
    log.info("the primary analysis chose %s", model)
    return permutation_importance(
        network_predictor(weights, fold, which),
        dataset,
        table.rows.loc[tested, "segment"].tolist(),
        choose_rival(table).prediction[tested],
        seed=params.seed,
        repeats=params.repeats,
        confidence=params.confidence,
        resamples=params.bootstrap,
    )


run_job(main, snakemake)
