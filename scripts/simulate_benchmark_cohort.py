"""Simulate one cohort of the benchmark through signals, and write its matrices."""

from dataclasses import replace

from eeg2emg.jobs.job import run_job
from eeg2emg.studies.benchmark_cohorts import benchmark_settings
from eeg2emg.studies.signal_cohorts import Estimates, write_signal_cohort


def main(snakemake):
    """Write the file as a run does."""
    params = snakemake.params
    settings = benchmark_settings(int(snakemake.wildcards.number), **params.cohort)
    estimates = Estimates(controls=())
    eeg = replace(estimates.eeg, measures=tuple(params.measures))
    write_signal_cohort(snakemake.output[0], settings, estimates=replace(estimates, eeg=eeg))


if __name__ == "__main__":
    run_job(main, snakemake)
