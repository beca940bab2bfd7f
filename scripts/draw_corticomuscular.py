"""Draw the coherence of brain and muscles: maps by muscle, and spectra."""

from eeg2emg.figures.corticomuscular import corticomuscular_figures
from eeg2emg.figures.saving import save_figures
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Draw both figures from the tables of the group."""
    params = snakemake.params
    drawn = corticomuscular_figures(
        read_table(snakemake.input.group),
        read_table(snakemake.input.spectra),
        params.phases,
        params.electrodes,
        confidence=params.confidence,
        simulated=params.simulated,
    )
    save_figures(drawn, snakemake.output)


if __name__ == "__main__":
    run_job(main, snakemake)
