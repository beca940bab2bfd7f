"""Divide the cohort's segments by one scheme, or say why it cannot be done."""

import json

from eeg2emg.atomic import write_text
from eeg2emg.dataset import load_dataset
from eeg2emg.errors import NotEstimableError
from eeg2emg.job import log, run_job
from eeg2emg.splits import make_split, split_digest, split_text


def main(snakemake):
    """Write the split as a table, and beside it its digest and what could not be divided."""
    dataset = load_dataset(snakemake.input.dataset, target=snakemake.params.target)
    about = {"scheme": snakemake.wildcards.scheme, "status": "estimable", "reason": ""}
    text = "fold\tsegment\tpart\n"
    try:
        split = make_split(
            dataset.segments,
            snakemake.wildcards.scheme,
            seed=snakemake.params.seed,
            shares=snakemake.params.shares,
        )
    except NotEstimableError as error:
        about |= {"status": "not estimable", "reason": str(error)}
        log.warning("%s", error)
    else:
        text = split_text(split)
        about |= {
            "digest": split_digest(split),
            "folds": int(split["fold"].nunique()),
            "left_out": split.attrs.get("left_out", {}),
        }
    write_text(snakemake.output.split, text)
    write_text(snakemake.output.about, json.dumps(about, indent=2, sort_keys=True) + "\n")


run_job(main, snakemake)
