"""The page: one HTML file that opens without a network."""

from __future__ import annotations

import base64
import fnmatch
import html
import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eeg2emg.figures.style import PNG_DPI, measure_name
from eeg2emg.learning.catalogue import REGRESSIONS, RIVALS
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.names.models import OPTIMIZERS
from eeg2emg.report import (
    doubts,
    importance,
    limits,
    observations,
    recovery,
    sentences,
    tables,
)
from eeg2emg.report.references import REFERENCES
from eeg2emg.report.words import listed
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES, TABLE3_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eeg2emg.report.context import ReportContext, ReportFigure

TEMPLATES = Path(__file__).with_name("templates")

SECTIONS = (
    ("summary", "What this is, and the answer"),
    ("recordings", "The recordings"),
    ("cleaning", "Cleaning"),
    ("connectivity", "Connectivity"),
    ("replication", "Replication of the paper"),
    ("evidence", "Is it evidence?"),
    ("importance", "What the estimate rests on"),
    ("recovery", "Recovery of the known truth"),
    ("audit", "Audit of the tables"),
    ("making", "How it was made, and its limits"),
    ("references", "References"),
)
"""Anchors and titles of the sections, in their order."""

LARGEST_CSV_BYTES = 300_000
"""Data of a figure up to this size can be downloaded from the page."""

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CSS_DPI = 96
_INCH_M = 0.0254
_WIDE_PX = 500
_CAPTION_HEAD = re.compile(r"^\*\*([\w*-]+)\*\*\s*")


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
    shown = [
        (anchor, title) for anchor, title in SECTIONS if anchor != "recovery" or context.simulated
    ]
    return (
        page_environment()
        .get_template("page.html.jinja")
        .render(
            context=context,
            sections=[
                (number, anchor, title) for number, (anchor, title) in enumerate(shown, start=1)
            ],
            figures={
                name: figure_parts(name, figure) for name, figure in sorted(context.figures.items())
            },
            training_names=_training_names(context),
            component_names=sorted(
                name for name in context.figures if name.startswith("components_")
            ),
            say=_sentences_of(context),
            tables=_tables_of(context),
            references=REFERENCES,
            schemes=SCHEMES.values(),
            by_segment=listed(
                [scheme.name for scheme in SCHEMES.values() if scheme.calibrates_by == "segment"]
            ),
            rivals=RIVALS.values(),
            regressions=REGRESSIONS.values(),
            recipes=RECIPES,
            table3_scheme=TABLE3_SCHEME,
        )
    )


def page_environment() -> Environment:
    """Make what renders the templates of pages.

    All of them know the ``style`` of pages and the ``primary_scheme``.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["measure"] = measure_name
    # The style is this project's own file, not text from outside.
    environment.globals["primary_scheme"] = PRIMARY_SCHEME
    environment.globals["style"] = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    return environment


def caption_of(text: str, figure: str) -> str:
    """Choose the paragraphs of a caption file that are about one figure.

    Parameters
    ----------
    text : str
        reStructuredText. A paragraph that begins with the figure's name in bold (``**skill**``) is
        about that figure alone (``**components_***`` about all whose names begin so), one that
        begins with no name about all of them.
    figure : str
        Name of the figure.

    Returns
    -------
    str
        Its paragraphs, without the names.
    """
    chosen = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        head = _CAPTION_HEAD.match(paragraph)
        if head is None:
            chosen.append(paragraph)
        elif fnmatch.fnmatchcase(figure, head[1]):
            chosen.append(paragraph[head.end() :])
    return "\n\n".join(chosen)


def caption_html(text: str) -> Markup:
    """Turn a caption's reStructuredText (paragraphs, ``code``, *emphasis*) into safe HTML."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        safe = html.escape(" ".join(paragraph.split()), quote=False)
        safe = re.sub(r"``(.+?)``", r"<code>\1</code>", safe)
        safe = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", safe)
        safe = re.sub(r"\*(.+?)\*", r"<em>\1</em>", safe)
        paragraphs.append(safe)
    # The text was escaped above; only the marks of this function are HTML.
    return Markup("<br>".join(paragraphs))


def figure_parts(name: str, figure: ReportFigure) -> dict[str, Any]:
    """Prepare a figure for the template: address, width, caption, download."""
    is_png = figure.image.startswith(_PNG_SIGNATURE)
    width = None
    if is_png:
        pixels = struct.unpack(">I", figure.image[16:20])[0]
        width = round(pixels * _CSS_DPI / _png_dpi(figure.image) * 1.15)
    data = figure.data_csv.encode()
    return {
        "name": name,
        "address": _data_address("image/png" if is_png else "image/svg+xml", figure.image),
        "width": width,
        "wide": width is None or width > _WIDE_PX,
        "caption": caption_html(caption_of(figure.caption, name)),
        "csv": _data_address("text/csv", data) if 0 < len(data) <= LARGEST_CSV_BYTES else "",
        "has_data": bool(data),
    }


