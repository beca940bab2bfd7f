"""Fit all models on one cohort of the benchmark, and sum their errors person by person."""

from dataclasses import replace

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.studies.benchmark import errors_of_cohort


def main(snakemake):
    """Write one row per scheme, model and person."""
    params = snakemake.params
    errors = errors_of_cohort(
        load_dataset(snakemake.input[0], target=params.target),
        int(snakemake.wildcards.number),
        schemes=params.schemes,
        seed=params.seed,
        primary=params.primary,
        networks=[
            replace(RECIPES[name].recipe, **options) for name, options in params.networks.items()
        ],
        optimizer=params.optimizer,
        few_shot_segments=params.few_shot_segments,
    )
    write_table(snakemake.output[0], errors)


if __name__ == "__main__":
    run_job(main, snakemake)
