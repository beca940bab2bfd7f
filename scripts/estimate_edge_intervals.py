"""Make an interval for every muscle edge, and count how often it holds."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.edge_intervals import intervals_of_choices
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import estimable, read_splits


def main(snakemake):
    """Write coverage and widths of the primary model and of that chosen on validation."""
    dataset = load_dataset(snakemake.input.dataset, target=snakemake.params.target)
    splits = estimable(read_splits(snakemake.input.splits, snakemake.input.about))
    paths = [*snakemake.input.networks, *snakemake.input.regressions]
    predictions = [read_predictions(path) for path in paths]
    options = {"primary": snakemake.params.primary, "level": snakemake.params.level}
    table = intervals_of_choices(dataset, splits, predictions, **options)
    write_table(snakemake.output[0], table)


if __name__ == "__main__":
    run_job(main, snakemake)
