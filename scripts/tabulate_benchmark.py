"""Pool the benchmark over the people of all cohorts, and write what may be claimed."""

import pandas as pd
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.studies.pooled_skills import pool_skills, skills_of_cohorts


def main(snakemake):
    """Write the pooled skills, and those of each cohort."""
    params = snakemake.params
    errors = pd.concat([read_table(path) for path in snakemake.input], ignore_index=True)
    options = {"seed": params.seed, "confidence": params.confidence}
    pooled = pool_skills(errors, named=params.named, primary=params.primary, **options)
    for text in pooled["claim"]:
        if text:
            log.info("%s", text)
    write_table(snakemake.output.pooled, pooled)
    write_table(snakemake.output.cohorts, skills_of_cohorts(errors, **options))


if __name__ == "__main__":
    run_job(main, snakemake)
