"""What is left out of a cohort, and why (standard library only)."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from eeg2emg.quality.duplicate_recordings import duplicate_recordings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.connectivity.file import ConnectivityContents


class Exclusion(NamedTuple):
    """One thing that is left out: ``level`` is subject, recording or segment."""

    level: str
    name: str
    reason: str


def list_exclusions(
    verdicts: Sequence[Mapping[str, Any]],
    qualities: Sequence[Mapping[str, Any]],
    files: Sequence[ConnectivityContents],
) -> list[Exclusion]:
    """List the subjects, recordings and segments of a cohort that are left out.

    Besides what each step refused, a recording is left out whose EEG is that of another one, or
    whose EMG is analysed at another rate than that of most.

    Parameters
    ----------
    verdicts : sequence of mapping
        The verdict on each subject (`SubjectQuality`), in order.
    qualities : sequence of mapping
        The quality of each recording.
    files : sequence of ConnectivityContents
        The matrices of each recording, in order.

    Returns
    -------
    list of Exclusion
        Subjects first, then recordings, each followed by its segments.
    """
    found = [
        Exclusion("subject", verdict["subject"], verdict["left_out"])
        for verdict in verdicts
        if verdict["left_out"]
    ]
    for file in files:
        name, reason = str(file.attributes["recording"]), str(file.attributes["left_out"])
        if reason:
            found.append(Exclusion("recording", name, reason))
        refused = json.loads(str(file.attributes["refused_segments"]))
        found += [Exclusion("segment", segment, why) for segment, why in sorted(refused.items())]
    sound = {str(file.attributes["recording"]): file for file in files if file.segments["segment"]}
    # A recording that was left out does not make its copy superfluous.
    twice = duplicate_recordings([q for q in qualities if q["recording"] in sound])
    found += [Exclusion("recording", name, reason) for name, reason in twice.items()]
    return found + _of_other_emg_rates(
        {
            name: float(str(file.attributes["emg_rate_hz"]))
            for name, file in sound.items()
            if name not in twice
        }
    )


def commonest_reasons(exclusions: Sequence[Exclusion], most: int = 3) -> list[str]:
    """Say which reasons are the commonest, and how often each occurs.

    Parameters
    ----------
    exclusions : sequence of Exclusion
        As from `list_exclusions`.
    most : int
        How many reasons are given.

    Returns
    -------
    list of str
        The commonest first. Of recordings, where any was left out by itself.
    """
    of_recordings = [item for item in exclusions if item.level == "recording"]
    reasons = Counter(item.reason for item in of_recordings or exclusions)
    return [
        f"{reason} ({count} {'time' if count == 1 else 'times'})"
        for reason, count in reasons.most_common(most)
    ]


def _of_other_emg_rates(rates_hz: Mapping[str, float]) -> list[Exclusion]:
    """Leave out recordings of another EMG rate than most: Granger causality depends on it."""
    rates = list(rates_hz.values())
    common = max(sorted(set(rates)), key=rates.count, default=None)
    return [
        Exclusion(
            "recording",
            name,
            f"its EMG is analysed at {rate:g} Hz, that of most recordings at {common:g} Hz, and "
            "Granger causality depends on the rate. Set connectivity.emg_rate_hz to a rate that "
            "all recordings have",
        )
        for name, rate in rates_hz.items()
        if rate != common
    ]
