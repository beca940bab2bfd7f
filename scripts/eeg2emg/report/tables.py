"""Tables of the report: headings and cells, as text."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.connectivity.catalogue import measure_title
from eeg2emg.evaluation.judgement import CHANGES, OVER_CELL_MEAN
from eeg2emg.files.tables import empty_text
from eeg2emg.learning.catalogue import REGRESSIONS, RIVALS, model_title, spell_models
from eeg2emg.names.components import LABEL_IN_WORDS
from eeg2emg.names.models import ModelName
from eeg2emg.report.words import interval, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

METRIC_HEADINGS = {"r2": "R²", "mse": "MSE", "mae": "MAE", "r": "r"}
METRIC_TITLES = METRIC_HEADINGS | {
    "skill": "skill over the EEG-free rival",
    "rmse": "root of MSE",
    "mean_entry_r": "r of each entry, averaged",
    "weighted_r2": "R² of each entry, weighted by variance",
}
"""What the paper's metrics are called in tables."""


@dataclass(frozen=True)
class Table:
    """A table of text.

    Attributes
    ----------
    headings : sequence of str
        One per column.
    rows : sequence of sequence of str
        The cells.
    numeric : frozenset of int
        Columns that are aligned to the right.
    marked : frozenset of int
        Rows that are set off.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    marked: frozenset[int] = field(default_factory=frozenset)


def cohort_table(segments: pd.DataFrame, phases: Sequence[str]) -> Table:
    """Count recordings and segments per subject and phase."""
    rows = []
    for subject, own in segments.groupby("subject", sort=True):
        counts = own["phase"].value_counts()
        rows.append(
            [str(subject), str(own["recording"].nunique())]
            + [str(int(counts.get(phase, 0))) for phase in phases]
            + [str(len(own))]
        )
    total = segments["phase"].value_counts()
    rows.append(
        ["all", str(segments["recording"].nunique())]
        + [str(int(total.get(phase, 0))) for phase in phases]
        + [str(len(segments))]
    )
    headings = ["subject", "recordings", *(f"segments of {name}" for name in phases), "segments"]
    columns = frozenset(range(1, len(headings)))
    return Table(headings, rows, columns, frozenset({len(rows) - 1}))


def quality_table(quality: pd.DataFrame) -> Table:
    """List the recordings, which are used and why others are not."""
    rows = [
        [
            row.recording,
            "yes" if int(row.used) else "no",
            _text(row.reason),
            _general(row.duration_s),
            _general(row.rate_hz),
            _general(row.segments),
            _text(row.bad_eeg_channels),
            _text(row.bridged_pairs),
            _text(row.renamed_channels),
        ]
        for row in quality.itertuples()
    ]
    headings = ["recording", "used", "why not", "length (s)", "rate (Hz)", "segments", "bad EEG"]
    headings += ["bridged EEG", "named otherwise in the file"]
    if "emg_time" in quality and quality["emg_time"].notna().any():
        headings.append("EMG, a file of its own, against the EEG")
        for row, words in zip(rows, quality["emg_time"], strict=True):
            row.append(_text(words))
    unused = frozenset(k for k, row in enumerate(rows) if row[1] == "no")
    return Table(headings, rows, frozenset({3, 4, 5}), unused)


def exclusions_tables(exclusions: pd.DataFrame) -> tuple[Table | None, Table | None]:
    """List what was left out, and apart from it the recordings of people who were left out.

    Parameters
    ----------
    exclusions : DataFrame
        Columns level, name, reason, all text.

    Returns
    -------
    tuple of two Table or None
        The first says of a subject what its first recording lacks; None where there are no rows.
    """
    people = exclusions.loc[exclusions["level"] == "subject", "name"]
    owner = exclusions["name"].str.split("_").str[0].str.removeprefix("sub-")
    theirs = (exclusions["level"] != "subject") & owner.isin(people.str.removeprefix("sub-"))
    shown = exclusions[~theirs].copy()
    for row in shown.index[shown["level"] == "subject"]:
        own = exclusions[theirs & (owner == shown.at[row, "name"].removeprefix("sub-"))]
        if len(own) and own["reason"].iloc[0] != shown.at[row, "reason"]:
            first = f"{own['name'].iloc[0]}: {own['reason'].iloc[0]}"
            shown.at[row, "reason"] = f"{shown.at[row, 'reason']}. The first, {first}"
    main, rest = (
        plain_table(frame.reset_index(drop=True)) if len(frame) else None
        for frame in (shown, exclusions[theirs])
    )
    return main, rest


def components_table(components: pd.DataFrame) -> Table:
    """List the components that are not taken for brain, and what became of them."""
    shown = components[components["component"].notna() & (empty_text(components["reason"]) != "")]
    rows = [
        [
            str(row.unit),
            _general(row.component),
            LABEL_IN_WORDS.get(row.label, _text(row.label)),
            _general(row.highest_score),
            _share(row.explained_variance),
            "yes" if int(row.removed) else "no",
            _text(row.reason),
        ]
        for row in shown.itertuples()
    ]
    headings = ["decomposition", "number", "label", "score", "variance", "removed", "why"]
    classes = [name for name in shown.columns if name.startswith("score_iclabel_")]
    if classes:
        headings.append("ICLabel says")
        for row, found in zip(rows, shown[classes].to_numpy(dtype=float), strict=True):
            row.append(_most_probable(found, classes))
    removed = frozenset(k for k, row in enumerate(rows) if row[5] == "yes")
    return Table(headings, rows, frozenset({1, 3, 4}), removed)


def _most_probable(probabilities: np.ndarray, classes: Sequence[str]) -> str:
    if not np.isfinite(probabilities).all():
        return ""
    best = int(np.argmax(probabilities))
    return f"{classes[best].removeprefix('score_iclabel_')} {probabilities[best]:.2f}"


def emg_controls_table(
    values: np.ndarray, measures: Sequence[str], channels: Sequence[str]
) -> Table | None:
    """Set raw Granger causality of each pair of muscles beside its controls, strongest first.

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
    Table or None
        None where raw Granger causality was not estimated.
    """
    if "granger_raw" not in measures or not len(values):
        return None
    means = dict(zip(measures, values.mean(axis=0), strict=True))
    pairs = [(i, j) for i in range(len(channels)) for j in range(len(channels)) if i != j]
    pairs.sort(key=lambda pair: -means["granger_raw"][pair])
    rows = [
        [f"{channels[j]} → {channels[i]}", *(number(means[name][i, j], 4) for name in measures)]
        for i, j in pairs
    ]
    headings = ["source → sink", *(measure_title(name) for name in measures)]
    return Table(headings, rows, frozenset(range(1, len(headings))))


def cross_check_table(checks: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Table:
    """Set this package's estimates beside those of an independent library."""
    rows = [
        [
            recording,
            measure_title(measure),
            number(found["correlation"], 3),
            number(found["max_difference"], 4),
            number(found["mean_difference"], 4),
        ]
        for recording, measures in checks.items()
        for measure, found in measures.items()
    ]
    headings = ["recording", "measure", "correlation", "largest difference", "mean difference"]
    return Table(headings, rows, frozenset({2, 3, 4}))


