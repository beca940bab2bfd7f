"""Draw skill against coupling, and write the page about it."""

from eeg2emg.figures.coupling_sweep import sweep_figure
from eeg2emg.figures.saving import save_figure
from eeg2emg.files.atomic import write_text
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job
from eeg2emg.report.coupling_sweep import build_sweep_page
from eeg2emg.report.figure_parts import read_figure


def main(snakemake):
    """Draw the figure with its data, and put it on a page of its own."""
    table = read_table(snakemake.input.table)
    figure, data = sweep_figure(table)
    save_figure(figure, data, snakemake.output.figures)
    image = next(path for path in snakemake.output.figures if path.endswith(".png"))
    page = build_sweep_page(
        name=snakemake.params.name,
        table=table,
        figure=read_figure(image, snakemake.input.caption),
        confidence=snakemake.params.confidence,
    )
    write_text(snakemake.output.page, page)


if __name__ == "__main__":
    run_job(main, snakemake)
