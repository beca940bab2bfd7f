"""Section: the answer, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.datasets.catalogue import SETS
from eeg2emg.report import sentences
from eeg2emg.report.contents import Contents
from eeg2emg.report.findings import findings, glossary

if TYPE_CHECKING:
    from eeg2emg.datasets.description import PublicSet
    from eeg2emg.report.context import ReportContext

STATES = {"yes": "✓", "no": "✗", "open": "?", "mixed": "±"}
"""Signs of the answers, beside their words and colours."""


def public_sentence(about: PublicSet) -> str:
    """Say which public set the recordings are of, and what has to be known of it."""
    return (
        f"The recordings are public: {about.title}. To be cited: {about.citation}. Licence: "
        f"{about.licence}. To know of them: {' '.join(about.traps)}"
    )


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    public = SETS.get(context.configuration.get("public", {}).get("name"))
    return Contents(
        say={
            "findings": findings(context),
            "states": STATES,
            "glossary": glossary(context),
            "expectation": "" if public is None else public.expectation,
            "public": "" if public is None else public_sentence(public),
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
