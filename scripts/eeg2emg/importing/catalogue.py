"""The formats that can be imported; read while a workflow is parsed (standard library only).

A further format is a reader, an entry here, and a line in the table of ``docs/importing.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eeg2emg.catalogues import catalogue

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Format:
    """One format of laboratories.

    Attributes
    ----------
    name : str
        Name in the code.
    title : str
        As people call it.
    endings : tuple of str
        Endings of its files, in lower case.
    read : str
        The reader, ``"eeg2emg.package.module:function"``: called with the path and the sampling
        rate that the import table gives (or None), it returns a
        `eeg2emg.importing.foreign.ForeignRecording`.
    states_rate : bool
        Whether every file states its sampling rate; where one does not, the import table has to.
    states_unit : bool
        Whether every file states its units, or convention does; where one does not, the import
        table has to.
    has_events : bool
        Whether files can hold events; where they cannot, the import table names the phase.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    read: str
    states_rate: bool = True
    states_unit: bool = True
    has_events: bool = True


FORMATS = catalogue(
    Format(
        "acqknowledge",
        "Biopac AcqKnowledge",
        (".acq",),
        "eeg2emg.importing.readers:read_biopac",
        states_unit=False,
    ),
    Format(
        "edf",
        "EDF, BDF",
        (".edf", ".bdf"),
        "eeg2emg.importing.edf:read_edf",
        states_unit=False,
    ),
    Format("brainvision", "BrainVision", (".vhdr",), "eeg2emg.importing.readers:read_brainvision"),
    Format("eeglab", "EEGLAB", (".set",), "eeg2emg.importing.readers:read_eeglab"),
    Format(
        "matlab",
        "MATLAB",
        (".mat",),
        "eeg2emg.importing.matlab:read_matlab",
        states_rate=False,
        states_unit=False,
    ),
    Format(
        "text",
        "text",
        (".csv", ".tsv", ".txt"),
        "eeg2emg.importing.text_table:read_text_table",
        states_rate=False,
        states_unit=False,
        has_events=False,
    ),
)
"""By name, in the order in which messages list them."""


def endings() -> list[str]:
    """List the endings of all files that can be imported."""
    return [ending for entry in FORMATS.values() for ending in entry.endings]


def format_of(path: Path) -> Format | None:
    """Find the format of a file by its ending, in upper or lower case; None if it is unknown."""
    ending = path.suffix.lower()
    return next((entry for entry in FORMATS.values() if ending in entry.endings), None)
