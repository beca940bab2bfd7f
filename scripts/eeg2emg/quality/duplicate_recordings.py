"""Duplicate recordings, which would sit on both sides of a split."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from eeg2emg.recordings.order import order_of_recordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.quality.recording_quality import RecordingQuality

_EVERY = 16


def samples_digest(eeg_v: Any) -> str:
    """Digest of an EEG (n, t), an array or signals: equal for the same samples of whatever file.

    Every 16th sample as a number of single precision: two files of one recording differ by
    rounding beyond that, and no two recordings agree in it.
    """
    from eeg2emg.signals.pieces import as_signals, read_thinned, row_groups

    signals = as_signals(eeg_v)
    n, t = signals.shape
    digest = hashlib.sha256()
    for rows in row_groups(n, 2 * 8 * t // _EVERY):  # with a copy
        digest.update(read_thinned(signals, _EVERY, rows).astype("<f4").tobytes())
    return digest.hexdigest()


def duplicate_recordings(qualities: Sequence[RecordingQuality]) -> dict[str, str]:
    """Find recordings whose EEG is that of another one.

    Parameters
    ----------
    qualities : sequence of RecordingQuality
        Those that could not be read equal no other.

    Returns
    -------
    dict of str to str
        The reason to leave a recording out, by its name; the first of equals, in time, stays.
    """
    first: dict[str, str] = {}
    reasons = {}
    digests = {quality.recording: quality.eeg_digest for quality in qualities}
    for name in order_of_recordings({item.recording: item.acquired for item in qualities}):
        digest = digests[name]
        if digest is None:
            continue
        if digest in first:
            reasons[name] = (
                f"its EEG is that of {first[digest]}, sample by sample: a recording that counts "
                "twice would sit on both sides of a split. Remove one of the two, or replace it "
                "by the recording that was meant"
            )
        else:
            first[digest] = name
    return reasons
