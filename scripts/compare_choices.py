"""Set the skills with both choices of one option of the cleaning side by side."""

from eeg2emg.evaluation.compared_choices import compare_choices
from eeg2emg.evaluation.judged_files import judgement_of_files
from eeg2emg.evaluation.judgement import Judgement
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write one row per model and choice, and one for the difference."""
    params, given = snakemake.params, snakemake.input
    other = judgement_of_files(
        given.dataset,
        [given.split],
        [given.about],
        [*given.networks, given.regressions],
        target=params.target,
        primary=params.primary,
        seed=params.seed,
        confidence=params.confidence,
    )
    own = Judgement(read_table(given.metrics), read_table(given.subjects))
    table = compare_choices(
        {choice: own if choice == params.own else other for choice in params.choices},
        params.option,
        seed=params.seed,
        confidence=params.confidence,
    )
    write_table(snakemake.output[0], table)


if __name__ == "__main__":
    run_job(main, snakemake)
