"""Divide the cohort's segments by one scheme, or say why it cannot be done."""

from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.errors import NotEstimableError
from eeg2emg.jobs.job import log, run_job
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.files import write_split
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.seen_by_ica import refuse_what_was_seen
from eeg2emg.splitting.split import Split


def main(snakemake):
    """Write the split as a table, and beside it its digest and what could not be divided."""
    dataset = load_dataset(snakemake.input.dataset, target=snakemake.params.target)
    scheme = snakemake.wildcards.scheme
    try:
        split = make_split(
            dataset.segments,
            scheme,
            seed=snakemake.params.seed,
            shares=snakemake.params.shares,
            few_shot_segments=snakemake.params.few_shot_segments,
        )
        if SCHEMES[scheme].unseen_by_ica and snakemake.input.ica:
            seen = {name for path in snakemake.input.ica for name in read_ica(path).fit_recordings}
            judged = split.frame.merge(dataset.segments[["segment", "recording"]], on="segment")
            refuse_what_was_seen(zip(judged["recording"], judged["part"], strict=True), seen)
    except NotEstimableError as error:
        log.warning("%s", error)
        split = Split.not_estimable(str(error))
    write_split(snakemake.output.split, snakemake.output.about, scheme, split)


if __name__ == "__main__":
    run_job(main, snakemake)
