"""Put all targets of a run side by side."""

import pandas as pd
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.verdict.target_summary import summarise_targets


def main(snakemake):
    """Write one row per target, the primary one first."""
    given, params = snakemake.input, snakemake.params
    summary = summarise_targets(
        [read_table(path) for path in given.targets],
        primary=params.primary,
        n_muscles=params.n_muscles,
        metrics=read_table(given.metrics),
        null=pd.concat([read_table(path) for path in given.nulls], ignore_index=True),
        verdict=read_table(given.verdict),
        limits=read_table(given.limits),
        seed=params.seed,
    )
    write_table(snakemake.output[0], summary)


if __name__ == "__main__":
    run_job(main, snakemake)
