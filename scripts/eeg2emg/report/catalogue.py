"""The sections of the report, in their order.

A new section is a module in `eeg2emg.report.sections` with a function ``contents``, a template of
its name in ``templates/``, and an entry here. Standard library only: the workflow reads from the
entries which tables the report needs.
"""

from __future__ import annotations

from dataclasses import dataclass

from eeg2emg.catalogues import catalogue
from eeg2emg.learning.recipes import RECIPES


@dataclass(frozen=True)
class Section:
    """A section of the report.

    Attributes
    ----------
    name : str
        Its anchor, and the name of its template.
    title : str
        Its heading.
    contents : str
        Function ``(context) -> Contents`` that makes its sentences and tables.
    tables : tuple of str
        Tables of the run (``tables/<name>.csv``) that it is made of. A table that a run does not
        make is absent, and the section says so or leaves it out.
    captions : tuple of str
        Files of captions (``workflow/report/<name>.rst``) of the figures that it shows.
    files : tuple of str
        Other files of the run that it is made of.
    simulated_only : bool
        Whether it is about the known truth of simulated recordings.
    on_request : bool
        Whether it is shown only where a run has made its tables.
    """

    name: str
    title: str
    contents: str
    tables: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    simulated_only: bool = False
    on_request: bool = False


SECTIONS = catalogue(
    Section(
        "summary",
        "The answer",
        "eeg2emg.report.sections.summary:contents",
        tables=("verdict", "metrics", "null", "network_null", "limits", "audit"),
        captions=("evaluation",),
        files=("dataset.nc",),
    ),
    Section(
        "pipeline",
        "The way from recordings to a verdict",
        "eeg2emg.report.sections.pipeline:contents",
        tables=("quality", "ica", "metrics"),
        captions=("evaluation",),
        files=("dataset.nc", "exclusions.tsv"),
    ),
    Section(
        "recordings",
        "The recordings",
        "eeg2emg.report.sections.recordings:contents",
        tables=("quality", "ica", "artefact_reduction"),
        captions=("recordings",),
        files=("exclusions.tsv",),
    ),
    Section(
        "statements",
        "What the files said",
        "eeg2emg.report.sections.statements:contents",
        tables=("statements", "quality"),
    ),
    Section(
        "cleaning",
        "Cleaning",
        "eeg2emg.report.sections.cleaning:contents",
        tables=("ica",),
        captions=("recordings",),
    ),
    Section(
        "connectivity",
        "Connectivity",
        "eeg2emg.report.sections.connectivity:contents",
        tables=("significance",),
        captions=("recordings", "connectivity", "significance"),
        files=("dataset.nc",),
    ),
    Section(
        "corticomuscular",
        "Brain and muscles together",
        "eeg2emg.report.sections.corticomuscular:contents",
        tables=("corticomuscular", "corticomuscular_group", "corticomuscular_refused"),
        captions=("corticomuscular",),
        on_request=True,
    ),
    Section(
        "replication",
        "Replication of the paper",
        "eeg2emg.report.sections.replication:contents",
        tables=(
            *(entry.table3 for entry in RECIPES.values() if entry.compared),
            "estimators",
        ),
        captions=("training",),
    ),
    Section(
        "verdict",
        "The verdict",
        "eeg2emg.report.sections.verdict:contents",
        tables=("verdict", "trends", "metrics", "subjects"),
    ),
    Section(
        "brain_or_muscle",
        "Brain or muscle",
        "eeg2emg.report.sections.brain_or_muscle:contents",
        tables=("brain_or_muscle",),
        captions=("evaluation",),
    ),
    Section(
        "evidence",
        "Is it evidence?",
        "eeg2emg.report.sections.evidence:contents",
        tables=(
            *("metrics", "subjects", "null", "network_null", "controls", "edge_intervals"),
            *("limits", "learning_curve", "reliability"),
        ),
        captions=("evaluation",),
    ),
    Section(
        "importance",
        "What the estimate rests on",
        "eeg2emg.report.sections.importance:contents",
        tables=("importance", "laplacian"),
        captions=("evaluation",),
    ),
    Section(
        "targets",
        "Other targets, other features",
        "eeg2emg.report.sections.targets:contents",
        tables=("targets", "features", "targets/synergies"),
        captions=("targets",),
        on_request=True,
    ),
    Section(
        "applied",
        "A stored model, applied",
        "eeg2emg.report.sections.applied:contents",
        tables=("applied_people",),
        on_request=True,
    ),
    Section(
        "recovery",
        "Recovery of the known truth",
        "eeg2emg.report.sections.recovery:contents",
        tables=("recovery", "recovery_length", "recovery_eeg", "artefact_reduction"),
        captions=("recovery",),
        simulated_only=True,
    ),
    Section(
        "audit",
        "Audit of the tables",
        "eeg2emg.report.sections.audit:contents",
        tables=("audit", "claims"),
    ),
    Section(
        "claims",
        "The paper's claims",
        "eeg2emg.report.sections.claims:contents",
        tables=("claims",),
        on_request=True,
    ),
    Section(
        "provenance",
        "Where each number comes from",
        "eeg2emg.report.sections.provenance:contents",
    ),
    Section(
        "making",
        "To make it again, and its limits",
        "eeg2emg.report.sections.making:contents",
    ),
    Section(
        "references",
        "Methods and references",
        "eeg2emg.report.sections.references:contents",
    ),
)
"""Sections by name, in the order of the page."""

TABLES_OF_REPORT = tuple(
    dict.fromkeys(table for section in SECTIONS.values() for table in section.tables)
)
"""All tables that the report is made of."""
