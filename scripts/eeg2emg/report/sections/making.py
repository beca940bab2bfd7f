"""Section: how the run was made, and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.jobs.versions import PINS_FILE, differences
from eeg2emg.report.contents import Contents
from eeg2emg.report.tables import configuration_rows

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    return Contents(
        say={"versions": versions_sentence(context)},
        tables={"configuration": configuration_rows(dict(context.configuration))},
    )


def versions_sentence(context: ReportContext) -> str:
    """Say whether the libraries have the versions that the project pins."""
    if not context.pins:
        return ""
    other = differences(context.versions, context.pins)
    if not other:
        return f"They are those that {PINS_FILE} pins."
    return (
        f"{PINS_FILE} pins other versions ({'; '.join(other)}): with those the same data may give "
        "other numbers."
    )
