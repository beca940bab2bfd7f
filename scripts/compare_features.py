"""Compare groups of EEG features with connectivity, each alone and both together."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.connectivity.graphs import graph_features
from eeg2emg.connectivity.vectors.catalogue import GRAPH
from eeg2emg.connectivity.vectors.file import read_vectors
from eeg2emg.evaluation.feature_groups import compare_groups
from eeg2emg.evaluation.target_data import features_of
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.files import read_splits


def main(snakemake):
    """Write the skills of connectivity, of each group and of both, and their differences."""
    given, params = snakemake.input, snakemake.params
    dataset = load_dataset(given.dataset, target=params.target)
    splits = read_splits(given.splits, given.about)
    rivals = [read_predictions(path) for path in given.regressions]
    groups = {
        name: graph_features(dataset.features, dataset.planes)
        if name == GRAPH
        else features_of(dataset, read_vectors(given.vectors, name))
        for name in params.features
    }
    table = compare_groups(
        dataset,
        {name: split for name, split in splits.items() if SCHEMES[name].is_evidence},
        dict(zip(splits, rivals, strict=True)),
        groups,
        seed=params.seed,
        confidence=params.confidence,
    )
    write_table(snakemake.output[0], table)


if __name__ == "__main__":
    run_job(main, snakemake)
