"""Head muscles: EMG of the neck, the jaw or the face within a recording, opened by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.reading import open_recording

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from eeg2emg.recordings.reading import OpenRecording


def open_head_muscles(
    path: str | os.PathLike[str],
    names: Sequence[str],
    *,
    matched: Mapping[str, str] | None = None,
) -> OpenRecording:
    """Open the head muscles of a recording that was checked before, to be read as its EMG.

    Parameters
    ----------
    path : path-like
        The data file within a BIDS dataset.
    names : sequence of str
        Channels of the head muscles; they lie in the file that holds the EMG.
    matched : mapping of str to str, optional
        The file's name of each channel, where they were found before.

    Returns
    -------
    OpenRecording
        Without EEG: its EMG is that of the head muscles.

    Raises
    ------
    RecordingError
        If a channel is missing.
    """
    try:
        return open_recording(
            path, eeg_channels=(), emg_channels=names, matched=matched, time_limits=None
        )
    except RecordingError as error:
        raise RecordingError(
            error.what,
            f"{error.why}; channels.head_muscles asks for it as a control",
            "take it out of channels.head_muscles, correct the name, or leave the recording out",
        ) from None
