"""Sentences and tables about what an estimate rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.connectivity.catalogue import measure_title
from eeg2emg.evaluation.intervals import MIN_SUBJECTS
from eeg2emg.importance.permutation import above_zero
from eeg2emg.learning.catalogue import model_title
from eeg2emg.report.tables import Table, plain_table
from eeg2emg.report.words import counted, ended, interval, lowered, number

if TYPE_CHECKING:
    import pandas as pd

LISTED_EDGES = 20
"""Edges in the report's tables; the CSV file has them all."""

_SPOKEN = {"measure": "measure", "channel": "electrode", "edge": "pair of electrodes"}
_SPOKEN_MANY = {"measure": "measures", "channel": "electrodes", "edge": "pairs of electrodes"}


def importance_sentences(
    importance: pd.DataFrame | None, reason: str, *, confidence: float
) -> list[str]:
    """Say, model by model, on which measure, electrode and edge the skill rests most.

    Parameters
    ----------
    importance : DataFrame or None
        Columns model, skill, method, kind, name, importance, low, high, n_subjects.
    reason : str
        Why there is none.
    confidence : float
        Level of the intervals.

    Returns
    -------
    list of str
        One text per model, or the reason.
    """
    if importance is None or importance.empty:
        return [f"Importance is not estimable. {ended(reason or 'No model was permuted')}"]
    found = []
    permuted = importance[importance["method"] == "permutation"]
    for model, own in permuted.groupby("model", sort=False):
        skill = float(own["skill"].iloc[0])
        head = f"{_capital(model_title(str(model)))}: skill {number(skill)}"
        if not skill > 0:
            found.append(
                f"{head}, so there is no gain from the EEG whose origin could be asked for."
            )
            continue
        sentences = [f"{head}."]
        for kind in _SPOKEN:
            rows = own[own["kind"] == kind]
            if len(rows):
                sentences.append(_largest(rows, kind))
        edges = own[own["kind"] == "edge"]
        if len(edges):
            sentences.append(_edges_above_zero(edges, confidence))
        found.append(" ".join(sentences))
    refitted = importance[importance["method"] == "refit"]
    if len(refitted):
        found.append(_refits(refitted))
    return found


def missing_sentences(missing: pd.DataFrame) -> list[str]:
    """Say of which models there is no importance, and why (columns model, reason)."""
    return [
        f"{_capital(model_title(model))}: not estimable. {ended(reason)}"
        for model, reason in zip(missing["model"], missing["reason"], strict=True)
    ]


def _refits(refitted: pd.DataFrame) -> str:
    """Say what each model loses most by never having seen a measure."""
    parts = []
    for model, rows in refitted.groupby("model", sort=False):
        top = rows.loc[rows["importance"].idxmax()]
        skill = f"{model_title(str(model))} (skill {number(top['skill'])})"
        parts.append(
            f"{skill} loses nothing without any one of them"
            if top["importance"] <= 0
            else f"{skill} loses most without {lowered(measure_title(top['name']))}: "
            f"{number(top['importance'], 3)}{_interval(top)}"
        )
    return (
        f"With one measure left out and everything fitted anew, {'; '.join(parts)}. What a model "
        "makes up for by another measure costs little here, however much it is used."
    )


def _largest(rows: pd.DataFrame, kind: str) -> str:
    top = rows.loc[rows["importance"].idxmax()]
    if top["importance"] <= 0:
        return f"Permuting any single {_SPOKEN[kind]} does not lower the skill."
    name = lowered(measure_title(top["name"])) if kind == "measure" else top["name"]
    return (
        f"Among the {len(rows)} {_SPOKEN_MANY[kind]}, permuting {name} costs most: "
        f"{number(top['importance'], 3)} of skill{_interval(top)}."
    )


def _interval(row: pd.Series) -> str:
    bounds = interval(row["low"], row["high"], 3)
    return f" ({bounds})" if bounds else ""


def _edges_above_zero(edges: pd.DataFrame, confidence: float) -> str:
    known = edges.dropna(subset=["low", "high"])
    if known.empty:
        return (
            f"With {counted(int(edges['n_subjects'].iloc[0]), 'subject')} there are no intervals "
            f"({MIN_SUBJECTS} are needed), so no pair can be told from chance."
        )
    by_chance = len(known) * (1 - confidence) / 2
    return (
        f"{counted(above_zero(known), 'interval')} of the {len(known)} of pairs "
        f"{'lies' if above_zero(known) == 1 else 'lie'} above 0, where about "
        f"{number(by_chance, 0)} would if no pair mattered."
    )


def importance_tables(importance: pd.DataFrame | None) -> dict[str, Table]:
    """List the importances of each model: measures, electrodes, and the edges that cost most."""
    if importance is None:
        return {}
    found = {}
    permuted = importance[importance["method"] == "permutation"]
    for (model, kind), rows in permuted.groupby(["model", "kind"], sort=False):
        what = _capital(_SPOKEN_MANY[str(kind)])
        if kind == "edge":
            what = f"The {min(len(rows), LISTED_EDGES)} {_SPOKEN_MANY['edge']} that cost most"
        columns = ["name", "importance", "low", "high", "n_subjects", "n_segments", "repeats"]
        listed = rows.nlargest(LISTED_EDGES, "importance") if kind == "edge" else rows
        found[f"{what}, {model_title(str(model))}"] = plain_table(listed[columns])
    refitted = importance[importance["method"] == "refit"]
    if len(refitted):
        columns = ["model", "skill", "name", "importance", "low", "high", "n_subjects"]
        found["One measure left out, fitted anew"] = plain_table(refitted[columns])
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
