"""Set every skill beside the target's reliability and the ceiling."""

import numpy as np
import pandas as pd
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.limits import ceiling_skill, shares_of_limits
from eeg2emg.evaluation.reliability import load_halves, split_half_reliability
from eeg2emg.evaluation.selection import gather
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import estimable, read_splits


def main(snakemake):
    """Write the reliability of every edge, and the shares of every model."""
    params = snakemake.params
    dataset = load_dataset(snakemake.input.dataset, target=params.target)
    halves, lengthening = load_halves(snakemake.input.dataset, dataset)
    reliability = split_half_reliability(halves, dataset.cells, lengthening)
    log.info("reliability %.3f, halves lengthened %.2f times", reliability.overall, lengthening)
    names = dataset.emg_channels
    edges = [(i, j) for i in range(len(names)) for j in range(len(names)) if i != j]
    per_edge = pd.DataFrame(
        [(names[j], names[i], reliability.per_edge[i, j]) for i, j in edges],
        columns=["source", "sink", "reliability"],
    )
    ceilings = {}
    if snakemake.input.expected:
        expected = _expected(snakemake.input.expected, dataset)
        splits = estimable(read_splits(snakemake.input.splits, snakemake.input.about))
        regressions = [read_predictions(path) for path in snakemake.input.regressions]
        for scheme, split in splits.items():
            table = gather(dataset, scheme, split, regressions)
            ceilings[scheme] = ceiling_skill(table, dataset, expected)
    reasons = {"ceiling": params.why_no_ceiling}
    if not np.isfinite(reliability.overall):
        reasons["reliability"] = "segments are shorter than two blocks of 10 s"
    limits = shares_of_limits(
        pd.read_csv(snakemake.input.metrics),
        reliability=reliability.overall,
        ceilings=ceilings,
        reasons=reasons,
    )
    write_text(snakemake.output.limits, limits.to_csv(index=False, lineterminator="\n"))
    write_text(snakemake.output.reliability, per_edge.to_csv(index=False, lineterminator="\n"))


def _expected(paths, dataset):
    """Bring the subjects' expected targets into the order of the dataset."""
    places = {
        place: row
        for row, place in enumerate(
            zip(dataset.segments["recording"], dataset.segments["onset_s"], strict=True)
        )
    }
    found = {kind: np.full(dataset.targets.shape, np.nan) for kind in ("known", "new")}
    for path in paths:
        with np.load(path) as file:
            rows = [
                places.get((str(name), float(onset_s)))
                for name, onset_s in zip(file["recording"], file["onset_s"], strict=True)
            ]
            used = [k for k, row in enumerate(rows) if row is not None]
            for kind, array in found.items():
                array[[rows[k] for k in used]] = file[kind][used]
    return found


if __name__ == "__main__":
    run_job(main, snakemake)
