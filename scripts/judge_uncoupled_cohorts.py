"""Draw some cohorts in which EEG and EMG share nothing, and evaluate them."""

import pandas as pd
from eeg2emg.controls.calibration import judge_cohorts
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import log, run_job
from eeg2emg.simulation.settings import SimulationSettings


def main(snakemake):
    """Write the skills, intervals and p-values of a batch of cohorts."""
    params, start = snakemake.params, int(snakemake.wildcards.start)
    settings = SimulationSettings(**params.settings)
    numbers = range(start, start + params.cohorts)
    frames = []
    for frame in judge_cohorts(
        settings, numbers, schemes=params.schemes, confidence=params.confidence
    ):
        frames.append(frame)
        log.info("%d of %d cohorts: done", len(frames), len(numbers))
    table = pd.concat(frames, ignore_index=True)
    write_text(snakemake.output[0], table.to_csv(index=False, lineterminator="\n"))


if __name__ == "__main__":
    run_job(main, snakemake)
