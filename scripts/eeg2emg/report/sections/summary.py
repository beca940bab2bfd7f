"""Section: what this is, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.contents import Contents
from eeg2emg.report.sentences import answer

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    return Contents(
        say={
            "answer": answer(
                verdict=context.tables["verdict"],
                segments=context.segments,
                metrics=context.tables["metrics"],
                subjects=context.tables["subjects"],
                material={
                    "segment_s": context.segment_s,
                    "eeg_channels": context.eeg_channels,
                    "emg_channels": context.emg_channels,
                    "target": context.target,
                },
                confidence=context.confidence,
                simulated=context.simulated,
            )
        }
    )
