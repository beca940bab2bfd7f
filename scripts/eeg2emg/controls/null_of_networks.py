"""Null of the primary analysis: its p value from the networks trained on shifted pairings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.controls.null_table import COLUMNS, no_null, null_row
from eeg2emg.evaluation.judgement import ALL_MODELS, PRIMARY

if TYPE_CHECKING:
    from collections.abc import Sequence


class ShiftedSkill(NamedTuple):
    """The skill of the networks of the primary analysis under one shifted pairing.

    Attributes
    ----------
    skill : float or None
        None where there is none.
    reason : str
        Why.
    """

    skill: float | None
    reason: str = ""


def null_of_networks(metrics: pd.DataFrame, shifted: Sequence[ShiftedSkill]) -> pd.DataFrame:
    """Set the skill of the primary analysis beside those under shifted pairings.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    shifted : sequence of ShiftedSkill
        One per shift.

    Returns
    -------
    DataFrame
        One row of the columns of `eeg2emg.controls.null_table.COLUMNS`.
    """
    scheme, model = PRIMARY["scheme"], PRIMARY["model"]
    # A scheme that the cohort cannot carry has one row, of all models.
    judged = metrics[(metrics["scheme"] == scheme) & (metrics["status"] != "estimated")]
    judged = judged[judged["model"].isin([model, ALL_MODELS])]
    reasons = [*judged["reason"], *(one.reason for one in shifted if one.reason)]
    if reasons:
        return no_null(scheme, reasons[0], [model])
    observed = metrics[metrics["primary"]].iloc[0]
    null = np.array([one.skill for one in shifted])
    row = null_row(scheme, model, observed["value"], null)
    return pd.DataFrame([row], columns=list(COLUMNS))
