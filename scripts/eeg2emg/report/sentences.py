"""Sentences that follow from the numbers: what was found, and what cannot be said."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.figures.model_names import model_name
from eeg2emg.figures.style import measure_name, optimizer_name
from eeg2emg.intervals import MIN_SUBJECTS
from eeg2emg.learning.baselines import RIVALS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

CLOSE = 0.05
"""Difference of two R2 up to which one is said to be close to the other."""

SIGNIFICANT = 0.05


def counted(number: int, noun: str) -> str:
    """Put a number before a noun: ``1 segment``, ``2 segments``."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def listed(items: Sequence[str]) -> str:
    """List in words: ``a``, ``a and b``, ``a, b and c``."""
    items = list(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def number(value: Any, digits: int = 2) -> str:
    """Write a number with so many decimals, and a true minus; a dash where there is none."""
    if value is None or not isinstance(value, int | float | np.number) or not math.isfinite(value):
        return "–"
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def material_sentence(
    segments: pd.DataFrame,
    *,
    segment_s: float,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str],
    target: str,
    simulated: bool,
) -> str:
    """Say what the run is made from and what it asks."""
    people = counted(
        int(segments["subject"].nunique()), "simulated subject" if simulated else "subject"
    )
    return (
        f"From {people}, {counted(len(segments), 'segment')} of {segment_s:g} s "
        f"with {counted(len(eeg_channels), 'EEG channel')} and "
        f"{counted(len(emg_channels), 'muscle')} were turned into matrices of connectivity, and models "
        f"learnt to estimate the muscle network ({lowered(measure_name(target))}) from the brain "
        "network of the same segment."
    )


def lowered(text: str) -> str:
    """Lower the first letter, unless it begins an abbreviation or a proper name."""
    first = text.split()[0]
    proper = first.isupper() or first in {"Granger", "Pearson", "Adam"}
    return text if proper else text[:1].lower() + text[1:]


def primary_row(metrics: pd.DataFrame) -> pd.Series | None:
    """Find the row of the primary analysis; None where the run has none."""
    rows = metrics[metrics["primary"].astype(bool)]
    return None if rows.empty else rows.iloc[0]


def primary_sentence(metrics: pd.DataFrame, *, confidence: float, simulated: bool) -> str:
    """Say what the primary analysis shows, no more than its numbers do."""
    row = primary_row(metrics)
    if row is None:
        blocked = metrics[(metrics["scheme"] == "blocked") & (metrics["status"] == "not estimable")]
        reason = _ended(str(blocked["reason"].iloc[0])) if len(blocked) else "It was not asked for."
        return f"The primary analysis is not estimable, so the question stays open. {reason}"
    if row["status"] != "estimated":
        return (
            "The primary analysis is not estimable, so the question stays open. "
            f"{_ended(str(row['reason']))}"
        )
    where = "In these simulated data, in" if simulated else "In"
    setting = f"{where} the primary analysis (scheme {row['scheme']}, {model_name(row['model'])})"
    over = f"a skill of {number(row['value'])} over the best predictor that sees no EEG"
    if math.isfinite(row["low"]) and math.isfinite(row["high"]):
        bounds = (
            f"{confidence:.0%} interval {number(row['low'])} to {number(row['high'])}, "
            f"{counted(int(row['n_subjects']), 'subject')}"
        )
        if row["low"] > 0:
            return f"{setting} the EEG helps: it has {over} ({bounds})."
        if row["high"] < 0:
            return f"{setting} the estimate from EEG is worse than doing without: it has {over} ({bounds})."
        return (
            f"{setting} the estimate has {over} ({bounds}), which cannot be told from no help by "
            "the EEG."
        )
    own = skills_of_subjects(metrics, str(row["scheme"]), str(row["model"]))
    better = int((own["value"] > 0).sum())
    return (
        f"{setting} the estimate has {over}, above zero in {better} of "
        f"{counted(len(own), 'subject')}; with fewer than {MIN_SUBJECTS} subjects no interval is "
        "given, so this neither shows nor excludes that the EEG helps."
    )


