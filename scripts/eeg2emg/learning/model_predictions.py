"""Predictions of one scheme, from the rivals and models or from trained networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.learning.features import vectorise
from eeg2emg.learning.predictions import REMARK_COLUMNS, Predictions
from eeg2emg.learning.regressions import MODELS, fit_model
from eeg2emg.learning.rivals import RIVALS, fit_rivals
from eeg2emg.splitting.schemes import ADAPTED, split_digest

if TYPE_CHECKING:
    from eeg2emg.cohort.dataset import ConnectivityDataset

CAUSAL = frozenset({"blocked", "few-shot"})
"""Schemes in which tested segments follow known ones, so that smoothing looks back only."""


def fit_baselines(dataset: ConnectivityDataset, split: pd.DataFrame, scheme: str) -> Predictions:
    """Fit all EEG-free rivals, and the linear and kernel models, in every fold of a scheme.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    split : DataFrame
        Columns fold, segment, part.
    scheme : str
        Its scheme; in those of `CAUSAL` the smoothing over time looks back only.

    Returns
    -------
    Predictions
        Of `RIVALS` and `MODELS`, NaN where a fold cannot carry one, with the reason.
    """
    vectors = vectorise(dataset.features, dataset.planes)
    names = (*RIVALS, *MODELS)
    m = len(dataset.emg_channels)
    used = _used_rows(split, scheme)
    values = np.full((len(names), len(used), m, m), np.nan)
    remarks: list[tuple[str, ...]] = []
    for fold, table in used.groupby("fold", sort=True):
        rows = dataset.rows(table["segment"])
        part = np.full(len(dataset.segments), "unused", dtype=object)
        part[rows] = table["part"]
        rivals = fit_rivals(dataset.targets, dataset.segments, part, causal=scheme in CAUSAL)
        for kind, texts in (("not estimable", rivals.not_estimable), ("chosen", rivals.notes)):
            remarks += [(scheme, str(fold), name, kind, text) for name, text in texts.items()]
        fold_values = dict(rivals.predictions)
        for name in MODELS:
            fit = fit_model(
                name,
                vectors,
                dataset.targets,
                dataset.segments,
                part,
                adapted=scheme == ADAPTED,
            )
            fold_values[name] = fit.prediction
            remarks.append((scheme, str(fold), name, "chosen", fit.chosen))
        for name, prediction in fold_values.items():
            values[names.index(name), table.index] = prediction[rows]
    return Predictions(
        names,
        used,
        values,
        dataset.emg_channels,
        {scheme: split_digest(split)},
        pd.DataFrame(remarks, columns=list(REMARK_COLUMNS)),
    )


def _used_rows(split: pd.DataFrame, scheme: str) -> pd.DataFrame:
    used = split[split["part"] != "unused"].reset_index(drop=True).assign(scheme=scheme)
    return used[["scheme", "fold", "segment", "part"]]
