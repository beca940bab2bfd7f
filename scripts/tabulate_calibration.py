"""Count how often a skill is claimed that is not there."""

import pandas as pd
from eeg2emg.controls.calibration import summarise_calibration
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import log, run_job


def main(snakemake):
    """Write the shares beside their bounds."""
    cohorts = pd.concat([read_table(path) for path in snakemake.input], ignore_index=True)
    table = summarise_calibration(cohorts, confidence=snakemake.params.confidence)
    log.info("%d of %d levels are kept", table["kept"].sum(), len(table))
    write_table(snakemake.output[0], table)


if __name__ == "__main__":
    run_job(main, snakemake)
