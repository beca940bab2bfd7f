"""Compute the head model of one simulated subject."""

from eeg2emg.job import run_job
from eeg2emg.simulation import SimulationSettings, simulate_subject_head


def main(snakemake):
    """Write the head model."""
    settings = SimulationSettings(**snakemake.params.settings)
    index = int(snakemake.wildcards.subject.removeprefix("sub-")) - 1
    simulate_subject_head(settings, index).save(snakemake.output[0])


run_job(main, snakemake)
