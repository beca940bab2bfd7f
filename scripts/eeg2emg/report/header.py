"""Header of the page: what run this is, and what can be saved from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.report.downloads import Download, packed
from eeg2emg.report.methods import methods_paragraph
from eeg2emg.report.references import bibtex
from eeg2emg.report.words import counted

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext

_ENDING = {"tables": "Tables", "figures": "Figures"}


def facts(context: ReportContext) -> list[tuple[str, str]]:
    """Tell where the results come from; each fact with its name.

    Parameters
    ----------
    context : ReportContext
        Numbers, tables and figures.

    Returns
    -------
    list of tuple of str
    """
    undated = "none, they are simulated" if context.simulated else "not stated in the files"
    libraries = ", ".join(
        f"{name} {context.versions[name]}"
        for name in ("Python", "mne", "tensorflow")
        if name in context.versions
    )
    found = [
        ("Run", context.name),
        ("Data", "simulated" if context.simulated else "recorded"),
        ("People", _people(context)),
        ("Date of the data", context.date or undated),
        ("Code", f"commit {context.commit}" if context.commit else "commit not known"),
        ("Command", context.command),
        ("Versions", libraries),
    ]
    return [(name, value) for name, value in found if value]


def _people(context: ReportContext) -> str:
    """Count the people whose segments were analysed, and these; empty where there are none."""
    people = context.segments["subject"].nunique()
    if not people:
        return ""
    segments = counted(len(context.segments), "segment")
    return f"{people}, with {segments} of {context.segment_s:g} s"


def downloads(context: ReportContext) -> list[Download]:
    """Make what can be saved from the page: archives, and texts for a paper.

    Parameters
    ----------
    context : ReportContext
        Numbers, tables and figures.

    Returns
    -------
    list of Download
    """
    archives = [
        Download(_ENDING[kind], f"{context.name}_{kind}.zip", "application/zip", packed(files))
        for kind, files in context.files.items()
        if files
    ]
    texts = [
        ("Methods", f"{context.name}_methods.txt", "text/plain", methods_paragraph(context)),
        ("References", "references.bib", "application/x-bibtex", bibtex()),
    ]
    return [
        *archives,
        *(Download(title, name, kind, text.encode()) for title, name, kind, text in texts if text),
    ]
