"""Set every skill beside the ceiling, what can be learned, and the target's reliability."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.limits import ceiling_skill, learnable_skill, shares_of_limits
from eeg2emg.evaluation.reliability import (
    edges_table,
    load_halves,
    split_half_reliability,
    why_no_reliability,
)
from eeg2emg.evaluation.selection import gather
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.simulation.expectation import read_expected
from eeg2emg.simulation.truth_file import read_states_at
from eeg2emg.splitting.files import estimable, read_splits


def main(snakemake):
    """Write the reliability of every edge, and the shares of every model."""
    params = snakemake.params
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    halves, lengthening = load_halves(snakemake.input.dataset, dataset)
    reliability = split_half_reliability(halves, dataset.cells, lengthening)
    log.info("reliability %.3f, halves lengthened %.2f times", reliability.overall, lengthening)
    splits = estimable(read_splits(snakemake.input.splits, snakemake.input.about))
    regressions = [read_predictions(path) for path in snakemake.input.regressions]
    tables = [gather(dataset, scheme, split, regressions) for scheme, split in splits.items()]
    expected = read_expected(snakemake.input.expected, dataset.places)
    truth = snakemake.input.truth
    states = read_states_at(truth, dataset.places) if truth else None
    limits = shares_of_limits(
        read_table(snakemake.input.metrics),
        ceilings={t.scheme: ceiling_skill(t, dataset, expected) for t in tables if expected},
        learnable={t.scheme: learnable_skill(t, dataset, states) for t in tables if truth},
        reliability=reliability.overall,
        reasons={
            "ceiling": params.why_no_ceiling,
            "learnable limit": "" if truth else "it takes a known truth",
            "reliability": why_no_reliability(params.target, lengthening, reliability),
        },
    )
    write_table(snakemake.output.limits, limits)
    write_table(snakemake.output.reliability, edges_table(reliability, dataset.emg_channels))


if __name__ == "__main__":
    run_job(main, snakemake)
