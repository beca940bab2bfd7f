"""Muscle synergies: the weights of the muscles, of every person and on average."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.figures.style import (
    BLUE,
    COLUMN_WIDTH_IN,
    FAINT,
    INK,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    figure_style,
    finish,
    in_words,
    new_figure,
    not_estimable_figure,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

TITLE = "Muscle synergies"
_PANELS_OF_A_COLUMN, _PANELS_OF_A_ROW, _PANEL_IN = 2, 4, 1.75


def synergies_figure(target: pd.DataFrame, *, simulated: bool) -> tuple[Figure, pd.DataFrame]:
    """Draw the weights of each synergy.

    Parameters
    ----------
    target : DataFrame
        Table of the target `eeg2emg.connectivity.vectors.catalogue.SYNERGIES`
        (`eeg2emg.verdict.target_table`).
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    figure : Figure
        A panel per synergy: bars are means over people, dots people.
    data : DataFrame
        Columns synergy, muscle, subject, weight.
    """
    weights = target[target["quantity"] == "weight"]
    if weights.empty:
        reasons = target.loc[target["quantity"] == "verdict", "reason"].dropna()
        reason = str(reasons.iloc[0]) if len(reasons) else "no synergies were learnt"
        return not_estimable_figure(TITLE, reason, simulated=simulated)
    data = weights[["model", "chosen", "subject", "value"]]
    data.columns = ["synergy", "muscle", "subject", "weight"]
    names, muscles = (list(dict.fromkeys(data[column])) for column in ("synergy", "muscle"))
    alike = target[target["quantity"] == "similarity"].groupby("model")["value"].mean()
    columns = min(len(names), _PANELS_OF_A_ROW)
    rows = -(-len(names) // columns)
    width_in = COLUMN_WIDTH_IN if len(names) <= _PANELS_OF_A_COLUMN else PAGE_WIDTH_IN
    with figure_style():
        figure = new_figure(width_in, 0.4 + _PANEL_IN * rows)
        axes = figure.subplots(rows, columns, sharey=True, squeeze=False)
        for ax in axes.ravel()[len(names) :]:
            ax.set_axis_off()
        for ax, name in zip(axes.ravel(), names, strict=False):
            own = data[data["synergy"] == name]
            mean = own.groupby("muscle")["weight"].mean()
            ax.bar(range(len(muscles)), mean[muscles], color=FAINT, edgecolor=BLUE, lw=0.8)
            place = own["muscle"].map(muscles.index).to_numpy()
            people = sorted(set(own["subject"]))
            # Side by side, so that equal weights do not hide each other.
            aside = np.linspace(-0.25, 0.25, len(people)) if len(people) > 1 else np.zeros(1)
            shift = aside[own["subject"].map(people.index).to_numpy()]
            ax.plot(place + shift, own["weight"], "o", color=BLUE, ms=2.2, ls="none")
            ax.set_xticks(range(len(muscles)), muscles, rotation=90)
            ax.set_title(f"{name}\nsimilarity {in_words(float(alike[name]))}", fontsize=SMALLEST_PT)
            ax.set_ylim(0, None)
            ax.axhline(0, color=INK, lw=0.8)
        figure.supylabel("weight (no unit)", fontsize="medium")
        alt = _alternative(data, names, muscles)
        figure = finish(figure, title=TITLE, simulated=simulated, alt=alt)
    return figure, data.reset_index(drop=True)


def _alternative(data: pd.DataFrame, names: list[str], muscles: list[str]) -> str:
    said = []
    for name in names:
        mean = data[data["synergy"] == name].groupby("muscle")["weight"].mean()[muscles]
        strongest = mean.sort_values(ascending=False).head(2)
        words = " and ".join(f"{muscle} {in_words(value)}" for muscle, value in strongest.items())
        said.append(f"{name} weighs {words} most")
    return f"{len(names)} muscle synergies, mean weights over people: {'; '.join(said)}."[:480]
