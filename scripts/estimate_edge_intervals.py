"""Make an interval for every muscle edge, and count how often it holds."""

import pandas as pd
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.edge_intervals import COLUMNS, edge_intervals
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.evaluation.selection import choices, gather
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.names.models import BEST_CHOSEN
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.files import estimable, read_splits


def main(snakemake):
    """Write coverage and widths of the primary model and of that chosen on validation."""
    dataset = load_dataset(snakemake.input.dataset, target=snakemake.params.target)
    splits = estimable(read_splits(snakemake.input.splits, snakemake.input.about))
    paths = [*snakemake.input.networks, *snakemake.input.regressions]
    predictions = [read_predictions(path) for path in paths]
    frames = [pd.DataFrame(columns=list(COLUMNS))]
    for scheme, split in splits.items():
        if not SCHEMES[scheme].is_evidence:
            continue
        table = gather(dataset, scheme, split, predictions)
        made = choices(table)
        frames += [
            edge_intervals(
                table,
                model,
                made[model].prediction,
                channels=dataset.emg_channels,
                level=snakemake.params.level,
            )
            for model in (PRIMARY["model"], BEST_CHOSEN)
            if model in made
        ]
    frame = pd.concat([f for f in frames if len(f)] or frames, ignore_index=True)
    write_table(snakemake.output[0], frame)


if __name__ == "__main__":
    run_job(main, snakemake)
