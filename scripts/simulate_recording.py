"""Simulate one recording and write it as BIDS, with the truth beside it."""

from pathlib import Path

from eeg2emg.jobs.job import run_job
from eeg2emg.simulation.bids_dataset import write_recording
from eeg2emg.simulation.head_model import load_head
from eeg2emg.simulation.recording import simulate_recording
from eeg2emg.simulation.settings import SimulationSettings, recording_indices


def main(snakemake):
    """Write the recording's own files; those that recordings share belong to another rule."""
    settings = SimulationSettings(**snakemake.params.settings)
    subject, run = recording_indices(snakemake.wildcards.recording)
    head = load_head(snakemake.input.head)
    recording = simulate_recording(settings, subject, run, head)
    root = Path(snakemake.output.files[0]).parents[2]
    write_recording(recording, root, snakemake.output.truth)


if __name__ == "__main__":
    run_job(main, snakemake)
