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
    importance, why, missing = None, "", []
    if found is not None:
        estimated = found["status"] == "estimated"
        why = "; ".join(found.loc[~estimated, "reason"])
        if estimated.any():
            importance, missing = found[estimated], missing_sentences(found[~estimated])
    say = [*missing, *importance_sentences(importance, why, confidence=context.confidence)]
    return Contents(
        say={"importance": say},
        tables={"importance": importance_tables(importance)},
    )
