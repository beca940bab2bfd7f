"""Section: the methods in a paragraph, and what they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.contents import Contents
from eeg2emg.report.methods import methods_paragraph
from eeg2emg.report.references import REFERENCES

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    text = methods_paragraph(context)
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    return Contents(say={"methods": paragraphs}, tables={"references": REFERENCES})
