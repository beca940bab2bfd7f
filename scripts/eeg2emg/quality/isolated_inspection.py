"""Inspection in a child process, so that a crash of a reader does not end the job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eeg2emg.errors import RecordingError
from eeg2emg.quality.recording_quality import RecordingQuality, unusable_recording
from eeg2emg.recordings.child_process import call_isolated

if TYPE_CHECKING:
    import os


def inspect_isolated(path: str | os.PathLike[str], **arguments: Any) -> RecordingQuality:
    """Inspect a recording in a child interpreter; a crash becomes the reason to leave it out.

    Parameters
    ----------
    path : path-like
        The data file.
    **arguments : Any
        Those of `eeg2emg.quality.inspection.inspect_recording`.

    Returns
    -------
    RecordingQuality
    """
    try:
        return call_isolated(
            "eeg2emg.quality.inspection:inspect_recording",
            culprit=path,
            path=str(path),
            **arguments,
        )
    except RecordingError as error:
        return unusable_recording(path, str(error))
