"""Judge the models at every coupling of the sweep."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.recovery.coupling_sweep import sweep_table
from eeg2emg.splitting.files import read_splits


def main(snakemake):
    """Write the table of skill and pooled correlation by coupling."""
    params = snakemake.params
    _, split = read_splits([snakemake.input.split], [snakemake.input.about]).popitem()
    table = sweep_table(
        {
            coupling: (load_dataset(dataset, target=params.target), read_predictions(baselines))
            for coupling, dataset, baselines in zip(
                params.couplings,
                snakemake.input.datasets,
                snakemake.input.baselines,
                strict=True,
            )
        },
        split,
        seed=params.seed,
        confidence=params.confidence,
        resamples=params.bootstrap,
    )
    write_text(snakemake.output[0], table.to_csv(index=False, lineterminator="\n"))


run_job(main, snakemake)
