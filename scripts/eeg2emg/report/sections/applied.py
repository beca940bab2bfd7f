"""Section: the stored model of another run on these recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.applied import contents_of

if TYPE_CHECKING:
    from eeg2emg.report.contents import Contents
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    return contents_of(context.tables["applied_people"], confidence=context.confidence)
