"""Decide which channels and recordings of one subject are used."""

from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import judge_subject


def main(snakemake):
    """Write the verdict with its reasons."""
    qualities = [RecordingQuality.read(path) for path in snakemake.input]
    verdict = judge_subject(snakemake.wildcards.subject, qualities, **snakemake.params.rules)
    if verdict.left_out:
        log.warning("left out: %s", verdict.left_out)
    verdict.write(snakemake.output[0])


if __name__ == "__main__":
    run_job(main, snakemake)
