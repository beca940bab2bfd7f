"""Section: the answer, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report import sentences
from eeg2emg.report.contents import Contents
from eeg2emg.report.findings import findings, glossary

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext

STATES = {"yes": "✓", "no": "✗", "open": "?", "mixed": "±"}
"""Signs of the answers, beside their words and colours."""


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    return Contents(
        say={
            "findings": findings(context),
            "states": STATES,
            "glossary": glossary(context),
            "material": sentences.material_sentence(
                context.segments,
                segment_s=context.segment_s,
                eeg_channels=context.eeg_channels,
                emg_channels=context.emg_channels,
                target=context.target,
                simulated=context.simulated,
            ),
        }
    )
