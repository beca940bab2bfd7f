"""Comparison of two ICA fits: the skills of one scheme in two evaluations, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping


def compare_ica_fits(metrics: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Set the skills of the primary scheme side by side, for both choices of ``ica.fit_on``.

    Parameters
    ----------
    metrics : mapping of str to DataFrame
        By choice, as from `eeg2emg.evaluation.judgement.evaluate`.

    Returns
    -------
    DataFrame
        Columns fit_on, model, skill, low, high, n_subjects, n_segments, primary, status, reason:
        the models that both have.
    """
    found = pd.concat(
        [_skills(table).assign(fit_on=choice) for choice, table in metrics.items()],
        ignore_index=True,
    )
    both = found.groupby("model")["fit_on"].transform("nunique") == len(metrics)
    columns = ["fit_on", "model", "value", "low", "high", "n_subjects", "n_segments"]
    table = found.loc[both, [*columns, "primary", "status", "reason"]]
    return table.rename(columns={"value": "skill"}).sort_values(["model", "fit_on"])


def _skills(metrics: pd.DataFrame) -> pd.DataFrame:
    wanted = {"scheme": PRIMARY_SCHEME, "part": "test", "metric": "skill"}
    return metrics[(metrics[list(wanted)] == pd.Series(wanted)).all(axis=1)]
