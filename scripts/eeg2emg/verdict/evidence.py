"""Evidence: what the tables of a run say about the primary analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.controls.trends import EEG, EMG
from eeg2emg.evaluation.judgement import ALL_MODELS, CHANGES, OVER_CELL_MEAN, PRIMARY
from eeg2emg.learning.catalogue import TIME_TRENDS
from eeg2emg.names.controls import (
    HEAD_MUSCLES,
    WITHOUT_LEVEL,
    is_control_above,
    is_muscle_control,
)
from eeg2emg.verdict import outcomes

if TYPE_CHECKING:
    import pandas as pd


class Estimate(NamedTuple):
    """A number, its interval over subjects, and its p-value; NaN where there is none."""

    value: float
    low: float = float("nan")
    high: float = float("nan")
    p: float = float("nan")
    reason: str = ""

    @property
    def numbers(self) -> tuple[float, float, float, float]:
        """Value, bounds and p."""
        return self.value, self.low, self.high, self.p


class PartControl(NamedTuple):
    """What a part of the EEG tells, and what that says about the whole.

    Attributes
    ----------
    name : str
        The part.
    skill : float
        Of the part alone.
    added : Estimate
        Of a part that is hardly brain, the skill that the whole adds to it; of what is left without
        such a part, its own skill.
    outcome : str
        The outcome where that is not above 0.
    """

    name: str
    skill: float
    added: Estimate
    outcome: str

    @property
    def question(self) -> str:
        """What is asked of it, for people."""
        if self.name == WITHOUT_LEVEL:
            return "Has the connectivity a skill without its overall level?"
        if self.name == HEAD_MUSCLES:
            return "Does the whole EEG add to the EMG of neck, jaw or face?"
        return f"Does the whole EEG add to its {self.name}?"


@dataclass(frozen=True)
class Evidence:
    """All that the verdict looks at.

    Attributes
    ----------
    skill, over_base : Estimate
        Of the primary model over the chosen rival, and over the mean of subject and phase.
    changes : Estimate
        True change per estimated change from segment to segment.
    rival, chosen : str
        What the skill is measured against, and which model validation chose.
    trend_eeg_p, trend_emg_p : float
        Whether EEG and EMG of people change alike over the session.
    null : Estimate or None
        Skill over its own base, and its p among wrong pairings; None where it was not made
        yet.
    controls : tuple of PartControl
        Parts of the EEG.
    reason : str
        Why there is no primary analysis; empty where there is.
    """

    skill: Estimate
    over_base: Estimate
    changes: Estimate
    rival: str = ""
    chosen: str = ""
    trend_eeg_p: float = float("nan")
    trend_emg_p: float = float("nan")
    null: Estimate | None = None
    controls: tuple[PartControl, ...] = ()
    reason: str = ""

    @property
    def mean_alone(self) -> bool:
        """Whether the model that validation chose is the mean that it starts from, in all folds."""
        return abs(self.over_base.value) < _ROUNDING

    @property
    def rival_knows_time(self) -> bool:
        """Whether the chosen rival is one with a trend in time."""
        return any(name in self.rival for name in TIME_TRENDS)


_ROUNDING = 1e-9
_NOTHING = Estimate(float("nan"))


def evidence_of_tables(
    metrics: pd.DataFrame,
    trends: pd.DataFrame,
    null: pd.DataFrame | None,
    controls: pd.DataFrame | None,
) -> Evidence:
    """Read the evidence about the primary analysis from tables.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    trends : DataFrame
        As from `eeg2emg.controls.trends.shared_trend`.
    null : DataFrame or None
        As from `eeg2emg.controls.shifted_models.pairing_null` or
        `eeg2emg.controls.null_of_networks.null_of_networks`; None where it was not made yet.
    controls : DataFrame or None
        As from `eeg2emg.controls.all_controls.fit_all_controls`; None where none were made.

    Returns
    -------
    Evidence
    """
    own = metrics[(metrics["scheme"] == PRIMARY["scheme"]) & (metrics["part"] == "test")]
    reason = _why_missing(own)
    if reason:
        return Evidence(_NOTHING, _NOTHING, _NOTHING, reason=reason)
    own = own[own["model"] == PRIMARY["model"]].set_index("metric")
    p_of = trends.set_index("signal")["p"]
    return Evidence(
        skill=_estimate(own.loc["skill"]),
        over_base=_estimate(own.loc[OVER_CELL_MEAN]) if OVER_CELL_MEAN in own.index else _NOTHING,
        changes=_estimate(own.loc[CHANGES]),
        rival=str(own.loc["skill", "rival"]),
        chosen=str(own.loc["skill", "chosen"]),
        trend_eeg_p=float(p_of[EEG]),
        trend_emg_p=float(p_of[EMG]),
        null=None if null is None else _null(null),
        controls=() if controls is None else tuple(_parts(controls)),
    )


def _why_missing(own: pd.DataFrame) -> str:
    """Say why there is no primary analysis; empty where there is."""
    skills = own[own["metric"] == "skill"]
    asked = skills[skills["model"].isin([PRIMARY["model"], ALL_MODELS])]
    missing = asked[asked["status"] != "estimated"]
    if len(missing):
        return str(missing["reason"].iloc[0])
    return "" if len(asked) else "The primary analysis was not asked for."


def _estimate(row: pd.Series) -> Estimate:
    reason = row["reason"] if isinstance(row["reason"], str) else ""
    value, low, high, p = (float(row[name]) for name in ("value", "low", "high", "p"))
    return Estimate(value, low, high, p, reason)


def _null(null: pd.DataFrame) -> Estimate:
    rows = null[null["model"] == PRIMARY["model"]]
    if rows.empty:
        return Estimate(np.nan, reason="no null covers the primary model")
    row = rows.iloc[0]
    if row["status"] != "estimated":
        return Estimate(np.nan, reason=str(row["reason"]))
    reason = f"{int(row['shifts'])} wrong pairings, of which 95 % lie below {row['null_95']:.3f}"
    return Estimate(float(row["skill"]), p=float(row["p"]), reason=reason)


def _explained_by(control: str) -> str:
    """Name the outcome where the whole EEG adds nothing to a control; empty where it has none."""
    if is_muscle_control(control):
        return outcomes.MUSCLE
    if control == HEAD_MUSCLES:
        return outcomes.HEAD_MUSCLES
    if is_control_above(control):
        return outcomes.HIGH_FREQUENCIES
    return outcomes.OVERALL if control == WITHOUT_LEVEL else ""


def _parts(controls: pd.DataFrame) -> list[PartControl]:
    """Take each part with the model that makes most of it."""
    found = []
    for name, rows in controls.groupby("control", sort=False):
        outcome = _explained_by(str(name))
        if not outcome:
            continue
        made = rows[rows["status"] == "estimated"]
        if made.empty:
            estimate = Estimate(np.nan, reason=str(rows["reason"].iloc[0]))
            found.append(PartControl(str(name), np.nan, estimate, outcome))
            continue
        row = made.loc[made["skill"].idxmax()]
        column = "added"
        if name == WITHOUT_LEVEL:
            # It must have a skill of its own, over the rival and over its own base.
            column = "skill" if row["low"] <= row["over_base_low"] else "over_base"
        bounds = "" if column == "skill" else f"{column}_"
        added = Estimate(
            float(row[column]),
            float(row[f"{bounds}low"]),
            float(row[f"{bounds}high"]),
            reason=row["reason"] if isinstance(row["reason"], str) else "",
        )
        found.append(PartControl(str(name), float(row["skill"]), added, outcome))
    return found
