"""Join the connectivity of all recordings that were not left out."""

import csv
from pathlib import Path

import numpy as np
from eeg2emg.cohort.exclusions import Exclusion, commonest_reasons
from eeg2emg.connectivity.file import read_connectivity, write_connectivity
from eeg2emg.errors import NotEstimableError
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write the cohort's file, sorted by recording."""
    exclusions = _read_exclusions(snakemake.input.exclusions)
    left_out = {item.name for item in exclusions if item.level == "recording"}
    files = [read_connectivity(path) for path in sorted(snakemake.input.connectivity)]
    used = [
        file
        for file in files
        if file.segments["segment"] and file.attributes["recording"] not in left_out
    ]
    if not used:
        raise NotEstimableError(
            f"None of the {len(files)} recordings can be used, so there is no dataset",
            "the commonest reasons are: " + "; ".join(commonest_reasons(exclusions)),
            f"All are listed in {snakemake.input.exclusions}: mend the recordings, or change the "
            "options that the reasons name",
        )
    first = used[0]
    write_connectivity(
        snakemake.output.dataset,
        segments={
            column: [value for file in used for value in file.segments[column]]
            for column in first.segments
        },
        groups={
            name: (
                group.measures,
                group.channels,
                np.concatenate([file.groups[name].values for file in used]),
            )
            for name, group in first.groups.items()
        },
        attributes={
            "name": snakemake.params.name,
            **{
                key: first.attributes[key]
                for key in (
                    *("eeg_rate_hz", "eeg_order", "emg_rate_hz", "emg_order"),
                    *("halves_lengthening", "simulated"),
                )
            },
        },
    )


def _read_exclusions(path):
    with Path(path).open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Exclusion(**row) for row in rows]


run_job(main, snakemake)
