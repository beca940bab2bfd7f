"""Further targets: each judged as the primary one, by rivals, ridge, kernel ridge and null."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.controls.eeg_subsets import subsets_of_dataset
from eeg2emg.controls.null_table import no_null
from eeg2emg.controls.shifted_models import pairing_null
from eeg2emg.controls.subset_fits import fit_subsets
from eeg2emg.controls.trends import shared_trend
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.judgement import PRIMARY, evaluate
from eeg2emg.evaluation.limits import learnable_skill
from eeg2emg.evaluation.reliability import split_half_reliability
from eeg2emg.evaluation.selection import choose_rival, gather_estimable
from eeg2emg.learning.catalogue import PRIMARY_MODELS
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.recipes import RECIPES, REPLICATION_RECIPE
from eeg2emg.learning.trained_schemes import train_schemes
from eeg2emg.names.controls import LIMIT_HZ
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES
from eeg2emg.splitting.split import Split
from eeg2emg.verdict.decision import decide
from eeg2emg.verdict.evidence import evidence_of_tables
from eeg2emg.verdict.target_table import (
    COLUMNS,
    CONTROL,
    LEARNABLE,
    NULL,
    RELIABILITY,
    SUBJECT,
    VERDICT,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset, Planes
    from eeg2emg.evaluation.target_data import TargetData
    from eeg2emg.learning.predictions import Predictions


def judge_target(
    data: TargetData,
    splits: Mapping[str, Split],
    *,
    seed: int,
    shifts: int,
    confidence: float = 0.95,
    models: Sequence[str] = PRIMARY_MODELS,
    networks: Sequence[Predictions] = (),
    planes: dict[str, Planes] | None = None,
    high_v: np.ndarray | None = None,
    limit_hz: float = LIMIT_HZ,
    states: np.ndarray | None = None,
    head_v: np.ndarray | None = None,
    learnt: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Judge one target in the schemes that are evidence.

    Parameters
    ----------
    data : TargetData
        The cohort with this target; segments without it are not in it.
    splits : dict of str to Split
        By scheme, of the run; segments that the cohort lacks are left out of them.
    seed : int
        The cohort's seed.
    shifts : int
        Wrong pairings of the null.
    confidence : float
        Level of the intervals.
    models : sequence of str
        Regressions, among which validation chooses.
    networks : sequence of Predictions
        Of networks that were trained on this target (with `splits_of_evidence`), judged besides.
    planes : dict of str to Planes, optional
        Matrices of parts of the EEG, for the controls.
    high_v : ndarray, shape (segments, n), optional
        Amplitude of each channel above `limit_hz`, in volts, for a control.
    limit_hz : float
        That limit.
    states : ndarray, shape (segments, k), optional
        True state of the brain in each segment, for the learnable limit.
    head_v : ndarray, shape (segments, k), optional
        Amplitude of each muscle of the head, in volts, for a control.
    learnt : DataFrame, optional
        What the target was learnt with (`eeg2emg.evaluation.synergies.LearntTarget`), to stand at
        the end.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    dataset = data.dataset
    own = splits_of_evidence(dataset, splits)
    predictions = [
        fit_models(dataset, split, scheme, regressions=models)
        for scheme, split in own.items()
        if split.estimable
    ]
    metrics, subjects = evaluate(
        dataset,
        own,
        [*predictions, *networks],
        primary=models,
        seed=seed,
        confidence=confidence,
        plain=False,
    )
    trends = shared_trend(dataset, seed=seed)
    null, controls = _doubts(
        dataset,
        own,
        predictions,
        planes or {},
        high_v,
        limit_hz=limit_hz,
        head_v=head_v,
        models=models,
        shifts=shifts,
        seed=seed,
        confidence=confidence,
    )
    verdict = decide(evidence_of_tables(metrics, trends, null, controls), confidence=confidence)
    reliability = split_half_reliability(data.halves, dataset.cells, data.lengthening).overall
    rows = pd.concat(
        [
            _of_metrics(metrics),
            _of_subjects(subjects),
            _of_null(null),
            *([] if controls is None else [_of_controls(controls)]),
            _one(RELIABILITY, value=reliability),
            *([] if states is None else _learnable(dataset, own, predictions, states)),
            *([] if learnt is None else [learnt.assign(scheme=PRIMARY_SCHEME, status="estimated")]),
            _one(
                VERDICT,
                scheme=PRIMARY_SCHEME,
                outcome=verdict.outcome.name,
                reason=f"{verdict.outcome.meaning} {verdict.reason}".strip(),
            ),
        ],
        ignore_index=True,
    )
    known = {"target": dataset.target_name, "n_entries": int(np.prod(dataset.targets.shape[1:]))}
    if not dataset.entries:
        known["n_entries"] -= dataset.targets.shape[1]
    found = rows.assign(**known).reindex(columns=list(COLUMNS))
    text = ["scheme", "model", "rival", "chosen", "subject", "outcome", "reason"]
    found[text] = found[text].fillna("")
    return found


def splits_of_evidence(
    dataset: ConnectivityDataset, splits: Mapping[str, Split]
) -> dict[str, Split]:
    """Give the schemes that a target is judged in, with the segments that have the target.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort with this target.
    splits : dict of str to Split
        By scheme, of the run.

    Returns
    -------
    dict of str to Split
    """
    return {
        scheme: split.of_segments(dataset.segments["segment"]) if split.estimable else split
        for scheme, split in splits.items()
        if SCHEMES[scheme].is_evidence
    }


def networks_of_target(
    dataset: ConnectivityDataset,
    splits: Mapping[str, Split],
    options: Mapping[str, Any],
    optimizers: Sequence[str],
    *,
    seed: int,
) -> list[Predictions]:
    """Train the paper's network on a target, with each of some optimizers.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort with this target.
    splits : dict of str to Split
        By scheme, of the run.
    options : dict of str to Any
        Of the recipe `REPLICATION_RECIPE`, in the place of its defaults.
    optimizers : sequence of str
        Their names; none trains nothing.
    seed : int
        The cohort's seed.

    Returns
    -------
    list of Predictions
        One per optimizer, of all schemes that can be estimated.
    """
    recipe = replace(RECIPES[REPLICATION_RECIPE].recipe, **options)
    own = splits_of_evidence(dataset, splits)
    known = {scheme: split for scheme, split in own.items() if split.estimable}
    return [
        train_schemes(dataset, known, recipe, optimizer, seed=seed).predictions
        for optimizer in optimizers
    ]


def _learnable(
    dataset: ConnectivityDataset,
    splits: Mapping[str, Split],
    predictions: Sequence[Predictions],
    states: np.ndarray,
) -> list[pd.DataFrame]:
    """Say of each scheme what the kernel ridge learns from the true state of the brain."""
    rows = []
    for scheme, split in splits.items():
        if split.estimable:
            table = gather_estimable(dataset, scheme, split, predictions)
            rows.append(
                _one(LEARNABLE, scheme=scheme, value=learnable_skill(table, dataset, states))
            )
    return rows


def _doubts(
    dataset: ConnectivityDataset,
    splits: Mapping[str, Split],
    predictions: Sequence[Predictions],
    planes: dict[str, Planes],
    high_v: np.ndarray | None,
    *,
    limit_hz: float,
    head_v: np.ndarray | None,
    models: Sequence[str],
    shifts: int,
    seed: int,
    confidence: float,
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Make null and controls of the primary scheme, or say why there are none."""
    absent = Split.not_estimable(f"The scheme {PRIMARY_SCHEME} was not asked for.")
    split = splits.get(PRIMARY_SCHEME, absent)
    try:
        table = gather_estimable(dataset, PRIMARY_SCHEME, split, predictions)
        null = pairing_null(
            dataset, table, primary=models, shifts=shifts, seed=seed, models=tuple(models)
        )
        controls = fit_subsets(
            dataset,
            table,
            choose_rival(table).prediction,
            subsets_of_dataset(dataset, planes, high_v, limit_hz, head_v),
            seed=seed,
            confidence=confidence,
        )
    except NotEstimableError as error:
        return no_null(PRIMARY_SCHEME, str(error), [*models, PRIMARY["model"]]), None
    return null, controls


