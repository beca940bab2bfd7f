"""Section: what the skill rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.contents import Contents
from eeg2emg.report.importance import importance_sentences, importance_tables

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    found = context.table("importance")
    importance, why = None, ""
    if found is not None:
        estimated = found["status"] == "estimated"
        importance = found[estimated] if estimated.any() else None
        why = "; ".join(found.loc[~estimated, "reason"])
    return Contents(
        say={"importance": importance_sentences(importance, why, confidence=context.confidence)},
        tables={"importance": importance_tables(importance)},
    )
