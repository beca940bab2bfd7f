"""Sentences and tables about where the skill comes from, of all muscle edges and of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.evaluation.edge_skills import EDGE
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted, ended, interval, listed, number
from eeg2emg.verdict.brain_or_muscle import PARTS
from eeg2emg.verdict.origins import NOT_ESTIMABLE, NOTHING, ORIGINS

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED = 6


def origin_sentences(table: pd.DataFrame) -> list[str]:
    """Say where the skill of all edges together comes from, and that of how many edges.

    Parameters
    ----------
    table : DataFrame
        As from `eeg2emg.verdict.brain_or_muscle.brain_or_muscle`.

    Returns
    -------
    list of str
        All edges together first, then each origin that an edge has, with its edges.
    """
    whole, edges = table.iloc[0], table[table["scope"] == EDGE]
    found = [f"All edges together: {whole['origin']}. {ended(str(whole['reason']))}"]
    for name, origin in ORIGINS.items():
        own = edges[edges["origin"] == name]
        if own.empty:
            continue
        share = f"{name.capitalize()}: {len(own)} of {counted(len(edges), 'edge')}"
        shown = "" if name in {NOTHING, NOT_ESTIMABLE} else f" ({_edges(own)})"
        found.append(f"{share}{shown}. {origin.meaning}")
    return found


def _edges(rows: pd.DataFrame) -> str:
    """Name the edges with the largest skills."""
    ordered = rows.sort_values("skill", ascending=False, kind="stable")
    named = [
        f"{row.source} → {row.sink} {number(row.skill)}"
        for row in ordered.head(_MOST_NAMED).itertuples()
    ]
    more = len(rows) - len(named)
    return listed([*named, *([f"{more} more"] if more else [])])


def missing_sentences(table: pd.DataFrame) -> list[str]:
    """Say which controls there are none of, and why."""
    whole = table.iloc[0]
    return [
        ended(f"{part.title[:1].upper()}{part.title[1:]}: {whole[f'{name}_status']}")
        for name, part in PARTS.items()
        if whole[f"{name}_status"] != "estimated"
    ]


def origin_table(table: pd.DataFrame) -> Table:
    """List all edges together and each edge, with skill, controls and the reason."""
    made = [name for name in PARTS if table.iloc[0][f"{name}_status"] == "estimated"]
    headings = ["edge", "origin", "skill", "interval", "p, corrected"]
    for name in made:
        title = PARTS[name].title.removeprefix("the ")
        headings += [f"{title}: skill", "whole EEG beyond it"]
    rows = []
    for row in table.to_dict("records"):
        edge = f"{row['source']} → {row['sink']}" if row["scope"] == EDGE else row["scope"]
        cells = [edge, row["origin"], number(row["skill"])]
        cells += [
            interval(row["skill_low"], row["skill_high"]) or "–",
            number(row["skill_p_corrected"], 3),
        ]
        for name in made:
            bounds = interval(row[f"{name}_beyond_low"], row[f"{name}_beyond_high"])
            beyond = number(row[f"{name}_beyond"])
            cells += [number(row[f"{name}_skill"]), f"{beyond} ({bounds})" if bounds else beyond]
        rows.append([*cells, str(row["reason"])])
    numeric = frozenset(range(2, 5 + 2 * len(made)))
    return Table([*headings, "reason"], rows, numeric, frozenset({0}))
