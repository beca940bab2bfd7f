"""Compute the head model of one simulated subject."""

from eeg2emg.jobs.job import run_job
from eeg2emg.simulation.head_model import save_head, simulate_subject_head
from eeg2emg.simulation.settings import SimulationSettings


def main(snakemake):
    """Write the head model."""
    settings = SimulationSettings(**snakemake.params.settings)
    index = int(snakemake.wildcards.subject.removeprefix("sub-")) - 1
    save_head(simulate_subject_head(settings, index), snakemake.output[0])


if __name__ == "__main__":
    run_job(main, snakemake)
