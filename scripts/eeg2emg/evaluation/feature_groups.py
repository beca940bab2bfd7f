"""Groups of features beside connectivity, such as band power: which says more.

Each is fitted alone, and both together, on the same segments; what matters is the difference, in
pairs of the same people.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.feature_table import (
    ADDED_BY_CONNECTIVITY,
    ADDED_BY_GROUP,
    BOTH,
    COLUMNS,
    CONNECTIVITY,
    GROUP,
)
from eeg2emg.evaluation.intervals import (
    MIN_SUBJECTS,
    ratio_interval,
    sign_flip_test,
    why_no_interval,
)
from eeg2emg.evaluation.metrics import off_diagonal, skill, squared_error_by_group
from eeg2emg.evaluation.refits import prediction_of_model, prediction_on_top
from eeg2emg.evaluation.selection import choose_rival, gather_estimable
from eeg2emg.learning.catalogue import PRIMARY_MODELS
from eeg2emg.learning.features import vectorise
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable
    from eeg2emg.learning.predictions import Predictions
    from eeg2emg.splitting.split import Split


class _Chosen(NamedTuple):
    name: str
    prediction: np.ndarray


def compare_groups(
    dataset: ConnectivityDataset,
    splits: Mapping[str, Split],
    predictions: Mapping[str, Predictions],
    groups: Mapping[str, np.ndarray],
    *,
    seed: int,
    confidence: float = 0.95,
    models: Sequence[str] = PRIMARY_MODELS,
) -> pd.DataFrame:
    """Compare each group of features with connectivity, and both together with each alone.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    splits : dict of str to Split
        By scheme.
    predictions : dict of str to Predictions
        By scheme, with the rivals.
    groups : dict of str to ndarray, shape (segments, p)
        Features by group; NaN where a segment has none, which is then left out for both.
    seed : int
        The cohort's seed.
    confidence : float
        Level of the intervals.
    models : sequence of str
        Regressions. Which of them, and how both are put together (the second fitted to what the
        first leaves, in either order, or the mean of both), is chosen on validation segments.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. Skills are over the rival that validation chose. Differences are the
        skill of both less that of one alone, with a one-sided sign-flip p over subjects.
    """
    connectivity = vectorise(dataset.features, dataset.planes)
    records = []
    for scheme, split in splits.items():
        for name, vectors in groups.items():
            known = np.isfinite(vectors).all(axis=1)
            try:
                table, rival, described = _table_of(dataset, scheme, split, predictions, known)
                small = dataset.of_rows(known)
                pair = connectivity[known], vectors[known]
                found = _predictions(small, table, pair, models)
            except NotEstimableError as error:
                records.append(_missing(scheme, name, str(error)))
                continue
            options = {
                "seed": derive_seed(seed, "groups of features", scheme, name),
                "confidence": confidence,
            }
            about = {"scheme": scheme, "group": name, "rival": described}
            records += [about | record for record in _judged(table, rival, found, options)]
    table = pd.DataFrame(records, columns=list(COLUMNS))
    text = ["rival", "chosen", "reason"]
    table[text] = table[text].fillna("")
    return table


def _table_of(
    dataset: ConnectivityDataset,
    scheme: str,
    split: Split,
    predictions: Mapping[str, Predictions],
    known: np.ndarray,
) -> tuple[SchemeTable, np.ndarray, str]:
    """Give the rows of the known segments, the rival's prediction there, and the rival."""
    table = gather_estimable(
        dataset, scheme, split, [predictions[scheme]] if scheme in predictions else []
    )
    rival = choose_rival(table)
    if rival.reason:
        raise NotEstimableError(rival.reason)
    left = split.of_segments(dataset.segments.loc[known, "segment"])
    if not left.estimable:
        raise NotEstimableError(left.reason)
    kept = table.rows["segment"].isin(dataset.segments.loc[known, "segment"]).to_numpy()
    rows = table.rows[kept].reset_index(drop=True)
    small = replace(table, rows=rows, truth=table.truth[kept], models={})
    return small, rival.prediction[kept], rival.describe()


def _predictions(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    pair: tuple[np.ndarray, np.ndarray],
    models: Sequence[str],
) -> dict[str, _Chosen]:
    """Predict with each group alone and with both, as validation segments choose."""
    offered: dict[str, list[_Chosen]] = {CONNECTIVITY: [], GROUP: [], BOTH: []}
    for model in models:
        first, second = (prediction_of_model(model, one, dataset, table) for one in pair)
        offered[CONNECTIVITY].append(_Chosen(model, first))
        offered[GROUP].append(_Chosen(model, second))
        on_top = [prediction_on_top(model, layers, dataset, table) for layers in (pair, pair[::-1])]
        offered[BOTH] += [
            _Chosen(f"{model}, mean of both", (first + second) / 2),
            _Chosen(f"{model}, group on connectivity", on_top[0]),
            _Chosen(f"{model}, connectivity on group", on_top[1]),
        ]
    rows = (table.rows["part"] == "validation").to_numpy()

    def error(one: _Chosen) -> float:
        return float(np.sum(off_diagonal(table.truth[rows] - one.prediction[rows]) ** 2))

    return {name: min(candidates, key=error) for name, candidates in offered.items()}


def _judged(
    table: SchemeTable,
    rival: np.ndarray,
    found: Mapping[str, _Chosen],
    options: dict[str, float],
) -> list[dict[str, object]]:
    test = table.tested
    truth = table.truth[test]
    names = sorted(set(table.rows.loc[test, "subject"]))
    numbers = table.rows.loc[test, "subject"].map(names.index).to_numpy()

    def errors(prediction: np.ndarray) -> np.ndarray:
        return squared_error_by_group(truth, prediction[test], numbers, len(names))

    of_rival = errors(rival)
    of_each = {name: errors(one.prediction) for name, one in found.items()}
    gains = {name: of_rival - error for name, error in of_each.items()}
    gains[ADDED_BY_CONNECTIVITY] = of_each[GROUP] - of_each[BOTH]
    gains[ADDED_BY_GROUP] = of_each[CONNECTIVITY] - of_each[BOTH]
    records = []
    for name, gain in gains.items():
        bounds = ratio_interval(
            gain, of_rival, seed=int(options["seed"]), confidence=options["confidence"]
        )
        tested = len(names) >= MIN_SUBJECTS
        records.append(
            {
                "features": name,
                "chosen": found[name].name if name in found else "",
                "value": skill(truth, found[name].prediction[test], rival[test])
                if name in found
                else float(gain.sum() / of_rival.sum()),
                "low": bounds.low,
                "high": bounds.high,
                "p": sign_flip_test(gain, seed=int(options["seed"])) if tested else np.nan,
                "n_subjects": len(names),
                "n_segments": int(table.rows.loc[test, "segment"].nunique()),
                "status": "estimated",
                "reason": why_no_interval(len(names), options["confidence"]),
            }
        )
    return records


def _missing(scheme: str, group: str, reason: str) -> dict[str, object]:
    return {
        "scheme": scheme,
        "group": group,
        "features": BOTH,
        "value": np.nan,
        "status": "not estimable",
        "reason": reason,
    }
