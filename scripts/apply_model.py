"""Estimate the muscle network of these recordings by the stored model of another run."""

from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.stored.applying import apply_model
from eeg2emg.stored.tables import table_of_estimates, table_of_people
from eeg2emg.stored.words import first_line


def main(snakemake):
    """Write the estimates, and who is estimated by what."""
    params = snakemake.params
    applied = apply_model(
        snakemake.input.model,
        snakemake.input.dataset,
        configuration=params.configuration,
        same_people=params.same_people,
    )
    log.info("%s", " ".join([first_line(applied.card), *applied.remarks]))
    write_table(snakemake.output.estimates, table_of_estimates(applied))
    write_table(snakemake.output.people, table_of_people(applied, seed=params.seed))


if __name__ == "__main__":
    run_job(main, snakemake)