def skills_of_subjects(metrics: pd.DataFrame, scheme: str, model: str) -> pd.DataFrame:
    """Skill of a model on the test segments of each subject."""
    return metrics[
        (metrics["metric"] == "skill_of_subject")
        & (metrics["scheme"] == scheme)
        & (metrics["model"] == model)
        & (metrics["part"] == "test")
    ]


def eeg_free_sentence(metrics: pd.DataFrame, scheme: str = "random") -> str:
    """Say how well a predictor without EEG does by the paper's metric; empty where unknown."""
    rows = metrics[
        (metrics["scheme"] == scheme)
        & (metrics["part"] == "test")
        & (metrics["metric"] == "r")
        & (metrics["status"] == "estimated")
    ]
    free = rows[rows["model"].isin(RIVALS)]
    networks = rows[rows["model"].str.startswith("network-")]
    if free.empty or networks.empty:
        return ""
    best_free = free.loc[free["value"].idxmax()]
    best = networks.loc[networks["value"].idxmax()]
    comparison = (
        "a pooled correlation is therefore no evidence that the EEG tells anything"
        if best_free["value"] >= best["value"] - CLOSE
        else "only what exceeds the former can come from the EEG"
    )
    return (
        f"By the paper's own metric and scheme (pooled r, {scheme} split) the {best_free['model']}, "
        f"which sees no EEG at all, reaches {number(best_free['value'])} on the test segments and the best "
        f"network {number(best['value'])}; {comparison}."
    )


def replication_sentences(table: pd.DataFrame, *, recipe: str) -> list[str]:
    """Compare each optimizer's test R2 and r with the published ones.

    Parameters
    ----------
    table : DataFrame
        As from `eeg2emg.table3.table3`: cells are printed text.
    recipe : str
        Name of the recipe.

    Returns
    -------
    list of str
        One sentence per optimizer.
    """
    sentences = []
    for row in table[table["split"] == "test"].to_dict("records"):
        own, published = float(row["r2"]), float(row["published_r2"])
        optimizer = optimizer_name(row["optimizer"])
        start = f"{optimizer}, recipe “{recipe}”: test R² is {number(own)} where the paper prints {published:.2f}"
        r = float(row["r"])
        correlation = (
            "the estimate is constant, so its correlation is undefined"
            if math.isnan(r)
            else f"r is {number(r)} (published {float(row['published_r']):.2f})"
        )
        verdict = "not defined"
        if math.isfinite(own):
            verdict = (
                "reproduced within " + number(CLOSE)
                if abs(own - published) <= CLOSE
                else "not reproduced: " + ("lower" if own < published else "higher")
            )
        sentences.append(f"{start} ({verdict}); {correlation}.")
    return sentences


def secondary_sentence(metrics: pd.DataFrame) -> str:
    """Say how many secondary comparisons survive the correction for their number."""
    rows = metrics[(metrics["metric"] == "skill") & ~metrics["primary"].astype(bool)]
    tested = rows[rows["p_holm"].notna()]
    if tested.empty:
        return (
            f"No secondary comparison has a p-value: it takes {MIN_SUBJECTS} subjects or more in the "
            "test part."
        )
    passed = tested[tested["p_holm"] < SIGNIFICANT]
    found = (
        "none is below"
        if passed.empty
        else listed([f"{model_name(row.model)} in {row.scheme}" for row in passed.itertuples()])
        + (" is below" if len(passed) == 1 else " are below")
    )
    return (
        f"Of {counted(len(tested), 'secondary comparison')}, after Holm's correction {found} "
        f"p = {SIGNIFICANT} (one-sided sign-flip test over subjects)."
    )


