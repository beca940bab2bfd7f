"""Decide from skill, changes, null and controls whether the EEG tells about the muscles."""

import pandas as pd
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.controls.trends import shared_trend
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.verdict.decision import decide
from eeg2emg.verdict.evidence import evidence_of_tables
from eeg2emg.verdict.table import verdict_table


def main(snakemake):
    """Write the verdict with its checks, and whether EEG and EMG share a trend."""
    given, params = snakemake.input, snakemake.params
    trends = shared_trend(load_dataset(given.dataset, target=params.target), seed=params.seed)
    nulls = pd.concat([read_table(path) for path in given.nulls], ignore_index=True)
    tables = (read_table(given.metrics), trends, nulls, read_table(given.controls))
    verdict = decide(evidence_of_tables(*tables), confidence=params.confidence)
    log.info("%s: %s", verdict.outcome.name, verdict.outcome.meaning)
    options = {"seed": params.seed, "confidence": params.confidence}
    table = verdict_table(verdict, read_table(given.subjects), **options)
    write_table(snakemake.output.verdict, table)
    write_table(snakemake.output.trends, trends)


if __name__ == "__main__":
    run_job(main, snakemake)
