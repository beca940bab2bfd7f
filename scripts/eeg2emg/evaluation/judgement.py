"""Judgement: skill over the EEG-free rival, for every model and scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.evaluation.changes import changes_of
from eeg2emg.evaluation.families import SubjectGains, correct
from eeg2emg.evaluation.intervals import (
    MIN_SUBJECTS,
    ratio_interval,
    remark_on_interval,
    sign_flip_test,
    why_no_interval,
)
from eeg2emg.evaluation.metrics import METRICS, skill, squared_error_by_group
from eeg2emg.evaluation.selection import (
    Choice,
    SchemeTable,
    choices,
    choose_rival,
    gather,
    why_not_estimable,
)
from eeg2emg.files.tables import empty_text
from eeg2emg.learning.catalogue import CELL_MEAN, KERNEL_RIDGE, PRIMARY_MODELS, REGRESSIONS, RIVALS
from eeg2emg.names.models import LAST, PRIMARY_CHOSEN, ModelName
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.predictions import Predictions
    from eeg2emg.splitting.split import Split

PRIMARY = {
    "scheme": PRIMARY_SCHEME,
    "model": PRIMARY_CHOSEN,
    "part": "test",
    "metric": "skill",
}
"""The primary analysis: of the models that the configuration names the best by validation."""

ALL_MODELS = "all models"
"""In the place of a model: a scheme that the cohort cannot carry."""

OVER_CELL_MEAN = "skill_over_cell_mean"
"""Skill with the mean of subject and phase in the place of the rival: what models on residuals
start from where they know the subject."""

OVER_KERNEL = "skill_over_kernel_ridge"
"""Skill with the kernel ridge in the place of the rival, of networks and of means of members."""

CHANGES = "slope_of_changes"
"""True change from segment to segment per estimated change (`eeg2emg.evaluation.changes`)."""

PRIMARY_FAMILY = "primary analysis"
"""Family of the primary analysis, which is tested alone."""

QUESTIONS = {"skill": "skill over the rival", OVER_KERNEL: "models over the kernel ridge"}
"""What is tested, by metric; every question is corrected for the number of its tests."""

PARTS = ("training", "validation", "test", "total")

COLUMNS = (
    "scheme",
    "model",
    "part",
    "metric",
    "rival",
    "chosen",
    "value",
    "low",
    "high",
    "p",
    "p_corrected",
    "family",
    "n_subjects",
    "n_segments",
    "primary",
    "status",
    "reason",
)
"""Columns of the table of metrics. ``rival`` names what a skill is measured against, ``chosen``
what was chosen on validation segments (the model, or its hyperparameters). ``family`` names the
tests that ``p_corrected`` is corrected with. ``reason`` says why a value is not estimable, why an
estimated one has no interval, or on whom the rival makes no error."""

SUBJECT_COLUMNS = ("scheme", "model", "subject", "rival", "skill", "rival_error", "n_segments")
"""Columns of the table of subjects: the skill of each model on each subject's test segments, and
the sum of the rival's squared errors, by which people are weighted in the skill of all."""


class Judgement(NamedTuple):
    """What `evaluate` finds.

    Attributes
    ----------
    metrics : DataFrame
        Columns `COLUMNS`, one row per scheme, model, part and metric.
    subjects : DataFrame
        Columns `SUBJECT_COLUMNS`.
    """

    metrics: pd.DataFrame
    subjects: pd.DataFrame


