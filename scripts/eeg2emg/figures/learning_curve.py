"""Learning curve: skill against the number of training segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.figures.style import (
    COLUMN_WIDTH_IN,
    INK,
    MUTED,
    SMALLEST_PT,
    figure_style,
    finish,
    in_words,
    listed,
    model_colour,
    new_figure,
    not_estimable_figure,
)
from eeg2emg.learning.catalogue import model_title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_MARKERS = ("o", "s", "D", "^", "v")
_HEIGHT_IN = 3.0


def learning_curves(curve: pd.DataFrame, *, simulated: bool) -> tuple[Figure, pd.DataFrame]:
    """Draw the skill of models that learn from a growing share of the training segments.

    Parameters
    ----------
    curve : DataFrame
        As from `eeg2emg.evaluation.learning_curve.learning_curve`.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    figure : Figure
        A line per model, with intervals over people; the reason where no model could be fitted.
    data : DataFrame
        The rows of `curve`.
    """
    title = "Skill by how much is learnt from"
    known = curve[curve["status"] == "estimated"]
    if known.empty:
        reasons = [str(text) for text in curve["reason"].dropna() if text]
        why = reasons[0] if reasons else "the scheme is not estimable"
        return not_estimable_figure(title, why, simulated=simulated)
    models = list(dict.fromkeys(known["model"]))
    spread = float(known["training_segments"].max()) * 0.012
    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, _HEIGHT_IN)
        ax = figure.subplots()
        ax.axhline(0, color=INK, lw=0.8)
        said = []
        for k, model in enumerate(models):
            own = known[known["model"] == model].sort_values("training_segments")
            # Beside each other, so that no interval hides another.
            x = own["training_segments"] + spread * (k - (len(models) - 1) / 2)
            colour = model_colour(model)
            ax.plot(
                x,
                own["skill"],
                marker=_MARKERS[k % len(_MARKERS)],
                ms=4,
                color=colour,
                label=model_title(model),
            )
            ax.vlines(x, own["low"], own["high"], color=colour, lw=1.2)
            first, last = own.iloc[0], own.iloc[-1]
            said.append(
                f"{model_title(model)} from {in_words(first['skill'])} with "
                f"{int(first['training_segments'])} to {in_words(last['skill'])} with "
                f"{int(last['training_segments'])}"
            )
        ax.set_xlabel("training segments")
        ax.set_ylabel("skill on test segments (no unit)")
        ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
        ax.set_xlim(left=0)
        low, high = ax.get_ylim()
        ax.set_ylim(top=high + 0.35 * (high - low))  # room for the legend
        ax.legend(loc="upper left", fontsize=SMALLEST_PT, labelcolor=INK)
        if known["low"].isna().all():
            figure.supxlabel(str(known["reason"].iloc[0]), fontsize=SMALLEST_PT, color=MUTED)
        scheme = known["scheme"].iloc[0]
        alt = f"Skill in scheme {scheme} against the number of training segments: {listed(said)}."
        figure = finish(figure, title=f"{title}, scheme {scheme}", simulated=simulated, alt=alt)
    return figure, curve
