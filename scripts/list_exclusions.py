"""List what was left out, and why; also where nothing is left."""

import json
from pathlib import Path

from eeg2emg.cohort.exclusions import Exclusion, list_exclusions
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write the table, one line per subject, recording or segment."""
    rows = list_exclusions(
        [_json(path) for path in sorted(snakemake.input.subjects)],
        [_json(path) for path in snakemake.input.quality],
        [read_connectivity(path) for path in sorted(snakemake.input.connectivity)],
    )
    lines = ["\t".join(" ".join(cell.split()) for cell in row) for row in rows]
    write_text(snakemake.output[0], "\n".join(["\t".join(Exclusion._fields), *lines]) + "\n")


def _json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


run_job(main, snakemake)
