"""Join the connectivity of all recordings that were not left out."""

from eeg2emg.cohort.assembling import assemble
from eeg2emg.cohort.exclusions import read_exclusions
from eeg2emg.connectivity.file import read_connectivity, write_connectivity
from eeg2emg.jobs.job import run_job
from eeg2emg.quality.recording_quality import RecordingQuality


def main(snakemake):
    """Write the cohort's file, one recording after the other."""
    exclusions = snakemake.input.exclusions
    qualities = [RecordingQuality.read(path) for path in snakemake.input.quality]
    dataset = assemble(
        [read_connectivity(path) for path in snakemake.input.connectivity],
        read_exclusions(exclusions),
        name=snakemake.params.name,
        listed_in=exclusions,
        acquired={quality.recording: quality.acquired for quality in qualities},
    )
    write_connectivity(snakemake.output.dataset, **dataset._asdict())


if __name__ == "__main__":
    run_job(main, snakemake)
