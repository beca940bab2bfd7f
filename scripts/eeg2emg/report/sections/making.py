"""Section: how the run was made, and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.contents import Contents
from eeg2emg.report.tables import configuration_rows

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    return Contents(tables={"configuration": configuration_rows(dict(context.configuration))})
