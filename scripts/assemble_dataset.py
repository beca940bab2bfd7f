"""Join the connectivity of all recordings that were not left out."""

from eeg2emg.cohort.assembling import assemble
from eeg2emg.cohort.exclusions import read_exclusions
from eeg2emg.connectivity.file import read_connectivity, write_connectivity
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write the cohort's file, sorted by recording."""
    exclusions = snakemake.input.exclusions
    dataset = assemble(
        [read_connectivity(path) for path in sorted(snakemake.input.connectivity)],
        read_exclusions(exclusions),
        name=snakemake.params.name,
        listed_in=exclusions,
    )
    write_connectivity(snakemake.output.dataset, **dataset._asdict())


if __name__ == "__main__":
    run_job(main, snakemake)
