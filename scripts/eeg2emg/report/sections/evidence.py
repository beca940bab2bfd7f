"""Section: whether the estimates are better than what is known without EEG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.learning.catalogue import REGRESSIONS, RIVALS
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.report import doubts, limits, sentences, tables
from eeg2emg.report.contents import Contents
from eeg2emg.report.words import listed
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    metrics, subjects = context.tables["metrics"], context.tables["subjects"]
    schemes = list(dict.fromkeys(metrics["scheme"]))
    null, controls = context.joined("network_null", "null"), context.table("controls")
    edges, of_limits = context.table("edge_intervals"), context.table("limits")
    return Contents(
        say={
            "replication": sentences.replication_sentence(metrics),
            "eeg_free": sentences.eeg_free_sentence(metrics),
            "schemes": sentences.scheme_sentences(metrics),
            "secondary": sentences.secondary_sentence(metrics, confidence=context.confidence),
            "kernel": sentences.kernel_sentence(metrics),
            "null": doubts.null_sentences(null, confidence=context.confidence),
            "controls": doubts.controls_sentences(
                controls, simulated=context.simulated, metrics=metrics
            ),
            "edges": doubts.edges_sentences(edges),
            "limits": limits.limits_sentence(of_limits),
            "reliability": limits.reliability_sentence(context.table("reliability"), of_limits),
            "by_segment": listed(
                [scheme.name for scheme in SCHEMES.values() if scheme.calibrates_by == "segment"]
            ),
        },
        tables={
            "schemes": SCHEMES.values(),
            "rivals": RIVALS.values(),
            "regressions": REGRESSIONS.values(),
            "recipes": RECIPES.values(),
            "null": None if null is None else tables.plain_table(null),
            "controls": None if controls is None else tables.plain_table(controls),
            "edges": {} if edges is None else doubts.edges_tables(edges),
            "limits": {} if of_limits is None else limits.limits_tables(of_limits),
            "reliability": tables.plain_table_of(context.table("reliability")),
            "not_estimable": sentences.not_estimable(metrics),
            "evidence": {
                scheme: tables.evidence_table(metrics, scheme, confidence=context.confidence)
                for scheme in schemes
            },
            "of_subjects": {scheme: tables.subjects_table(subjects, scheme) for scheme in schemes},
        },
    )
