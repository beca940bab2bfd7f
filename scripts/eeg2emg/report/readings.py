"""What remains impossible in the published table where its columns are read otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.audit.published import PUBLISHED
from eeg2emg.audit.readings import reading_of
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted

if TYPE_CHECKING:
    import pandas as pd


def impossible_by_reading(audit: pd.DataFrame | None) -> dict[str, int]:
    """Count what is impossible in the published table, by reading; ``as printed`` comes first.

    Parameters
    ----------
    audit : DataFrame or None
        Columns table, rule, verdict.

    Returns
    -------
    dict of str to int
        Empty where the published table was not audited.
    """
    if audit is None:
        return {}
    return {name: int((rows["verdict"] == "impossible").sum()) for name, rows in _by_reading(audit)}


def readings_sentence(audit: pd.DataFrame | None) -> str:
    """Say how many impossibilities the kindest reading of the columns leaves, and which.

    Parameters
    ----------
    audit : DataFrame or None
        Columns table, rule, verdict, explanation.

    Returns
    -------
    str
        Empty where no other reading was audited.
    """
    counts = impossible_by_reading(audit)
    if audit is None or len(counts) < 2:
        return ""
    others = {name: count for name, count in counts.items() if name != AS_PRINTED}
    kindest = min(others, key=lambda name: others[name])
    left = audit[(audit["table"].map(reading_of) == kindest) & (audit["verdict"] == "impossible")]
    asked = f"With other readings of the columns ({len(others)} were tried)"
    if left.empty:
        return (
            f"{asked} the published table can be true: with {kindest} nothing is impossible. "
            "Which reading is meant, it does not say."
        )
    said = left["explanation"].iloc[0]
    return (
        f"{asked} between {min(others.values())} and {max(others.values())} impossibilities "
        f"remain, where the table as printed has {counts.get(AS_PRINTED, 0)}. The kindest reading "
        f"is {kindest}: it leaves {counted(len(left), 'impossibility')} ({said.rstrip('.')})."
    )


def readings_table(audit: pd.DataFrame | None) -> Table | None:
    """List by reading how many impossibilities there are, and under which rules.

    Parameters
    ----------
    audit : DataFrame or None
        Columns table, rule, verdict.

    Returns
    -------
    Table or None
        None where the published table was not audited.
    """
    counts = impossible_by_reading(audit)
    if audit is None or not counts:
        return None
    rows = []
    for name, found in _by_reading(audit):
        broken = found.loc[found["verdict"] == "impossible", "rule"].value_counts(sort=False)
        under = ", ".join(f"{str(rule).replace('_', ' ')} {n}" for rule, n in broken.items())
        rows.append([name, str(counts[name]), str(len(found)), under or "none"])
    headings = ["columns read as", "impossible", "checks", "rules that are broken, and how often"]
    kindest = min(counts.values())
    marked = frozenset(k for k, row in enumerate(rows) if int(row[1]) == kindest)
    return Table(headings, rows, frozenset({1, 2}), marked)


AS_PRINTED = "as printed"
"""The reading that the table's own headings give."""


def _by_reading(audit: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [
        (reading_of(str(table)) or AS_PRINTED, rows)
        for table, rows in audit.groupby("table", sort=False)
        if table == PUBLISHED or reading_of(str(table))
    ]
