"""The figures of the evaluation of one cohort, or the reasons why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.evaluation.selection import choices, gather_estimable
from eeg2emg.figures.edges import edges_figure
from eeg2emg.figures.estimates import estimates_scatter
from eeg2emg.figures.importance import NOT_SHOWN, importance_figure
from eeg2emg.figures.style import in_words, listed, model_colour, not_estimable_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.predictions import Predictions
    from eeg2emg.splitting.split import Split


def primary_estimates(
    dataset: ConnectivityDataset,
    scheme: str,
    split: Split,
    predictions: Sequence[Predictions],
    *,
    primary: Sequence[str],
) -> tuple[Figure, pd.DataFrame]:
    """Draw the estimates of the primary analysis against what was measured.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    scheme : str
        That of the primary analysis.
    split : Split
        Its division.
    predictions : sequence of Predictions
        Of the networks and of the regressions.
    primary : sequence of str
        Models among which the primary analysis chooses.

    Returns
    -------
    figure : Figure
        The reason where the cohort cannot carry the scheme, or no model could be fitted.
    data : DataFrame
        What is drawn.
    """
    title = "Estimated against measured muscle networks"
    try:
        table = gather_estimable(dataset, scheme, split, predictions)
    except NotEstimableError as error:
        return not_estimable_figure(title, str(error), simulated=dataset.simulated)
    choice = choices(table, primary)[PRIMARY["model"]]
    if choice.reason:
        return not_estimable_figure(title, choice.reason, simulated=dataset.simulated)
    tested = table.tested
    rows = dataset.rows(table.rows.loc[tested, "segment"])
    return estimates_scatter(
        table.truth[tested],
        choice.prediction[tested],
        dataset.cells[rows],
        model=choice.describe(),
        scheme=scheme,
        colour=model_colour(next(iter(choice.by_fold.values()))),
        simulated=dataset.simulated,
        emg_channels=dataset.emg_channels,
        target=dataset.target_name,
    )


def importance_figures(
    table: pd.DataFrame,
    metrics: pd.DataFrame,
    channels: Sequence[str],
    *,
    confidence: float,
    simulated: bool,
) -> dict[str, tuple[Figure, pd.DataFrame]]:
    """Draw the importance of measures and electrodes, and that of pairs.

    A model whose skill may be chance rests on nothing: of models whose skill has no interval above
    0 no importance is shown.

    Parameters
    ----------
    table : DataFrame
        As from `eeg2emg.importance.explained`.
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`, with the intervals of the skill.
    channels : sequence of str
        EEG channels.
    confidence : float
        Level of the intervals.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    dict of str to (Figure, DataFrame)
        ``importance`` and ``importance_edges``; the reason where they are not estimable, or where
        no model has a skill above chance.
    """
    chance = _why_chance(metrics)
    permuted = table[(table["status"] == "estimated") & (table["method"] == "permutation")]
    models = list(dict.fromkeys(permuted["model"]))
    if all(model in chance for model in models):
        titles = {
            "importance": "What the skill rests on",
            "importance_edges": "Pairs of electrodes that the skill rests on",
        }
        status, reason = "not estimable", str(table["reason"].iloc[0])
        if models:
            why = listed(list(dict.fromkeys(chance[model] for model in models)))
            status, reason = NOT_SHOWN, f"no model's skill is shown to be above chance: {why}."
        return {
            name: not_estimable_figure(title, reason, simulated=simulated, status=status)
            for name, title in titles.items()
        }
    hidden = [model for model in models if model in chance]
    rows = [{"model": m, "status": NOT_SHOWN, "reason": f"Not shown: {chance[m]}"} for m in hidden]
    shown = table[~table["model"].isin(hidden)]
    shown = pd.concat([shown, pd.DataFrame(rows)], ignore_index=True) if rows else shown
    return {
        "importance": importance_figure(shown, channels, simulated=simulated),
        "importance_edges": edges_figure(
            shown, channels, simulated=simulated, confidence=confidence
        ),
    }


def _why_chance(metrics: pd.DataFrame) -> dict[str, str]:
    """Say of each model whose skill may be chance why that is so."""
    rows = metrics[metrics["scheme"] == PRIMARY["scheme"]]
    rows = rows[(rows["part"] == PRIMARY["part"]) & (rows["metric"] == PRIMARY["metric"])]
    rows = rows[rows["status"] == "estimated"]
    return {
        row.model: f"skill {in_words(row.value)} with an interval from {in_words(row.low)}"
        if np.isfinite(row.low)
        else str(row.reason)
        for row in rows.itertuples()
        if not row.low > 0
    }
