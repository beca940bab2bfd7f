"""Section: every claim of the paper, beside what this run finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.claims import claims_sentence, claims_table
from eeg2emg.report.contents import Contents

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    claims = context.tables["claims"]
    return Contents(
        say={"claims": claims_sentence(claims)}, tables={"claims": claims_table(claims)}
    )
