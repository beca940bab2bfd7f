"""Write where the files of the run come from."""

from pathlib import Path

from eeg2emg.jobs.job import run_job
from eeg2emg.provenance.places import PROJECT_FOLDER
from eeg2emg.provenance.record import build_record, write_record_of_run


def main(snakemake):
    """Gather the records of all jobs, and digest the files."""
    params, made = snakemake.params, Path(snakemake.output[0])
    record = build_record(
        made.parent,
        PROJECT_FOLDER,
        ends=snakemake.input,
        configuration=params.configuration,
        command=params.command,
        conda=params.conda,
    )
    write_record_of_run(made, record)


if __name__ == "__main__":
    run_job(main, snakemake)
