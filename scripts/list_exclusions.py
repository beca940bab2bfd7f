"""List what was left out, and why; also where nothing is left."""

from eeg2emg.cohort.exclusions import list_exclusions, write_exclusions
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.jobs.job import run_job
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import SubjectQuality


def main(snakemake):
    """Write the table, one line per subject, recording or segment."""
    exclusions = list_exclusions(
        [SubjectQuality.read(path) for path in snakemake.input.subjects],
        [RecordingQuality.read(path) for path in snakemake.input.quality],
        [read_connectivity(path) for path in snakemake.input.connectivity],
        phases=snakemake.params.phases,
        unused=snakemake.params.unused,
    )
    write_exclusions(snakemake.output[0], exclusions)


if __name__ == "__main__":
    run_job(main, snakemake)
