"""Draw the training curves (the paper's Figures 3 and 4, and that of RMSprop)."""

from eeg2emg.connectivity.catalogue import TARGETS
from eeg2emg.figures.style import not_estimable_figure, save_figure
from eeg2emg.figures.training_curves import training_curves
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.splitting.catalogue import TABLE3_SCHEME


def main(snakemake):
    """Draw each history of the scheme of Table 3."""
    params = snakemake.params
    for (recipe, optimizer), path in zip(params.runs, snakemake.input.histories, strict=True):
        name = RECIPES[recipe].training_figure(optimizer)
        history = read_table(path)
        history = history[history["scheme"] == TABLE3_SCHEME]
        if history.empty:
            figure, data = not_estimable_figure(
                f"Training with {optimizer}",
                f"No network was trained in scheme {TABLE3_SCHEME}: the cohort cannot carry it.",
                simulated=params.simulated,
            )
        else:
            figure, data = training_curves(
                history,
                optimizer=optimizer,
                recipe=recipe,
                simulated=params.simulated,
                rmse_unit=TARGETS[params.target].unit,
            )
        save_figure(figure, data, [file for file in snakemake.output if f"/{name}." in file])


if __name__ == "__main__":
    run_job(main, snakemake)
