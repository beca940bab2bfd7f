"""Judge every model in every scheme, and lay out the paper's Table 3."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.evaluation.table3 import table3, table3_csv, table3_latex, table3_markdown
from eeg2emg.files.atomic import write_text
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.splitting.files import read_splits


def main(snakemake):
    """Write Table 3 for every recipe that is laid out so, and the long table of all metrics."""
    params = snakemake.params
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    splits = read_splits(snakemake.input.splits, snakemake.input.about)
    networks = [read_predictions(path) for path in snakemake.input.networks]
    regressions = [read_predictions(path) for path in snakemake.input.regressions]
    for recipe in params.recipes:
        table = table3(dataset, networks, recipe=recipe)
        paths = snakemake.output[RECIPES[recipe].table3]
        for path, text in zip(paths, (table3_csv, table3_markdown, table3_latex), strict=True):
            write_text(path, text(table))
    judgement = evaluate(
        dataset,
        splits,
        [*networks, *regressions],
        primary=params.primary,
        seed=params.seed,
        confidence=params.confidence,
    )
    write_table(snakemake.output.metrics, judgement.metrics)
    write_table(snakemake.output.subjects, judgement.subjects)


if __name__ == "__main__":
    run_job(main, snakemake)
