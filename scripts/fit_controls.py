"""Fit the linear and kernel models to features that must not carry skill, or only a part of it."""

from eeg2emg.cohort.dataset import load_amplitudes, load_dataset, load_planes
from eeg2emg.connectivity.file import BELOW_LIMIT, HEAD, HIGH, MUSCLE
from eeg2emg.controls.all_controls import Controls, fit_all_controls
from eeg2emg.controls.control_edges import no_control_edges
from eeg2emg.controls.empty_features import no_controls
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.selection import gather_estimable
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Write the controls, or the reason why the scheme has none."""
    params = snakemake.params
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    planes = load_planes(snakemake.input.dataset, dataset, [BELOW_LIMIT, MUSCLE])
    high_v = load_amplitudes(snakemake.input.dataset, dataset, HIGH)
    scheme, split = read_split(snakemake.input.split, snakemake.input.about)
    predictions = [read_predictions(snakemake.input.regressions)]
    try:
        table = gather_estimable(dataset, scheme, split, predictions)
        controls = fit_all_controls(
            dataset,
            table,
            planes,
            high_v,
            limit_hz=params.limit_hz,
            head_v=load_amplitudes(snakemake.input.dataset, dataset, HEAD),
            seed=params.seed,
            repeats=params.repeats,
            confidence=params.confidence,
        )
    except NotEstimableError as error:
        controls = Controls(no_controls(scheme, str(error)), no_control_edges())
    write_table(snakemake.output.controls, controls.table)
    write_table(snakemake.output.edges, controls.edges)


if __name__ == "__main__":
    run_job(main, snakemake)
