"""Check coherence and phase lag index of one segment with an independent package."""

from eeg2emg.cleaning.cleaned_file import open_cleaned
from eeg2emg.cleaning.cross_checks import cross_check_recording
from eeg2emg.files.tables import write_json
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Write how far the two estimates of one segment agree; nothing if no recording is used."""
    found = {}
    for path in snakemake.input.cleaned:
        with open_cleaned(path) as recording:
            found = cross_check_recording(recording, snakemake.params.eeg)
        if found:
            break
    write_json(snakemake.output[0], found)


if __name__ == "__main__":
    run_job(main, snakemake)
