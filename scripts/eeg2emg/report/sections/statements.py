"""Section: what the files said of each fact, what was used, and where they disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report import statements
from eeg2emg.report.contents import Contents

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    unused = statements.unused_files_table(context.exclusions)
    table, quality = context.table("statements"), context.table("quality")
    if table is None:
        return Contents(
            say={"statements": "Nothing is known of what the files said.", "more": 0},
            tables={"differences": None, "agreements": None, "recordings": {}, "unused": unused},
        )
    cohort = statements.CohortStatements.of(table)
    differences, more = statements.differences_table(cohort)
    n_recordings = len(cohort.by_recording) if quality is None else len(quality)
    return Contents(
        say={"statements": statements.statements_sentence(cohort, n_recordings), "more": more},
        tables={
            "differences": differences,
            "agreements": statements.agreements_table(cohort),
            "recordings": statements.recording_tables(cohort),
            "unused": unused,
        },
    )
