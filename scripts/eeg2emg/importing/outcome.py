"""Outcome of an import, kept beside the recording (standard library only)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from eeg2emg.files.reading import reading
from eeg2emg.files.tables import read_json, write_json
from eeg2emg.recordings.findings import Finding

if TYPE_CHECKING:
    import os


@dataclass(frozen=True, kw_only=True)
class ImportOutcome:
    """What became of one file.

    Attributes
    ----------
    file : str
        The file that was to be imported.
    reason : str
        Why it could not be; empty when it was.
    rate_hz : float or None
        Sampling rate of the result; None where there is none.
    matched : dict of str to str
        The file's name of each configured channel.
    distances_mm : dict of str to float
        How far from its site the electrode of each EEG channel is, where they were found by
        position (channels.montage).
    units : dict of str to str or None
        The unit of each channel that was written, by the file's name of it.
    rates_hz : dict of str to float
        The rate at which each of them was recorded.
    notes : list of str
        What was remarked on.
    findings : list of Finding
        What the file and the import table say of each fact, and what was used.
    """

    file: str
    reason: str = ""
    rate_hz: float | None = None
    matched: dict[str, str] = field(default_factory=dict)
    distances_mm: dict[str, float] = field(default_factory=dict)
    units: dict[str, str | None] = field(default_factory=dict)
    rates_hz: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write it as JSON."""
        write_json(path, asdict(self) | {"findings": [found.to_dict() for found in self.findings]})

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> ImportOutcome:
        """Read what `write` wrote; raises `OwnFileError` if it is missing or damaged."""
        with reading(path, "what was done to import a recording"):
            values = read_json(path)
            findings = [Finding.from_dict(found) for found in values["findings"]]
            return cls(**values | {"findings": findings})
