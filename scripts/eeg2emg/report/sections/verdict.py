"""Section: one decision, and the checks that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.evaluation.intervals import side_level
from eeg2emg.report import verdict as words
from eeg2emg.report.contents import Contents

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    verdict, subjects = context.tables["verdict"], context.tables["subjects"]
    checks = words.checks_table(verdict)
    return Contents(
        say={
            "verdict": words.verdict_sentences(
                verdict,
                context.tables["metrics"],
                subjects,
                confidence=context.confidence,
                simulated=context.simulated,
            ),
            "meanings": words.meanings(verdict),
            "trends": words.trends_sentence(
                context.tables["trends"], confidence=context.confidence
            ),
            "detectable": words.detectable_sentence(verdict),
            "level": side_level(context.confidence),
        },
        tables={"checks": checks if checks.rows else None},
    )
