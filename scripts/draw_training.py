"""Draw the training curves (the paper's Figures 3 and 4, and that of RMSprop)."""

import pandas as pd
from eeg2emg.figures.style import not_estimable_figure, save_figure
from eeg2emg.figures.training_curves import training_curves
from eeg2emg.jobs.job import run_job

SCHEME = "random"


def main(snakemake):
    """Draw each history of the scheme of Table 3."""
    params = snakemake.params
    for run, name, path in zip(params.runs, params.names, snakemake.input.histories, strict=True):
        recipe, optimizer = run.split("_")
        history = pd.read_csv(path, dtype={"fold": str, "scheme": str})
        history = history[history["scheme"] == SCHEME]
        if history.empty:
            figure, data = not_estimable_figure(
                f"Training with {optimizer}",
                f"No network was trained in scheme {SCHEME}: the cohort cannot carry it.",
                simulated=params.simulated,
            )
        else:
            figure, data = training_curves(
                history, optimizer=optimizer, recipe=recipe, simulated=params.simulated
            )
        save_figure(figure, data, [file for file in snakemake.output if f"/{name}." in file])


run_job(main, snakemake)
