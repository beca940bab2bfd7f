"""Set the estimated muscle networks of the simulated cohort beside the true ones."""

from eeg2emg.connectivity.catalogue import PAPERS_TARGET
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.recovery.muscles import recovery_entries
from eeg2emg.simulation.truth_file import read_true_networks


def main(snakemake):
    """Write true and estimated entries, for both definitions of the truth."""
    contents = read_connectivity(snakemake.input.dataset)
    segments, emg = contents.segments, contents.groups["emg"]
    places = list(zip(segments["recording"], segments["onset_s"], strict=True))
    entries = recovery_entries(
        read_true_networks(snakemake.input.truth, places, conditional=snakemake.params.conditional),
        emg.values[:, emg.measures.index(PAPERS_TARGET)],
        segments["phase"],
        emg.channels,
        segments=segments["segment"],
    )
    write_table(snakemake.output[0], entries)


if __name__ == "__main__":
    run_job(main, snakemake)
