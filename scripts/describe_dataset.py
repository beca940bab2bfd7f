"""Write the files that the recordings of the simulated dataset share."""

from pathlib import Path

from eeg2emg.jobs.job import run_job
from eeg2emg.simulation.bids_dataset import write_dataset_files
from eeg2emg.simulation.settings import SimulationSettings


def main(snakemake):
    """Write description, participants, electrodes and lists of scans."""
    root = Path(snakemake.output.description).parent
    write_dataset_files(SimulationSettings(**snakemake.params.settings), root)


if __name__ == "__main__":
    run_job(main, snakemake)