def _png_dpi(image: bytes) -> float:
    """Read the resolution that a picture states, before its pixels; else that of all figures."""
    place = image.find(b"pHYs", 0, max(image.find(b"IDAT"), 0))
    if place < 0:
        return PNG_DPI
    return struct.unpack(">I", image[place + 4 : place + 8])[0] * _INCH_M


def _data_address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _training_names(context: ReportContext) -> dict[str, list[str]]:
    """List the figures of training by recipe, in the order of the optimizers."""
    names: dict[str, list[str]] = {}
    for recipe in context.table3:
        wanted = [RECIPES[recipe].training_figure(optimizer) for optimizer in OPTIMIZERS]
        names[recipe] = [name for name in wanted if name in context.figures]
    return names


def _sentences_of(context: ReportContext) -> Mapping[str, Any]:
    """Make every sentence that depends on numbers."""
    metrics = context.metrics
    return {
        "answer": sentences.answer(
            segments=context.segments,
            metrics=metrics,
            material={
                "segment_s": context.segment_s,
                "eeg_channels": context.eeg_channels,
                "emg_channels": context.emg_channels,
                "target": context.target,
            },
            confidence=context.confidence,
            simulated=context.simulated,
        ),
        "replication": {
            recipe: sentences.replication_sentences(table, recipe=recipe)
            for recipe, table in context.table3.items()
        },
        "eeg_free": sentences.eeg_free_sentence(metrics),
        "primary": sentences.primary_sentence(
            metrics, confidence=context.confidence, simulated=context.simulated
        ),
        "schemes": sentences.scheme_sentences(metrics),
        "secondary": sentences.secondary_sentence(metrics),
        "kernel": sentences.kernel_sentence(metrics),
        "limits": limits.limits_sentence(context.limits),
        "null": doubts.null_sentences(context.null),
        "controls": doubts.controls_sentences(context.controls),
        "edges": doubts.edges_sentences(context.edge_intervals),
        "recordings": observations.recordings_sentence(context.quality, context.exclusions),
        "cleaning": observations.cleaning_sentence(context.components),
        "diagnostics": observations.diagnostics_sentences(context.segments),
        "emg_caution": observations.emg_caution(
            context.emg_values, context.emg_measures, context.emg_channels
        ),
        "emg_ica": observations.emg_ica_sentence(context.emg_values, context.emg_measures),
        "cross_check": observations.cross_check_sentence(context.cross_checks),
        "importance": importance.importance_sentences(
            context.importance, context.importance_reason, confidence=context.confidence
        ),
        "recovery": observations.recovery_sentence(context.recovery),
        "recovery_length": recovery.length_sentence(context.recovery_length),
        "artefacts": recovery.artefact_sentences(context.artefact_reduction),
        "audit": observations.audit_sentence(context.audit, published=context.audited_as_published),
    }


def _tables_of(context: ReportContext) -> Mapping[str, Any]:
    """Make every table; None where there is nothing to list."""
    metrics, audit = context.metrics, context.audit
    left_out, of_people_left_out = tables.exclusions_tables(context.exclusions)
    return {
        "cohort": tables.cohort_table(context.segments, context.phases),
        "quality": None if context.quality is None else tables.quality_table(context.quality),
        "exclusions": left_out,
        "exclusions_of_people": of_people_left_out,
        "components": (
            None
            if context.components is None or context.components.empty
            else tables.components_table(context.components)
        ),
        "emg_controls": tables.emg_controls_table(
            context.emg_values, context.emg_measures, context.emg_channels
        ),
        "cross_checks": (
            tables.cross_check_table(context.cross_checks) if context.cross_checks else None
        ),
        "significance": (
            None
            if context.significance is None
            else tables.significance_table(context.significance, context.phases)
        ),
        "table3": {
            recipe: tables.replication_table(table) for recipe, table in context.table3.items()
        },
        "evidence": {
            scheme: tables.evidence_table(metrics, scheme, confidence=context.confidence)
            for scheme in dict.fromkeys(metrics["scheme"])
        },
        "of_subjects": {
            scheme: tables.subjects_table(metrics, scheme)
            for scheme in dict.fromkeys(metrics["scheme"])
        },
        "not_estimable": sentences.not_estimable(metrics),
        "limits": {} if context.limits is None else limits.limits_tables(context.limits),
        "reliability": _unless_empty(context.reliability),
        "null": _unless_empty(context.null),
        "controls": _unless_empty(context.controls),
        "edges": (
            {} if context.edge_intervals is None else doubts.edges_tables(context.edge_intervals)
        ),
        "importance": importance.importance_tables(context.importance),
        "recovery": _unless_empty(context.recovery),
        "recovery_eeg": recovery.eeg_table(context.recovery_eeg),
        "artefacts": recovery.artefact_table(context.artefact_reduction),
        "audit": (
            {}
            if audit is None
            else {
                str(name): tables.audit_table(audit, name, context.rules)
                for name in dict.fromkeys(audit["table"])
            }
        ),
        "training": _unless_empty(context.training),
        "configuration": tables.configuration_rows(dict(context.configuration)),
    }


def _unless_empty(frame: Any) -> tables.Table | None:
    return None if frame is None or frame.empty else tables.plain_table(frame)