def evaluate(
    dataset: ConnectivityDataset,
    splits: Mapping[str, Split],
    predictions: Sequence[Predictions],
    *,
    primary: Sequence[str] = PRIMARY_MODELS,
    seed: int,
    confidence: float = 0.95,
    plain: bool = True,
) -> Judgement:
    """Judge all models in all schemes.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The truth.
    splits : dict of str to Split
        By scheme; one that the cohort cannot carry gives the reason.
    predictions : sequence of Predictions
        Of the networks, the models and the rivals.
    primary : sequence of str
        Models among which the primary analysis chooses on validation segments.
    seed : int
        The cohort's seed, for the sign flips where there are too many subjects for all of them.
    confidence : float
        Level of the intervals.
    plain : bool
        Whether the metrics that need no rival are computed too.

    Returns
    -------
    Judgement
        Metrics: those of `eeg2emg.evaluation.metrics.METRICS` per
        part and over all ("total"), pooled over rows; ``skill`` against the rival that each fold
        chose on its validation segments, ``skill_over_cell_mean``, for networks
        ``skill_over_kernel_ridge``, and in schemes that are evidence ``slope_of_changes``.
        Intervals and one-sided sign-flip p-values are over subjects and for the test part only,
        with the same flips everywhere: an interval lies above 0 exactly where its p is at most
        (1 - confidence) / 2. Only what is claimed has a p-value: no scheme that is no evidence, no
        weights after the last iteration, nothing against the cell mean, no changes but those of
        the primary analysis, whose verdict asks for both. Those of all but the primary analysis
        are corrected for the number of tests of the same question
        (`eeg2emg.evaluation.families`). Folds share training data, so subjects are not quite
        independent. ``status`` is "estimated" or "not estimable",
        then with a ``reason``.
    """
    records: list[dict[str, object]] = []
    subjects: list[dict[str, object]] = []
    tests: list[tuple[dict[str, object], SubjectGains]] = []
    flips = derive_seed(seed, "sign flips")
    study = _Study(dataset, tuple(primary), plain, {"seed": flips, "confidence": confidence})
    for scheme, split in splits.items():
        if not split.estimable:
            records.append(_missing(scheme, ALL_MODELS, "test", "skill", split.reason))
            continue
        table = gather(dataset, scheme, split, predictions)
        records += _evaluate_scheme(table, study, subjects, tests)
    _correct(tests, flips)
    frame = pd.DataFrame(records, columns=list(COLUMNS))
    frame["primary"] = np.logical_and.reduce([frame[k] == v for k, v in PRIMARY.items()])
    text = ["rival", "chosen", "family", "reason"]
    frame[text] = empty_text(frame[text])
    return Judgement(frame, pd.DataFrame(subjects, columns=list(SUBJECT_COLUMNS)))


class _Study(NamedTuple):
    """What is the same for all schemes: cohort, primary models, plain metrics or not, options."""

    dataset: ConnectivityDataset
    primary: tuple[str, ...]
    plain: bool
    options: Mapping[str, Any]


def _evaluate_scheme(
    table: SchemeTable,
    study: _Study,
    subjects: list[dict[str, object]],
    tests: list[tuple[dict[str, object], SubjectGains]],
) -> Iterator[dict[str, object]]:
    rival = choose_rival(table)
    made = choices(table, study.primary)
    models = table.models | {name: choice.prediction for name, choice in made.items()}
    comparisons = {"skill": (rival.describe(), rival.prediction)}
    if CELL_MEAN in table.models:
        comparisons[OVER_CELL_MEAN] = (CELL_MEAN, table.models[CELL_MEAN])
    for model, prediction in models.items():
        reason = made[model].reason if model in made else _reason(table, model, prediction)
        if reason:
            yield _missing(table.scheme, model, "test", "skill", reason)
            continue
        chosen = _chosen(table, model, made)
        if study.plain:
            yield from _plain_metrics(table, model, prediction, chosen)
        own = dict(comparisons)
        if KERNEL_RIDGE in models and _is_compared_with_kernel(model):
            own[OVER_KERNEL] = (KERNEL_RIDGE, models[KERNEL_RIDGE])
        for metric, (name, reference) in own.items():
            words = {"rival": name, "chosen": chosen}
            pair = prediction, reference
            found, by_subject = _skills(
                table, model, metric, pair=pair, words=words, options=study.options, tests=tests
            )
            yield from found
            if metric == "skill":
                subjects += by_subject
        if model not in RIVALS and SCHEMES[table.scheme].is_evidence:
            row = {"scheme": table.scheme, "model": model, "chosen": chosen}
            yield row | _changes(table, study, model, prediction)


