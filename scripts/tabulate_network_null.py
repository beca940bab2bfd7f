"""Set the skills of networks beside those of networks trained on wrong pairings."""

from eeg2emg.controls.null_of_networks import ShiftedSkills, null_of_networks
from eeg2emg.files.tables import read_json, write_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write a row per model, of the layout of the other models' null."""
    shifted = [ShiftedSkills(**read_json(path)) for path in snakemake.input]
    write_table(snakemake.output[0], null_of_networks(shifted, snakemake.params.judged))


if __name__ == "__main__":
    run_job(main, snakemake)
