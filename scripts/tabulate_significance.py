"""Tabulate which share of the links is significant, by measure and phase."""

import numpy as np
import pandas as pd
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.connectivity.significance_file import P_VALUES, read_significance, significant_shares
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write one row per kind of signal, measure and phase, over the segments of all recordings."""
    files = [read_significance(path) for path in sorted(snakemake.input.significance)]
    analysed = set(read_connectivity(snakemake.input.dataset).segments["recording"])
    used = [file for file in files if file.segments and file.attributes["recording"] in analysed]
    rows = []
    for kind, first in used[0].groups.items() if used else ():
        phases = [phase for file in used for phase in file.phases]
        p_values = np.concatenate([file.groups[kind].p_values for file in used])
        shares = significant_shares(p_values, phases, float(used[0].attributes["alpha"]))
        for phase, by_correction in zip(sorted(set(phases)), shares, strict=True):
            for measure, found in zip(first.measures, by_correction.T, strict=True):
                values = np.round(found, 6).tolist()
                rows.append((kind, measure, phase, phases.count(phase), *values))
    columns = ["signal", "measure", "phase", "segments", *(f"share_{name}" for name in P_VALUES)]
    table = pd.DataFrame(rows, columns=columns)
    write_text(snakemake.output[0], table.to_csv(index=False, lineterminator="\n"))


run_job(main, snakemake)
