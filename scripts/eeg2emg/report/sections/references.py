"""Section: what the methods come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.contents import Contents
from eeg2emg.report.references import REFERENCES

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(_: ReportContext) -> Contents:
    """Make the section."""
    return Contents(tables={"references": REFERENCES})
