"""Comparison of two estimators: the paper's metrics and the skills of both, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eeg2emg.evaluation.metrics import METRICS
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.learning.recipes import PAPER_RECIPE
from eeg2emg.names.models import LAST, OPTIMIZERS, ModelName
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, TABLE3_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = (
    *("scheme", "model", "metric", "estimator", "value", "low", "high"),
    *("n_subjects", "n_segments", "status", "reason"),
)

_PAPERS = [str(ModelName.network(PAPER_RECIPE, optimizer, LAST)) for optimizer in OPTIMIZERS]


def compare_estimators(metrics: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Set side by side what the paper prints and what counts, for each estimator.

    Parameters
    ----------
    metrics : mapping of str to DataFrame
        By estimator, as from `eeg2emg.evaluation.judgement.evaluate`.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, on test segments: the paper's metrics of its network with the weights
        after the last iteration in its own scheme, and the skills of the regressions in the
        primary one. What only one of them has is left out.
    """
    found = pd.concat(
        [_of_interest(table).assign(estimator=name) for name, table in metrics.items()],
        ignore_index=True,
    )
    keys = ["scheme", "model", "metric"]
    both = found.groupby(keys)["estimator"].transform("nunique") == len(metrics)
    order = {name: place for place, name in enumerate(metrics)}
    ordered = found[both].assign(place=found["estimator"].map(order))
    return ordered.sort_values([*keys, "place"], kind="stable")[list(COLUMNS)]


def _of_interest(metrics: pd.DataFrame) -> pd.DataFrame:
    tested = metrics[metrics["part"] == "test"]
    papers = (
        (tested["scheme"] == TABLE3_SCHEME)
        & tested["model"].isin(_PAPERS)
        & tested["metric"].isin(METRICS)
    )
    skills = (
        (tested["scheme"] == PRIMARY_SCHEME)
        & tested["model"].isin(list(REGRESSIONS))
        & (tested["metric"] == "skill")
    )
    return tested[papers | skills]
