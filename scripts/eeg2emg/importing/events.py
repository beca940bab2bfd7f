"""Events of an imported recording: which of the file's become those of the dataset."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eeg2emg.files.spreadsheets import begins_a_formula
from eeg2emg.recordings.pauses import is_bad, is_pause

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NO_NAMES = ("", "n/a")  # in BIDS an event of these is none
_MOST_NAMED = 5
_ROUNDING_S = 1e-6


def chosen_events(
    events: Sequence[tuple[float, float, str]], duration_s: float, phase: str | None
) -> tuple[list[tuple[float, float, str]], list[str]]:
    """Choose the events of a recording; what is left out is told.

    Parameters
    ----------
    events : sequence of (float, float, str)
        Onset in s, duration in s and name, as the file has them. A duration that is not a number
        is that of a point.
    duration_s : float
        Length of the recording.
    phase : str or None
        Name of one event over the whole recording that takes the place of the file's own. What
        people and recorders marked as bad, and pauses, count nevertheless.

    Returns
    -------
    events : list of (float, float, str)
        A pause is a point, and so is what ends before it begins. What lies outside the recording or
        has no time (NaN) is kept unless it says that signals are not to be used: whether it
        matters, whoever knows the names of the phases can tell.
    notes : list of str
        A sentence for each kind of event that was left out or shortened, or has such a time.
    """
    kept: list[tuple[float, float, str]] = []
    formulas: list[str] = []
    timeless: list[str] = []
    backward: list[str] = []
    outside: list[str] = []
    shortened: list[str] = []
    replaced: list[str] = []
    for onset_s, length_s, own_name in events:
        name = "unnamed" if own_name.strip() in _NO_NAMES else own_name
        no_signal = is_pause(name) or is_bad(name)
        length = 0.0 if math.isnan(length_s) or is_pause(name) else length_s
        start_s, end_s = max(onset_s, 0.0), min(onset_s + length, duration_s)
        if begins_a_formula(name.strip()):
            formulas.append(name)
            name = "unnamed"
        odd = None
        if not math.isfinite(onset_s):
            odd = timeless
        elif length < 0:
            odd = backward
        elif onset_s >= duration_s or (onset_s < -_ROUNDING_S and end_s <= 0):
            odd = outside
        if phase is not None and not no_signal:
            replaced.append(name)
        elif odd is not None:
            odd.append(name)
            if not no_signal:
                finite = onset_s if math.isfinite(onset_s) else math.nan
                kept.append((finite, length if 0 <= length < math.inf else 0.0, name))
        elif max(start_s - onset_s, onset_s + length - end_s) > _ROUNDING_S:
            shortened.append(name)
            kept.append((start_s, end_s - start_s, name))
        else:
            kept.append((start_s, length, name))
    if phase is not None:
        kept.insert(0, (0.0, duration_s, phase))
    kinds = {
        "events whose names a spreadsheet would run as formulas have lost them (rename them in the "
        "file, or give the phase in the import table)": formulas,
        "events have no time": timeless,
        "events end before they begin; their durations were dropped": backward,
        "events lie outside the recording": outside,
        "events that reach beyond the recording were shortened": shortened,
        f"events of the file gave way to {phase!r}, which the import table names": replaced,
    }
    notes = [f"{len(names)} {what}: {_named(names)}" for what, names in kinds.items() if names]
    return kept, notes


def _named(names: Iterable[str]) -> str:
    unlike = list(dict.fromkeys(names))
    shown = ", ".join(map(repr, unlike[:_MOST_NAMED]))
    return shown if len(unlike) <= _MOST_NAMED else f"{shown} and {len(unlike) - _MOST_NAMED} more"
