"""Tabulate the quality of all recordings and the independent components of all subjects."""

from pathlib import Path

from eeg2emg.cleaning.component_table import component_table
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.cohort.exclusions import read_exclusions, reasons_by_recording
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.tables import channel_table, quality_table


def main(snakemake):
    """Write the tables of recordings, channels and components."""
    left_out = reasons_by_recording(read_exclusions(snakemake.input.exclusions))
    qualities = [RecordingQuality.read(path) for path in snakemake.input.quality]
    solutions = {Path(path).stem: read_ica(path) for path in snakemake.input.ica}
    write_table(snakemake.output.quality, quality_table(qualities, left_out))
    write_table(snakemake.output.channels, channel_table(qualities))
    write_table(snakemake.output.ica, component_table(solutions))


if __name__ == "__main__":
    run_job(main, snakemake)