def significance_table(significance: pd.DataFrame, phases: Sequence[str]) -> Table:
    """List which share of the links is significant, by measure and phase."""
    places = {name: k for k, name in enumerate(dict.fromkeys(significance["measure"]))}
    order = {name: k for k, name in enumerate(phases)}
    ordered = significance.assign(
        place=significance["measure"].map(places), order=significance["phase"].map(order)
    ).sort_values(["place", "order"], kind="stable")
    rows = [
        [
            str(row.signal).upper(),
            measure_title(str(row.measure)),
            str(row.phase),
            _general(row.segments),
            _share(row.share_uncorrected),
            _share(row.share_max_statistic),
            _share(row.share_false_discovery),
        ]
        for row in ordered.itertuples()
    ]
    headings = [
        *("signal", "measure", "phase", "segments"),
        *("uncorrected", "maximum statistic", "false discovery rate"),
    ]
    return Table(headings, rows, frozenset(range(3, 7)))


def replication_table(table3: pd.DataFrame) -> Table:
    """Lay Table 3 out as the paper does, the published value in parentheses."""
    rows, before = [], ""
    for record in table3.to_dict("records"):
        first = "" if record["optimizer"] == before else str(record["optimizer"])
        before = str(record["optimizer"])
        values = [
            f"{'–' if record.get('reason') else _printed(record[metric])} "
            f"({_printed(record[f'published_{metric}'])})"
            for metric in METRIC_HEADINGS
        ]
        rows.append([first, str(record["split"]), str(record["segments"]), *values])
    headings = ["optimizer", "data", "segments", *METRIC_HEADINGS.values()]
    tested = frozenset(k for k, row in enumerate(rows) if row[1] == "test")
    return Table(headings, rows, frozenset(range(2, len(headings))), tested)


