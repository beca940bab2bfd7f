"""Section: what was removed from the EEG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.contents import Contents
from eeg2emg.report.observations import cleaning_sentence, kept_sentences
from eeg2emg.report.tables import components_table

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    components = context.table("ica")
    return Contents(
        say={
            "cleaning": " ".join(
                [
                    cleaning_sentence(components),
                    *kept_sentences(components, context.configuration.get("ica", {})),
                ]
            ).strip()
        },
        tables={"components": None if components is None else components_table(components)},
    )
