"""Judge the models at every coupling of the sweep."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.recovery.coupling_sweep import sweep_table
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Write the table of skill and pooled correlation by coupling."""
    params = snakemake.params
    _, split = read_split(snakemake.input.split, snakemake.input.about)
    table = sweep_table(
        {
            coupling: (load_dataset(dataset, target=params.target), read_predictions(regressions))
            for coupling, dataset, regressions in zip(
                params.couplings,
                snakemake.input.datasets,
                snakemake.input.regressions,
                strict=True,
            )
        },
        split,
        seed=params.seed,
        confidence=params.confidence,
    )
    write_table(snakemake.output[0], table)


if __name__ == "__main__":
    run_job(main, snakemake)
