"""The figures of the evaluation of one cohort, or the reasons why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.evaluation.selection import choices, gather_estimable
from eeg2emg.figures.edges import edges_figure
from eeg2emg.figures.estimates import estimates_scatter
from eeg2emg.figures.importance import importance_figure
from eeg2emg.figures.style import model_colour, not_estimable_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
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
    """Draw the estimates of the primary analysis against the truth.

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
    title = "Estimated against true muscle networks"
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
    table: pd.DataFrame, channels: Sequence[str], *, confidence: float, simulated: bool
) -> dict[str, tuple[Figure, pd.DataFrame]]:
    """Draw the importance of measures and electrodes, and that of pairs.

    Parameters
    ----------
    table : DataFrame
        As from `eeg2emg.importance.explained`.
    channels : sequence of str
        EEG channels.
    confidence : float
        Level of the intervals.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    dict of str to (Figure, DataFrame)
        ``importance`` and ``importance_edges``; the reason where they are not estimable.
    """
    if (table["status"] != "estimated").all():
        reason = table["reason"].iloc[0]
        titles = {
            "importance": "Importance",
            "importance_edges": "Importance of pairs of electrodes",
        }
        return {
            name: not_estimable_figure(title, reason, simulated=simulated)
            for name, title in titles.items()
        }
    return {
        "importance": importance_figure(table, channels, simulated=simulated),
        "importance_edges": edges_figure(
            table, channels, simulated=simulated, confidence=confidence
        ),
    }
