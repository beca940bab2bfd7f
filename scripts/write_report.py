"""Write the report: one file that opens without a network."""

from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import run_job
from eeg2emg.report.gathering import gather_report
from eeg2emg.report.page import build_report


def main(snakemake):
    """Gather what the run made, and write the page."""
    given = snakemake.input
    context = gather_report(
        configuration=snakemake.params.configuration,
        dataset=given.dataset,
        exclusions=given.exclusions,
        tables=given.tables,
        folds=given.folds,
        splits=given.splits,
        cross_checks=given.cross_checks,
        figures=given.figures,
        captions=snakemake.params.captions,
        caption_files=given.captions,
        pins=snakemake.params.pins,
        conda=snakemake.params.conda,
        command=snakemake.params.command,
        acquired=snakemake.params.acquired,
        packed_tables=given.packed,
        rules=snakemake.params.rules,
    )
    write_text(snakemake.output[0], build_report(context))


if __name__ == "__main__":
    run_job(main, snakemake)
