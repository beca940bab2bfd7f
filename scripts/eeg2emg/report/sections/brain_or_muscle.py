"""Section: whether the skill is that of the brain or of muscles of the head, edge by edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.evaluation.intervals import side_level
from eeg2emg.report import brain_or_muscle as words
from eeg2emg.report.contents import Contents

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    found = context.table("brain_or_muscle")
    if found is None:
        return Contents(say={"origins": [], "missing": []}, tables={"origins": None})
    return Contents(
        say={
            "origins": words.origin_sentences(found),
            "missing": words.missing_sentences(found),
            "level": side_level(context.confidence),
            "simulated": context.simulated,
        },
        tables={"origins": words.origin_table(found)},
    )
