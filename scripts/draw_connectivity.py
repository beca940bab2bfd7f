"""Draw the mean brain and muscle networks, sinks in rows and sources in columns."""

import numpy as np
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.figures.matrices import means_by_phase, phase_matrices
from eeg2emg.figures.style import save_figure
from eeg2emg.jobs.job import run_job

SHOWN = {
    "eeg_connectivity": ("eeg", None, "Brain network, mean over segments"),
    "emg_connectivity": (
        "emg",
        ("granger_raw", "granger_envelope"),
        "Muscle network, mean over segments",
    ),
    "emg_controls": (
        "emg",
        ("granger_raw_before_ica", "granger_time_reversed", "zero_lag_coherence"),
        "Controls of the muscle network, mean over segments",
    ),
}


def main(snakemake):
    """Draw one figure per kind of network, phases side by side."""
    contents = read_connectivity(snakemake.input.dataset)
    phases = np.asarray(contents.segments["phase"])
    order = [name for name in snakemake.params.phases if name in phases]
    for name, (kind, measures, title) in SHOWN.items():
        if kind not in contents.groups:  # recordings without EMG
            continue
        group = contents.groups[kind]
        chosen = measures or group.measures
        rows = [group.measures.index(measure) for measure in chosen]
        means = means_by_phase(group.values[:, rows], phases)
        figure, data = phase_matrices(
            {phase: means[phase] for phase in order},
            chosen,
            group.channels,
            title=title,
            simulated=snakemake.params.simulated,
        )
        save_figure(figure, data, [file for file in snakemake.output if f"/{name}." in file])


run_job(main, snakemake)
