"""Draw the training curves (the paper's Figures 3 and 4, and that of RMSprop)."""

from eeg2emg.connectivity.catalogue import TARGETS
from eeg2emg.figures.saving import save_figures
from eeg2emg.figures.training_curves import training_curves, training_of
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.splitting.catalogue import TABLE3_SCHEME


def main(snakemake):
    """Draw one figure per recipe, its optimizers side by side, in the scheme of Table 3."""
    given, params = snakemake.input, snakemake.params
    trainings = {}
    for (recipe, optimizer), *own in zip(params.runs, given.histories, given.folds, strict=True):
        tables = map(read_table, own)
        trainings.setdefault(recipe, {})[optimizer] = training_of(*tables, scheme=TABLE3_SCHEME)
    drawn = {
        RECIPES[recipe].training_figure: training_curves(
            by_optimizer,
            network=RECIPES[recipe].title,
            simulated=params.simulated,
            rmse_unit=TARGETS[params.target].unit,
        )
        for recipe, by_optimizer in trainings.items()
    }
    save_figures(drawn, snakemake.output)


if __name__ == "__main__":
    run_job(main, snakemake)
