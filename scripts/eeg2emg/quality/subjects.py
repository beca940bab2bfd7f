"""Verdict on a subject from the quality of its recordings (standard library only)."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from eeg2emg.files.reading import reading
from eeg2emg.files.tables import read_json, write_json
from eeg2emg.recordings.order import order_of_recordings

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Sequence

    from eeg2emg.quality.recording_quality import RecordingQuality


@dataclass(frozen=True)
class SubjectQuality:
    """What is used of a subject.

    Attributes
    ----------
    subject : str
        Label.
    left_out : str
        Why nothing of the subject is used; empty when something is.
    bad_eeg_channels : list of str
        Interpolated in every recording of the subject.
    channel_reasons : dict of str to str
        Why each of them is bad, and in how many recordings.
    fit_recordings : list of str
        Recordings whose EEG the ICA may see. Judged on the EEG alone, so that the EMG has no part
        in what is removed from the EEG. In the order of time.
    kept_recordings : list of str
        Recordings that go on to connectivity: EEG and EMG are usable.
    left_out_recordings : dict of str to str
        The others, with the reason.
    """

    subject: str
    left_out: str
    bad_eeg_channels: list[str]
    channel_reasons: dict[str, str]
    fit_recordings: list[str]
    kept_recordings: list[str]
    left_out_recordings: dict[str, str]

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the verdict as JSON."""
        write_json(path, asdict(self))

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> SubjectQuality:
        """Read what `write` wrote; raises `OwnFileError` if it is missing or damaged."""
        with reading(path, "the quality of a subject"):
            return cls(**read_json(path))

    def restricted_to(self, recordings: Collection[str]) -> SubjectQuality:
        """Keep what concerns some of the recordings, for an ICA of its own on them."""
        return replace(
            self,
            fit_recordings=[name for name in self.fit_recordings if name in recordings],
            kept_recordings=[name for name in self.kept_recordings if name in recordings],
        )


_BAD_HERE = (
    "EEG channels are bad in this recording, but in too few of the subject's to be interpolated in "
    "all of them"
)
"""Why a recording is left out whose bad channels are not among those of the subject."""


def judge_subject(
    subject: str,
    qualities: Sequence[RecordingQuality],
    *,
    max_bad_channels: int = 3,
    bad_in_share: float = 0.25,
    min_recordings: int = 1,
    min_usable_share: float = 0.5,
) -> SubjectQuality:
    """Judge a subject by the quality of all its recordings.

    A channel that is bad in at least a share of the recordings is bad for the subject: it is
    interpolated everywhere, so that all recordings keep the same rank. A recording with a further
    bad channel is left out. The subject is left out when too many channels are bad or too few
    recordings remain.

    Parameters
    ----------
    subject : str
        Label.
    qualities : sequence of RecordingQuality
        One per recording.
    max_bad_channels : int
        Bad channels that a subject may have.
    bad_in_share : float
        Share of the recordings with usable EEG from which on a channel is bad for the subject.
    min_recordings : int
        Fewest recordings that must remain.
    min_usable_share : float
        Smallest share of the recordings that must remain.

    Returns
    -------
    SubjectQuality
    """
    by_name = {quality.recording: quality for quality in qualities}
    order = order_of_recordings({name: quality.acquired for name, quality in by_name.items()})
    ordered = [by_name[name] for name in order]
    left_out = {
        quality.recording: "; ".join(quality.reasons) for quality in ordered if not quality.usable
    }
    sound = [quality for quality in ordered if quality.eeg_usable]
    bad, reasons = _subject_channels(sound, bad_in_share)
    fit = []
    for quality in sound:
        further = [name for name in quality.bad_eeg_channels if name not in bad]
        if not further:
            fit.append(quality.recording)
            continue
        named = ", ".join(
            f"{name} ({'; '.join(quality.channel_reasons[name])})" for name in further
        )
        left_out.setdefault(quality.recording, f"{_BAD_HERE}: {named}")
    kept = [name for name in fit if name not in left_out]
    needed = max(min_recordings, math.ceil(min_usable_share * len(ordered) - 1e-9))
    why = ""
    if not ordered:
        why = "the subject has no recordings"
    elif len(bad) > max_bad_channels:
        why = (
            f"{len(bad)} EEG channels are bad ({', '.join(bad)}); at most {max_bad_channels} "
            "can be interpolated"
        )
    elif len(kept) < needed:
        why = f"{len(kept)} of {len(ordered)} recordings are usable, at least {needed} needed"
    if why:
        left_out = {quality.recording: left_out.get(quality.recording, why) for quality in ordered}
    return SubjectQuality(
        subject=subject,
        left_out=why,
        bad_eeg_channels=bad,
        channel_reasons=reasons,
        fit_recordings=[] if why else fit,
        kept_recordings=[] if why else kept,
        left_out_recordings=left_out,
    )


def _subject_channels(
    sound: Sequence[RecordingQuality], bad_in_share: float
) -> tuple[list[str], dict[str, str]]:
    counts = Counter(name for quality in sound for name in quality.bad_eeg_channels)
    order = list(sound[0].eeg) if sound else []
    bad = [name for name in order if counts[name] and counts[name] >= bad_in_share * len(sound)]
    reasons = {}
    for name in bad:
        first = next(quality for quality in sound if name in quality.bad_eeg_channels)
        reasons[name] = (
            f"{'; '.join(first.channel_reasons[name])} "
            f"(in {counts[name]} of {len(sound)} recordings)"
        )
    return bad, reasons
