"""What a run says when it ends. Standard library only, as the workflow imports it."""

from __future__ import annotations

import csv
import sys
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
    line = f"{report}: {said}"
    encoding = sys.stdout.encoding or "utf-8"
    return " ".join(line.split()).encode(encoding, "replace").decode(encoding)
