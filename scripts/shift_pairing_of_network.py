"""Train the networks of the primary analysis on one shifted pairing of EEG and EMG."""

import json
from dataclasses import replace

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.controls.shifted_networks import network_skill_when_shifted
from eeg2emg.errors import NotEstimableError
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.splitting.files import read_splits


def main(snakemake):
    """Write the skill under this shift, or the reason why there is none."""
    params = snakemake.params
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    ((_, split),) = read_splits([snakemake.input.split], [snakemake.input.about]).items()
    found = {"skill": None, "reason": split.attrs.get("not_estimable", "")}
    if not found["reason"]:
        try:
            found["skill"] = network_skill_when_shifted(
                dataset,
                split,
                read_predictions(snakemake.input.baselines),
                replace(RECIPES["tuned"], **params.recipe),
                params.optimizers,
                shift=int(snakemake.wildcards.shift),
                seed=params.seed,
            )
        except NotEstimableError as error:
            found["reason"] = str(error)
    log.info("%s", found)
    write_text(snakemake.output[0], json.dumps(found) + "\n")


run_job(main, snakemake)
