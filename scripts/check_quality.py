"""Read one recording in a child process, cut it into segments and check every channel."""

import json
from pathlib import Path

from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.isolated_inspection import inspect_isolated
from eeg2emg.quality.subjects import unusable_recording


def main(snakemake):
    """Write what was found; a recording that cannot be used is a finding, not a failure."""
    params = snakemake.params
    reason = _not_imported(snakemake.input.imported)
    quality = unusable_recording(params.data, reason) if reason else _inspected(params)
    for reason in quality["reasons"]:
        log.warning("left out: %s", reason)
    write_text(snakemake.output[0], json.dumps(quality, indent=1, sort_keys=True) + "\n")


def _not_imported(record):
    """Tell why the recording could not be imported, if it was to be."""
    return json.loads(Path(record).read_text("utf-8")).get("reason") if record else None


def _inspected(params):
    return inspect_isolated(
        params.data,
        eeg_channels=params.channels["eeg"],
        emg_channels=params.channels["emg"],
        phases={phase["name"]: phase["labels"] for phase in params.segments["phases"]},
        phases_from=params.segments["phases_from"],
        length_s=params.segments["length_s"],
        line_freq_hz=params.line_hz,
        analysis_rate_hz=params.eeg_rate_hz,
        envelope_rate_hz=params.envelope_rate_hz,
        thresholds=params.thresholds,
    )


run_job(main, snakemake)
