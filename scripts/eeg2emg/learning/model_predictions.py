"""Predictions of the rivals and the regressions in one scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.learning.catalogue import REGRESSIONS, RIVALS
from eeg2emg.learning.divided_features import DividedFeatures
from eeg2emg.learning.features import vectors_of
from eeg2emg.learning.model_fits import fit_model
from eeg2emg.learning.predictions import REMARK_COLUMNS, ROW_COLUMNS, Predictions, turn_table
from eeg2emg.learning.rivals import fit_rivals
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.splitting.split import Split


def fit_models(
    dataset: ConnectivityDataset,
    split: Split,
    scheme: str,
    *,
    regressions: Sequence[str] = tuple(REGRESSIONS),
) -> Predictions:
    """Fit all EEG-free rivals, and regressions, in every fold of a scheme.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    split : Split
        How the cohort is divided.
    scheme : str
        By which scheme.
    regressions : sequence of str
        Which regressions.

    Returns
    -------
    Predictions
        Of all rivals and these regressions, NaN where a fold cannot carry one, with the reason.
    """
    entry = SCHEMES[scheme]
    vectors = vectors_of(dataset)
    names = (*RIVALS, *regressions)
    used = split.used.assign(scheme=scheme)[list(ROW_COLUMNS)]
    values = np.full((len(names), len(used), *dataset.targets.shape[1:]), np.nan)
    remarks: list[tuple[str, ...]] = []
    turns: list[tuple[str, str, str, float]] = []
    for fold, table in used.groupby("fold", sort=True):
        rows = dataset.rows(table["segment"])
        part = split.parts(str(fold), dataset.segments["segment"])
        rivals = fit_rivals(
            dataset.targets, dataset.segments, part, causal=entry.causal, refits=entry.refits
        )
        for kind, texts in (("not estimable", rivals.not_estimable), ("chosen", rivals.notes)):
            remarks += [(scheme, str(fold), name, kind, text) for name, text in texts.items()]
        fold_values = dict(rivals.predictions)
        features = DividedFeatures(vectors, dataset.segments)
        for name in regressions:
            fit = fit_model(
                name,
                features,
                dataset.targets,
                dataset.segments,
                part,
                adapted=entry.adapted,
                refits=entry.refits,
            )
            fold_values[name] = fit.prediction
            if np.isfinite(fit.error_of_turns):
                turns.append((scheme, str(fold), name, fit.error_of_turns))
            remarks.append((scheme, str(fold), name, "chosen", fit.chosen))
        for name, prediction in fold_values.items():
            values[names.index(name), table.index] = prediction[rows]
    return Predictions(
        names,
        used,
        values,
        dataset.target_labels,
        {scheme: split.digest()},
        pd.DataFrame(remarks, columns=list(REMARK_COLUMNS)),
        turn_table(turns),
    )
