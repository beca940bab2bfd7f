"""Null of networks: p-values from those that were trained on wrong pairings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.controls.null_table import COLUMNS, no_null, null_row
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ShiftedSkills(NamedTuple):
    """The skills of networks under one wrong pairing.

    Attributes
    ----------
    skills : mapping of str to float
        By model; empty where there are none.
    reason : str
        Why.
    """

    skills: Mapping[str, float]
    reason: str = ""


def null_of_networks(shifted: Sequence[ShiftedSkills], judged: Sequence[str]) -> pd.DataFrame:
    """Set the skills of the true pairing beside those of shifted ones.

    Parameters
    ----------
    shifted : sequence of ShiftedSkills
        The true pairing, then one per shift.
    judged : sequence of str
        The models.

    Returns
    -------
    DataFrame
        A row per model, of the columns of `eeg2emg.controls.null_table.COLUMNS`.
    """
    reasons = [one.reason for one in shifted if one.reason]
    if reasons:
        return no_null(PRIMARY_SCHEME, reasons[0], judged)
    rows = []
    for model in judged:
        observed, *null = (one.skills[model] for one in shifted)
        rows.append(null_row(PRIMARY_SCHEME, model, observed, np.array(null)))
    return pd.DataFrame(rows, columns=list(COLUMNS))
