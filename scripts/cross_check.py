"""Estimate coherence and phase lag index of one segment with an independent package."""

import json
from dataclasses import asdict

from eeg2emg.atomic import write_text
from eeg2emg.cleaned_file import read_cleaned
from eeg2emg.connectivity.cross_check import cross_check
from eeg2emg.errors import EstimationError
from eeg2emg.job import log, run_job


def main(snakemake):
    """Write how far the two estimates of the recording's first segment agree."""
    recording = read_cleaned(snakemake.input.cleaned)
    settings = snakemake.params.eeg
    agreements = {}
    if recording.segments:
        eeg_v, _ = recording.segment_arrays(recording.segments[0])
        try:
            agreements = cross_check(
                eeg_v,
                recording.eeg_rate_hz,
                band=tuple(settings["band"]),
                pli_bands=tuple(map(tuple, settings["pli_bands"])),
            )
        except EstimationError as error:
            log.warning("%s", error)
    text = json.dumps({name: asdict(item) for name, item in agreements.items()}, indent=1)
    write_text(snakemake.output[0], text + "\n")


run_job(main, snakemake)
