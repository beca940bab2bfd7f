"""Learning curve: what skill models reach that learn from a share of the training segments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.intervals import ratio_interval, why_no_interval
from eeg2emg.evaluation.metrics import skill, squared_error_by_group
from eeg2emg.evaluation.refits import prediction_of_model
from eeg2emg.evaluation.selection import choose_rival
from eeg2emg.learning.features import vectors_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable

SHARES = (0.25, 0.5, 0.75, 1.0)
"""Shares of the training and validation segments that are learnt from."""

COLUMNS = (
    *("scheme", "model", "share", "training_segments", "rival", "skill", "low", "high"),
    *("n_subjects", "status", "reason"),
)

_LEAST_OF_A_CELL = 2
"""Training segments of a cell below which its mean is a segment."""


def learning_curve(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    models: Sequence[str],
    *,
    seed: int,
    confidence: float,
) -> pd.DataFrame:
    """Fit models to growing shares of the training segments, and test them on the same segments.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    table : SchemeTable
        A scheme's rows and the predictions of the rivals.
    models : sequence of str
        Of `eeg2emg.learning.catalogue.REGRESSIONS`.
    seed : int
        Of the flips of people.
    confidence : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per model and share. The skill is over the rival that validation
        segments chose, which learns from all training segments: one measure for the whole curve.
    """
    vectors, rival = vectors_of(dataset), choose_rival(table)
    tested = table.tested
    subjects, groups = np.unique(table.rows.loc[tested, "subject"], return_inverse=True)
    truth, reference = table.truth[tested], rival.prediction[tested]
    reference_errors = squared_error_by_group(truth, reference, groups, len(subjects))
    rows = []
    for share in SHARES:
        thinned = thin(table, dataset, share)
        trained = int((thinned.rows["part"] == "training").sum())
        for model in models:
            row = dict.fromkeys(COLUMNS, np.nan) | {
                "scheme": table.scheme,
                "model": model,
                "share": share,
                "training_segments": trained,
                "rival": rival.describe(),
                "n_subjects": len(subjects),
            }
            rows.append(row)
            why = rival.reason or _why_not(thinned, dataset)
            if not why:
                try:
                    estimate = prediction_of_model(model, vectors, dataset, thinned)[tested]
                except NotEstimableError as error:
                    why = str(error)
            if why:
                row |= {"status": "not estimable", "reason": why}
                continue
            errors = squared_error_by_group(truth, estimate, groups, len(subjects))
            bounds = ratio_interval(
                reference_errors - errors, reference_errors, seed=seed, confidence=confidence
            )
            row |= {
                "skill": skill(truth, estimate, reference),
                "low": bounds.low,
                "high": bounds.high,
                "status": "estimated",
                "reason": why_no_interval(len(subjects), confidence),
            }
    return pd.DataFrame(rows, columns=list(COLUMNS))


def thin(table: SchemeTable, dataset: ConnectivityDataset, share: float) -> SchemeTable:
    """Leave unused all but a share of what a scheme learns from, spread evenly over time.

    Parameters
    ----------
    table : SchemeTable
        Its rows.
    dataset : ConnectivityDataset
        Of it the phases of the segments, whose rows are in the order of time.
    share : float
        Above 0, at most 1; of every fold, person, phase and part.

    Returns
    -------
    SchemeTable
        Tested segments are tested as before.
    """
    rows = table.rows.copy()
    places = dataset.rows(rows["segment"])
    by = {
        "fold": rows["fold"].to_numpy(),
        "subject": rows["subject"].to_numpy(),
        "phase": dataset.segments["phase"].to_numpy()[places],
        "part": rows["part"].to_numpy(),
    }
    cells = pd.DataFrame(by | {"place": places}).sort_values("place")
    part = rows["part"].to_numpy(dtype=object).copy()
    for (*_, kind), cell in cells.groupby(["fold", "subject", "phase", "part"], sort=True):
        if kind not in {"training", "validation"}:
            continue
        kept = max(round(share * len(cell)), 1)
        chosen = np.round(np.linspace(0, len(cell) - 1, kept)).astype(int)
        part[cell.index.delete(chosen)] = "unused"
    rows["part"] = part
    return replace(table, rows=rows)


def _why_not(table: SchemeTable, dataset: ConnectivityDataset) -> str:
    """Say why too little is left to learn from; empty where it is enough."""
    rows = table.rows[table.rows["part"] == "training"]
    phases = dataset.segments["phase"].to_numpy()[dataset.rows(rows["segment"])]
    sizes = rows.assign(phase=phases).groupby(["fold", "subject", "phase"]).size()
    if len(sizes) and int(sizes.min()) >= _LEAST_OF_A_CELL:
        return ""
    return f"a person would have fewer than {_LEAST_OF_A_CELL} training segments of a phase"
