"""Write the page about what a run took, and its table."""

from pathlib import Path

from eeg2emg.files.atomic import write_text
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.report.resources import build_resources_page, resources_of


def main(snakemake):
    """Gather what each rule took, by its benchmark files, logs and outputs."""
    params, made = snakemake.params, snakemake.output
    resources = resources_of(Path(made.page).parent, params.stages, params.outputs)
    write_table(made.table, resources, float_format="%.2f")
    write_text(made.page, build_resources_page(name=params.name, resources=resources))


if __name__ == "__main__":
    run_job(main, snakemake)
