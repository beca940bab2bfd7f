"""Two devices: EEG and EMG of one recording in two files, checked to show the same time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.common_time import CommonTime
from eeg2emg.recordings.order import stated_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eeg2emg.recordings.clock import Clock
    from eeg2emg.recordings.segments import Event

FEWEST_EVENTS = 3
"""Shared events from which on a drift is estimated, if they span half of the recording."""

HEADERS, SCANS = "the headers", "the lines of scans.tsv"
"""Places that state begins of both."""

_ROUNDED_S = 1.0
_MS = 1e3
_MS_PER_MIN = 60e3
_TABLE_PRECISION_S = 1e-6


@dataclass(frozen=True)
class TimeLimits:
    """How far the times of two devices may be apart.

    Attributes
    ----------
    max_start_offset_ms : float
        Largest time between the begins of the EEG and the EMG.
    max_drift_ms_per_min : float
        Largest drift of one clock against the other.
    """

    max_start_offset_ms: float = 10.0
    max_drift_ms_per_min: float = 6.0


def pair_events(
    eeg_events: Sequence[Event], emg_events: Sequence[Event]
) -> list[tuple[float, float]]:
    """Pair the events that both devices recorded.

    Parameters
    ----------
    eeg_events, emg_events : sequence of (float, float, str)
        Onset in s, duration in s, name.

    Returns
    -------
    list of (float, float)
        Onsets in the EEG and in the EMG, in the order of time, of all names that occur equally
        often in both. Names whose onsets are all the same to the digit are passed over: they were
        copied from one table to the other, which tells nothing of the clocks.
    """
    onsets: list[dict[str, list[float]]] = [{}, {}]
    for by_name, events in zip(onsets, (eeg_events, emg_events), strict=True):
        for onset_s, _, name in events:
            if math.isfinite(onset_s):
                by_name.setdefault(name, []).append(onset_s)
    eeg, emg = onsets
    pairs: list[tuple[float, float]] = []
    for name in eeg.keys() & emg.keys():
        if len(eeg[name]) != len(emg[name]):
            continue
        found = list(zip(sorted(eeg[name]), sorted(emg[name]), strict=True))
        if any(abs(one - other) >= _TABLE_PRECISION_S for one, other in found):
            pairs += found
    return sorted(pairs)


def check_same_time(
    eeg_path: Path,
    eeg: Any,
    emg_path: Path,
    emg: Any,
    *,
    eeg_events: Sequence[Event] = (),
    emg_events: Sequence[Event] = (),
    begins: Mapping[str, tuple[str | None, str | None]] | None = None,
    limits: TimeLimits | None = None,
) -> CommonTime:
    """Refuse an EMG that begins at another time than the EEG, or runs at another speed.

    Connectivity is estimated within the EEG and within the EMG, so a common phase suffices; but
    segments are cut from both at the same times, and a wrong start or rate would put the EMG of one
    phase beside the EEG of another.

    Events of the same name in both files (triggers that both devices recorded) tell both by a
    straight line through their onsets. Without them the begins that one place states of both and
    the lengths are compared, which is weaker. The begin that the header of one states is never
    compared with what another place says of the other: clocks, zones and shifted dates differ.

    Parameters
    ----------
    eeg_path, emg_path : Path
        The files, to name them.
    eeg, emg : mne.io.Raw
        The recordings.
    eeg_events, emg_events : sequence of (float, float, str)
        Their events: onset in s, duration in s, name.
    begins : mapping of str to (str or None, str or None), optional
        For each place that states begins, those of the EEG and of the EMG in ISO format.
    limits : TimeLimits, optional
        How far the times may be apart; a sample of each device is always allowed.

    Returns
    -------
    CommonTime

    Raises
    ------
    RecordingError
        The offset at the begin, the drift or the scatter of the shared events exceeds its limit;
        or, without them, the begins or the lengths differ by more than that.
    """
    limits = limits or TimeLimits()
    lengths_s = eeg.n_times / eeg.info["sfreq"], emg.n_times / emg.info["sfreq"]
    sample_s = 1.0 / eeg.info["sfreq"] + 1.0 / emg.info["sfreq"]
    pairs = np.array(pair_events(eeg_events, emg_events))
    if not len(pairs):
        _check_begins(emg_path, eeg_path, begins or {}, limits)
        drift = _check_lengths(emg_path, lengths_s, sample_s, limits)
        return CommonTime(0, None, drift, "lengths")
    onset_s, later_s = pairs[:, 0], pairs[:, 1] - pairs[:, 0]
    span_s = float(np.ptp(onset_s))
    if len(pairs) < FEWEST_EVENTS or span_s < lengths_s[0] / 2:
        slope, offset_s = 0.0, float(np.median(later_s))
        drift = _check_lengths(emg_path, lengths_s, sample_s, limits)
        found = CommonTime(len(pairs), offset_s * _MS, drift, "lengths")
    else:
        slope, offset_s = map(float, np.polyfit(onset_s, later_s, 1))
        found = CommonTime(len(pairs), offset_s * _MS, slope * _MS_PER_MIN, "events")
    scatter_s = float(np.abs(later_s - offset_s - slope * onset_s).max())
    _check_events(emg_path, found, (scatter_s, sample_s, span_s), limits)
    _check_end(emg_path, lengths_s, offset_s + slope * lengths_s[0] - sample_s, limits)
    return found


def check_same_pauses(
    eeg_path: Path,
    eeg: Clock | None,
    emg_path: Path,
    emg: Clock | None,
    limits: TimeLimits,
) -> None:
    """Refuse EEG and EMG of which one pauses where the other does not.

    The samples before and after a pause lie side by side, so that what follows would stand beside
    the EMG of another time.

    Parameters
    ----------
    eeg_path, emg_path : Path
        The files, to name them.
    eeg, emg : Clock or None
        Their pauses; None without any.
    limits : TimeLimits
        How far the times may be apart.

    Raises
    ------
    RecordingError
        The pauses differ in number, place or length.
    """
    pauses = [clock.pauses if clock else () for clock in (eeg, emg)]
    most_s = limits.max_start_offset_ms / _MS + sum(c.sample_s for c in (eeg, emg) if c)
    alike = len(pauses[0]) == len(pauses[1]) and all(
        abs(one - other) <= most_s
        for pair in zip(*pauses, strict=True)
        for one, other in zip(*pair, strict=True)
    )
    if alike:
        return
    said = [
        f"{path.name} pauses {len(found)} times, for {sum(s for _, s in found):g} s in all"
        for path, found in zip((eeg_path, emg_path), pauses, strict=True)
    ]
    raise RecordingError(
        f"{emg_path}: the pauses of EEG and EMG are not the same: {'; '.join(said)}",
        "the samples before and after a pause lie side by side, so that EEG and EMG would be of "
        "different times after it",
        "export both as continuous recordings (EDF+C), or cut both to a stretch without a pause",
    )


def _check_events(
    emg_path: Path, found: CommonTime, spread_s: tuple[float, float, float], limits: TimeLimits
) -> None:
    scatter_s, sample_s, span_s = spread_s
    said = f"{found.shared_events} events that both files have"
    most_ms = limits.max_start_offset_ms + sample_s * _MS
    if scatter_s * _MS > most_ms:
        raise RecordingError(
            f"{emg_path}: the {said} do not belong together: up to {scatter_s * _MS:.1f} ms off a "
            f"straight line (at most {most_ms:.1f})",
            "events of the same name are taken for triggers that both devices recorded",
            "correct the events of one file, or give events that are not triggers another name",
        )
    if abs(found.start_offset_ms or 0.0) > most_ms:
        raise RecordingError(
            f"{emg_path}: the EMG is {found.start_offset_ms:+.1f} ms against the EEG at the begin "
            f"(at most {most_ms:.1f})",
            f"told by {said}",
            "cut both to a common begin, or raise quality.max_start_offset_ms",
        )
    if found.drift_from == "events":
        most = limits.max_drift_ms_per_min + sample_s * _MS_PER_MIN / span_s
        if abs(found.drift_ms_per_min) > most:
            raise RecordingError(
                f"{emg_path}: the EMG drifts by {found.drift_ms_per_min:+.2f} ms per minute "
                f"against the EEG (at most {most:.2f})",
                f"told by {said}",
                "resample one of them to the other's clock, or raise quality.max_drift_ms_per_min",
            )


def _check_begins(
    emg_path: Path,
    eeg_path: Path,
    begins: Mapping[str, tuple[str | None, str | None]],
    limits: TimeLimits,
) -> None:
    for place, stated in begins.items():
        times = [stated_time(text) for text in stated]
        eeg, emg = times
        if eeg is None or emg is None or (eeg.tzinfo is None) != (emg.tzinfo is None):
            continue
        difference_s = abs((eeg - emg).total_seconds())
        # Tables of people are written to the second.
        most_s = max(limits.max_start_offset_ms / _MS, _ROUNDED_S if place == SCANS else 0.0)
        if difference_s > most_s:
            raise RecordingError(
                f"{emg_path}: the EMG begins {difference_s:.2f} s apart from the EEG "
                f"({eeg_path.name})",
                f"{place} state {emg:%H:%M:%S.%f} and {eeg:%H:%M:%S.%f}",
                "cut both to a common begin, or correct the time that is wrong",
            )


def _check_lengths(
    emg_path: Path, lengths_s: tuple[float, float], sample_s: float, limits: TimeLimits
) -> float:
    """Compare the lengths; returns the drift that their difference would be."""
    eeg_s, emg_s = lengths_s
    drift = (emg_s / eeg_s - 1.0) * _MS_PER_MIN
    if abs(emg_s - eeg_s) > limits.max_drift_ms_per_min / _MS_PER_MIN * eeg_s + sample_s:
        raise RecordingError(
            f"{emg_path}: the EMG lasts {emg_s:.3f} s, the EEG {eeg_s:.3f} s",
            "one of them was cut off, or their clocks drift apart by "
            f"{abs(drift):.0f} ms per minute (at most {limits.max_drift_ms_per_min:g})",
            "cut both to the same time, or resample one of them to the other's clock",
        )
    return drift


def _check_end(
    emg_path: Path, lengths_s: tuple[float, float], later_s: float, limits: TimeLimits
) -> None:
    """Refuse an EMG that ends before the EEG; stopping it later does no harm."""
    eeg_s, emg_s = lengths_s
    if emg_s < eeg_s + later_s - limits.max_start_offset_ms / _MS:
        raise RecordingError(
            f"{emg_path}: the EMG lasts {emg_s:.3f} s, the EEG {eeg_s:.3f} s",
            "the EMG ends before the EEG does",
            "cut the EEG to the same time",
        )
