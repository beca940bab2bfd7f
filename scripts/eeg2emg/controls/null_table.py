"""Table of nulls: a skill beside those under wrong pairings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.learning.catalogue import DOUBTED
from eeg2emg.names.models import PRIMARY_CHOSEN

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = ("scheme", "model", "skill", "p", "shifts", "null_mean", "null_95", "status", "reason")


def null_row(scheme: str, model: str, observed: float, null: np.ndarray) -> tuple[object, ...]:
    """Set a skill beside those under wrong pairings.

    Parameters
    ----------
    scheme, model : str
        Names.
    observed : float
        Skill with the true pairing.
    null : ndarray, shape (shifts,)
        Skills with wrong pairings.

    Returns
    -------
    tuple
        Of `COLUMNS`; p = (1 + number of null skills not below the observed one) / (shifts + 1).
    """
    p = (1 + np.sum(null >= observed)) / (len(null) + 1)
    extent = float(null.mean()), float(np.quantile(null, 0.95))
    return (scheme, model, observed, p, len(null), *extent, "estimated", "")


def no_null(
    scheme: str, reason: str, models: Sequence[str] = (*DOUBTED, PRIMARY_CHOSEN)
) -> pd.DataFrame:
    """Make the rows of a scheme that has no null."""
    nan = float("nan")
    return pd.DataFrame(
        [(scheme, name, nan, nan, 0, nan, nan, "not estimable", reason) for name in models],
        columns=list(COLUMNS),
    )
