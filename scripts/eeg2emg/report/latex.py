"""Tables of a run as LaTeX, made from its CSV tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.audit.published import PUBLISHED
from eeg2emg.audit.rules import RULES
from eeg2emg.files.latex import latex_table
from eeg2emg.learning.catalogue import RIVALS, model_title
from eeg2emg.names.models import ENSEMBLE, ModelName
from eeg2emg.recovery.muscles import recovery_summary
from eeg2emg.report.claims import claims_table
from eeg2emg.report.limits import limits_tables
from eeg2emg.report.printed_tables import PRINTED_TABLES
from eeg2emg.report.readings import readings_table
from eeg2emg.report.tables import Table, audit_table, cohort_table, plain_table, subjects_table
from eeg2emg.report.verdict import checks_table
from eeg2emg.report.words import interval, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

PACKAGES = (
    r"% \usepackage[T1]{fontenc}\usepackage{textcomp}"
    r"\usepackage{booktabs}\usepackage{array}\usepackage{longtable}"
)
"""What a document needs, as a comment."""

SIMULATED = "Simulated recordings."

Parts = list[tuple[str, Table]]


@dataclass(frozen=True)
class PrintedRun:
    """What the tables for print are made of.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        Tables of the run, by name.
    segments : DataFrame
        One row per segment: subject, recording, phase.
    phases : sequence of str
        The configured phases.
    simulated : bool
        Whether the recordings were simulated.
    confidence : float
        Level of the intervals.
    """

    tables: Mapping[str, pd.DataFrame]
    segments: pd.DataFrame
    phases: Sequence[str]
    simulated: bool
    confidence: float


def printed_table(name: str, run: PrintedRun) -> str:
    r"""Write a table for print.

    Parameters
    ----------
    name : str
        One of `eeg2emg.report.printed_tables.PRINTED_TABLES`.
    run : PrintedRun
        What it is made of.

    Returns
    -------
    str
        LaTeX, to be read by ``\input``: a table, or several that belong together; where there is
        nothing to list, a comment that says so.
    """
    entry = PRINTED_TABLES[name]
    parts: Parts = [part for part in PARTS[name](run) if part[1].rows]
    texts = []
    for k, (title, table) in enumerate(parts):
        texts.append(
            latex_table(
                table.headings,
                table.rows,
                caption=f"{entry.caption}{f' {title}.' if title else ''}",
                label=name if not k else f"{name}-{k + 1}",
                numeric=table.numeric,
                marked=table.marked,
                note=SIMULATED if run.simulated and name not in _NOT_OF_THE_RUN else "",
            )
        )
    return "\n".join([PACKAGES, *(texts or ["% This run has nothing to list here.\n"])])


_NOT_OF_THE_RUN = ("audit", "claims")
"""Tables about the paper: their own words say what is simulated."""


def cohort(run: PrintedRun) -> Parts:
    """Count recordings and segments."""
    return [("", cohort_table(run.segments, run.phases))]


def evidence(run: PrintedRun) -> Parts:
    """Set the skills of the models side by side, scheme by scheme."""
    metrics = run.tables["metrics"]
    skills = metrics[(metrics["part"] == "test") & (metrics["metric"] == "skill")]
    skills = _printed(skills)
    schemes = list(dict.fromkeys(skills["scheme"]))
    cells = {(row.model, row.scheme): row for row in skills.itertuples()}
    rows = []
    for model in dict.fromkeys(skills["model"]):
        own = [cells.get((model, scheme)) for scheme in schemes]
        rows.append([model_title(model), *(_skill(row) for row in own)])
    return [
        (
            f"{run.confidence:.0%} intervals in parentheses",
            Table(["model", *schemes], rows, frozenset(range(1, len(schemes) + 1))),
        )
    ]


def _printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Choose the rows of the models that a paper would print."""
    # An empty list would choose columns, and leave none.
    return rows[np.array([_is_printed(model) for model in rows["model"]], dtype=bool)]


