"""Judge a further target by rivals, ridge, kernel ridge, null and controls."""

from eeg2emg.cohort.dataset import load_amplitudes, load_planes
from eeg2emg.connectivity.file import BELOW_LIMIT, HEAD, HIGH, MUSCLE
from eeg2emg.connectivity.vectors.catalogue import SYNERGIES
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.synergies import learn_synergies
from eeg2emg.evaluation.target_data import load_target
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.simulation.truth_file import read_states_at
from eeg2emg.splitting.files import read_splits
from eeg2emg.verdict.target_table import VERDICT
from eeg2emg.verdict.targets import judge_target, networks_of_target, no_judgement


def main(snakemake):
    """Write what a target's skill, null, controls and reliability are, and the decision."""
    params, given = snakemake.params, snakemake.input
    name, options = snakemake.wildcards.target, dict(params.options)
    try:
        data = load_target(given.dataset, name, given.vectors)
        splits = read_splits(given.splits, given.about)
        if name == SYNERGIES:
            data, splits, options["learnt"] = learn_synergies(data, splits)
        options["planes"] = load_planes(given.dataset, data.dataset, [BELOW_LIMIT, MUSCLE])
        options["high_v"] = load_amplitudes(given.dataset, data.dataset, HIGH)
        if given.truth:
            options["states"] = read_states_at(given.truth, data.dataset.places)
        options["networks"] = networks_of_target(
            data.dataset, splits, params.recipe, params.optimizers, seed=options["seed"]
        )
        options["head_v"] = load_amplitudes(given.dataset, data.dataset, HEAD)
        table = judge_target(data, splits, **options)
    except NotEstimableError as error:
        table = no_judgement(name, str(error))
    log.info("%s: %s", name, table.loc[table["quantity"] == VERDICT, "outcome"].iloc[0])
    write_table(snakemake.output[0], table)


if __name__ == "__main__":
    run_job(main, snakemake)
