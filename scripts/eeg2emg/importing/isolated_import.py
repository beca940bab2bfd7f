"""Import in a child process, so that a crash of a reader does not end the job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import RecordingError
from eeg2emg.importing.bids_files import write_unreadable
from eeg2emg.importing.outcome import ImportOutcome
from eeg2emg.recordings.child_process import call_isolated

if TYPE_CHECKING:
    import os


def import_isolated(
    file: str, *, name: str, folder: str | os.PathLike[str], task: str, **arguments: Any
) -> ImportOutcome:
    """Import a recording in a child interpreter; one that cannot be read leaves its reason.

    Parameters
    ----------
    file : str
        The file to import.
    name : str
        BIDS name of the recording.
    folder : path-like
        Its folder in the dataset, where its files are written, empty if it cannot be read.
    task : str
        Label of the task.
    **arguments : Any
        The others of `eeg2emg.importing.conversion.convert_recording`.

    Returns
    -------
    ImportOutcome
    """
    try:
        return call_isolated(
            "eeg2emg.importing.conversion:convert_recording",
            culprit=file,
            file=file,
            name=name,
            folder=str(folder),
            task=task,
            **arguments,
        )
    except RecordingError as error:
        write_unreadable(Path(folder), name, task=task, reason=str(error))
        return ImportOutcome(file=file, reason=str(error))
