"""Draw some cohorts of a study, and reach the verdict on each."""

import pandas as pd
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.studies.judged_cohorts import judge_cohorts
from eeg2emg.studies.verdict_studies import VERDICT_STUDIES


def main(snakemake):
    """Write one row per cohort."""
    params, start = snakemake.params, int(snakemake.wildcards.start)
    study = VERDICT_STUDIES[snakemake.wildcards.study_of_verdict]
    numbers = range(start, start + params.cohorts)
    frames = []
    for frame in judge_cohorts(study, numbers, seed=params.seed, primary=params.primary):
        frames.append(frame)
        log.info("%d of %d cohorts: %s", len(frames), len(numbers), frame["outcome"].iloc[0])
    write_table(snakemake.output[0], pd.concat(frames, ignore_index=True))


if __name__ == "__main__":
    run_job(main, snakemake)
