"""Recording quality: what is known of one recording, as stored (standard library only)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import RecordingError
from eeg2emg.files.reading import reading
from eeg2emg.files.tables import read_json, write_json
from eeg2emg.recordings.common_time import CommonTime
from eeg2emg.recordings.findings import Finding, left_out
from eeg2emg.recordings.layout import parse_recording
from eeg2emg.recordings.segments import Segment, segment_from_dict

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

ChannelValues = dict[str, dict[str, float | None]]
"""By channel and check what was measured; None where a check has no value."""


@dataclass(frozen=True, kw_only=True)
class SignalQuality:
    """What the checks found in the samples of a recording, and the verdicts on them.

    Attributes
    ----------
    eeg_reasons, emg_reasons : list of str
        Why the EEG or the EMG of the recording is not used; empty when it is.
    bad_eeg_channels : list of str
        EEG channels to interpolate, in the order of the montage.
    channel_reasons : dict of str to list of str
        Why a channel is bad.
    eeg, emg : dict of str to dict of str to float
        Values of the checks per channel.
    eeg_rank : int
        Numerical rank of the EEG channels that are not bad.
    dropped_share : float
        Share of the samples in which all EEG channels repeat the sample before.
    bridged_pairs : list of list of str
        EEG channels that carry the same signal.
    """

    eeg_reasons: list[str]
    emg_reasons: list[str] = field(default_factory=list)
    bad_eeg_channels: list[str] = field(default_factory=list)
    channel_reasons: dict[str, list[str]] = field(default_factory=dict)
    eeg: ChannelValues = field(default_factory=dict)
    emg: ChannelValues = field(default_factory=dict)
    eeg_rank: int = 0
    dropped_share: float = 0.0
    bridged_pairs: list[list[str]] = field(default_factory=list)

    @property
    def eeg_usable(self) -> bool:
        """Whether the EEG can be used; says nothing of the EMG."""
        return not self.eeg_reasons

    @property
    def usable(self) -> bool:
        """Whether both the EEG and the EMG can be used."""
        return not self.eeg_reasons and not self.emg_reasons

    @property
    def reasons(self) -> list[str]:
        """Why the recording is not used."""
        return [*self.eeg_reasons, *self.emg_reasons]


@dataclass(frozen=True, kw_only=True)
class RecordingQuality(SignalQuality):
    """The quality of one recording file: its signals, and the facts that later steps rest on.

    The defaults are those of a recording that could not be read or cut into segments.

    Attributes
    ----------
    recording, subject, task : str, str, str or None
        BIDS entities.
    path : str
        The data file.
    segments : list of Segment
        What would be cut from it.
    rate_hz, emg_rate_hz : float or None
        Sampling rates of the EEG and of the EMG.
    duration_s : float or None
        Length of the recording.
    acquired : str or None
        When it was acquired, where scans.tsv states it.
    line_freq_hz : float or None
        Power line frequency: the configured one, else that of the dataset.
    eeg_digest : str or None
        Digest of the samples (`eeg2emg.quality.duplicate_recordings.samples_digest`).
    matched : dict of str to str
        The file's name of each configured channel.
    distances_mm : dict of str to float
        How far from its site the electrode of each EEG channel is, where they were found by
        position (channels.montage).
    marked_bad : list of str
        Channels that the dataset marks as bad, of EEG and EMG.
    positions_m : list of list of float, or None
        Position of each EEG channel in the head frame, if the dataset has them.
    notes : list of str
        What the reader remarked on, events of no phase, phases without an event; what is no
        comparison of two places.
    findings : list of Finding
        What the files and the configuration say of each fact, and what was used.
    common_time : CommonTime or None
        How an EMG of its own file compares with the EEG in time; None where they are one file.
    """

    recording: str
    subject: str
    task: str | None = None
    path: str = ""
    segments: list[Segment] = field(default_factory=list)
    rate_hz: float | None = None
    emg_rate_hz: float | None = None
    duration_s: float | None = None
    acquired: str | None = None
    line_freq_hz: float | None = None
    eeg_digest: str | None = None
    matched: dict[str, str] = field(default_factory=dict)
    distances_mm: dict[str, float] = field(default_factory=dict)
    marked_bad: list[str] = field(default_factory=list)
    positions_m: list[list[float]] | None = None
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    common_time: CommonTime | None = None

    def known_line_freq_hz(self) -> float:
        """Give the power line frequency; `RecordingError` where the recording was not read."""
        if self.line_freq_hz is None:
            raise RecordingError(f"{self.path}: it was not read", "; ".join(self.reasons))
        return self.line_freq_hz

    def to_dict(self) -> dict[str, Any]:
        """Give what JSON can hold; for people the verdicts too, which follow from the rest."""
        return {
            **asdict(self),
            "findings": [found.to_dict() for found in self.findings],
            "usable": self.usable,
            "eeg_usable": self.eeg_usable,
            "reasons": self.reasons,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> RecordingQuality:
        """Make it again from what `to_dict` gave; every field must be there."""
        common_time = values["common_time"]
        return cls(
            **{own.name: values[own.name] for own in fields(cls)}
            | {
                "segments": [segment_from_dict(segment) for segment in values["segments"]],
                "findings": [Finding.from_dict(found) for found in values["findings"]],
                "common_time": None if common_time is None else CommonTime(**common_time),
            }
        )

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write it as JSON."""
        write_json(path, self.to_dict())

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> RecordingQuality:
        """Read what `write` wrote; raises `OwnFileError` if it is missing or damaged."""
        with reading(path, "the quality of a recording"):
            return cls.from_dict(read_json(path))


def with_import(
    quality: RecordingQuality,
    *,
    notes: Iterable[str],
    findings: Iterable[Finding],
    distances_mm: Mapping[str, float] | None = None,
) -> RecordingQuality:
    """Put before what is known of a recording what was remarked on when it was imported.

    Parameters
    ----------
    quality : RecordingQuality
        Of the imported recording.
    notes, findings : iterable of str and of Finding
        Of its import.
    distances_mm : mapping of str to float, optional
        How far from its site each electrode is, where the import found them by position.

    Returns
    -------
    RecordingQuality
    """
    known = list(findings)
    return replace(
        quality,
        notes=[*(f"import: {note}" for note in notes), *quality.notes],
        findings=[*(left_out(known) if quality.rate_hz is None else known), *quality.findings],
        distances_mm=dict(distances_mm or quality.distances_mm),
    )


def unusable_recording(
    path: str | os.PathLike[str], reason: str, findings: Iterable[Finding] = ()
) -> RecordingQuality:
    """Make the quality of a recording that could not be read or cut into segments.

    Parameters
    ----------
    path : path-like
        The data file; its name tells the recording.
    reason : str
        Why.
    findings : iterable of Finding
        What was known of it; nothing of the recording is used.

    Returns
    -------
    RecordingQuality
    """
    entities = parse_recording(Path(path))
    return RecordingQuality(
        recording=entities.name if entities else Path(path).stem,
        subject=entities.subject if entities else "",
        task=entities.task if entities else None,
        path=str(path),
        eeg_reasons=[reason],
        findings=left_out(findings),
    )
