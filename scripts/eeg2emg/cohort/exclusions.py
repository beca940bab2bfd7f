"""Exclusions: what is left out of a cohort, and why (standard library only)."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.files.atomic import write_text
from eeg2emg.files.reading import reading
from eeg2emg.files.spreadsheets import escaped, unescaped
from eeg2emg.files.tables import refuse_cut
from eeg2emg.quality.duplicate_recordings import duplicate_recordings
from eeg2emg.rates import same_rate

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from eeg2emg.connectivity.file import ConnectivityContents
    from eeg2emg.quality.recording_quality import RecordingQuality
    from eeg2emg.quality.subjects import SubjectQuality

LEVELS = ("phase", "file", "subject", "recording", "segment")


class Exclusion(NamedTuple):
    """One thing that is left out: ``level`` is one of `LEVELS`."""

    level: str
    name: str
    reason: str


def list_exclusions(
    subjects: Sequence[SubjectQuality],
    qualities: Sequence[RecordingQuality],
    files: Sequence[ConnectivityContents],
    *,
    phases: Sequence[str] = (),
    unused: Sequence[tuple[str, str]] = (),
) -> list[Exclusion]:
    """List the subjects, recordings and segments of a cohort that are left out.

    Besides what each step refused, a recording is left out of which no segment can be estimated,
    whose EEG is that of another one, or whose EMG is analysed at another rate than that of most.

    Parameters
    ----------
    subjects : sequence of SubjectQuality
        The verdict on each subject, in order.
    qualities : sequence of RecordingQuality
        The quality of each recording.
    files : sequence of ConnectivityContents
        The matrices of each recording, in order.
    phases : sequence of str
        The configured phases; one that no recording has is told.
    unused : sequence of (str, str)
        Data files of which nothing is read, and why
        (`eeg2emg.recordings.unused_files`).

    Returns
    -------
    list of Exclusion
        Phases and files first, then subjects, then recordings, each followed by its segments.
    """
    found = _phases_of_nobody(qualities, phases)
    found += [Exclusion("file", path, reason) for path, reason in unused]
    found += [
        Exclusion("subject", subject.subject, subject.left_out)
        for subject in subjects
        if subject.left_out
    ]
    outcomes = [_Outcome.of(file) for file in files]
    for outcome in outcomes:
        if not outcome.estimated:
            found.append(Exclusion("recording", outcome.recording, outcome.why_nothing()))
        found += [Exclusion("segment", *item) for item in sorted(outcome.refused.items())]
    sound = {outcome.recording: outcome for outcome in outcomes if outcome.estimated}
    # A recording that was left out does not make its copy superfluous.
    twice = duplicate_recordings([item for item in qualities if item.recording in sound])
    found += [Exclusion("recording", name, reason) for name, reason in twice.items()]
    return found + of_other_emg_rates(
        {name: outcome.emg_rate_hz for name, outcome in sound.items() if name not in twice}
    )


def _phases_of_nobody(
    qualities: Sequence[RecordingQuality], phases: Sequence[str]
) -> list[Exclusion]:
    present = {segment.phase for quality in qualities for segment in quality.segments}
    return [
        Exclusion(
            "phase",
            phase,
            "no recording has a whole segment of it: compare its labels in segments.phases with "
            "the names of the events, which the notes on each recording's quality list",
        )
        for phase in phases
        if present and phase not in present  # without any segment, each recording says why
    ]


def reasons_by_recording(exclusions: Iterable[Exclusion]) -> dict[str, str]:
    """Give the reason of each recording that is left out, by its name; the others are used."""
    return {item.name: item.reason for item in exclusions if item.level == "recording"}


def write_exclusions(path: str | os.PathLike[str], exclusions: Iterable[Exclusion]) -> None:
    """Write the table, one line per exclusion below the header, its columns divided by tabs."""
    rows = [Exclusion._fields, *exclusions]
    lines = ["\t".join(escaped(" ".join(cell.split())) for cell in row) for row in rows]
    write_text(path, "".join(f"{line}\n" for line in lines))


def read_exclusions(path: str | os.PathLike[str]) -> list[Exclusion]:
    """Read what `write_exclusions` wrote.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    list of Exclusion

    Raises
    ------
    OwnFileError
        If it is missing, empty or damaged: that is never taken for "nothing is left out".
    """
    with reading(path, "exclusions") as file:
        content = file.read_bytes()
        refuse_cut(content)
        lines = io.StringIO(content.decode(), newline="")
        header, *rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(header) != Exclusion._fields:
            raise ValueError(f"its header is {header}")
        found = [Exclusion(*map(unescaped, row)) for row in rows]
        unknown = [item.level for item in found if item.level not in LEVELS]
        if unknown:
            raise ValueError(f"nothing has the level {unknown[0]!r}")
        return found


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


def of_other_emg_rates(rates_hz: Mapping[str, float]) -> list[Exclusion]:
    """Leave out recordings of another EMG rate than most: Granger causality depends on it."""
    rates = list(rates_hz.values())
    common = max(
        sorted(set(rates)),
        key=lambda rate: sum(same_rate(rate, other) for other in rates),
        default=0.0,
    )
    return [
        Exclusion(
            "recording",
            name,
            f"its EMG is analysed at {rate:g} Hz, that of most recordings at {common:g} Hz, and "
            "Granger causality depends on the rate. Set connectivity.emg_rate_hz to a rate that "
            "all recordings have",
        )
        for name, rate in rates_hz.items()
        if not same_rate(rate, common)
    ]


class _Outcome(NamedTuple):
    """What became of one recording, as its connectivity file tells it."""

    recording: str
    left_out: str
    refused: dict[str, str]
    estimated: int
    emg_rate_hz: float

    @classmethod
    def of(cls, file: ConnectivityContents) -> _Outcome:
        return cls(
            recording=str(file.attributes["recording"]),
            left_out=str(file.attributes["left_out"]),
            refused=json.loads(str(file.attributes["refused_segments"])),
            estimated=len(file.segments["segment"]),
            emg_rate_hz=float(str(file.attributes["emg_rate_hz"])),
        )

    def why_nothing(self) -> str:
        """Say why no segment of the recording is left."""
        if self.left_out:
            return self.left_out
        if not self.refused:
            return "it holds no whole segment"
        reason = Counter(self.refused.values()).most_common(1)[0][0]
        return f"none of its {len(self.refused)} segments can be estimated: {reason}"
