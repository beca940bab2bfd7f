"""Estimate the coherence of brain and muscles of one person, over all recordings."""

from eeg2emg.corticomuscular.person import person_of_recordings
from eeg2emg.corticomuscular.person_file import write_person
from eeg2emg.corticomuscular.settings import CoherenceSettings
from eeg2emg.jobs.job import run_job
from eeg2emg.quality.recording_quality import RecordingQuality


def main(snakemake):
    """Write spectra, thresholds, direction and checks, and the reasons where there are none."""
    person = person_of_recordings(
        snakemake.input.cleaned,
        [RecordingQuality.read(path) for path in snakemake.input.quality],
        CoherenceSettings(**snakemake.params.settings),
        aligned_by_hand=snakemake.params.aligned_by_hand,
    )
    write_person(snakemake.output[0], person)


if __name__ == "__main__":
    run_job(main, snakemake)
