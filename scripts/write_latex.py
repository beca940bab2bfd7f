"""Write the tables that a paper would print as LaTeX."""

from pathlib import Path

import pandas as pd
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.files.atomic import write_text
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job
from eeg2emg.report.latex import PrintedRun, printed_table


def main(snakemake):
    """Write one file per table."""
    params = snakemake.params
    run = PrintedRun(
        tables={Path(path).stem: read_table(path) for path in snakemake.input.tables},
        segments=pd.DataFrame(read_connectivity(snakemake.input.dataset).segments),
        phases=params.phases,
        simulated=params.simulated,
        confidence=params.confidence,
    )
    for path in snakemake.output:
        write_text(path, printed_table(Path(path).stem, run))


if __name__ == "__main__":
    run_job(main, snakemake)
