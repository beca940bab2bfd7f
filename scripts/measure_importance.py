"""Measure what the skill of the replication's network, and of the best simpler model, rests on."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.selection import gather_estimable
from eeg2emg.files.tables import write_table
from eeg2emg.importance.explained import explain_models, not_estimable_importance
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Write the importance of measures, electrodes and pairs, or the reason why there is none."""
    params, given = snakemake.params, snakemake.input
    dataset = load_dataset(given.dataset, target=params.target)
    scheme, split = read_split(given.split, given.about)
    predictions = [read_predictions(path) for path in (*given.predictions, given.regressions)]
    weights = dict(zip(params.optimizers, given.weights, strict=True))
    options = {"seed": params.seed, "confidence": params.confidence}
    try:
        table = gather_estimable(dataset, scheme, split, predictions)
        found = explain_models(dataset, split, table, weights, repeats=params.repeats, **options)
    except NotEstimableError as error:
        log.warning("%s", error)
        found = not_estimable_importance(str(error))
    write_table(snakemake.output[0], found)


if __name__ == "__main__":
    run_job(main, snakemake)