def _is_compared_with_kernel(model: str) -> bool:
    """Say whether a model is a network, or a mean of members."""
    is_mean = model in REGRESSIONS and bool(REGRESSIONS[model].members)
    return is_mean or ModelName.parse(model).is_network


def _reason(table: SchemeTable, model: str, prediction: np.ndarray) -> str:
    """Say why a model is not estimable in this scheme; empty if it is."""
    rows = ~np.isfinite(prediction).all(axis=(1, 2))
    rows &= table.rows["part"].isin(["validation", "test"]).to_numpy()
    if not rows.any():
        return ""
    known = why_not_estimable(table, model)
    return known or f"no estimate for segment {table.rows['segment'][int(np.argmax(rows))]}"


def _chosen(table: SchemeTable, model: str, made: Mapping[str, Choice]) -> str:
    """Say what was chosen on validation segments; empty where nothing was."""
    if model in made:
        return made[model].describe()
    known = table.remarks[(table.remarks["model"] == model) & (table.remarks["kind"] == "chosen")]
    if known.empty:
        return ""
    first = str(known["text"].iloc[0])
    others = known["text"].nunique() > 1
    return first + (" in the first fold" if others else "")


def _plain_metrics(
    table: SchemeTable, model: str, prediction: np.ndarray, chosen: str
) -> Iterator[dict[str, object]]:
    finite = np.isfinite(prediction).all(axis=(1, 2))
    for part in PARTS:
        inside = finite & ((table.rows["part"] == part) | (part == "total")).to_numpy()
        if not inside.any():
            continue
        for metric, compute in METRICS.items():
            value = compute(table.truth[inside], prediction[inside])
            yield {
                "scheme": table.scheme,
                "model": model,
                "part": part,
                "metric": metric,
                "value": value,
                "n_subjects": table.rows.loc[inside, "subject"].nunique(),
                "n_segments": table.rows.loc[inside, "segment"].nunique(),
                "status": "estimated" if np.isfinite(value) else "not estimable",
                "reason": "" if np.isfinite(value) else "the truth or the estimate does not vary",
                "chosen": chosen,
            }


