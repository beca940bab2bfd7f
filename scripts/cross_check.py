"""Check coherence and phase lag index of one segment with an independent package."""

import json
from dataclasses import asdict

from eeg2emg.cleaning.cleaned_recording import read_cleaned
from eeg2emg.connectivity.cross_check import cross_check
from eeg2emg.errors import EstimationError
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import log, run_job


def main(snakemake):
    """Write how far the two estimates of one segment agree; nothing if no recording is used."""
    found = {}
    for path in sorted(snakemake.input.cleaned):
        recording = read_cleaned(path)
        if recording.segments:
            found = _agreement(recording, snakemake.params.eeg)
        if found:
            break
    write_text(snakemake.output[0], json.dumps(found, indent=1) + "\n")


def _agreement(recording, settings):
    eeg_v, _ = recording.segment_arrays(recording.segments[0])
    try:
        agreements = cross_check(
            eeg_v,
            recording.eeg_rate_hz,
            band=tuple(settings["band"]),
            pli_bands=tuple(map(tuple, settings["pli_bands"])),
        )
    except EstimationError as error:
        log.warning("%s: %s", recording.name, error)
        return {}
    return {
        "recording": recording.name,
        "agreement": {name: asdict(item) for name, item in agreements.items()},
    }


run_job(main, snakemake)