def evidence_table(metrics: pd.DataFrame, scheme: str, *, confidence: float) -> Table:
    """List all models of a scheme by their skill on test segments.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    scheme : str
        Which scheme.
    confidence : float
        Level of the intervals, for the heading.

    Returns
    -------
    Table
        Models that see EEG first, then those that do not; a row that is not estimable gives the
        reason.
    """
    tested = metrics[(metrics["scheme"] == scheme) & (metrics["part"] == "test")]
    values = {
        (row.model, row.metric): row
        for row in tested[tested["metric"].isin(["skill", OVER_CELL_MEAN, CHANGES, "r2", "r"])]
        .reset_index(drop=True)
        .itertuples()
    }
    models = list(dict.fromkeys(tested["model"]))
    with_changes = any(metric == CHANGES for _, metric in values)
    models.sort(key=lambda model: (model in RIVALS, not ModelName.parse(model).is_chosen))
    rows: list[list[str]] = []
    marked = set()
    for model in models:
        skill = values.get((model, "skill"))
        if skill is None:
            continue
        name = model_title(model) + (" (sees no EEG)" if model in RIVALS else "")
        if skill.primary:
            name += " (primary analysis)"
            marked.add(len(rows))
        if skill.status != "estimated":
            reason = f"not estimable: {_text(skill.reason)}"
            rows.append([name, *["–"] * (6 + with_changes), reason])
            continue
        beside = [
            number(values[model, metric].value) if (model, metric) in values else "–"
            for metric in (OVER_CELL_MEAN, "r2", "r")
        ]
        if with_changes:
            beside.insert(1, _slope(values.get((model, CHANGES))))
        remarks = _remarks(skill)
        bounds = interval(skill.low, skill.high) or "–"
        p = number(skill.p_corrected, 3)
        rows.append([name, number(skill.value), bounds, p, *beside, remarks])
    headings = [
        "model",
        "skill",
        f"{confidence:.0%} interval",
        "p",
        "skill over cell mean",
        *(["true per estimated change"] if with_changes else []),
        "pooled R²",
        "pooled r",
        "remarks",
    ]
    return Table(headings, rows, frozenset(range(1, len(headings) - 1)), frozenset(marked))


def _slope(row: Any) -> str:
    """Write a slope of changes with its interval; a dash where there is none."""
    if row is None or row.status != "estimated":
        return "–"
    bounds = interval(row.low, row.high)
    return number(row.value) + (f" ({bounds})" if bounds else "")


def subjects_table(subjects: pd.DataFrame, scheme: str) -> Table | None:
    """List the skill of each model on the test segments of each subject.

    Parameters
    ----------
    subjects : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    scheme : str
        Which scheme.

    Returns
    -------
    Table or None
        Models that see EEG in rows, subjects in columns; None where there are no such skills.
    """
    rows = subjects[(subjects["scheme"] == scheme) & ~subjects["model"].isin(RIVALS)]
    if rows.empty:
        return None
    wide = rows.pivot_table(index="model", columns="subject", values="skill", sort=False)
    wide = wide[sorted(wide.columns, key=str)]
    cells = [
        [model_title(str(model)), *(number(value) for value in values)]
        for model, values in zip(wide.index, wide.to_numpy(), strict=True)
    ]
    headings = ["model", *(f"subject {subject}" for subject in wide.columns)]
    return Table(headings, cells, frozenset(range(1, len(headings))))


def _remarks(skill: Any) -> str:
    """Say what a skill was measured against and what was chosen, under names for people."""
    rival, chosen = _text(skill.rival), _text(skill.chosen)
    if chosen in REGRESSIONS:
        chosen = model_title(chosen)
    remarks = [
        f"rival: {rival}" if rival else "",
        f"chosen: {chosen}" if chosen else "",
        "" if math.isnan(skill.low) else _text(skill.reason),
    ]
    return spell_models("; ".join(remark for remark in remarks if remark))


def audit_table(audit: pd.DataFrame, table: str, rules: Mapping[str, str]) -> Table:
    """List the findings about one audited table that are not in order."""
    found = audit[(audit["table"] == table) & (audit["verdict"] != "ok")]
    rows = [
        [
            _text(row.rows),
            rules.get(row.rule, str(row.rule).replace("_", " ")),
            row.verdict,
            _text(row.explanation),
        ]
        for row in found.itertuples()
    ]
    headings = ["rows", "rule", "verdict", "finding"]
    impossible = frozenset(k for k, row in enumerate(rows) if row[2] == "impossible")
    return Table(headings, rows, marked=impossible)


_HEADINGS = METRIC_HEADINGS | {
    "shifts": "wrong pairings",
    "null_mean": "their mean skill",
    "null_95": "95% of them below",
}


def plain_table(frame: pd.DataFrame, headings: Mapping[str, str] | None = None) -> Table:
    """Make a table of a data frame: numbers to the right, with four significant digits.

    Models have their names for people, as have columns, unless `headings` gives them.
    """
    names = headings or {
        str(column): _HEADINGS.get(str(column), str(column).replace("_", " ")) for column in frame
    }
    if "model" in frame:
        frame = frame.assign(model=frame["model"].map(lambda name: model_title(str(name))))
    numeric = frozenset(
        k for k, column in enumerate(names) if pd.api.types.is_numeric_dtype(frame[column])
    )
    rows = [[_general(row[column]) for column in names] for row in frame.to_dict("records")]
    return Table(list(names.values()), rows, numeric)


def plain_table_of(frame: pd.DataFrame | None) -> Table | None:
    """Make a table as `plain_table`; None where there is nothing to list."""
    return None if frame is None or frame.empty else plain_table(frame)


def _text(value: Any) -> str:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


def _general(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return "–" if not math.isfinite(value) else f"{value:.4g}".replace("-", "−")
    return _text(value)


def _share(value: Any) -> str:
    share = pd.to_numeric(value, errors="coerce")
    return "–" if pd.isna(share) else f"{share:.1%}"


def _printed(value: Any) -> str:
    text = _text(value)
    return "undefined" if text in {"", "nan"} else text.replace("-", "−")
