"""Simulate the recordings of one subject and write them as BIDS, with the truth beside them."""

from pathlib import Path

from eeg2emg.jobs.job import run_job
from eeg2emg.simulation.bids_dataset import write_recording
from eeg2emg.simulation.head_model import load_head
from eeg2emg.simulation.recording import simulate_recording
from eeg2emg.simulation.settings import SimulationSettings, recording_indices


def main(snakemake):
    """Write the recordings' own files; those that they share belong to another rule."""
    settings = SimulationSettings(**snakemake.params.settings)
    head = load_head(snakemake.input.head)
    root = Path(snakemake.output.files[0]).parents[2]
    for name, truth in zip(snakemake.params.recordings, snakemake.output.truth, strict=True):
        recording = simulate_recording(settings, *recording_indices(name), head)
        write_recording(recording, root, truth)


if __name__ == "__main__":
    run_job(main, snakemake)
