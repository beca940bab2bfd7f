"""Train the networks of the primary analysis on one shifted pairing of EEG and EMG."""

from dataclasses import replace

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.controls.null_of_networks import ShiftedSkill
from eeg2emg.controls.shifted_networks import network_skill_when_shifted
from eeg2emg.errors import NotEstimableError
from eeg2emg.files.tables import write_json
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.learning.recipes import PRIMARY_RECIPE, RECIPES
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Write the skill under this shift, or the reason why there is none."""
    params, given = snakemake.params, snakemake.input
    dataset = load_dataset(given.dataset, target=params.target)
    _, split = read_split(given.split, given.about)
    recipe = replace(RECIPES[PRIMARY_RECIPE].recipe, **params.recipe)
    regressions = read_predictions(given.regressions)
    which = {"shift": int(snakemake.wildcards.shift), "seed": params.seed}
    found = ShiftedSkill(None, split.reason)
    try:
        if split.estimable:
            found = ShiftedSkill(
                network_skill_when_shifted(
                    dataset, split, regressions, recipe, params.optimizers, **which
                )
            )
    except NotEstimableError as error:
        found = ShiftedSkill(None, str(error))
    log.info("%s", found)
    write_json(snakemake.output[0], found._asdict())


if __name__ == "__main__":
    run_job(main, snakemake)
