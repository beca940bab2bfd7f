"""Sentences and tables about what a skill could reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from eeg2emg.learning.catalogue import RIVALS, model_title
from eeg2emg.names.models import BEST_CHOSEN
from eeg2emg.report.tables import Table
from eeg2emg.report.words import ended, interval, number

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
        if math.isfinite(row.ceiling):
            known.append(f"{_of(row.share_of_ceiling)}the ceiling ({_with_error(row)})")
        if math.isfinite(row.learnable):
            known.append(
                f"{_of(row.share_of_learnable)}the learnable limit ({number(row.learnable)})"
            )
        if known:
            parts.append(f"in {row.scheme} a skill of {number(row.skill)}: " + " and ".join(known))
        if isinstance(row.reason, str):
            reasons += [text for text in row.reason.split("; ") if text and text not in reasons]
    text = f"The chosen model has {'; '.join(parts)}." if parts else ""
    notes = " ".join(ended(reason[:1].upper() + reason[1:]) for reason in reasons)
    return f"{text} {notes}".strip()


def reliability_sentence(edges: pd.DataFrame | None, limits: pd.DataFrame | None) -> str:
    """Say how well the target agrees with itself within a segment, and how its edges weigh.

    Parameters
    ----------
    edges : DataFrame or None
        As from `eeg2emg.evaluation.reliability.edges_table`.
    limits : DataFrame or None
        As from `eeg2emg.evaluation.limits.shares_of_limits`.

    Returns
    -------
    str
        Empty where it is not known.
    """
    if edges is None or limits is None or not limits["reliability"].notna().any():
        return ""
    strongest = edges.loc[edges["weight"].idxmax()]
    return (
        "The target agrees with itself within a segment (odd against even blocks of 10 s) by "
        f"{number(limits['reliability'].iloc[0])} over all edges together. There, as in a skill, "
        "each edge weighs as much as it varies within cells; with the same weight for each of the "
        f"{len(edges)} edges it would be {number(edges['reliability'].mean())}, since many hardly "
        f"vary. Most weight ({_percent(strongest['weight'])}) has the edge from "
        f"{strongest['source']} to {strongest['sink']}, with {number(strongest['reliability'])}."
    )


def limits_tables(limits: pd.DataFrame) -> dict[str, Table]:
    """List by scheme the skill of each model with EEG as shares of the limits."""
    found = {}
    for scheme, own in limits.groupby("scheme", sort=False):
        rows = [
            [
                model_title(row.model),
                number(row.skill),
                _with_error(row),
                _share(row.share_of_ceiling, row.ceiling),
                number(row.learnable),
                _share(row.share_of_learnable, row.learnable),
            ]
            for row in own.itertuples()
            if row.model not in RIVALS
        ]
        headings = ["model", "skill", "ceiling", "share of it", "learnable limit", "share of it"]
        found[str(scheme)] = Table(headings, rows, frozenset(range(1, 6)))
    return found


def learning_curve_sentences(curve: pd.DataFrame | None) -> list[str]:
    """Say of each model what more training segments brought.

    Parameters
    ----------
    curve : DataFrame or None
        As from `eeg2emg.evaluation.learning_curve.learning_curve`.

    Returns
    -------
    list of str
        One sentence per model; empty where nothing is known.
    """
    if curve is None:
        return []
    found = []
    for model, own in curve[curve["status"] == "estimated"].groupby("model", sort=False):
        ordered = own.sort_values("share")
        if len(ordered) < 2:
            continue
        first, before, last = ordered.iloc[0], ordered.iloc[-2], ordered.iloc[-1]
        gain, share = last["skill"] - before["skill"], last["share"] - before["share"]
        found.append(
            f"{_begun(str(model))} has a skill of {number(first['skill'])} when it learns "
            f"from {int(first['training_segments'])} segments and {number(last['skill'])} from "
            f"{int(last['training_segments'])}; the last {_percent(share)} of them changed it by "
            f"{number(gain)}."
        )
    return found


def _begun(model: str) -> str:
    """Begin a sentence with the title of a model."""
    title = model_title(model)
    return title[:1].upper() + title[1:]


def learning_curve_table(curve: pd.DataFrame | None) -> Table | None:
    """List the skill of each model by the share of segments that it learns from."""
    if curve is None:
        return None
    rows = [
        [
            model_title(str(row.model)),
            _percent(row.share),
            str(int(row.training_segments)),
            number(row.skill),
            interval(row.low, row.high),
            "" if row.status == "estimated" else str(row.reason),
        ]
        for row in curve.itertuples()
    ]
    headings = ["model", "share", "training segments", "skill", "interval", "remark"]
    return Table(headings, rows, frozenset(range(1, 5)))


def _of(share: float) -> str:
    """Begin a comparison with a limit of which the skill may be no share."""
    return f"{_percent(share)} of " if share > 0 else "none of "


def _with_error(row: Any) -> str:
    """Give the ceiling, and the standard error that its draws leave."""
    if not math.isfinite(row.ceiling_error):
        return number(row.ceiling)
    return f"{number(row.ceiling)} ± {row.ceiling_error:.3f}"


def _share(share: float, limit: float) -> str:
    """Give a share of a limit: a skill that is not above 0 is none of it."""
    return "none" if math.isfinite(limit) and not share > 0 else _percent(share)


def _percent(share: float) -> str:
    return f"{share:.0%}" if math.isfinite(share) else "–"
