"""Estimates of a stored model as tables, each with the held-out skill that it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.intervals import ratio_interval, why_no_interval
from eeg2emg.evaluation.metrics import squared_error_by_group
from eeg2emg.files.tables import empty_text
from eeg2emg.names.stored_models import EVERYBODY, KNOWN, NEW
from eeg2emg.stored.words import first_line

if TYPE_CHECKING:
    from eeg2emg.stored.applying import Applied

COLUMNS = (
    *("subject", "recording", "phase", "onset_s", "sink", "source"),
    *("estimate", "start", "measured", "model", "seen", "scheme", "skill", "low", "high"),
)
"""Columns of the table of estimates: one row per segment and edge. ``start`` is the mean that the
estimate starts from, ``seen`` whether the model has learned from this very segment; ``scheme``,
``skill``, ``low`` and ``high`` are of the held-out skill on the card."""

PEOPLE_COLUMNS = (
    *("subject", "phase", "segments", "model", "scheme", "skill", "low", "high"),
    *("measured_skill", "measured_low", "measured_high", "measured_segments", "reason"),
    *("card", "remark"),
)
"""Columns of the table of people: one row per person and phase, and one of everybody (subject
`EVERYBODY`) per model, whose measured skill has an interval. ``measured_skill`` is over the mean
that estimates start from, on segments that the model has not seen. Of everybody there is also what
the ``card`` says first, and a ``remark`` that holds for all estimates."""


def table_of_estimates(applied: Applied) -> pd.DataFrame:
    """Lay out all estimates off the diagonal.

    Parameters
    ----------
    applied : Applied
        As from `eeg2emg.stored.applying.apply_model`.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    card, segments = applied.card, applied.segments
    sinks, sources = np.nonzero(~np.eye(len(card.emg_channels), dtype=bool))
    edges = len(sinks)
    table = segments.loc[segments.index.repeat(edges)].reset_index(drop=True)
    table = table.rename(columns={"used": "model"}).drop(columns="segment")
    table["seen"] = table["seen"].astype(int)
    names = np.array(card.emg_channels)
    table["sink"] = np.tile(names[sinks], len(segments))
    table["source"] = np.tile(names[sources], len(segments))
    for name, values in (("estimate", applied.estimates), ("start", applied.starts)):
        table[name] = values[:, sinks, sources].ravel()
    measured = applied.measured
    table["measured"] = np.nan if measured is None else measured[:, sinks, sources].ravel()
    return _with_skills(table, applied)[list(COLUMNS)]


def table_of_people(applied: Applied, *, seed: int = 0) -> pd.DataFrame:
    """Say of everybody who estimates, how good that was elsewhere, and how good it is here.

    Parameters
    ----------
    applied : Applied
        As from `eeg2emg.stored.applying.apply_model`.
    seed : int
        Seed of the sign flips, where there are too many people for all of them.

    Returns
    -------
    DataFrame
        Columns `PEOPLE_COLUMNS`.
    """
    people = applied.people.rename(columns={"used": "model"})
    everybody = pd.DataFrame(
        [
            {"subject": EVERYBODY, "phase": "", "segments": own["segments"].sum(), "model": name}
            for name in (KNOWN, NEW)
            if len(own := people[people["model"] == name])
        ]
    )
    table = pd.concat([everybody, people], ignore_index=True)
    table["reason"] = empty_text(table["reason"])
    table = _with_skills(table, applied)
    total = table["subject"] == EVERYBODY
    table["card"] = np.where(total, first_line(applied.card), "")
    table["remark"] = np.where(total, " ".join(applied.remarks), "")
    for name in PEOPLE_COLUMNS[8:12]:
        table[name] = np.nan
    if applied.measured is not None:
        for row in table.index:
            found = _measured(applied, table.loc[row], seed)
            table.loc[row, list(found)] = list(found.values())
    return table[list(PEOPLE_COLUMNS)]


def _with_skills(table: pd.DataFrame, applied: Applied) -> pd.DataFrame:
    """Add the held-out skill of the model of each row."""
    skills = {name: applied.card.skill_of(name) for name in (KNOWN, NEW)}
    columns = {"scheme": "scheme", "skill": "value", "low": "low", "high": "high"}
    for column, attribute in columns.items():
        values = {name: getattr(skill, attribute) for name, skill in skills.items()}
        own = table["model"].map(values)
        table[column] = own if column == "scheme" else own.astype(float)
    return table


def _measured(applied: Applied, row: pd.Series, seed: int) -> dict[str, object]:
    """Compare estimates with measured matrices, on segments that the model has not seen."""
    segments = applied.segments
    rows = (segments["used"] == row["model"]) & ~segments["seen"]
    if row["subject"] != EVERYBODY:
        rows &= (segments["subject"] == row["subject"]) & (segments["phase"] == row["phase"])
    rows = rows.to_numpy()
    if not rows.any():
        return {"measured_segments": 0} if row["model"] else {}
    subjects, names = pd.factorize(segments["subject"][rows])
    truth = applied.measured[rows]  # type: ignore[index]
    of_model, of_start = (
        squared_error_by_group(truth, values[rows], subjects, len(names))
        for values in (applied.estimates, applied.starts)
    )
    found: dict[str, object] = {"measured_segments": int(rows.sum())}
    total = of_start.sum()
    found["measured_skill"] = 1 - of_model.sum() / total if total > 0 else np.nan
    confidence = applied.card.confidence
    if row["subject"] == EVERYBODY and not why_no_interval(len(names), confidence):
        bounds = ratio_interval(of_start - of_model, of_start, seed=seed, confidence=confidence)
        found |= {"measured_low": bounds.low, "measured_high": bounds.high}
    return found
