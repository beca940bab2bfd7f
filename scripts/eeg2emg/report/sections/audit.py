"""Section: whether the published table, and this run's own, can be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.audit.published import PUBLISHED
from eeg2emg.audit.readings import reading_of
from eeg2emg.audit.rules import RULES
from eeg2emg.report.contents import Contents
from eeg2emg.report.observations import audit_sentence
from eeg2emg.report.readings import readings_sentence
from eeg2emg.report.tables import audit_table

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    audit = context.table("audit")
    names = [] if audit is None else dict.fromkeys(audit["table"])
    names = [name for name in names if not reading_of(str(name))]
    other = readings_sentence(audit)
    return Contents(
        say={
            "audit": [
                *audit_sentence(audit, published=PUBLISHED),
                *([other] if other else []),
            ]
        },
        tables={"audit": {str(name): audit_table(audit, name, RULES) for name in names}},
    )
