"""Sentences and tables about what a skill could reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from eeg2emg.learning.catalogue import RIVALS, model_title
from eeg2emg.names.models import BEST_CHOSEN
from eeg2emg.report.tables import Table
from eeg2emg.report.words import ended, number

if TYPE_CHECKING:
    import pandas as pd


def limits_sentence(limits: pd.DataFrame | None) -> str:
    """Say which share of the limits the chosen model reaches, scheme by scheme.

    Parameters
    ----------
    limits : DataFrame or None
        As from `eeg2emg.evaluation.limits.shares_of_limits`.

    Returns
    -------
    str
        Empty where there is nothing to say.
    """
    if limits is None:
        return ""
    parts, reasons = [], []
    for row in limits[limits["model"] == BEST_CHOSEN].itertuples():
        known = []
        if math.isfinite(row.reliability):
            known.append(
                f"{_percent(row.share_of_reliability)} of the reliability "
                f"({number(row.reliability)})"
            )
        if row.ceiling > 0:
            known.append(f"{_percent(row.share_of_ceiling)} of the ceiling ({_with_error(row)})")
        elif math.isfinite(row.ceiling):
            known.append(f"the ceiling itself ({number(row.ceiling)}) is not above the rival")
        if known:
            parts.append(f"in {row.scheme} a skill of {number(row.skill)}: " + " and ".join(known))
        if isinstance(row.reason, str) and row.reason not in reasons:
            reasons += [text for text in row.reason.split("; ") if text and text not in reasons]
    text = f"The chosen model has {'; '.join(parts)}." if parts else ""
    notes = " ".join(ended(f"Not known: {reason}") for reason in reasons)
    return f"{text} {notes}".strip()


def limits_tables(limits: pd.DataFrame) -> dict[str, Table]:
    """List by scheme the skill of each model with EEG as shares of the limits."""
    found = {}
    for scheme, own in limits.groupby("scheme", sort=False):
        rows = [
            [
                model_title(row.model),
                number(row.skill),
                number(row.reliability),
                _percent(row.share_of_reliability),
                _with_error(row),
                _percent(row.share_of_ceiling),
            ]
            for row in own.itertuples()
            if row.model not in RIVALS
        ]
        headings = ["model", "skill", "reliability", "share of it", "ceiling", "share of it"]
        found[str(scheme)] = Table(headings, rows, frozenset(range(1, 6)))
    return found


def _with_error(row: Any) -> str:
    """Give the ceiling, and the standard error that its draws leave."""
    if not math.isfinite(row.ceiling_error):
        return number(row.ceiling)
    return f"{number(row.ceiling)} ± {row.ceiling_error:.3f}"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("-", "−") if math.isfinite(share) else "–"
