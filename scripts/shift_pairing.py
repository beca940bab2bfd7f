"""Fit the linear and kernel models to shifted pairings of EEG and EMG, and to controls."""

import pandas as pd
from eeg2emg.cohort.dataset import load_dataset, load_planes
from eeg2emg.connectivity.file import BELOW_LIMIT, MUSCLE
from eeg2emg.controls.eeg_parts import fit_parts, parts_of_dataset
from eeg2emg.controls.empty_features import fit_controls, no_controls
from eeg2emg.controls.shifted_models import no_null, pairing_null
from eeg2emg.evaluation.selection import choose_rival, gather
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Write the null and the controls, or the reason why the scheme has none."""
    params = snakemake.params
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    scheme, split = read_split(snakemake.input.split, snakemake.input.about)
    if not split.estimable:
        null, controls = no_null(scheme, split.reason), no_controls(scheme, split.reason)
    else:
        table = gather(dataset, scheme, split, [read_predictions(snakemake.input.regressions)])
        rival = choose_rival(table).prediction
        null = pairing_null(dataset, table, rival, shifts=params.shifts, seed=params.seed)
        planes = load_planes(snakemake.input.dataset, dataset, [BELOW_LIMIT, MUSCLE])
        controls = pd.concat(
            [
                fit_controls(dataset, table, rival, seed=params.seed, repeats=params.repeats),
                fit_parts(
                    dataset,
                    table,
                    rival,
                    parts_of_dataset(dataset, planes),
                    seed=params.seed,
                    confidence=params.confidence,
                    resamples=params.bootstrap,
                ),
            ],
            ignore_index=True,
        )
    write_table(snakemake.output.null, null)
    write_table(snakemake.output.controls, controls)


if __name__ == "__main__":
    run_job(main, snakemake)
