"""Turn one recording of another format into the files of a BIDS recording."""

import json
from pathlib import Path

from eeg2emg.errors import RecordingError
from eeg2emg.files.atomic import write_text
from eeg2emg.importing.bids_files import write_unreadable
from eeg2emg.jobs.job import log, run_job
from eeg2emg.recordings.child_process import call_isolated


def main(snakemake):
    """Write the recording and what was done; a file that cannot be read leaves its reason."""
    params = snakemake.params
    folder = Path(snakemake.output.files[0]).parent
    name = snakemake.wildcards.recording
    try:
        # A child process, since a reader can crash on a damaged file.
        record = call_isolated(
            "eeg2emg.importing.conversion:convert_recording",
            culprit=params.row["file"],
            name=name,
            folder=str(folder),
            eeg_channels=params.channels["eeg"],
            emg_channels=params.channels["emg"],
            line_hz=params.line_hz,
            **params.row,
        )
        for note in record["notes"]:
            log.info("%s", note)
    except RecordingError as error:
        log.warning("left out: %s", error)
        record = {"file": params.row["file"], "reason": str(error)}
        write_unreadable(folder, name, task=params.row["task"], reason=str(error))
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False)
    write_text(snakemake.output.record, text + "\n")


run_job(main, snakemake)
