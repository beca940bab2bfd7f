"""Layouts of published MATLAB files: where in them signals and events lie (standard library only).

A further layout is an entry here and a line in the table of ``docs/importing.md``; a line of the
import table chooses it by its name. It is read by `eeg2emg.importing.layout_reader`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eeg2emg.catalogues import catalogue

if TYPE_CHECKING:
    from pathlib import Path

ENDING = ".mat"
"""Of the files that have a layout."""


@dataclass(frozen=True)
class SignalGroup:
    """Signals that share a rate and a unit; an address is a field of a field, ``hs.eeg.sig``.

    Attributes
    ----------
    samples : str
        Address of the samples, shape (samples, channels).
    names : str
        Address of the names of the channels.
    rate_hz : str
        Address of the sampling rate.
    unit : str or None
        Unit of the samples once they are scaled; None where the publication states none, so that
        the import table has to.
    scale : float
        What the numbers of the file are multiplied by.
    """

    samples: str
    names: str
    rate_hz: str
    unit: str | None
    scale: float = 1.0


@dataclass(frozen=True)
class CodedEvents:
    """Events in the file itself: numbers of samples, of which the first is 1, and codes.

    Attributes
    ----------
    onsets, codes, rate_hz : str
        Addresses of the numbers of samples, of the codes, and of the rate that turns them to times.
    names : tuple of (int, str)
        Name of the events of each code.
    words : str
        Address of the same in words, which has to agree where the file has it.
    duration_s : float
        As it is published.
    """

    onsets: str
    codes: str
    rate_hz: str
    names: tuple[tuple[int, str], ...]
    words: str
    duration_s: float


@dataclass(frozen=True)
class EventColumns:
    """Events in a table of a file beside: a line per trial, of which some columns are times.

    Attributes
    ----------
    file : str
        Name of that file, with the groups of `Layout.file` in braces.
    table, columns : str
        Addresses of the numbers and of the names of the columns.
    own : tuple of (str, str)
        Which lines are of this recording: a column, and the group of `Layout.file` it equals.
    start : str
        Column of the time, in s of the recording, at which the clock of a trial begins.
    names : tuple of (str, str)
        Column of the times in s on the clock of the trial, and name of the events.
    """

    file: str
    table: str
    columns: str
    own: tuple[tuple[str, str], ...]
    start: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EventWindows:
    """Events in a file beside that is cut into trials: a structure per trial holds its times.

    Attributes
    ----------
    file, start, names
        As in `EventColumns`, with fields in the place of columns.
    windows : str
        Address of the structures.
    """

    file: str
    windows: str
    start: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Layout:
    """One layout.

    Attributes
    ----------
    name : str
        Name in the import table.
    title : str
        The publication.
    file : str
        Pattern of the file's name; its groups tell a recording from the others of the set.
    example : str
        Such a name.
    signals : tuple of SignalGroup
        The groups, in the order of their channels.
    events : tuple of (CodedEvents, EventColumns or EventWindows)
        Places of the events; the first whose file is there counts.
    """

    name: str
    title: str
    file: str
    example: str
    signals: tuple[SignalGroup, ...]
    events: tuple[CodedEvents | EventColumns | EventWindows, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the file's variables that are read."""
        return tuple(dict.fromkeys(group.samples.partition(".")[0] for group in self.signals))


def _openbmi(part: str) -> Layout:
    return Layout(
        f"openbmi_{part}",
        f"Lee 2019 (OpenBMI), motor imagery, the recording `EEG_MI_{part}`",
        r"sess(?P<session>\d+)_subj(?P<person>\d+)_EEG_MI\.mat",
        "sess01_subj01_EEG_MI.mat",
        (
            SignalGroup(
                f"EEG_MI_{part}.x", f"EEG_MI_{part}.chan", f"EEG_MI_{part}.fs", "µV"
            ),
            SignalGroup(
                f"EEG_MI_{part}.EMG", f"EEG_MI_{part}.EMG_index", f"EEG_MI_{part}.fs", "µV"
            ),
        ),
        (
            CodedEvents(
                f"EEG_MI_{part}.t",
                f"EEG_MI_{part}.y_dec",
                f"EEG_MI_{part}.fs",
                ((1, "right"), (2, "left")),
                f"EEG_MI_{part}.y_class",
                duration_s=4.0,
            ),
        ),
    )  # fmt: skip


LAYOUTS = catalogue(
    Layout(
        "way_eeg_gal",
        "WAY-EEG-GAL (Luciw 2014), a series of lifts",
        r"HS_P(?P<person>\d+)_S(?P<series>\d+)\.mat",
        "HS_P1_S1.mat",
        (
            SignalGroup("hs.eeg.sig", "hs.eeg.names", "hs.eeg.samplingrate", "µV", scale=0.1),
            SignalGroup("hs.emg.sig", "hs.emg.names", "hs.emg.samplingrate", None),
        ),
        (
            EventColumns(
                "P{person}_AllLifts.mat",
                "P.AllLifts",
                "P.ColNames",
                own=(("Part", "person"), ("Run", "series")),
                start="StartTime",
                names=(
                    ("LEDOn", "LEDOn"),
                    ("tHandStart", "HandStart"),
                    ("tFirstDigitTouch", "FirstDigitTouch"),
                    ("tLiftOff", "LiftOff"),
                    ("LEDOff", "LEDOff"),
                    ("tReplace", "Replace"),
                    ("tBothReleased", "BothReleased"),
                    ("tHandStop", "HandStop"),
                ),
            ),
            EventWindows(
                "WS_P{person}_S{series}.mat",
                "ws.win",
                start="trial_start_time",
                names=(("LEDon", "LEDOn"), ("LEDoff", "LEDOff")),
            ),
        ),
    ),
    _openbmi("train"),
    _openbmi("test"),
)
"""By name, in the order in which messages list them."""


def groups_of_name(layout: Layout, path: Path) -> dict[str, str] | None:
    """Take from the name of a file what tells it from the others of its set; None if it cannot.

    Parameters
    ----------
    layout : Layout
        The layout.
    path : Path
        The file.

    Returns
    -------
    dict of str to str, or None
        By the names of the groups of `Layout.file`, without leading zeros.
    """
    found = re.fullmatch(layout.file, path.name)
    if found is None:
        return None
    return {name: text.lstrip("0") or "0" for name, text in found.groupdict().items()}


def files_beside(layout: Layout, path: Path) -> list[Path]:
    """List the files that may hold the events of a recording, in the order of preference.

    Parameters
    ----------
    layout : Layout
        The layout.
    path : Path
        The file of the signals.

    Returns
    -------
    list of Path
        Whether they exist or not; empty where the events are in the file itself, or where its name
        does not tell which recording it is.
    """
    groups = groups_of_name(layout, path)
    if groups is None:
        return []
    return [
        path.parent / place.file.format(**groups)
        for place in layout.events
        if not isinstance(place, CodedEvents)
    ]
