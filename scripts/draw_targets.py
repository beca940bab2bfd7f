"""Draw the skill of every target, and of every group of features."""

from eeg2emg.figures.saving import save_figures
from eeg2emg.figures.synergies import synergies_figure
from eeg2emg.figures.targets import targets_figure
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Draw the tables that the run has made."""
    given = snakemake.input
    targets, features = (
        read_table(str(path)) if path else None for path in (given.targets, given.features)
    )
    shown = {"simulated": snakemake.params.simulated}
    drawn = {"targets": targets_figure(targets, features, **shown)}
    if given.synergies:
        drawn["synergies"] = synergies_figure(read_table(str(given.synergies)), **shown)
    save_figures(drawn, snakemake.output)


if __name__ == "__main__":
    run_job(main, snakemake)
