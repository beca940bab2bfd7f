"""Set the skills with the ICA fitted on all recordings and on training data side by side."""

import pandas as pd
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME
from eeg2emg.splitting.files import read_splits


def main(snakemake):
    """Write one row per choice and model."""
    params = snakemake.params
    other = evaluate(
        load_dataset(snakemake.input.dataset, target=params.target),
        read_splits([snakemake.input.split], [snakemake.input.about]),
        [
            read_predictions(path)
            for path in (*snakemake.input.networks, snakemake.input.regressions)
        ],
        seed=params.seed,
        confidence=params.confidence,
        resamples=params.bootstrap,
    ).metrics
    choices = {params.fit_on: pd.read_csv(snakemake.input.metrics), params.other: other}
    found = pd.concat(
        [_skills(metrics).assign(fit_on=name) for name, metrics in choices.items()],
        ignore_index=True,
    )
    both = found.groupby("model")["fit_on"].transform("nunique") == len(choices)
    columns = ["fit_on", "model", "value", "low", "high", "n_subjects", "n_segments"]
    table = found.loc[both, [*columns, "primary", "status", "reason"]]
    table = table.rename(columns={"value": "skill"}).sort_values(["model", "fit_on"])
    log.info("\n%s", table.to_string(index=False))
    write_table(snakemake.output[0], table)


def _skills(metrics):
    wanted = {"scheme": PRIMARY_SCHEME, "part": "test", "metric": "skill"}
    return metrics[(metrics[list(wanted)] == pd.Series(wanted)).all(axis=1)]


if __name__ == "__main__":
    run_job(main, snakemake)
