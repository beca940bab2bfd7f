"""Conversion of a recording in a laboratory's format to the files of a BIDS recording."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.files.brainvision import write_brainvision
from eeg2emg.files.scratch import ScratchChannels, scratch_files_in
from eeg2emg.files.spreadsheets import begins_a_formula
from eeg2emg.importing.bids_files import write_tables
from eeg2emg.importing.comparison import check_rate, compare_with_table
from eeg2emg.importing.events import chosen_events
from eeg2emg.importing.foreign import check_channel, unit_of_table, volts_per_unit_of
from eeg2emg.importing.one_rate import check_lengths, common_length
from eeg2emg.importing.outcome import ImportOutcome
from eeg2emg.importing.readers import faults_of, read_foreign
from eeg2emg.importing.units import volts_per_unit
from eeg2emg.importing.unread import samples_of
from eeg2emg.recordings.montage_matching import match_recorded
from eeg2emg.recordings.pauses import pauses_of
from eeg2emg.signals.interpolation import interpolated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.importing.foreign import ForeignChannel, ForeignRecording
    from eeg2emg.recordings.montage_matching import MatchedChannels

_MOST_V = 1e30  # in microvolts near the largest number of single precision
_BESIDE = re.compile(r"^\W*(?:h|v)?(?P<kind>eog|ecg|ekg)", re.IGNORECASE)


def convert_recording(
    file: str,
    *,
    name: str,
    folder: str,
    task: str,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str],
    line_hz: float,
    phase: str | None = None,
    rate_hz: float | None = None,
    unit: str | None = None,
    layout: str | None = None,
    montage: str | None = None,
) -> ImportOutcome:
    """Write the configured channels of a file as one BrainVision recording of a BIDS dataset.

    Channels of lower rate are interpolated to the highest one (polyphase, band-limited); units
    become volts; electrooculogram and electrocardiogram come along where they are named so.

    Parameters
    ----------
    file : str
        The file to import.
    name : str
        BIDS name of the recording.
    folder : str
        Its folder in the dataset.
    task : str
        Label of the task.
    eeg_channels, emg_channels : sequence of str
        Configured names, matched through aliases.
    line_hz : float
        Frequency of the mains.
    phase : str, optional
        Name of one event over the whole recording; by default the file's own events.
    rate_hz, unit : float and str, optional
        For files that do not state them.
    layout : str, optional
        The published layout of a MATLAB file.
    montage : str, optional
        Layout of the cap, where EEG channels are to be found by position.

    Returns
    -------
    ImportOutcome

    Raises
    ------
    RecordingError
        The file cannot be read, a channel is missing, a unit is unknown or no voltage, EEG and EMG
        differ in length, or the file states another rate or unit than it was given.
    """
    path = Path(file)
    Path(folder).mkdir(parents=True, exist_ok=True)
    with scratch_files_in(folder):
        recording = read_foreign(path, rate_hz=rate_hz, layout=layout)
    chosen, matched, said = _chosen(path, recording, eeg_channels, emg_channels, montage)
    check_rate(path, [channel for channel, _ in chosen], rate_hz)
    picked = [channel for channel, _ in chosen]
    factors = [
        volts_per_unit_of(channel, path, unit_of_table(channel, picked, unit)) for channel in picked
    ]
    target_hz = max(channel.rate_hz for channel, _ in chosen)
    length = common_length(path, picked, target_hz)
    notes = [*recording.notes, *said]
    duration_s = length / target_hz
    events, said = chosen_events(recording.events, duration_s, phase)
    notes += said
    slower = sorted({channel.rate_hz for channel, _ in chosen if channel.rate_hz != target_hz})
    if slower:
        notes.append(
            f"channels recorded at {', '.join(f'{hz:g}' for hz in slower)} Hz were interpolated "
            f"to {target_hz:g} Hz"
        )
    pauses_s = pauses_of(events)
    infinite = False
    with scratch_files_in(folder), ScratchChannels(len(chosen), length) as signals:
        with faults_of(path):
            for row, samples in samples_of(picked):
                own_hz = chosen[row][0].rate_hz
                joins = [pause_s * own_hz for pause_s in pauses_s]
                x_v = interpolated(samples, target_hz / own_hz, joins)[:length]
                x_v = factors[row] * np.asarray(x_v, dtype=float)
                beyond = np.abs(x_v) > _MOST_V
                infinite |= bool(beyond.any())
                x_v[beyond] = np.nan
                signals.write_channel(row, x_v)
        write_brainvision(
            Path(folder),
            f"{name}_eeg",
            signals.stretches(),
            target_hz,
            [channel.name for channel, _ in chosen],
            number_format="binary_float32",
        )
    if infinite:
        notes.append("infinite samples were written as NaN")
    write_tables(
        Path(folder),
        name,
        task=task,
        rate_hz=target_hz,
        duration_s=duration_s,
        line_hz=line_hz,
        channels=[(channel.name, kind, channel.rate_hz) for channel, kind in chosen],
        events=events,
    )
    return ImportOutcome(
        file=str(path),
        rate_hz=target_hz,
        matched=matched.names,
        distances_mm=matched.distances_mm,
        units={
            channel.name: unit if volts_per_unit(channel.unit) is None else channel.unit
            for channel, _ in chosen
        },
        rates_hz={channel.name: channel.rate_hz for channel, _ in chosen},
        notes=notes,
        findings=compare_with_table(
            path,
            recording,
            picked,
            rate_hz=rate_hz,
            unit=unit,
            phase=phase,
        ),
    )


def _chosen(
    path: Path,
    recording: ForeignRecording,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str],
    montage: str | None,
) -> tuple[list[tuple[ForeignChannel, str]], MatchedChannels, list[str]]:
    by_name = {channel.name: channel for channel in recording.channels}
    try:
        matched = match_recorded(eeg_channels, emg_channels, list(by_name), montage=montage)
    except RecordingError as error:
        raise RecordingError(f"{path}: {error.what}", error.why, error.remedy) from None
    kinds = ["EEG"] * len(eeg_channels) + ["EMG"] * len(emg_channels)
    chosen = [(by_name[own], kind) for own, kind in zip(matched.names.values(), kinds, strict=True)]
    for channel, _ in chosen:
        check_channel(channel, path)
    fastest, notes = max(channel.rate_hz for channel, _ in chosen), list(matched.note)
    for channel in recording.channels:
        kind = _BESIDE.match(channel.name)
        if (
            not kind
            or channel.name in matched.names.values()
            or volts_per_unit(channel.unit) is None
        ):
            continue
        if channel.rate_hz > fastest:
            continue
        if begins_a_formula(channel.name):
            notes.append(
                f"left out {channel.name!r}, which would help the cleaning: a spreadsheet would "
                "run its name as a formula"
            )
            continue
        try:
            check_channel(channel, path)
            check_lengths(path, [chosen[0][0], channel])
        except RecordingError as error:
            notes.append(f"left out {channel.name!r}, which would help the cleaning: {error.what}")
        else:
            chosen.append((channel, "EOG" if kind["kind"].lower() == "eog" else "ECG"))
    return chosen, matched, notes
