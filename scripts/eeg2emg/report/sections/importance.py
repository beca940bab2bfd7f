"""Section: what the skill rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.contents import Contents
from eeg2emg.report.importance import importance_sentences, importance_tables, missing_sentences

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    found = context.table("importance")
    importance, missing = None, []
    if found is not None:
        estimated = found["status"] == "estimated"
        importance = found[estimated] if estimated.any() else None
        missing = missing_sentences(found[~estimated])
    say = importance_sentences(importance, missing, confidence=context.confidence)
    return Contents(
        say={"importance": say},
        tables={"importance": importance_tables(importance)},
    )
