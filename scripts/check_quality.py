"""Read one recording in a child process, cut it into segments and check every channel."""

import json

from eeg2emg.atomic import write_text
from eeg2emg.isolated_reading import inspect_isolated
from eeg2emg.job import log, run_job


def main(snakemake):
    """Write what was found; a recording that cannot be used is a finding, not a failure."""
    params = snakemake.params
    quality = inspect_isolated(
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
    for reason in quality["reasons"]:
        log.warning("left out: %s", reason)
    write_text(snakemake.output[0], json.dumps(quality, indent=1, sort_keys=True) + "\n")


run_job(main, snakemake)
