"""Section: what the skill rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.learning.catalogue import model_title
from eeg2emg.report.contents import Contents
from eeg2emg.report.importance import importance_sentences, importance_tables, missing_sentences
from eeg2emg.report.tables import Table
from eeg2emg.report.words import interval, number

if TYPE_CHECKING:
    import pandas as pd

    from eeg2emg.report.context import ReportContext


def contents(context: ReportContext) -> Contents:
    """Make the section."""
    found = context.table("importance")
    importance, why, missing = None, "", []
    if found is not None:
        estimated = found["status"] == "estimated"
        why = "; ".join(found.loc[~estimated, "reason"])
        if estimated.any():
            importance, missing = found[estimated], missing_sentences(found[~estimated])
    say = [*missing, *importance_sentences(importance, why, confidence=context.confidence)]
    return Contents(
        say={"importance": say, "laplacian": laplacian_sentence(context.table("laplacian"))},
        tables={
            "importance": importance_tables(importance),
            "laplacian": laplacian_table(context.table("laplacian")),
        },
    )


def laplacian_sentence(found: pd.DataFrame | None) -> str:
    """Say what the model of the primary analysis has from potentials and from their Laplacian.

    Parameters
    ----------
    found : DataFrame or None
        As from `eeg2emg.evaluation.compared_choices.compare_choices`.

    Returns
    -------
    str
        Empty where the run did not compare them.
    """
    if found is None or not found["primary"].any():
        return ""
    said = {
        row["laplacian"]: f"{number(row['skill'])} "
        f"({interval(row['low'], row['high']) or row['reason']})"
        for _, row in found[found["primary"].astype(bool)].iterrows()
    }
    return (
        f"The model of the primary analysis has a skill of {said['off']} from potentials and of "
        f"{said['on']} from their surface Laplacian; the difference is {said['on less off']}."
    )


def laplacian_table(found: pd.DataFrame | None) -> Table | None:
    """Set the skills from potentials and from their surface Laplacian below each other.

    Parameters
    ----------
    found : DataFrame or None
        As from `eeg2emg.evaluation.compared_choices.compare_choices`.

    Returns
    -------
    Table or None
        None where the run did not compare them.
    """
    if found is None:
        return None
    rows = [
        [
            model_title(str(row["model"])),
            str(row["laplacian"]),
            number(row["skill"]),
            interval(row["low"], row["high"]),
            str(row["reason"]),
        ]
        for _, row in found.iterrows()
    ]
    return Table(["model", "Laplacian", "skill", "interval", "remark"], rows, frozenset({2, 3}))
