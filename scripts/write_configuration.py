"""Write the options of the run as they were used."""

from eeg2emg.files.tables import write_json
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write them as one configuration file, with all defaults filled in."""
    write_json(snakemake.output[0], snakemake.params.configuration)


if __name__ == "__main__":
    run_job(main, snakemake)
