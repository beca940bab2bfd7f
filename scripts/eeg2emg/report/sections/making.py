"""Section: how to make the run again, and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.configuration.model import Configuration
from eeg2emg.jobs.versions import PINS_FILE, differences
from eeg2emg.report.contents import Contents
from eeg2emg.report.option_rows import configuration_rows
from eeg2emg.report.rule_drawing import rule_drawing
from eeg2emg.report.tables import Table

if TYPE_CHECKING:
    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    rows = configuration_rows(dict(context.configuration))
    return Contents(
        say={
            "versions": versions_sentence(context),
            "command": context.command or "snakemake --cores N",
            "drawing": rule_drawing(context.rules) if context.rules else "",
            "commit": f"The code was that of commit {context.commit}." if context.commit else "",
        },
        tables={
            "configuration": Table(["option", "value"], rows),
            "changed": changed_options(rows),
            "splits": splits_table(context),
            "rules": Table(
                ["rule", "what it does", "after"],
                [[name, does, ", ".join(after)] for name, does, after in context.rules],
            )
            if context.rules
            else None,
        },
    )


def changed_options(rows: list[list[str]]) -> Table | None:
    """List the options that differ from their defaults; None where there is none.

    Parameters
    ----------
    rows : list of list of str
        Dotted name and value of every option of the run.

    Returns
    -------
    Table or None
    """
    default = dict(configuration_rows(Configuration().model_dump(mode="json")))
    changed = [
        [name, value, default.get(name, "–")] for name, value in rows if default.get(name) != value
    ]
    return Table(["option", "value", "default"], changed) if changed else None


def splits_table(context: ReportContext) -> Table | None:
    """List how the segments were divided, with the digest of each division."""
    rows = []
    for scheme, about in context.splits.items():
        left_out = about.get("left_out") or {}
        rows.append(
            [
                scheme,
                str(about["status"]),
                str(about.get("folds", "–")),
                str(about.get("digest") or about.get("reason", "")),
                "; ".join(f"{subject}: {why}" for subject, why in left_out.items()) or "none",
            ]
        )
    headings = ["scheme", "status", "folds", "digest, or why there is none", "subjects left out"]
    return Table(headings, rows, frozenset({2})) if rows else None


def versions_sentence(context: ReportContext) -> str:
    """Say whether the libraries have the versions that the project pins."""
    if not context.pins:
        return ""
    other = differences(context.versions, context.pins)
    if not other:
        return f"They are those that {PINS_FILE} pins."
    return (
        f"{PINS_FILE} pins other versions ({'; '.join(other)}): with those the same data may give "
        "other numbers."
    )
