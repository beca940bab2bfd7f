"""Draw the mean brain and muscle networks, sinks in rows and sources in columns."""

from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.figures.matrices import network_figures
from eeg2emg.figures.saving import save_figures
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Draw one figure per kind of network, phases side by side."""
    params = snakemake.params
    contents = read_connectivity(snakemake.input.dataset)
    drawn = network_figures(contents, params.phases, simulated=params.simulated)
    save_figures(drawn, snakemake.output)


if __name__ == "__main__":
    run_job(main, snakemake)
