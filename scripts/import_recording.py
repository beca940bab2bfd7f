"""Turn one recording of another format into the files of a BIDS recording."""

from pathlib import Path

from eeg2emg.importing.isolated_import import import_isolated
from eeg2emg.jobs.job import log, run_job


def main(snakemake):
    """Write the recording and what was done; a file that cannot be read leaves its reason."""
    params = snakemake.params
    outcome = import_isolated(
        **params.row,
        name=snakemake.wildcards.recording,
        folder=Path(snakemake.output.files[0]).parent,
        eeg_channels=params.channels["eeg"],
        emg_channels=[*params.channels["emg"], *params.channels["head_muscles"]],
        line_hz=params.line_hz,
        montage=params.channels["montage"],
    )
    for note in outcome.notes:
        log.info("%s", note)
    if outcome.reason:
        log.warning("left out: %s", outcome.reason)
    outcome.write(snakemake.output.outcome)


if __name__ == "__main__":
    run_job(main, snakemake)
