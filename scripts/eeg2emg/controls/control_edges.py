"""Controls edge by edge: what a subset of the EEG tells of each pair of muscles, and what it lacks.

The same fits as in the table of controls, with the errors of every edge kept. A control is shown
with the model that makes most of it over all edges, as in the verdict: which one that is does not
depend on the edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eeg2emg.controls.subset_fits import ALONE, BASE, BESIDE, WHOLE, seed_of_subset
from eeg2emg.evaluation.edge_skills import (
    ALL_EDGES,
    NUMBERS,
    RIVAL,
    columns_of,
    places_of,
    skills_by_edge,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from eeg2emg.controls.subset_fits import SubsetErrors, SubsetFits

COMPARISONS = {
    "skill": (RIVAL, ALONE, RIVAL),
    "over_base": (BASE, ALONE, BASE),
    "lost": (ALONE, WHOLE, RIVAL),
    "added": (ALONE, BESIDE, RIVAL),
}
"""By name: what the second of three gains over the first, as a share of the error of the third.
``skill`` is that of the subset over the rival, ``over_base`` over the mean of subject and phase,
``lost`` what it lacks of the skill of the whole EEG, ``added`` what the whole EEG adds to it."""

COLUMNS = (
    *("control", "model", "scope", "sink", "source"),
    *(f"{name}{ending}" for name in COMPARISONS for ending in NUMBERS),
    *("n_subjects", "status", "reason"),
)


def no_control_edges() -> pd.DataFrame:
    """Make the table of a scheme that the cohort cannot carry."""
    return pd.DataFrame(columns=list(COLUMNS))


def control_edges(
    fits: SubsetFits, channels: Sequence[str], *, seed: int, confidence: float
) -> pd.DataFrame:
    """Tabulate every control by edge.

    Parameters
    ----------
    fits : SubsetFits
        As from `eeg2emg.controls.subset_fits.fit_each_subset`.
    channels : sequence of str
        EMG channels.
    seed : int
        The cohort's seed.
    confidence : float
        Level of the intervals over subjects.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: of each control a row of all edges and one of each. A control that is not
        estimable has one row, of all edges, with the reason.
    """
    by_row = {(one.control, one.model): one for one in fits.errors}
    frames = [no_control_edges()]
    for control, rows in fits.table.groupby("control", sort=False):
        made = rows[rows["status"] == "estimated"]
        row = rows.iloc[0] if made.empty else made.loc[made["skill"].idxmax()]
        known = {name: row[name] for name in ("control", "n_subjects", "status", "reason")}
        if made.empty:
            frames.append(pd.DataFrame([known | {"model": "", "scope": ALL_EDGES}]))
            continue
        frame = places_of(channels).assign(model=row["model"], **known)
        own = by_row[str(control), str(row["model"])]
        frames.append(frame.assign(**_numbers(own, seed=seed, confidence=confidence)))
    found = pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
    return found.reindex(columns=list(COLUMNS))


def _numbers(own: SubsetErrors, *, seed: int, confidence: float) -> dict[str, np.ndarray]:
    """Give the columns of every comparison."""
    flips = seed_of_subset(seed, own.control, own.model)
    errors = own.of.of
    columns: dict[str, np.ndarray] = {}
    for name, (before, after, share_of) in COMPARISONS.items():
        skills = skills_by_edge(
            errors[before] - errors[after], errors[share_of], seed=flips, confidence=confidence
        )
        columns |= columns_of(name, skills)
    return columns
