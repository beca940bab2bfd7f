"""Draw in which share of the segments each link is significant."""

from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.connectivity.significance_file import read_significance
from eeg2emg.connectivity.significance_table import analysed_files
from eeg2emg.figures.saving import save_figures
from eeg2emg.figures.significance import significance_figures
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Draw one figure per kind of signal, phases side by side."""
    params = snakemake.params
    recordings = read_connectivity(snakemake.input.dataset).segments["recording"]
    files = [read_significance(path) for path in snakemake.input.significance]
    drawn = significance_figures(
        analysed_files(files, recordings),
        params.phases,
        correction=params.correction,
        simulated=params.simulated,
    )
    save_figures(drawn, snakemake.output)


if __name__ == "__main__":
    run_job(main, snakemake)