def scheme_sentences(metrics: pd.DataFrame) -> list[str]:
    """Say what the model chosen on validation segments reaches in each scheme."""
    sentences = []
    for scheme in dict.fromkeys(metrics["scheme"]):
        rows = metrics[(metrics["scheme"] == scheme) & (metrics["metric"] == "skill")]
        chosen = rows[(rows["model"] == "best-chosen") & (rows["part"] == "test")]
        if not chosen.empty and chosen["status"].iloc[0] == "estimated":
            row = chosen.iloc[0]
            judgement = "better than" if row["value"] > 0 else "no better than"
            sentences.append(
                f"{scheme}: the model chosen on validation segments has the skill "
                f"{number(row['value'])} on test segments, {judgement} the best EEG-free predictor"
                + (", but this scheme is never evidence." if scheme == "random" else ".")
            )
        else:
            missing = rows[rows["status"] == "not estimable"]
            reason = str(missing["reason"].iloc[0]) if len(missing) else "no model was judged"
            sentences.append(f"{scheme}: not estimable. {_ended(reason)}")
    return sentences


def not_estimable(metrics: pd.DataFrame) -> list[dict[str, str]]:
    """List what the cohort cannot carry: scheme, model(s), what, reason.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.evaluate`.

    Returns
    -------
    list of dict
        Keys scheme, what, models, reason; models with the same reason in one row.
    """
    rows = metrics[metrics["status"] == "not estimable"]
    rows = rows[~rows["metric"].str.endswith("_of_subject")]
    found = []
    for (scheme, metric, reason), group in rows.groupby(["scheme", "metric", "reason"], sort=False):
        models = [model_name(model) for model in dict.fromkeys(group["model"])]
        found.append(
            {
                "scheme": scheme,
                "what": metric.replace("_", " "),
                "models": listed(models),
                "reason": reason,
            }
        )
    return found


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
            share = float((white < SIGNIFICANT).mean())
            text += (
                f"; the residuals are not white (p < {SIGNIFICANT}) in {share:.0%} of the segments"
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
        f"Averaged over segments, {above} of {int(outside.sum())} directed pairs of muscles have more "
        "Granger causality forward than in reversed time; where it is not more, or where coherence at "
        f"zero lag is high (largest here: {number(zero_lag[i, j])}, {channels[j]} and {channels[i]}), mixing of the "
        "signals explains it as well, and this report does not call it influence."
    )


def importance_sentence(importance: pd.DataFrame | None, reason: str) -> str:
    """Name the measure and the electrode on which the skill rests most."""
    if importance is None or importance.empty:
        return f"Importance is not estimable. {_ended(reason or 'No model was permuted')}"
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
            f"Permuting {lowered(name)} costs most among the {what}s: {number(top['importance'], 3)} "
            f"of skill{interval}."
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
                f"contains {counted(impossible, 'impossibility')} under {counted(rules, 'rule')}: no data "
                "can give these numbers as they are defined"
            )
        else:
            words = "contains nothing impossible"
        more = f", and {counted(suspicious, 'suspicious finding')}" if suspicious else ""
        sentences.append(f"{name} {words}{more} ({counted(len(findings), 'check')}).")
    return sentences


def limits(*, simulated: bool) -> list[str]:
    """Say what no run of this kind can show."""
    common = [
        "The paper's recordings are private, so its numbers cannot be recomputed; only its methods can be followed.",
        "The paper speaks of simulation results and names its reliance on simulation data as a limitation.",
        "Granger causality is prediction, not mechanism: common sources and mixing produce it too.",
        "The folds of leave-one-subject-out share training data, so subjects are not quite independent.",
    ]
    own = (
        "These recordings were simulated: what holds here says that the methods work as intended, nothing about people."
        if simulated
        else "The truth of real recordings is unknown, so errors of the estimated matrices themselves cannot be seen here."
    )
    return [own, *common]


def answer(
    *,
    segments: pd.DataFrame,
    metrics: pd.DataFrame,
    material: Mapping[str, Any],
    confidence: float,
    simulated: bool,
) -> list[str]:
    """Give the report's answer in three sentences (two where there is nothing to compare)."""
    sentences = [
        material_sentence(segments, simulated=simulated, **material),
        primary_sentence(metrics, confidence=confidence, simulated=simulated),
        eeg_free_sentence(metrics),
    ]
    return [sentence for sentence in sentences if sentence]


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
