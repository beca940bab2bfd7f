"""Outline of a recording: what header, tables and events tell, without the samples."""

from __future__ import annotations

import math
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import RecordingError, UserError
from eeg2emg.importing.events import chosen_events
from eeg2emg.importing.units import volts_per_unit
from eeg2emg.names.muscles import muscle_of
from eeg2emg.planning.foreign_header import read_foreign_header
from eeg2emg.recordings.layout import emg_file_beside, parse_recording
from eeg2emg.recordings.pauses import is_bad, is_pause
from eeg2emg.recordings.reading import open_recording
from eeg2emg.recordings.sidecars import find_sidecar, read_lines

if TYPE_CHECKING:
    from eeg2emg.recordings.segments import Event

# Places of the 10-10 and 10-5 systems, and the older names of the 10-20 system.
_PLACE = re.compile(
    r"(?:EEG[\s_:.-]*)?(?:N|Fp|AFp|AF|AFF|F|FFT|FFC|FT|FC|FTT|FCC|T|C|TTP|CCP|TP|CP|TPP|CPP|P|PPO|"
    r"PO|POO|O|OI|I)(?:z|10|[1-9])h?(?:[\s_:-]+(?:ref|le|avg|av|car|A1|A2|M1|M2))?\.*",
    re.IGNORECASE,
)
_MUSCLE = re.compile(
    r"(?<![a-z])(?:emg|muscle|bic|tric|trio|delt?(?![a-z])|deltoid|trap|pect|pmj|bsh|tria|brach|"
    r"fcr|ecr|fcu|ecu|edc|fdi|apb|adm|fds|fdp|flex|ext|ta(?![a-z])|tib|sol|gas|vl(?![a-z])|"
    r"vm(?![a-z])|vast|rect|quad|ham|scm|mass|temporalis)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"^\W*(?:[hv]?eog|ecg|ekg|trig|sti|status|marker|event|time|acc|gyr|resp|eda|gsr)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class RecordingOutline:
    """What is known of one recording before its samples are read.

    Attributes
    ----------
    name, subject, task : str, str, str or None
        BIDS entities; for files to import those of the import table.
    file : str
        The file as people would name it.
    problem : str
        Why it cannot be read; empty where it can, and then the rest holds.
    eeg, emg : tuple of str
        Names of the channels of each kind, as the file has them.
    unknown : tuple of str
        Channels of which neither a table nor the name tells the kind.
    typed : bool
        Whether a table tells the kinds of the channels, and not their names alone.
    rate_hz, emg_rate_hz : float
        Sampling rates; that of the EMG is 0 without EMG.
    duration_s : float
        Length.
    events : tuple of (float, float, str)
        Onset in s, duration in s and name.
    line_hz : tuple of (float, str)
        Power line frequencies and where they are stated.
    lowpass_hz : float or None
        Lowest edge of a low-pass of the EEG that channels.tsv states.
    without_unit : tuple of str
        Channels of EEG and EMG whose unit the file does not state (of files to import).
    """

    name: str
    subject: str
    file: str
    task: str | None = None
    problem: str = ""
    eeg: tuple[str, ...] = ()
    emg: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    typed: bool = False
    rate_hz: float = 0.0
    emg_rate_hz: float = 0.0
    duration_s: float = 0.0
    events: tuple[Event, ...] = ()
    line_hz: tuple[tuple[float, str], ...] = ()
    lowpass_hz: float | None = None
    without_unit: tuple[str, ...] = ()


def outline_of_bids(path: str) -> RecordingOutline:
    """Gather what is known of one recording of a BIDS dataset.

    Parameters
    ----------
    path : str
        The data file of the EEG.

    Returns
    -------
    RecordingOutline
        With a `problem` where it cannot be read.
    """
    place = Path(path)
    entities = parse_recording(place)
    if entities is None:
        raise ValueError(f"{path} is no EEG recording of a BIDS dataset")
    about: dict[str, Any] = {
        "name": entities.name,
        "subject": f"sub-{entities.subject}",
        "task": entities.task,
        "file": place.name,
    }
    try:
        recording = open_recording(place, eeg_channels=())
        kinds, typed = _kinds_of_channels(place)
        emg, emg_rate_hz = _named(kinds, "emg"), recording.rate_hz
        emg_file = emg_file_beside(place)
        if emg_file is not None:
            of_emg, _ = _kinds_of_channels(emg_file, unknown="emg")
            emg = _named(of_emg, "emg")
            emg_rate_hz = open_recording(place, eeg_channels=(), emg_channels=emg).emg_rate_hz
    except RecordingError as error:
        return RecordingOutline(**about, problem=str(error))
    return RecordingOutline(
        **about,
        eeg=_named(kinds, "eeg"),
        emg=emg,
        unknown=_named(kinds, "unknown"),
        typed=typed,
        rate_hz=recording.rate_hz,
        emg_rate_hz=emg_rate_hz if emg else 0.0,
        duration_s=recording.duration_s,
        events=recording.events,
        line_hz=tuple(
            (float(one.said), one.place) for file in recording.statements for one in file.line_hz
        ),
        lowpass_hz=_lowpass(place),
    )


def outline_of_file(
    file: str,
    *,
    name: str,
    subject: str,
    task: str,
    phase: str | None = None,
    rate_hz: float | None = None,
    unit: str | None = None,
    layout: str | None = None,
) -> RecordingOutline:
    """Gather what is known of one file that is to be imported.

    Parameters
    ----------
    file : str
        The file.
    name, subject, task, phase, rate_hz, unit, layout
        As the import table says (`eeg2emg.importing.table.ImportRow`).

    Returns
    -------
    RecordingOutline
        With a `problem` where it cannot be read.
    """
    path = Path(file)
    about: dict[str, Any] = {"name": name, "subject": subject, "task": task, "file": path.name}
    try:
        header = read_foreign_header(path, rate_hz=rate_hz, layout=layout)
    except RecordingError as error:
        return RecordingOutline(**about, problem=str(error))
    kinds = {channel.name: kind_by_name(channel.name) for channel in header.channels}
    eeg, emg = _named(kinds, "eeg"), _named(kinds, "emg")
    rates = {channel.name: channel.rate_hz for channel in header.channels}
    events, _ = chosen_events(header.events, header.duration_s, phase)
    return RecordingOutline(
        **about,
        eeg=eeg,
        emg=emg,
        unknown=_named(kinds, "unknown"),
        rate_hz=min((rates[own] for own in eeg), default=0.0),
        emg_rate_hz=min((rates[own] for own in emg), default=0.0),
        duration_s=header.duration_s,
        events=tuple(one for one in events if not (is_bad(one[2]) or is_pause(one[2]))),
        without_unit=tuple(
            channel.name
            for channel in header.channels
            if kinds[channel.name] in ("eeg", "emg")
            and unit is None
            and volts_per_unit(channel.unit) is None
        ),
    )


def kind_by_name(name: str) -> str:
    """Tell by its name alone whether a channel is ``eeg``, ``emg``, ``other`` or ``unknown``."""
    text = " ".join(name.split())
    if _PLACE.fullmatch(text):
        return "eeg"
    if _BESIDE.match(text):
        return "other"
    return "emg" if _MUSCLE.search(text) or muscle_of(text) else "unknown"


def _kinds_of_channels(path: Path, unknown: str = "unknown") -> tuple[dict[str, str], bool]:
    """Tell the kind of each channel of a data file, by channels.tsv or else by its name."""
    table = find_sidecar(path, "channels", ".tsv")
    if table is None:
        kinds = {name: kind_by_name(name) for name in _names_in_file(path)}
        return {name: unknown if kind == "unknown" else kind for name, kind in kinds.items()}, False
    header, lines = read_lines(table, needed=("name", "type"))
    column, kind = header.index("name"), header.index("type")
    own = set(_names_in_file(path))  # a table may list what the file does not have
    types = {cells[column]: cells[kind].lower() for _, cells in lines if cells[column] in own}
    if not {"eeg", "emg"} & set(types.values()):
        return {name: kind_by_name(name) for name in types}, False
    # A channel of no stated kind may be a muscle, where none is said to be one.
    loose = "other" if "emg" in types.values() else "unknown"
    known = {"eeg": "eeg", "emg": "emg", "misc": loose, "n/a": loose, "": loose}
    return {name: known.get(text, "other") for name, text in types.items()}, True


def _names_in_file(path: Path) -> list[str]:
    import mne

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(mne.io.read_raw(path, preload=False, verbose="error").ch_names)
    except UserError:
        raise
    except Exception as error:
        raise RecordingError(
            f"{path}: cannot be read", f"{type(error).__name__}: {error}", "export it again"
        ) from error


def _lowpass(path: Path) -> float | None:
    table = find_sidecar(path, "channels", ".tsv")
    if table is None:
        return None
    header, lines = read_lines(table, needed=("name", "type"))
    if "high_cutoff" not in header:
        return None
    edge, kind = header.index("high_cutoff"), header.index("type")
    stated = []
    for _, cells in lines:
        try:
            value = float(cells[edge])
        except ValueError:
            continue
        if cells[kind].strip().upper() == "EEG" and math.isfinite(value) and value > 0:
            stated.append(value)
    return min(stated, default=None)


def _named(kinds: dict[str, str], kind: str) -> tuple[str, ...]:
    return tuple(name for name, own in kinds.items() if own == kind)
