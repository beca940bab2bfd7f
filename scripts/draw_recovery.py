"""Draw how well the known truth of the simulated cohort is recovered."""

import pandas as pd
from eeg2emg.figures.clean_twin import (
    artefact_reduction_figure,
    eeg_recovery_figure,
    recovery_by_length_figure,
)
from eeg2emg.figures.recovery import recovery_scatter
from eeg2emg.figures.style import not_estimable_figure, save_figure
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Draw the tables of recovery."""
    phases = snakemake.params.phases
    drawings = {
        "recovery": lambda table: recovery_scatter(table, phase_order=phases),
        "recovery_length": lambda table: recovery_by_length_figure(table, phase_order=phases),
        "recovery_eeg": eeg_recovery_figure,
        "artefact_reduction": artefact_reduction_figure,
    }
    for name, draw in drawings.items():
        table = pd.read_csv(snakemake.input[name])
        figure, data = (
            not_estimable_figure(
                name.replace("_", " "), "Every compared recording was left out.", simulated=True
            )
            if table.empty
            else draw(table)
        )
        save_figure(figure, data, [file for file in snakemake.output if f"/{name}." in file])


run_job(main, snakemake)
