"""Reader of one recording of a BIDS dataset: its facts, and its samples at once or in pieces."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError, UserError
from eeg2emg.recordings.channels_in_file import check_has_emg, match_in_file, positions_of
from eeg2emg.recordings.edf_records import duration_by_clock
from eeg2emg.recordings.layout import emg_file_beside, parse_recording
from eeg2emg.recordings.marks import Marks, read_marks
from eeg2emg.recordings.opening import open_raw, unreadable
from eeg2emg.recordings.order import acquisition_time
from eeg2emg.recordings.raw_signals import RawSignals
from eeg2emg.recordings.statements import FileStatements, gather_statements, is_possible_line
from eeg2emg.recordings.two_devices import (
    HEADERS,
    SCANS,
    TimeLimits,
    check_same_pauses,
    check_same_time,
)
from eeg2emg.recordings.units import check_unit
from eeg2emg.signals.pieces import SignalsOfRows, SignalsOfSpan, joins_at

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from eeg2emg.recordings.common_time import CommonTime
    from eeg2emg.signals.pieces import Given, Signals

_SHORTEST_S = 1.0
_DEFAULT_LIMITS = TimeLimits()


@dataclass(frozen=True, kw_only=True)
class RecordingFacts:
    """What is known of one recording besides its samples.

    Attributes
    ----------
    name, subject, task : str, str, str or None
        BIDS entities.
    path : Path
        The data file.
    rate_hz : float
        Sampling rate, of the EMG too unless it has a file of its own.
    emg_rate_hz : float
        Sampling rate of the EMG.
    eeg_channels, emg_channels : tuple of str
        Configured names, in the order of the rows.
    matched : dict of str to str
        The file's name of each configured channel.
    bad_channels : tuple of str
        Configured names of the channels that channels.tsv or the file itself marks as bad.
    events : tuple of (float, float, str)
        Onset in s, duration in s, name; an onset may lie outside the recording, or be NaN.
    bad_spans : tuple of (float, float)
        Onset and duration in s of BAD annotations and of gaps, of the EEG's and the EMG's file;
        one of no duration is a pause of the recorder.
    positions_m : ndarray, shape (n, 3), or None
        Electrode positions in the head frame, if the dataset has them.
    line_freq_hz : float or None
        Power line frequency that the dataset states.
    statements : tuple of FileStatements
        What the file of the EEG, and that of the EMG if it has one, say; what was compared.
    auxiliary_types : tuple of str
        ``"eog"`` or ``"ecg"`` for each auxiliary channel.
    duration_s : float
        Length of the whole recording, whatever part of it was read.
    notes : tuple of str
        What the reader remarked on.
    common_time : CommonTime or None
        How an EMG of its own file compares with the EEG in time; None where they are one file, or
        where this was not checked.
    distances_mm : dict of str to float
        How far from its site the electrode of each EEG channel is; empty where they were found by
        name.
    """

    name: str
    subject: str
    task: str | None
    path: Path
    rate_hz: float
    emg_rate_hz: float
    eeg_channels: tuple[str, ...]
    emg_channels: tuple[str, ...]
    matched: dict[str, str]
    bad_channels: tuple[str, ...]
    events: tuple[tuple[float, float, str], ...]
    bad_spans: tuple[tuple[float, float], ...]
    positions_m: NDArray[np.float64] | None
    line_freq_hz: float | None
    statements: tuple[FileStatements, ...]
    auxiliary_types: tuple[str, ...]
    duration_s: float
    notes: tuple[str, ...] = field(default=())
    common_time: CommonTime | None = None
    distances_mm: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Recording(RecordingFacts):
    """One recording, in volts and in the configured order of channels.

    Attributes
    ----------
    eeg_v : ndarray, shape (n, t)
        EEG in volts.
    emg_v : ndarray, shape (m, t)
        EMG in volts.
    auxiliary_v : ndarray, shape (a, t)
        EOG and ECG channels, in volts.
    """

    eeg_v: NDArray[np.float64]
    emg_v: NDArray[np.float64]
    auxiliary_v: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class OpenRecording(RecordingFacts):
    """One recording whose samples are read from its files when they are asked for, in volts.

    Attributes
    ----------
    eeg : Signals, shape (n, t)
        EEG.
    emg : Signals, shape (m, t)
        EMG.
    auxiliary : Signals, shape (a, t)
        EOG and ECG channels.
    """

    eeg: Signals
    emg: Signals
    auxiliary: Signals


def read_recording(
    path: str | os.PathLike[str],
    *,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str] = (),
    spans: Sequence[tuple[float, float]] | None = None,
    units_check: bool = True,
    time_limits: TimeLimits | None = _DEFAULT_LIMITS,
) -> Recording:
    """Read the configured channels of one BIDS recording into memory.

    Parameters
    ----------
    path, eeg_channels, emg_channels, time_limits
        As in `open_recording`.
    spans : sequence of (float, float), optional
        Onsets and durations in s of what is read, joined in this order; everything by default.
    units_check : bool
        Whether implausible amplitudes are refused.

    Returns
    -------
    Recording

    Raises
    ------
    RecordingError
        As in `open_recording`; or the recording has amplitudes that only a wrong unit explains.
    """
    found = open_recording(
        path, eeg_channels=eeg_channels, emg_channels=emg_channels, time_limits=time_limits
    )
    facts = {own.name: getattr(found, own.name) for own in fields(RecordingFacts)}
    recording = Recording(
        **facts,
        eeg_v=_joined(found.eeg, found.rate_hz, spans),
        emg_v=_joined(found.emg, found.emg_rate_hz, spans),
        auxiliary_v=_joined(found.auxiliary, found.rate_hz, spans),
    )
    if units_check:
        check_units(recording, recording.eeg_v, recording.emg_v)
    return recording


def check_units(facts: RecordingFacts, eeg_v: Given, emg_v: Given) -> None:
    """Refuse amplitudes of EEG or EMG that only a wrong unit explains (`RecordingError`)."""
    check_unit(facts.path, "EEG", eeg_v, facts.rate_hz)
    check_unit(emg_file_beside(facts.path) or facts.path, "EMG", emg_v, facts.emg_rate_hz)


def span_of(signals: Signals, rate_hz: float, onset_s: float, duration_s: float) -> SignalsOfSpan:
    """Cut a span from signals; one that would end after them begins earlier."""
    length = round(duration_s * rate_hz)
    start = max(0, min(round(onset_s * rate_hz), signals.shape[1] - length))
    return SignalsOfSpan(signals, start, min(start + length, signals.shape[1]))


def _joined(
    signals: Signals, rate_hz: float, spans: Sequence[tuple[float, float]] | None
) -> NDArray[np.float64]:
    if spans is None:
        return signals.read()
    pieces = [span_of(signals, rate_hz, *span).read() for span in spans]
    return np.concatenate(pieces, axis=1) if pieces else np.zeros((signals.shape[0], 0))


def open_recording(
    path: str | os.PathLike[str],
    *,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str] = (),
    montage: str | None = None,
    matched: Mapping[str, str] | None = None,
    time_limits: TimeLimits | None = _DEFAULT_LIMITS,
) -> OpenRecording:
    """Open one BIDS recording: all that is known of it, and its configured channels to be read.

    Parameters
    ----------
    path : path-like
        The data file within a BIDS dataset.
    eeg_channels, emg_channels : sequence of str
        The channels to read, matched by `eeg2emg.recordings.channel_names.match_channels`.
    montage : str, optional
        Where the places of electrodes come from, if the EEG channels are to be found by position
        (`eeg2emg.recordings.montage_matching.match_montage`).
    matched : mapping of str to str, optional
        The file's name of each channel, where they were found before.
    time_limits : TimeLimits, optional
        How far the times of an EEG and an EMG in two files may be apart; None for a recording
        that was checked before.

    Returns
    -------
    OpenRecording

    Raises
    ------
    RecordingError
        The file cannot be read, is damaged or cut off, or lacks a channel. The file is named, and
        how to mend it. Reading samples later may raise it too.
    """
    path = Path(path)
    entities = parse_recording(path)
    if entities is None:
        raise RecordingError(
            f"{path}: not the name of a BIDS recording",
            "names look like sub-01_task-rest_run-01_eeg.vhdr",
            "rename the file as BIDS asks",
        )
    raw, remarks = open_raw(path)
    emg_path = emg_file_beside(path) if emg_channels else None
    emg = None
    if emg_channels and emg_path is None:
        check_has_emg(path, raw, emg_channels)
    own_names = match_in_file(
        path, raw, eeg_channels, () if emg_path else emg_channels, montage=montage, before=matched
    )
    found = dict(own_names.names)
    _check_length(path, raw)
    marks, of_eeg_file = _marks_and_statements(path, raw)
    bad_spans = set(marks.bad_spans)
    remarks = [*marks.true_remarks(remarks), *marks.notes, *own_names.note]
    statements = [of_eeg_file]
    common_time = None
    if emg_path is not None:
        emg, emg_remarks = open_raw(emg_path)
        found |= match_in_file(emg_path, emg, (), emg_channels, before=matched).names
        _check_length(emg_path, emg)
        emg_marks, of_emg_file = _marks_and_statements(emg_path, emg)
        statements.append(of_emg_file)
        if time_limits is not None:
            check_same_pauses(path, marks.clock, emg_path, emg_marks.clock, time_limits)
            common_time = check_same_time(
                path, raw, emg_path, emg,
                eeg_events=marks.events, emg_events=emg_marks.events,
                begins={
                    HEADERS: (of_eeg_file.begin, of_emg_file.begin),
                    SCANS: (acquisition_time(path), acquisition_time(emg_path)),
                },
                limits=time_limits,
            )  # fmt: skip
        # Segments are cut from both at the same times: what is bad in one is bad.
        bad_spans |= set(emg_marks.bad_spans)
        remarks += [*emg_marks.true_remarks(emg_remarks), *emg_marks.notes]
        remarks.append(f"the EMG is that of {emg_path.name}")
    own = [*eeg_channels, *(() if emg else emg_channels)]
    rows = [raw.ch_names.index(found[name]) for name in own]
    auxiliary = [
        row
        for row, kind in enumerate(raw.get_channel_types())
        if kind in ("eog", "ecg") and row not in rows
    ]
    rate_hz = emg_rate_hz = float(raw.info["sfreq"])
    pauses_s = {onset_s for onset_s, length_s in bad_spans if length_s == 0}
    fault = partial(unreadable, path)
    signals = RawSignals(raw, (*rows, *auxiliary), fault, joins_at(pauses_s, rate_hz))
    n_eeg, n_own = len(eeg_channels), len(rows)
    emg_signals: Signals = SignalsOfRows(signals, range(n_eeg, n_own))
    if emg is not None and emg_path is not None:
        emg_rate_hz = float(emg.info["sfreq"])
        emg_rows = [emg.ch_names.index(found[name]) for name in emg_channels]
        emg_signals = RawSignals(
            emg, tuple(emg_rows), partial(unreadable, emg_path), joins_at(pauses_s, emg_rate_hz)
        )
    kinds = raw.get_channel_types()
    positions_m, doubts = positions_of(raw, eeg_channels, [found[name] for name in eeg_channels])
    return OpenRecording(
        name=entities.name,
        subject=entities.subject,
        task=entities.task,
        path=path,
        eeg=SignalsOfRows(signals, range(n_eeg)),
        emg=emg_signals,
        auxiliary=SignalsOfRows(signals, range(n_own, n_own + len(auxiliary))),
        rate_hz=rate_hz,
        emg_rate_hz=emg_rate_hz,
        eeg_channels=tuple(eeg_channels),
        emg_channels=tuple(emg_channels),
        matched=found,
        bad_channels=tuple(
            [name for name in own if found[name] in marks.bad_channels]
            + [name for name in emg_channels if emg and found[name] in emg_marks.bad_channels]
        ),
        events=marks.events,
        bad_spans=tuple(sorted(bad_spans)),
        positions_m=positions_m,
        line_freq_hz=next(
            (hz for one in of_eeg_file.line_hz if is_possible_line(hz := float(one.said))), None
        ),
        statements=tuple(statements),
        auxiliary_types=tuple(kinds[row] for row in auxiliary),
        duration_s=raw.n_times / rate_hz,
        notes=(*remarks, *doubts),
        common_time=common_time,
        distances_mm=own_names.distances_mm,
    )


def _check_length(path: Path, raw: Any) -> None:
    duration_s = raw.n_times / raw.info["sfreq"]
    if duration_s < _SHORTEST_S:
        raise RecordingError(
            f"{path}: the recording lasts {duration_s:.3g} s",
            "that is too short for any estimate",
            "copy the file again from its source, or leave it out",
        )
    sidecar = path.with_suffix(".json")
    if not sidecar.is_file():
        return
    stated_s = json.loads(sidecar.read_text(encoding="utf-8")).get("RecordingDuration")
    if isinstance(stated_s, bool) or not isinstance(stated_s, int | float):
        return
    # Of an interrupted recording, the time from its begin to its end may be stated.
    lasting_s = (duration_s, duration_by_clock(path) or duration_s)
    if all(abs(stated_s - length_s) > max(1, 0.01 * stated_s) for length_s in lasting_s):
        raise RecordingError(
            f"{path}: the file holds {duration_s:.1f} s, but {sidecar.name} says {stated_s:.1f} s",
            "the file was cut off, or its header gives a wrong rate",
            "copy the file again from its source, or correct RecordingDuration",
        )


def _marks_and_statements(path: Path, raw: Any) -> tuple[Marks, FileStatements]:
    """Read what a reader forgets or overwrites when it finds sidecars."""
    import mne

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            alone = mne.io.read_raw(path, preload=False, verbose="error")
        marks, statements = read_marks(path, raw, alone), gather_statements(path, alone)
        return marks, replace(statements, findings=statements.findings + marks.findings)
    except UserError:
        raise
    except Exception as error:
        raise unreadable(path, error) from error
