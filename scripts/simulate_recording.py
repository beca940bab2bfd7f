"""Simulate one recording and write it as BIDS, with the truth beside it."""

import re

from eeg2emg.job import run_job
from eeg2emg.simulation import (
    SimulationSettings,
    SubjectHead,
    simulate_recording,
    write_recording,
)


def main(snakemake):
    """Write the recording's own files; those that recordings share belong to another rule."""
    settings = SimulationSettings(**snakemake.params.settings)
    subject, run = map(int, re.findall(r"(?:sub|run)-(\d+)", snakemake.wildcards.recording))
    head = SubjectHead.load(snakemake.input.head)
    recording = simulate_recording(settings, subject - 1, run - 1, head)
    write_recording(recording, snakemake.params.root, snakemake.output.truth)


run_job(main, snakemake)
