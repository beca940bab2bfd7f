"""Count how often a skill is claimed that is not there."""

import pandas as pd
from eeg2emg.controls.calibration import summarise_calibration
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import log, run_job


def main(snakemake):
    """Write the shares beside their bounds."""
    cohorts = pd.concat([pd.read_csv(path) for path in snakemake.input], ignore_index=True)
    table = summarise_calibration(cohorts, confidence=snakemake.params.confidence)
    log.info("%d of %d levels are kept", table["kept"].sum(), len(table))
    write_text(snakemake.output[0], table.to_csv(index=False, lineterminator="\n"))


if __name__ == "__main__":
    run_job(main, snakemake)
