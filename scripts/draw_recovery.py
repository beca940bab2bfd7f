"""Draw estimated against true muscle networks of the simulated cohort."""

import pandas as pd
from eeg2emg.figures.recovery import recovery_scatter
from eeg2emg.figures.style import save_figure
from eeg2emg.job import run_job


def main(snakemake):
    """Draw the entries by phase."""
    entries = pd.read_csv(snakemake.input.recovery)
    figure, data = recovery_scatter(entries, phase_order=snakemake.params.phases)
    save_figure(figure, data, snakemake.output)


run_job(main, snakemake)
