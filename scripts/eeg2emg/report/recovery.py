"""Sentences and tables about the recovery of the known truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.connectivity.catalogue import measure_title
from eeg2emg.recovery.muscles import AFTER, ALL_SITES, BEFORE, SITES, SOURCES, TWIN
from eeg2emg.report.tables import Table
from eeg2emg.report.words import counted, listed, lowered, number

if TYPE_CHECKING:
    import pandas as pd


def length_sentence(lengths: pd.DataFrame | None) -> str:
    """Say what the longest window gains over the shortest."""
    if lengths is None or lengths.empty:
        return ""
    shortest, longest = lengths["length_s"].min(), lengths["length_s"].max()
    if shortest == longest:
        return ""
    parts = []
    for phase, part in lengths.groupby("phase", sort=False):
        median = part.groupby("length_s")["r"].median()
        parts.append(f"{number(median[shortest])} to {number(median[longest])} in {phase}")
    return (
        f"From windows of {shortest:g} s to windows of {longest:g} s the median correlation with "
        f"the truth goes from {listed(parts)}."
    )


def artefact_sentences(artefacts: pd.DataFrame | None) -> str:
    """Say what cleaning took from the artefacts, and what from the brain."""
    if artefacts is None or artefacts.empty:
        return ""
    median = artefacts.groupby("what").median(numeric_only=True)
    parts = [
        f"{number(median.loc[site, 'reduction_db'], 1)} dB at {site.replace(', ', ' and ')}"
        for site in (*SITES, ALL_SITES)
        if site in median.index
    ]
    changed = 100 * median.loc[ALL_SITES, "brain_changed_share"]
    return (
        f"In the median of {counted(artefacts['recording'].nunique(), 'recording')} the power of "
        f"all artefacts falls by {listed(parts)}, and {number(changed, 1)} % of the brain's own "
        "power changes. What no rule labels stays: the left panel shows it by kind."
    )


def cost_sentences(recovery: pd.DataFrame | None) -> list[str]:
    """Say of which brain networks cleaning cost agreement with the clean twin, and of which not.

    Parameters
    ----------
    recovery : DataFrame or None
        Columns recording, measure, signal, r, r_of_changes.

    Returns
    -------
    list of str
        What cleaning cost comes first; empty where it is not known.
    """
    if recovery is None or recovery.empty:
        return []
    found = []
    for column, what in (("r", "the networks"), ("r_of_changes", "their changes over segments")):
        median = recovery.groupby(["measure", "signal"])[column].median()
        lost: list[str] = []
        gained: list[str] = []
        for measure in dict.fromkeys(recovery["measure"]):
            if (measure, BEFORE) not in median.index or (measure, AFTER) not in median.index:
                continue
            before, after = median[measure, BEFORE], median[measure, AFTER]
            if number(before, 3) == number(after, 3):
                continue
            text = f"{_spoken(measure)} {number(before, 3)} to {number(after, 3)}"
            (lost if after < before else gained).append(text)
        if lost:
            found.append(f"Cleaning cost agreement of {what} with the truth: {listed(lost)}.")
        elif gained:
            found.append(f"Of {what} cleaning cost no measure agreement with the truth.")
        if gained:
            found.append(f"Gained by it, of {what}: {listed(gained)}.")
    return found


def _spoken(measure: str) -> str:
    return "sources, Granger" if measure == SOURCES else lowered(measure_title(measure))


def eeg_table(recovery: pd.DataFrame | None) -> Table | None:
    """Tabulate the median correlations of brain networks before and after cleaning."""
    if recovery is None or recovery.empty:
        return None
    median = recovery.groupby(["measure", "signal"])[["r", "r_of_changes"]].median()
    rows = []
    for measure in dict.fromkeys(recovery["measure"]):
        name = (
            "Sources, Granger, against the truth" if measure == SOURCES else measure_title(measure)
        )
        cells = [
            number(median.loc[(measure, signal), column], 3)
            if (measure, signal) in median.index
            else "–"
            for column in ("r", "r_of_changes")
            for signal in (BEFORE, AFTER, TWIN)
        ]
        rows.append([name, *cells])
    headings = ["measure"] + [
        f"{what}, {signal}" for what in ("r", "r of changes") for signal in (BEFORE, AFTER, TWIN)
    ]
    return Table(headings, rows, frozenset(range(1, len(headings))))


def artefact_table(artefacts: pd.DataFrame | None) -> Table | None:
    """Tabulate artefacts and brain at the electrodes, before and after cleaning."""
    if artefacts is None or artefacts.empty:
        return None
    median = artefacts.groupby("what").median(numeric_only=True)
    rows = []
    for site in (*SITES, ALL_SITES):
        if site not in median.index:
            continue
        row = median.loc[site]
        rows.append(
            [
                site,
                number(row["artefact_before_uv"], 1),
                number(row["artefact_after_uv"], 1),
                number(row["reduction_db"], 1),
                number(row["brain_uv"], 1),
                number(100 * row["brain_changed_share"], 1),
            ]
        )
    headings = [
        *("electrodes", "artefacts before (µV)", "artefacts after (µV)", "reduction (dB)"),
        *("brain (µV)", "brain's power changed (%)"),
    ]
    return Table(headings, rows, frozenset(range(1, len(headings))))
