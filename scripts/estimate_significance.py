"""Test the connectivity matrices of each segment of one cleaned recording against surrogates."""

import json

from eeg2emg.cleaning.cleaned_file import open_cleaned
from eeg2emg.cleaning.segment_sources import estimate_segments
from eeg2emg.connectivity.segment_significance import segment_significance, significance_contents
from eeg2emg.connectivity.settings import EegSettings, emg_settings_at
from eeg2emg.connectivity.significance_file import write_significance
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write the p-values of all segments, and the reasons where there are none."""
    params, options = snakemake.params, snakemake.params.significance
    with open_cleaned(snakemake.input.cleaned) as recording:
        eeg, emg, channels = EegSettings(**params.eeg), None, {"eeg": recording.eeg_channels}
        if recording.emg_channels:
            emg = emg_settings_at(params.emg, recording.emg_rate_hz)
            channels["emg"] = recording.emg_channels
        how = {"kind": options["kind"], "surrogates": options["surrogates"], "seed": params.seed}
        results, refused = estimate_segments(
            recording, eeg, lambda source: segment_significance(source, eeg, emg, **how)
        )
        attributes = {
            "recording": recording.name,
            "subject": recording.subject,
            "left_out": recording.left_out,
            "refused_segments": json.dumps(refused, sort_keys=True),
            "seed": params.seed,
            **options,
        }
        write_significance(
            snakemake.output[0], significance_contents(results, channels, attributes)
        )


if __name__ == "__main__":
    run_job(main, snakemake)
