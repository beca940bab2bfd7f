"""Section: where each number comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.contents import Contents
from eeg2emg.report.provenance import provenance_table
from eeg2emg.report.words import counted

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    return Contents(
        say={"count": counted(len(context.provenance), "file")},
        tables={"provenance": provenance_table(context.provenance)},
    )
