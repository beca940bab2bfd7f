"""Section: known truth beside what was estimated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.recovery.muscles import recovery_summary
from eeg2emg.report import recovery
from eeg2emg.report.contents import Contents
from eeg2emg.report.observations import not_about_the_target, recovery_sentence
from eeg2emg.report.tables import plain_table_of

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    entries, artefacts = context.table("recovery"), context.table("artefact_reduction")
    summary = None if entries is None else recovery_summary(entries)
    return Contents(
        say={
            "recovery": recovery_sentence(summary),
            "about": not_about_the_target(
                context.target, "What is said here of the muscles' couplings is"
            ),
            "recovery_length": recovery.length_sentence(context.table("recovery_length")),
            "artefacts": " ".join(
                [
                    recovery.artefact_sentences(artefacts),
                    *recovery.cost_sentences(context.table("recovery_eeg")),
                ]
            ).strip(),
        },
        tables={
            "recovery": plain_table_of(summary),
            "recovery_eeg": recovery.eeg_table(context.table("recovery_eeg")),
            "artefacts": recovery.artefact_table(artefacts),
        },
    )
