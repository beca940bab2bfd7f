"""Section: what was recorded, what is used, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.contents import Contents
from eeg2emg.report.observations import recordings_sentence
from eeg2emg.report.participants import participants_table
from eeg2emg.report.tables import exclusions_tables, quality_table

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    quality = context.table("quality")
    left_out, of_people_left_out = exclusions_tables(context.exclusions)
    return Contents(
        say={"recordings": recordings_sentence(quality, context.exclusions)},
        tables={
            "participants": participants_table(
                context.segments,
                context.phases,
                quality=quality,
                components=context.table("ica"),
                artefacts=context.table("artefact_reduction") if context.simulated else None,
            ),
            "quality": None if quality is None else quality_table(quality),
            "exclusions": left_out,
            "exclusions_of_people": of_people_left_out,
        },
    )
