"""Count how often the verdict is yes in simulated cohorts."""

import pandas as pd
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.studies.verdict_counts import summarise_verdicts


def main(snakemake):
    """Write one row per study."""
    cohorts = pd.concat([read_table(path) for path in snakemake.input], ignore_index=True)
    summary = summarise_verdicts(cohorts, confidence=snakemake.params.confidence)
    write_table(snakemake.output[0], summary)


if __name__ == "__main__":
    run_job(main, snakemake)
