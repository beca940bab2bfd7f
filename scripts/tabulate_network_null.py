"""Set the skill of the primary analysis beside those of its networks under shifted pairings."""

from eeg2emg.controls.null_of_networks import ShiftedSkill, null_of_networks
from eeg2emg.files.tables import read_json, read_table, write_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write one row, of the layout of the other models' null."""
    shifted = [ShiftedSkill(**read_json(path)) for path in snakemake.input.skills]
    write_table(snakemake.output[0], null_of_networks(read_table(snakemake.input.metrics), shifted))


if __name__ == "__main__":
    run_job(main, snakemake)
