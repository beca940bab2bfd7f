"""Estimate further targets and groups of features of each segment of one cleaned recording."""

from eeg2emg.cleaning.cleaned_file import open_cleaned
from eeg2emg.cleaning.segment_sources import estimate_segments
from eeg2emg.connectivity.settings import EegSettings
from eeg2emg.connectivity.vectors.estimates import (
    estimate_vectors,
    names_of_entries,
    vectors_of_recording,
)
from eeg2emg.connectivity.vectors.file import write_vectors
from eeg2emg.connectivity.vectors.settings import VectorSettings
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write the vectors of all segments, and the reasons where there are none."""
    params = snakemake.params
    asked, eeg = (params.targets, params.features), EegSettings(**params.eeg)
    with open_cleaned(snakemake.input.cleaned) as recording:
        emg = VectorSettings.at(params.emg, recording.emg_rate_hz)
        found, _ = estimate_segments(
            recording,
            eeg,
            lambda source: (source.name, estimate_vectors(source, *asked, emg, eeg)),
        )
        channels = recording.eeg_channels, recording.emg_channels
    names = names_of_entries(*asked, channels, emg, eeg)
    write_vectors(snakemake.output[0], vectors_of_recording(names, dict(found)))


if __name__ == "__main__":
    run_job(main, snakemake)
