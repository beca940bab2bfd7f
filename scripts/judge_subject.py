"""Decide which channels and recordings of one subject are used."""

import json
from pathlib import Path

from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.subjects import judge_subject


def main(snakemake):
    """Write the verdict with its reasons."""
    qualities = [json.loads(Path(path).read_text(encoding="utf-8")) for path in snakemake.input]
    verdict = judge_subject(snakemake.wildcards.subject, qualities, **snakemake.params.rules)
    if verdict.left_out:
        log.warning("left out: %s", verdict.left_out)
    write_text(snakemake.output[0], json.dumps(verdict.to_dict(), indent=1, sort_keys=True) + "\n")


run_job(main, snakemake)
