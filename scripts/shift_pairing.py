"""Fit the linear and kernel models to wrong pairings of EEG and EMG."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.controls.null_table import no_null
from eeg2emg.controls.shifted_models import pairing_null
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.selection import gather_estimable
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.catalogue import doubted_with
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.names.models import PRIMARY_CHOSEN
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Write the null, or the reason why the scheme has none."""
    params = snakemake.params
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    scheme, split = read_split(snakemake.input.split, snakemake.input.about)
    predictions = [read_predictions(snakemake.input.regressions)]
    models = doubted_with(params.primary)
    try:
        table = gather_estimable(dataset, scheme, split, predictions)
        options = {"primary": params.primary, "shifts": params.shifts, "seed": params.seed}
        null = pairing_null(dataset, table, models=models, **options)
    except NotEstimableError as error:
        null = no_null(scheme, str(error), [*models, PRIMARY_CHOSEN])
    write_table(snakemake.output[0], null)


if __name__ == "__main__":
    run_job(main, snakemake)
