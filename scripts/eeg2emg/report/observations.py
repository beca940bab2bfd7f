"""Sentences about recordings, cleaning, estimates and the audit, made from the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.audit.readings import reading_of
from eeg2emg.connectivity.catalogue import PAPERS_TARGET, TARGETS, measure_title
from eeg2emg.connectivity.model_order import order_in_samples
from eeg2emg.names.components import LABEL_IN_WORDS
from eeg2emg.report.words import counted, listed, lowered, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NOT_WHITE = (
    "Residuals that are not white still hold something of the past: the order leaves out a part of "
    "the signals' memory, or they are not linear or not stationary. In segments of many samples "
    "the test finds even a small rest. The directed transfer function and Granger causality then "
    "describe the part that a linear model of this order holds: they can be compared between "
    "segments of the same length and order, but are no exact strengths, a value near 0 is no proof "
    "of absence, and p-values that take the residuals for white would be too small."
)
"""What follows from residuals that are not white."""

WHITE_BELOW = 0.05
"""Residuals with a smaller p-value are not called white."""


def recordings_sentence(quality: pd.DataFrame | None, exclusions: pd.DataFrame) -> str:
    """Say how many recordings were used and what was left out."""
    levels = exclusions["level"].value_counts()
    left_out = [
        counted(int(levels[level]), level)
        for level in ("phase", "file", "subject", "recording", "segment")
        if level in levels
    ]
    words = f"Left out: {listed(left_out)}." if left_out else "Nothing was left out."
    if quality is None:
        return words
    used = int(quality["used"].astype(bool).sum())
    verb = "was" if len(quality) == 1 else "were"
    return f"{used} of {counted(len(quality), 'recording')} {verb} used. {words}"


def cleaning_sentence(components: pd.DataFrame | None) -> str:
    """Say how many components were removed, by label; empty where nothing is known."""
    if components is None:
        return ""
    # A person of whom nothing is used has a row with the reason, but no components.
    components = components[components["component"].notna()]
    if components.empty:
        return "No independent component analysis was done."
    removed = components[components["removed"].astype(int) == 1]
    units = int(components["unit"].nunique())
    if removed.empty:
        return f"In {counted(units, 'decomposition')} no component was removed."
    labels = removed["label"].value_counts(sort=True)
    kinds = listed(
        [
            f"{count} labelled {LABEL_IN_WORDS.get(label, label)}"
            for label, count in sorted(labels.items())
        ]
    )
    per_unit = removed.groupby("unit").size().reindex(components["unit"].unique(), fill_value=0)
    spread = (
        f"{per_unit.min()}" if per_unit.nunique() == 1 else f"{per_unit.min()} to {per_unit.max()}"
    )
    return (
        f"In {counted(units, 'decomposition')} {counted(len(removed), 'component')} were removed "
        f"({kinds}), {spread} in each."
    )


def kept_sentences(components: pd.DataFrame | None, ica: Mapping[str, Any]) -> list[str]:
    """Say which artefacts no rule looked for, and how near to the limits what was kept comes.

    Parameters
    ----------
    components : DataFrame or None
        Columns component, label, removed, and ``score_<kind>`` of each kind that was judged.
    ica : mapping
        The options of the section ``ica``.

    Returns
    -------
    list of str
        None where nothing was decomposed.
    """
    if components is None or not ica.get("enabled"):
        return []
    components = components[components["component"].notna()]
    kept = components[components["removed"].astype(int) == 0]
    if kept.empty:
        return []
    unlabelled = int((kept["label"] == "brain").sum())
    told = (
        f"{counted(unlabelled, 'component')} of {len(components)} met no rule and were kept as "
        "unlabelled: that no rule told an artefact does not make a component brain."
    )
    found = [told]
    asked = bool(ica["iclabel"])
    if ica["horizontal_threshold"] is None and not (asked and "eye" in ica["iclabel_removes"]):
        found.append(
            "Saccades were looked for by no rule of their own (ica.horizontal_threshold is off), "
            "so horizontal eye movements may be left at the temples."
        )
    scores = kept.get("score_muscle")
    if scores is not None and scores.notna().any():
        found.append(
            "Muscles of the temples stay where their score is below the limit "
            f"({ica['muscle_threshold']:g}; the highest of what was kept is "
            f"{number(pd.to_numeric(scores).max())})."
        )
    hearts = components.get("score_ecg")
    looked_for = asked and "heart" in ica["iclabel_removes"]
    if not looked_for and (hearts is None or hearts.isna().all()):
        found.append("No ECG was recorded, so the heart was not looked for and stays in the EEG.")
    return found


def cross_check_sentence(checks: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """Say how far the estimates agree with those of an independent library."""
    measures = sorted({measure for found in checks.values() for measure in found})
    parts = []
    for measure in measures:
        found = [check[measure] for check in checks.values() if measure in check]
        correlations = [item["correlation"] for item in found]
        largest = max(item["max_difference"] for item in found)
        parts.append(
            f"{measure_title(measure)}: correlation of the entries "
            f"{number(min(correlations), 3)} to {number(max(correlations), 3)}, largest difference "
            f"{number(largest, 3)}"
        )
    if not parts:
        return ""
    return (
        f"In the first segment of {counted(len(checks), 'recording')}, one per subject, coherence "
        "and phase lag index were computed by spectral-connectivity too, with other windows and "
        f"tapers and so another bias and variance. {'; '.join(parts)}."
    )


def diagnostics_sentences(segments: pd.DataFrame, *, target: str = PAPERS_TARGET) -> list[str]:
    """Say what the diagnostics of the autoregressive models show; none where there are none.

    Those of the EMG are of the signals from which the target is estimated.
    """
    sentences = []
    not_white = False
    signals = TARGETS[target].signals
    of_emg = "EMG" if signals == "raw" else f"EMG, {signals}"
    for prefix, name in (("eeg", "EEG"), (f"emg_{signals}", of_emg)):
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
            not_white |= share > 0
        consistency = segments.get(f"{prefix}_consistency_percent")
        if consistency is not None and consistency.notna().any():
            text += f"; in the median the model reproduces {consistency.median():.0f}% of the "
            text += "covariances over twice its lags"
        sentences.append(f"{text}.")
    if not_white:
        sentences.append(_NOT_WHITE)
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
    i, j = (int(k) for k in np.unravel_index(int(np.argmax(largest)), largest.shape))
    return (
        f"Averaged over segments, {above} of {int(outside.sum())} directed pairs of muscles have "
        "more Granger causality of the raw EMG forward than in reversed time; where it is not "
        "more, or where coherence at zero lag is high (largest here: "
        f"{number(zero_lag[i, j])}, {channels[j]} and {channels[i]}), mixing of the signals "
        "explains it as well, and this report does not call "
        "it influence."
    )


def emg_ica_sentence(values: np.ndarray, measures: Sequence[str]) -> str:
    """Say what the ICA of the EMG changed in the target.

    Parameters
    ----------
    values : ndarray, shape (segments, measures, m, m)
        [sink, source].
    measures : sequence of str
        Names of the planes.

    Returns
    -------
    str
        Empty where Granger causality before that ICA is not known.
    """
    if not {"granger_raw", "granger_raw_before_ica"} <= set(measures) or not len(values):
        return ""
    names = list(measures)
    outside = ~np.eye(values.shape[-1], dtype=bool)
    after, before = (
        values[:, names.index(name)][:, outside]
        for name in ("granger_raw", "granger_raw_before_ica")
    )
    changed = int((after != before).any(axis=1).sum())
    if not changed:
        return "The independent component analysis of the EMG removed nothing."
    r = np.corrcoef(after.ravel(), before.ravel())[0, 1]
    return (
        f"The independent component analysis of the EMG changed {changed} of "
        f"{counted(len(values), 'segment')}; the raw Granger causality before and after it has a "
        f"correlation of {number(r)} over segments and pairs. What it removes, the target lacks."
    )


def target_sentences(target: str, settings: Mapping[str, Any]) -> str:
    """Say what the models estimate, and from which signals where these are not the EMG itself.

    Parameters
    ----------
    target : str
        Name of the target.
    settings : mapping
        The options of the section ``connectivity``.
    """
    kind = TARGETS[target]
    text = f"The target of the models is: {kind.title}."
    if kind.signals == "envelope" and "emg_envelope_rate_hz" in settings:
        rate_hz = settings["emg_envelope_rate_hz"]
        order = order_in_samples(settings, "emg_envelope_order", rate_hz)
        text += (
            f" It is estimated from the rectified envelope at {rate_hz:g} Hz with order {order}."
        )
    return text


def not_about_the_target(target: str, what: str) -> str:
    """Say that something is about the paper's target where the run has another one."""
    if target == PAPERS_TARGET:
        return ""
    return (
        f"{what} about {lowered(measure_title(PAPERS_TARGET))}, not about the target of this run "
        f"({lowered(measure_title(target))})."
    )


def recovery_sentence(recovery: pd.DataFrame | None) -> str:
    """Say how well the known couplings of the simulated muscles were estimated."""
    if recovery is None or recovery.empty:
        return ""
    judged = recovery[recovery["truth"] == recovery["truth"].iloc[0]]
    row = judged[judged["phase"] == "all"].iloc[0]
    return (
        f"Against the {row['truth']}, the estimated matrices of "
        f"{lowered(measure_title(PAPERS_TARGET))} have r = {number(row['r'])} and slope "
        f"{number(row['slope'])} over {counted(int(row['segments']), 'segment')}."
    )


def audit_sentence(audit: pd.DataFrame | None, *, published: str) -> list[str]:
    """Say how many findings of each audited table cannot be true, as it is printed.

    Parameters
    ----------
    audit : DataFrame or None
        Columns table, rule, verdict.
    published : str
        Which table is the published one.

    Returns
    -------
    list of str
        One sentence per table; other readings of the published one are told apart
        (`eeg2emg.report.readings`).
    """
    if audit is None or audit.empty:
        return ["No table was audited."]
    sentences = []
    for table, findings in audit.groupby("table", sort=False):
        if reading_of(str(table)):
            continue
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
