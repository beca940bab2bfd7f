"""Sentences about recordings, cleaning, estimates and the audit, made from the numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.figures.style import measure_name
from eeg2emg.report.words import counted, ended, listed, lowered, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

WHITE_BELOW = 0.05
"""Residuals with a smaller p-value are not called white."""


def recordings_sentence(quality: pd.DataFrame | None, exclusions: pd.DataFrame) -> str:
    """Say how many recordings were used and what was left out."""
    levels = exclusions["level"].value_counts()
    left_out = [
        counted(int(levels[level]), level)
        for level in ("subject", "recording", "segment")
        if level in levels
    ]
    words = f"Left out: {listed(left_out)}." if left_out else "Nothing was left out."
    if quality is None:
        return words
    used = int(quality["used"].astype(bool).sum())
    return f"{used} of {counted(len(quality), 'recording')} were used. {words}"


def cleaning_sentence(components: pd.DataFrame | None) -> str:
    """Say how many components were removed, by label."""
    if components is None or components.empty:
        return "No independent component analysis was done."
    removed = components[components["removed"].astype(int) == 1]
    units = int(components["unit"].nunique())
    if removed.empty:
        return f"In {counted(units, 'decomposition')} no component was removed."
    labels = removed["label"].value_counts(sort=True)
    kinds = listed([f"{count} labelled {label}" for label, count in sorted(labels.items())])
    per_unit = removed.groupby("unit").size().reindex(components["unit"].unique(), fill_value=0)
    spread = (
        f"{per_unit.min()}" if per_unit.nunique() == 1 else f"{per_unit.min()} to {per_unit.max()}"
    )
    return (
        f"In {counted(units, 'decomposition')} {counted(len(removed), 'component')} were removed "
        f"({kinds}), {spread} in each."
    )


def diagnostics_sentences(segments: pd.DataFrame) -> list[str]:
    """Say what the diagnostics of the autoregressive models show; none where there are none."""
    sentences = []
    for prefix, name in (("eeg", "EEG"), ("emg_raw", "EMG")):
        radius, condition, white = (
            segments.get(f"{prefix}_{key}")
            for key in ("spectral_radius", "condition", "whiteness_p")
        )
        if radius is None:
            continue
        text = (
            f"{name}: the largest spectral radius is {number(radius.max(), 3)} (below 1 is stable)"
        )
        if condition is not None:
            text += f", the largest condition of the residual covariance {condition.max():.3g}"
        if white is not None:
            share = float((white < WHITE_BELOW).mean())
            text += (
                f"; the residuals are not white (p < {WHITE_BELOW}) in {share:.0%} of the segments"
            )
        sentences.append(f"{text}.")
    rank = segments.get("eeg_rank")
    if rank is not None:
        low, high = int(rank.min()), int(rank.max())
        fitted = segments.get("eeg_mvar_rank")
        used = (
            f"; the autoregressive model uses {int(fitted.max())} dimensions"
            if fitted is not None
            else ""
        )
        spread = f"{low}" if low == high else f"{low} to {high}"
        sentences.append(f"The rank of the cleaned EEG is {spread}{used}.")
    return sentences


def emg_caution(values: np.ndarray, measures: Sequence[str], channels: Sequence[str]) -> str:
    """Say how raw Granger causality of the EMG stands beside its controls.

    Parameters
    ----------
    values : ndarray, shape (segments, measures, m, m)
        [sink, source].
    measures : sequence of str
        Names of the planes.
    channels : sequence of str
        Names of the muscles.

    Returns
    -------
    str
        Empty where a control is missing.
    """
    needed = ("granger_raw", "granger_time_reversed", "zero_lag_coherence")
    if not set(needed) <= set(measures) or not len(values):
        return ""
    means = values.mean(axis=0)
    forward, backward, zero_lag = (means[list(measures).index(name)] for name in needed)
    outside = ~np.eye(len(channels), dtype=bool)
    above = int((forward > backward)[outside].sum())
    largest = np.where(outside, zero_lag, -np.inf)
    i, j = np.unravel_index(int(np.argmax(largest)), largest.shape)
    return (
        f"Averaged over segments, {above} of {int(outside.sum())} directed pairs of muscles have "
        "more Granger causality forward than in reversed time; where it is not more, or where "
        f"coherence at zero lag is high (largest here: {number(zero_lag[i, j])}, {channels[j]} and "
        f"{channels[i]}), mixing of the signals explains it as well, and this report does not call "
        "it influence."
    )


def importance_sentence(importance: pd.DataFrame | None, reason: str) -> str:
    """Name the measure and the electrode on which the skill rests most."""
    if importance is None or importance.empty:
        return f"Importance is not estimable. {ended(reason or 'No model was permuted')}"
    sentences = []
    for kind, what in (("measure", "measure"), ("channel", "electrode")):
        rows = importance[importance["kind"] == kind]
        if rows.empty:
            continue
        top = rows.loc[rows["importance"].idxmax()]
        if top["importance"] <= 0:
            sentences.append(f"Permuting any single {what} does not lower the skill.")
            continue
        name = measure_name(top["name"]) if kind == "measure" else top["name"]
        interval = (
            f" ({number(top['low'], 3)} to {number(top['high'], 3)})"
            if math.isfinite(top["low"]) and math.isfinite(top["high"])
            else ""
        )
        sentences.append(
            f"Permuting {lowered(name)} costs most among the {what}s: "
            f"{number(top['importance'], 3)} of skill{interval}."
        )
    return " ".join(sentences)


def recovery_sentence(recovery: pd.DataFrame | None) -> str:
    """Say how well the known couplings of the simulated muscles were estimated."""
    if recovery is None or recovery.empty:
        return ""
    judged = recovery[recovery["truth"] == recovery["truth"].iloc[0]]
    row = judged[judged["phase"] == "all"].iloc[0]
    return (
        f"Against the {row['truth']}, the estimated matrices have r = {number(row['r'])} and slope "
        f"{number(row['slope'])} over {counted(int(row['segments']), 'segment')}."
    )


def audit_sentence(audit: pd.DataFrame | None, *, published: str) -> list[str]:
    """Say how many findings of each audited table cannot be true.

    Parameters
    ----------
    audit : DataFrame or None
        Columns table, rule, verdict.
    published : str
        Which table is the published one.

    Returns
    -------
    list of str
        One sentence per table.
    """
    if audit is None or audit.empty:
        return ["No table was audited."]
    sentences = []
    for table, findings in audit.groupby("table", sort=False):
        name = "The published Table 3" if table == published else f"This run's table “{table}”"
        impossible = int((findings["verdict"] == "impossible").sum())
        suspicious = int((findings["verdict"] == "suspicious").sum())
        if impossible:
            rules = findings.loc[findings["verdict"] == "impossible", "rule"].nunique()
            words = (
                f"contains {counted(impossible, 'impossibility')} under {counted(rules, 'rule')}: "
                "no data can give these numbers as they are defined"
            )
        else:
            words = "contains nothing impossible"
        more = f", and {counted(suspicious, 'suspicious finding')}" if suspicious else ""
        sentences.append(f"{name} {words}{more} ({counted(len(findings), 'check')}).")
    return sentences
