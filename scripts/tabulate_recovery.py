"""Join what single simulated recordings show of their truth, one table per question."""

import pandas as pd
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write the three tables."""
    for name in ("recovery_length", "recovery_eeg", "artefact_reduction"):
        tables = [read_table(path) for path in snakemake.input[name]]
        filled = [table for table in tables if len(table)] or tables[:1]
        joined = pd.concat(filled, ignore_index=True)
        write_table(snakemake.output[name], joined)


if __name__ == "__main__":
    run_job(main, snakemake)
