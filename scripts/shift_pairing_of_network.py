"""Train the networks of the primary analysis on one shifted pairing of EEG and EMG."""

import json
from dataclasses import replace

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.controls.shifted_networks import network_skill_when_shifted
from eeg2emg.errors import NotEstimableError
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.learning.recipes import PRIMARY_RECIPE, RECIPES
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Write the skill under this shift, or the reason why there is none."""
    params = snakemake.params
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    _, split = read_split(snakemake.input.split, snakemake.input.about)
    found = {"skill": None, "reason": split.reason}
    if split.estimable:
        try:
            found["skill"] = network_skill_when_shifted(
                dataset,
                split,
                read_predictions(snakemake.input.regressions),
                replace(RECIPES[PRIMARY_RECIPE].recipe, **params.recipe),
                params.optimizers,
                shift=int(snakemake.wildcards.shift),
                seed=params.seed,
            )
        except NotEstimableError as error:
            found["reason"] = str(error)
    log.info("%s", found)
    write_text(snakemake.output[0], json.dumps(found) + "\n")


if __name__ == "__main__":
    run_job(main, snakemake)
