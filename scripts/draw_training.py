"""Draw the training curves (the paper's Figures 3 and 4, and that of RMSprop)."""

from eeg2emg.connectivity.catalogue import TARGETS
from eeg2emg.figures.style import save_figures
from eeg2emg.figures.training_curves import training_figure
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.splitting.catalogue import TABLE3_SCHEME


def main(snakemake):
    """Draw each history of the scheme of Table 3."""
    given, params = snakemake.input, snakemake.params
    files = zip(given.histories, given.folds, strict=True)
    drawn = {
        RECIPES[recipe].training_figure(optimizer): training_figure(
            *map(read_table, own),
            scheme=TABLE3_SCHEME,
            optimizer=optimizer,
            recipe=recipe,
            simulated=params.simulated,
            rmse_unit=TARGETS[params.target].unit,
        )
        for (recipe, optimizer), own in zip(params.runs, files, strict=True)
    }
    save_figures(drawn, snakemake.output)


if __name__ == "__main__":
    run_job(main, snakemake)
