"""Train the networks whose null was asked for on one wrong pairing of EEG and EMG."""

from dataclasses import replace

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.controls.null_of_networks import ShiftedSkills
from eeg2emg.controls.shifted_networks import skills_when_shifted
from eeg2emg.errors import NotEstimableError
from eeg2emg.files.tables import write_json
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Write the skills under this shift (0: the true pairing), or why there are none."""
    params, given = snakemake.params, snakemake.input
    dataset = load_dataset(given.dataset, target=params.target)
    _, split = read_split(given.split, given.about)
    networks = [
        (replace(RECIPES[name].recipe, **params.recipes[name]), optimizer)
        for name, optimizer in params.networks
    ]
    which = {"shift": int(snakemake.wildcards.shift), "seed": params.seed}
    found = ShiftedSkills({}, split.reason)
    try:
        if split.estimable:
            skills = skills_when_shifted(
                dataset, split, networks, params.judged, primary=params.primary, **which
            )
            found = ShiftedSkills(skills)
    except NotEstimableError as error:
        found = ShiftedSkills({}, str(error))
    log.info("%s", found)
    write_json(snakemake.output[0], found._asdict())


if __name__ == "__main__":
    run_job(main, snakemake)
