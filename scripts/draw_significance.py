"""Draw in which share of the segments each link is significant."""

import numpy as np
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.connectivity.significance_file import P_VALUES, read_significance
from eeg2emg.errors import NotEstimableError
from eeg2emg.figures.matrices import means_by_phase, phase_matrices
from eeg2emg.figures.style import save_figure
from eeg2emg.jobs.job import run_job

TITLES = {
    "eeg": "Brain network, significant links",
    "emg": "Muscle network, significant links, and its controls",
}


def main(snakemake):
    """Draw one figure per kind of signal, phases side by side."""
    files = [read_significance(path) for path in sorted(snakemake.input.significance)]
    analysed = set(read_connectivity(snakemake.input.dataset).segments["recording"])
    used = [file for file in files if file.segments and file.attributes["recording"] in analysed]
    if not used:
        raise NotEstimableError(
            "No segment was tested", "every recording was left out", "read exclusions.tsv"
        )
    first = used[0]
    corrected = P_VALUES.index(snakemake.params.correction)
    alpha = float(first.attributes["alpha"])
    phases = [phase for file in used for phase in file.phases]
    order = [name for name in snakemake.params.phases if name in phases]
    for kind, title in TITLES.items():
        p_values = np.concatenate([file.groups[kind].p_values[:, corrected] for file in used])
        shares = means_by_phase((p_values <= alpha).astype(float), phases)
        figure, data = phase_matrices(
            {phase: shares[phase] for phase in order},
            first.groups[kind].measures,
            first.groups[kind].channels,
            title=title,
            simulated=snakemake.params.simulated,
            share_of="segments",
        )
        name = f"{kind}_significance"
        save_figure(figure, data, [file for file in snakemake.output if f"/{name}." in file])


run_job(main, snakemake)