def _is_printed(model: str) -> bool:
    """Tell whether a paper would print a model: not every optimizer with all its weights."""
    name = ModelName.parse(model)
    if model in RIVALS:
        return False
    return not name.is_network or name.is_chosen or name.weights == ENSEMBLE


def _skill(row: object) -> str:
    if row is None or getattr(row, "status", "") != "estimated":
        return "–"
    bounds = interval(getattr(row, "low", None), getattr(row, "high", None))
    return number(getattr(row, "value", None)) + (f" ({bounds})" if bounds else "")


def subjects(run: PrintedRun) -> Parts:
    """List skills by subject, scheme by scheme."""
    printed = _printed(run.tables["subjects"])
    made = [
        (f"Scheme {scheme}", subjects_table(printed, scheme))
        for scheme in dict.fromkeys(printed["scheme"])
    ]
    return [(title, table) for title, table in made if table is not None]


def verdict(run: PrintedRun) -> Parts:
    """List the checks of the verdict."""
    return [("", checks_table(run.tables["verdict"]))]


def null(run: PrintedRun) -> Parts:
    """Set skills beside those of wrong pairings."""
    made = run.tables["null"]
    rows = [
        [
            model_title(row.model),
            number(row.skill),
            number(row.null_mean),
            number(row.null_95),
            number(row.p, 3),
        ]
        for row in made[made["status"] == "estimated"].itertuples()
    ]
    headings = ["model", "skill", "mean of the null", "95% of it lie below", "p"]
    return [("", Table(headings, rows, frozenset(range(1, 5))))]


def controls(run: PrintedRun) -> Parts:
    """List what is learned from parts of the EEG."""
    made = run.tables["controls"]
    rows = [
        [
            str(row.control),
            model_title(row.model),
            number(row.skill),
            interval(row.low, row.high) or "–",
            number(row.whole),
            number(row.added),
            interval(row.added_low, row.added_high) or "–",
        ]
        for row in made[made["status"] == "estimated"].itertuples()
    ]
    headings = ["control", "model", "skill", "interval", "whole EEG", "added", "interval"]
    return [("", Table(headings, rows, frozenset(range(2, 7))))]


def limits(run: PrintedRun) -> Parts:
    """List skills as shares of limits, scheme by scheme."""
    printed = _printed(run.tables["limits"])
    return [(f"Scheme {scheme}", table) for scheme, table in limits_tables(printed).items()]


def reliability(run: PrintedRun) -> Parts:
    """List the reliability of each pair of muscles."""
    rows = [
        [f"{row.source} → {row.sink}", number(row.reliability), f"{row.weight:.1%}"]
        for row in run.tables["reliability"].itertuples()
    ]
    return [("", Table(["source → sink", "reliability", "weight"], rows, frozenset({1, 2})))]


def recovery(run: PrintedRun) -> Parts:
    """Compare estimates with the truth."""
    return [("", plain_table(recovery_summary(run.tables["recovery"])))]


def audit(run: PrintedRun) -> Parts:
    """List what is impossible as printed, and what is left under other readings."""
    found = run.tables["audit"]
    other = readings_table(found)
    printed = audit_table(found, PUBLISHED, RULES)
    return [
        ("As printed", replace(printed, marked=frozenset())),
        *([("Under other readings of its columns", other)] if other else []),
    ]


def claims(run: PrintedRun) -> Parts:
    """List the claims."""
    return [("", replace(claims_table(run.tables["claims"]), marked=frozenset()))]


PARTS: Mapping[str, Callable[[PrintedRun], Parts]] = {
    "cohort": cohort,
    "metrics": evidence,
    "subjects": subjects,
    "verdict": verdict,
    "null": null,
    "controls": controls,
    "limits": limits,
    "reliability": reliability,
    "recovery": recovery,
    "audit": audit,
    "claims": claims,
}
"""By name, what makes the tables of a file, each with a title that is added to the caption."""