def no_judgement(target: str, reason: str) -> pd.DataFrame:
    """Make the table of a target that no segment has.

    Parameters
    ----------
    target : str
        Its name.
    reason : str
        Why.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row.
    """
    row = _one(VERDICT, target=target, outcome="not estimable", status="not estimable")
    return row.assign(reason=reason).reindex(columns=list(COLUMNS))


def _of_metrics(metrics: pd.DataFrame) -> pd.DataFrame:
    return metrics[metrics["part"] == "test"].rename(columns={"metric": "quantity"})


def _of_subjects(subjects: pd.DataFrame) -> pd.DataFrame:
    own = subjects[
        (subjects["scheme"] == PRIMARY["scheme"]) & (subjects["model"] == PRIMARY["model"])
    ]
    return own.rename(columns={"skill": "value"}).assign(quantity=SUBJECT, status="estimated")


def _of_null(null: pd.DataFrame) -> pd.DataFrame:
    named = null.rename(columns={"skill": "value", "null_95": "high"})
    said = named["shifts"].map(lambda count: f"{count} wrong pairings of people")
    return named.assign(quantity=NULL, reason=named["reason"].where(named["reason"] != "", said))


def _of_controls(controls: pd.DataFrame) -> pd.DataFrame:
    """Keep what the whole EEG adds to each part, by the model that makes most of the part."""
    made = controls[controls["status"] == "estimated"]
    best = made.loc[made.groupby("control", sort=False)["skill"].idxmax()]
    return pd.DataFrame(
        {
            "quantity": CONTROL,
            "scheme": best["scheme"],
            "model": best["control"],
            "chosen": best["model"],
            "value": best["added"],
            "low": best["added_low"],
            "high": best["added_high"],
            "n_subjects": best["n_subjects"],
            "n_segments": best["n_segments"],
            "status": best["status"],
            "reason": best["reason"],
        }
    )


def _one(quantity: str, **values: object) -> pd.DataFrame:
    return pd.DataFrame([{"quantity": quantity, "status": "estimated", **values}])
