"""Draw skill against coupling, and write the page about it."""

from pathlib import Path

import pandas as pd
from eeg2emg.figures.coupling_sweep import skill_against_coupling
from eeg2emg.figures.style import not_estimable_figure, save_figure
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import run_job
from eeg2emg.report.context import ReportFigure
from eeg2emg.report.coupling_sweep import build_sweep_page


def main(snakemake):
    """Draw the figure with its data, and put it on a page of its own."""
    table = pd.read_csv(snakemake.input.table)
    if (table["status"] == "estimated").any():
        figure, data = skill_against_coupling(table)
    else:
        figure, data = not_estimable_figure(
            "Skill against coupling", table["reason"].iloc[0], simulated=True
        )
    save_figure(figure, data, snakemake.output.figures)
    image = next(path for path in snakemake.output.figures if path.endswith(".png"))
    page = build_sweep_page(
        name=snakemake.params.name,
        table=table,
        figure=ReportFigure(
            image=Path(image).read_bytes(),
            caption=Path(snakemake.input.caption).read_text(encoding="utf-8"),
            data_csv=data.to_csv(index=False, lineterminator="\n"),
        ),
        confidence=snakemake.params.confidence,
    )
    write_text(snakemake.output.page, page)


run_job(main, snakemake)
