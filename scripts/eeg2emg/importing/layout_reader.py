"""Reader of MATLAB files in a published layout: structures within structures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.importing.foreign import ForeignChannel, ForeignRecording, told_apart
from eeg2emg.importing.layout_events import events_of
from eeg2emg.importing.layouts import LAYOUTS
from eeg2emg.importing.matlab import array_of, number_of, refuse_version_7_3, texts_of
from eeg2emg.importing.nested_fields import field_at, opened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from eeg2emg.importing.layouts import Layout, SignalGroup


def read_layout(path: Path, layout_name: str) -> ForeignRecording:
    """Read the signals and events of a MATLAB file of a published set.

    Parameters
    ----------
    path : Path
        The file (up to version 7.2).
    layout_name : str
        Name in `eeg2emg.importing.layouts.LAYOUTS`.

    Returns
    -------
    ForeignRecording
        Each group of channels at its own rate, in its own unit.

    Raises
    ------
    RecordingError
        A field or the file of the events is missing, or does not have the published form; it is
        named.
    """
    layout = LAYOUTS[layout_name]
    refuse_version_7_3(path, "save it with: save(name, '-v7')")
    content = opened(path, layout.variables)
    found = [_channels(path, content, layout, group) for group in layout.signals]
    own = [channel for group in found for channel in group]
    names, notes = told_apart([channel.name for channel in own])
    channels = tuple(replace(channel, name=name) for name, channel in zip(names, own, strict=True))
    events, said = events_of(path, content, layout)
    return ForeignRecording(channels, events, (*_assumed(layout), *notes, *said))


def _assumed(layout: Layout) -> list[str]:
    return [
        f"{group.samples} of the layout {layout.name!r} is taken for {group.scale:g} {group.unit} "
        "per count: the file itself states no unit"
        for group in layout.signals
        if group.unit is not None
    ]


def _channels(
    path: Path, content: Mapping[str, Any], layout: Layout, group: SignalGroup
) -> list[ForeignChannel]:
    names = texts_of(field_at(path, content, group.names, layout))
    samples = array_of(path, group.samples, field_at(path, content, group.samples, layout))
    if samples.shape[0] == 1 and len(names) == 1:  # one channel, of which loading makes a row
        samples = samples.T
    if samples.shape[1] != len(names) or not all(names):
        raise RecordingError(
            f"{path}: {group.samples!r} is an array of {samples.shape[0]} x {samples.shape[1]}, "
            f"but {group.names!r} has {sum(map(bool, names))} names",
            f"the layout {layout.name!r} has samples x channels, and a name for each channel",
            "copy the file again from its source, or restore the form in which it was published",
        )
    rate_hz = number_of(path, group.rate_hz, field_at(path, content, group.rate_hz, layout))
    if not 0 < rate_hz < np.inf:
        raise RecordingError(
            f"{path}: {group.rate_hz!r} is {rate_hz:g}", "it is a rate in Hz", "correct it"
        )
    return [
        ForeignChannel(
            name,
            group.unit,
            rate_hz,
            row if group.scale == 1 else group.scale * row,
            unit_settled=group.unit is not None,
        )
        for name, row in zip(names, samples.T, strict=True)
    ]
