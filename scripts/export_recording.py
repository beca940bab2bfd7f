"""Write one cleaned recording as BIDS does."""

from pathlib import Path

from eeg2emg.cleaning.cleaned_file import open_cleaned
from eeg2emg.derivatives.dataset import address_of_source
from eeg2emg.derivatives.signals import write_signals
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write a folder with the files of the recording; an empty one where it is left out."""
    root, params = Path(snakemake.output[0]), snakemake.params
    root.mkdir(parents=True, exist_ok=True)
    with open_cleaned(snakemake.input.cleaned) as recording:
        write_signals(
            root,
            recording,
            line_hz=params.line_hz,
            emg_high_pass_hz=params.emg_high_pass_hz,
            source=address_of_source(params.source),
        )


if __name__ == "__main__":
    run_job(main, snakemake)
