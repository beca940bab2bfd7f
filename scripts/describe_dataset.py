"""Write the files that the recordings of the simulated dataset share."""

from eeg2emg.job import run_job
from eeg2emg.simulation.bids_dataset import write_dataset_files
from eeg2emg.simulation.settings import SimulationSettings


def main(snakemake):
    """Write description, participants, electrodes and lists of scans."""
    write_dataset_files(SimulationSettings(**snakemake.params.settings), snakemake.params.root)


run_job(main, snakemake)
