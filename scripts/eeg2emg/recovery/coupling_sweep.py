"""Coupling sweep: skill and pooled correlation against the simulated coupling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.learning.catalogue import RIVALS
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.predictions import Predictions
    from eeg2emg.splitting.split import Split

WITHOUT_EEG = "best without EEG"
"""Name of the EEG-free rival, the one that skill is measured against."""

COLUMNS = (
    *("coupling", "model", "metric", "value", "low", "high", "p"),
    *("n_subjects", "n_segments", "status", "reason"),
)
"""Columns of the table."""


def sweep_table(
    runs: Mapping[float, tuple[ConnectivityDataset, Predictions]],
    split: Split,
    *,
    seed: int,
    confidence: float,
) -> pd.DataFrame:
    """Judge the models on the test segments at every coupling.

    Parameters
    ----------
    runs : dict of float to (ConnectivityDataset, Predictions)
        By coupling, the cohort and what the models predict of it.
    split : Split
        Of the primary analysis's scheme; all couplings share it.
    seed, confidence
        As in `eeg2emg.evaluation.judgement.evaluate`.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. Metrics ``skill`` and pooled ``r`` of every model
        that sees EEG and of the one chosen on validation segments; of `WITHOUT_EEG` the ``r``.
        The p-values are not corrected for the number of couplings.
    """
    tables = []
    for coupling, (dataset, predictions) in sorted(runs.items()):
        metrics = evaluate(
            dataset,
            {PRIMARY_SCHEME: split},
            [predictions],
            seed=seed,
            confidence=confidence,
        ).metrics
        metrics = metrics[(metrics["part"] == "test") & metrics["metric"].isin(("skill", "r"))]
        rivals = metrics["model"].isin(RIVALS)
        best = _rival(metrics)
        kept = pd.concat(
            [metrics[~rivals], best.assign(model=WITHOUT_EEG)] if len(best) else [metrics[~rivals]]
        )
        tables.append(kept.assign(coupling=coupling)[list(COLUMNS)])
    return pd.concat(tables, ignore_index=True)


def _rival(metrics: pd.DataFrame) -> pd.DataFrame:
    """Choose the rows with the pooled r of the rival that was chosen on validation segments."""
    chosen = metrics.loc[metrics["metric"] == "skill", "rival"]
    return metrics[(metrics["metric"] == "r") & metrics["model"].isin(chosen.head(1))]
