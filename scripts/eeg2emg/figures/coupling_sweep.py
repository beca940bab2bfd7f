"""Figure of the coupling sweep: skill and pooled correlation against the simulated coupling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.figures.style import (
    INK,
    MUTED,
    PAGE_WIDTH_IN,
    figure_style,
    finish,
    in_words,
    model_colour,
    new_figure,
    not_estimable_figure,
)
from eeg2emg.learning.catalogue import model_title
from eeg2emg.names.models import BEST_CHOSEN
from eeg2emg.recovery.coupling_sweep import WITHOUT_EEG

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


def skill_against_coupling(table: pd.DataFrame) -> tuple[Figure, pd.DataFrame]:
    """Draw skill beside pooled correlation against the coupling.

    Parameters
    ----------
    table : DataFrame
        As from `eeg2emg.recovery.coupling_sweep.sweep_table`.

    Returns
    -------
    figure : Figure
        Left the skill of each model over the EEG-free rival, with its interval where
        there is one; right the pooled correlation of the same estimates, which predictors without
        EEG reach as well.
    data : DataFrame
        The rows that are drawn.
    """
    drawn = table[
        (table["status"] == "estimated")
        & (table["model"] != BEST_CHOSEN)
        & table["metric"].isin(("skill", "r"))
    ]
    models = [name for name in dict.fromkeys(drawn["model"]) if name != WITHOUT_EEG]
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 3.0)
        skill, pooled = figure.subplots(1, 2)
        for ax, metric in ((skill, "skill"), (pooled, "r")):
            for number, model in enumerate(models):
                own = drawn[(drawn["model"] == model) & (drawn["metric"] == metric)]
                own = own.sort_values("coupling")
                colour = model_colour(model)
                ax.plot(
                    own["coupling"],
                    own["value"],
                    marker="o",
                    ms=3.5,
                    color=colour,
                    label=model_title(model),
                )
                bounded = own[np.isfinite(own["low"]) & np.isfinite(own["high"])]
                shift = 0.008 * (number - (len(models) - 1) / 2)
                ax.vlines(
                    bounded["coupling"] + shift,
                    bounded["low"],
                    bounded["high"],
                    color=colour,
                    lw=0.8,
                )
            ax.set_xlabel("coupling k")
            ax.set_xticks(sorted(drawn["coupling"].unique()))
        skill.axhline(0, color=INK, lw=0.8)
        skill.set(ylabel="skill on entries off the diagonal", title="skill: what the EEG adds")
        skill.legend(loc="upper left")
        reference = drawn[(drawn["model"] == WITHOUT_EEG) & (drawn["metric"] == "r")]
        reference = reference.sort_values("coupling")
        pooled.plot(
            reference["coupling"],
            reference["value"],
            color=MUTED,
            ls="--",
            marker="s",
            ms=3,
            label="EEG-free rival",
        )
        low = float(drawn.loc[drawn["metric"] == "r", "value"].min())
        pooled.set(
            ylim=(min(0.0, 1.05 * low), 1),
            ylabel="r pooled over all entries",
            title="pooled correlation: what the paper reports",
        )
        pooled.legend(loc="lower left")
        alt = _alternative(drawn, models)
        return finish(figure, title="Skill against coupling", simulated=True, alt=alt), drawn


def _alternative(drawn: pd.DataFrame, models: list[str]) -> str:
    """Say the skill of each model without coupling and with the strongest."""
    rows = drawn[drawn["metric"] == "skill"].sort_values("coupling")
    said = [
        f"{model_title(model)} {in_words(own['value'].iloc[0])} to "
        f"{in_words(own['value'].iloc[-1])}"
        for model in models
        if len(own := rows[rows["model"] == model])
    ]
    ends = f"{drawn['coupling'].min():g} to {drawn['coupling'].max():g}"
    return f"Skill over the EEG-free rival, coupling {ends}: {'; '.join(said)}."


def sweep_figure(table: pd.DataFrame) -> tuple[Figure, pd.DataFrame]:
    """Draw skill against coupling as `skill_against_coupling`, or why it is not estimable."""
    if (table["status"] == "estimated").any():
        return skill_against_coupling(table)
    reason = str(table["reason"].iloc[0])
    return not_estimable_figure("Skill against coupling", reason, simulated=True)
