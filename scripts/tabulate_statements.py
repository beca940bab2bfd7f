"""Tabulate what the files of each recording said, what was used, and where they disagree."""

from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.tables import statement_table


def main(snakemake):
    """Write the table, one line per recording, fact and place."""
    qualities = [RecordingQuality.read(path) for path in snakemake.input.quality]
    write_table(snakemake.output.statements, statement_table(qualities))


if __name__ == "__main__":
    run_job(main, snakemake)
