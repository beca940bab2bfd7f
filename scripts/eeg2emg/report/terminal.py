"""What a run says when it ends. Standard library only, as the workflow imports it."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from eeg2emg.verdict.outcomes import headline

if TYPE_CHECKING:
    import os


def closing_line(
    report: str | os.PathLike[str], verdict: str | os.PathLike[str], *, simulated: bool
) -> str:
    """Name the report, and say the verdict.

    Parameters
    ----------
    report : path-like
        The page.
    verdict : path-like
        ``tables/verdict.csv``, whose first row is the decision.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    str
        One line, in characters that the terminal can show.
    """
    with Path(verdict).open(encoding="utf-8", newline="") as lines:
        decision = next(csv.DictReader(lines))
    said = headline(decision["passed"], decision["remark"], simulated=simulated)
    return _shown(f"{report}: {said}")


_COUNTED = {
    "subject": ("person", "people"),
    "recording": ("recording", "recordings"),
    "segment": ("segment", "segments"),
    "file": ("file", "files"),
    "phase": ("phase", "phases"),
}


def left_out_line(exclusions: str | os.PathLike[str]) -> str:
    """Say how much was left out, and where the reasons stand.

    Parameters
    ----------
    exclusions : path-like
        ``exclusions.tsv`` of the run.

    Returns
    -------
    str
        One line; "" where nothing was left out.
    """
    with Path(exclusions).open(encoding="utf-8", newline="") as lines:
        count = Counter(row["level"] for row in csv.DictReader(lines, delimiter="\t"))
    counted = [
        f"{count[level]} {words[count[level] > 1]}"
        for level, words in _COUNTED.items()
        if count[level]
    ]
    return _shown(f"Left out: {', '.join(counted)}. Why: {exclusions}") if counted else ""


def _shown(text: str) -> str:
    """Write a text as one line, in characters that the terminal can show."""
    encoding = sys.stdout.encoding or "utf-8"
    return " ".join(text.split()).encode(encoding, "replace").decode(encoding)