def _skills(
    table: SchemeTable,
    model: str,
    metric: str,
    *,
    pair: tuple[np.ndarray, np.ndarray],
    words: Mapping[str, str],
    options: Mapping[str, Any],
    tests: list[tuple[dict[str, object], SubjectGains]],
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Skill of a prediction over a reference per part, and per subject for the test part."""
    finite = np.logical_and(*(np.isfinite(array).all(axis=(1, 2)) for array in pair))
    subject_of_row = table.rows["subject"].to_numpy()
    records: list[dict[str, object]] = []
    by_subject: list[dict[str, object]] = []
    for part in ("training", "validation", "test"):
        rows = (table.rows["part"] == part).to_numpy()
        if part == "test" and not finite[rows].all():
            why = "the reference is not estimable for every tested segment"
            records.append(_missing(table.scheme, model, part, metric, why))
            continue
        # Smoothing over time has nothing to say about the first training segments.
        rows = rows & finite
        if not rows.any():
            continue
        truth, prediction, reference = (array[rows] for array in (table.truth, *pair))
        subjects, groups = np.unique(subject_of_row[rows], return_inverse=True)
        value = skill(truth, prediction, reference)
        record: dict[str, object] = {
            "scheme": table.scheme,
            "model": model,
            "part": part,
            "metric": metric,
            "value": value,
            "n_subjects": len(subjects),
            "n_segments": table.rows.loc[rows, "segment"].nunique(),
            "status": "estimated" if np.isfinite(value) else "not estimable",
            "reason": "" if np.isfinite(value) else "the reference makes no error",
            **words,
        }
        records.append(record)
        if part != "test" or not np.isfinite(value):
            continue
        errors, reference_errors = (
            squared_error_by_group(truth, array, groups, len(subjects))
            for array in (prediction, reference)
        )
        if model not in RIVALS:
            gains = reference_errors - errors
            names = tuple(str(subject) for subject in subjects)
            record |= _interval(gains, reference_errors, names, options)
            if len(subjects) >= MIN_SUBJECTS and _is_hypothesis(table.scheme, model, metric):
                record["p"] = sign_flip_test(gains, seed=options["seed"])
                tests.append((record, SubjectGains(QUESTIONS[metric], names, gains)))
        sizes = [
            table.rows.loc[rows & (subject_of_row == s), "segment"].nunique() for s in subjects
        ]
        for k, (subject, size) in enumerate(zip(subjects, sizes, strict=True)):
            own = skill(*(array[groups == k] for array in (truth, prediction, reference)))
            values = (table.scheme, model, subject, words["rival"], own, reference_errors[k], size)
            by_subject.append(dict(zip(SUBJECT_COLUMNS, values, strict=True)))
    return records, by_subject


def _changes(
    table: SchemeTable, study: _Study, model: str, prediction: np.ndarray
) -> dict[str, object]:
    """Say how far tested segments change as the prediction does; tested of the primary analysis."""
    test = table.tested
    rows = study.dataset.rows(table.rows.loc[test, "segment"])
    segments = study.dataset.segments.iloc[rows]
    found = changes_of(segments, table.truth[test], prediction[test])
    count, slope = len(found.subjects), found.slope
    row: dict[str, object] = {"part": "test", "metric": CHANGES, "value": slope}
    row |= {"n_subjects": count, "n_segments": len(segments)}
    if not count:
        why = "nobody has three tested segments of a phase in a recording"
        return row | {"status": "not estimable", "reason": why}
    if not np.isfinite(slope):
        return row | {"status": "not estimable", "reason": "the estimate does not change"}
    bounds = ratio_interval(found.shared, found.estimated, **study.options)
    row |= {"low": bounds.low, "high": bounds.high, "status": "estimated"}
    if count >= MIN_SUBJECTS and (table.scheme, model) == (PRIMARY["scheme"], PRIMARY["model"]):
        p = sign_flip_test(found.shared, seed=study.options["seed"])
        row |= {"p": p, "p_corrected": p, "family": PRIMARY_FAMILY}
    return row | {"reason": why_no_interval(count, study.options["confidence"])}


def _interval(
    gains: np.ndarray,
    reference_errors: np.ndarray,
    subjects: Sequence[str],
    options: Mapping[str, Any],
) -> dict[str, object]:
    """Interval over subjects, and why there is none or who has no error of the reference."""
    bounds = ratio_interval(gains, reference_errors, **options)
    reason = why_no_interval(len(gains), options["confidence"])
    reason = reason or remark_on_interval(reference_errors, subjects, bounds)
    return {"low": bounds.low, "high": bounds.high, "reason": reason}


def _is_hypothesis(scheme: str, model: str, metric: str) -> bool:
    """Say whether a skill on test segments is claimed to be above 0, and not only shown.

    No claim is made in a scheme that is no evidence, of the weights after the last iteration
    (validation has better ones), or against the cell mean, which is one rival of several.
    """
    return (
        metric in QUESTIONS
        and SCHEMES[scheme].is_evidence
        and ModelName.parse(model).weights != LAST
    )


def _correct(tests: Sequence[tuple[dict[str, object], SubjectGains]], seed: int) -> None:
    """Enter the corrected p-values and their families into the records of the tests."""
    secondary = []
    for record, gains in tests:
        if all(record[key] == value for key, value in PRIMARY.items()):
            record |= {"family": PRIMARY_FAMILY, "p_corrected": record["p"]}
        else:
            secondary.append((record, gains))
    found = correct([gains for _, gains in secondary], seed=seed)
    for (record, _), corrected in zip(secondary, found, strict=True):
        record |= {"family": corrected.family, "p_corrected": corrected.p}


def _missing(scheme: str, model: str, part: str, metric: str, reason: str) -> dict[str, object]:
    return {
        "scheme": scheme,
        "model": model,
        "part": part,
        "metric": metric,
        "value": np.nan,
        "status": "not estimable",
        "reason": reason,
    }
