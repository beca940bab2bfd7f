"""Estimate the connectivity matrices of each segment of one cleaned recording."""

from eeg2emg.cleaning.cleaned_file import open_cleaned
from eeg2emg.cleaning.segment_sources import estimate_segments
from eeg2emg.connectivity.eeg_subsets import subsets_of
from eeg2emg.connectivity.segment_result import estimate_segment, write_results
from eeg2emg.connectivity.settings import EegSettings, emg_settings_at
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write one file with the matrices of all segments, and the reasons where there are none."""
    params = snakemake.params
    with open_cleaned(snakemake.input.cleaned) as recording:
        eeg = EegSettings(**params.eeg)
        emg, controls = None, []
        if recording.emg_channels:
            emg = emg_settings_at(params.emg, recording.emg_rate_hz)
            controls = params.controls  # they serve where there is a target
        subsets = subsets_of(controls, eeg, params.log_coherency_bands)
        results, refused = estimate_segments(
            recording, eeg, lambda source: estimate_segment(source, eeg, emg, subsets)
        )
        write_results(
            snakemake.output[0],
            results,
            refused,
            eeg=eeg,
            subsets=subsets,
            channels=(recording.eeg_channels, recording.emg_channels),
            head_muscles=recording.head.channels if recording.head else (),
            attributes={
                "recording": recording.name,
                "subject": recording.subject,
                "left_out": recording.left_out,
                "emg_rate_hz": recording.emg_rate_hz,
                "emg_order": emg.order if emg else params.emg["order"],
                "simulated": params.simulated,
            },
        )


if __name__ == "__main__":
    run_job(main, snakemake)
