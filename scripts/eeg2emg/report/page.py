"""The page: one HTML file that opens without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.catalogues import resolve
from eeg2emg.report.catalogue import SECTIONS
from eeg2emg.report.figure_parts import figure_parts
from eeg2emg.report.header import downloads, facts
from eeg2emg.report.numbering import Numbering
from eeg2emg.report.provenance import anchor_of
from eeg2emg.report.templating import page_environment

if TYPE_CHECKING:
    from eeg2emg.report.catalogue import Section
    from eeg2emg.report.context import ReportContext


def build_report(context: ReportContext) -> str:
    """Write the report of a run.

    Parameters
    ----------
    context : ReportContext
        Numbers, tables and figures.

    Returns
    -------
    str
        HTML. It loads nothing: figures, styles and data are inside. Equal contexts give equal text.
    """
    shown = [section for section in SECTIONS.values() if _is_shown(section, context)]
    numbers = Numbering()
    environment = page_environment(numbers)
    page = environment.get_template("page.html.jinja").render(
        context=context,
        facts=facts(context),
        downloads=downloads(context),
        sections=[
            (number, section, resolve(section.contents)(context))
            for number, section in enumerate(shown, start=1)
        ],
        figures={
            name: figure_parts(name, figure, _anchor(f"figures/{name}.png", context))
            for name, figure in sorted(context.figures.items())
        },
        made_from={
            section.name: [(_anchor(file, context), file) for file in _files(section, context)]
            for section in shown
        },
        component_names=[name for name in context.figures if name.startswith("components_")],
    )
    return numbers.resolve(page)


def _files(section: Section, context: ReportContext) -> list[str]:
    """Name the files that a section is made from, of those that the run has."""
    asked = [*(f"tables/{name}.csv" for name in section.tables), *section.files]
    return [file for file in asked if file in context.provenance]


def _anchor(file: str, context: ReportContext) -> str:
    """Name where the page tells of a file; empty where it does not."""
    return anchor_of(file) if file in context.provenance else ""


def _is_shown(section: Section, context: ReportContext) -> bool:
    if section.simulated_only and not context.simulated:
        return False
    return not section.on_request or any(context.table(name) is not None for name in section.tables)
