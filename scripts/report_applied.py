"""Write the page about a stored model on these recordings."""

from eeg2emg.files.atomic import write_text
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job
from eeg2emg.report.applied import build_applied_page


def main(snakemake):
    """Put on a page who is estimated, by what, and how good that is."""
    params = snakemake.params
    page = build_applied_page(
        name=params.name,
        people=read_table(snakemake.input.people),
        confidence=params.confidence,
    )
    write_text(snakemake.output[0], page)


if __name__ == "__main__":
    run_job(main, snakemake)
