"""Section: whether the estimates are better than what is known without EEG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.learning.catalogue import REGRESSIONS, RIVALS
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.report import doubts, limits, sentences, tables
from eeg2emg.report.contents import Contents
from eeg2emg.report.words import listed
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eeg2emg.report.context import ReportContext


def evidence_of_all(
    metrics: pd.DataFrame, schemes: Sequence[str], *, confidence: float
) -> tables.Table | None:
    """List all models of all schemes in one table; None where no model was judged.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    schemes : sequence of str
        In the order of the rows.
    confidence : float
        Level of the intervals.

    Returns
    -------
    Table or None
        Sorting and filtering tell more of one table than of one for each scheme.
    """
    found = [
        (scheme, tables.evidence_table(metrics, scheme, confidence=confidence))
        for scheme in schemes
    ]
    found = [(scheme, own) for scheme, own in found if own.rows]
    if not found:
        return None
    rows: list[list[str]] = []
    marked: set[int] = set()
    for scheme, own in found:
        marked |= {len(rows) + k for k in own.marked}
        rows += [[row[0], scheme, *row[1:]] for row in own.rows]
    headings = found[0][1].headings
    return tables.Table(
        [headings[0], "scheme", *headings[1:]],
        rows,
        frozenset(k + 1 for k in found[0][1].numeric),
        frozenset(marked),
    )


def not_estimable_table(metrics: pd.DataFrame) -> tables.Table | None:
    """List the skills that the cohort cannot carry; None where it carries all."""
    rows = [
        [row["scheme"], row["what"], row["reason"], row["models"]]
        for row in sentences.not_estimable(metrics)
    ]
    headings = ["scheme", "what", "not estimable, because", "models"]
    return tables.Table(headings, rows) if rows else None


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
            "learning_curve": limits.learning_curve_sentences(context.table("learning_curve")),
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
            "learning_curve": limits.learning_curve_table(context.table("learning_curve")),
            "not_estimable": not_estimable_table(metrics),
            "evidence": evidence_of_all(metrics, schemes, confidence=context.confidence),
            "evidence_of_primary": tables.evidence_table(
                metrics, PRIMARY_SCHEME, confidence=context.confidence
            ),
            "of_subjects": {scheme: tables.subjects_table(subjects, scheme) for scheme in schemes},
        },
    )
