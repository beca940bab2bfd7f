"""Tabulate the coherence of brain and muscles of every person, and of the group."""

from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.corticomuscular.group import group_table, spectra_table
from eeg2emg.corticomuscular.person_file import read_person
from eeg2emg.corticomuscular.table import (
    analysed_people,
    person_table,
    refused_table,
)
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write the tables of people, of the group and of what was refused."""
    params, output = snakemake.params, snakemake.output
    people = [read_person(path) for path in snakemake.input.people]
    subjects = read_connectivity(snakemake.input.dataset).segments["subject"]
    analysed = analysed_people(people, subjects)
    digits = {"float_format": "%.6g"}
    write_table(output.people, person_table(analysed, 1 - params.confidence), **digits)
    cohort = {"confidence": params.confidence, "seed": params.seed}
    write_table(output.group, group_table(analysed, params.phases, **cohort), **digits)
    write_table(output.spectra, spectra_table(analysed, params.phases, **cohort), **digits)
    write_table(output.refused, refused_table(people))


if __name__ == "__main__":
    run_job(main, snakemake)
