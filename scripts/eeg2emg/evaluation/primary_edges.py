"""The primary analysis edge by edge: its skill on each pair of muscles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.evaluation.edge_skills import (
    NUMBERS,
    RIVAL,
    columns_of,
    errors_by_edge,
    places_of,
    skills_by_edge,
)
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.evaluation.selection import choices, choose_rival
from eeg2emg.learning.catalogue import CELL_MEAN, PRIMARY_MODELS
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eeg2emg.evaluation.selection import SchemeTable

NUMBERS_OF_PRIMARY = tuple(
    f"{name}{ending}" for name in ("skill", "over_base") for ending in NUMBERS
)
"""Columns of the skill over the rival, and of that over the mean of subject and phase."""


def skills_of_primary(
    table: SchemeTable,
    channels: Sequence[str],
    *,
    primary: Sequence[str] = PRIMARY_MODELS,
    seed: int,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Estimate the skill of the primary model on all edges together, and on each.

    Parameters
    ----------
    table : SchemeTable
        Truth and predictions of the primary scheme.
    channels : sequence of str
        EMG channels.
    primary : sequence of str
        Models among which the primary analysis chooses.
    seed : int
        The cohort's seed.
    confidence : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        Columns scope, sink, source, `NUMBERS_OF_PRIMARY`, n_subjects. All edges together have the
        numbers of the primary analysis in the table of metrics. Numbers of a cohort that has no
        primary model are NaN.
    """
    chosen = choices(table, primary).get(PRIMARY["model"])
    if chosen is None or chosen.reason or CELL_MEAN not in table.models:
        return no_skills(channels)
    test = table.tested
    frame = places_of(channels)
    beside = {"skill": choose_rival(table).prediction, "over_base": table.models[CELL_MEAN]}
    for name, reference in beside.items():
        errors = errors_by_edge(
            table.truth[test],
            {RIVAL: reference[test], "model": chosen.prediction[test]},
            table.rows.loc[test, "subject"],
        )
        skills = skills_by_edge(
            errors.of[RIVAL] - errors.of["model"],
            errors.of[RIVAL],
            seed=derive_seed(seed, "sign flips"),
            confidence=confidence,
        )
        frame = frame.assign(**columns_of(name, skills), n_subjects=len(errors.subjects))
    return frame


def no_skills(channels: Sequence[str]) -> pd.DataFrame:
    """Make the table of a cohort that cannot carry the primary analysis."""
    frame = places_of(channels).assign(n_subjects=0)
    return frame.reindex(columns=[*frame, *NUMBERS_OF_PRIMARY])
