"""Training curves: error and loss against iteration, as in the paper's Figures 3 and 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eeg2emg.figures.style import (
    BAND,
    COLUMN_WIDTH_IN,
    INK,
    MUTED,
    figure_style,
    finish,
    in_unit,
    new_figure,
    not_estimable_figure,
    optimizer_colour,
)
from eeg2emg.names.models import DIVERGED, optimizer_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RMSE_DEFINITION = "RMSE: root of the mean squared error over segments and matrix entries"
LOSS_DEFINITION = "Loss: half the sum of squared errors of a segment's matrix, mean over segments"

SMOOTHING_ITERATIONS = 9
_QUANTITIES = ("rmse", "loss")


def training_curves(
    history: pd.DataFrame,
    *,
    optimizer: str,
    recipe: str,
    simulated: bool,
    rmse_unit: str = "nats",
    loss_definition: str = LOSS_DEFINITION,
) -> tuple[Figure, pd.DataFrame]:
    """Draw RMSE and loss of training and validation against iteration.

    Parameters
    ----------
    history : DataFrame
        One row per iteration (and fold): fold, iteration, epoch, learning_rate, training_loss,
        training_rmse, validation_loss, validation_rmse. The last two are missing where the
        iteration was not validated.
    optimizer : str
        ``adam``, ``sgd`` or ``rmsprop``; decides the colour.
    recipe : str
        Name of the recipe, for the title.
    simulated : bool
        Whether the recordings were simulated.
    rmse_unit : str
        Unit of the target; empty where it has none.
    loss_definition : str
        What the loss is; printed under the figure.

    Returns
    -------
    figure : Figure
        RMSE above, loss below; bands mark every other epoch.
    data : DataFrame
        The history, and the smoothed training curves that are drawn in full colour.
    """
    data = history.sort_values(["fold", "iteration"], ignore_index=True)
    for quantity in _QUANTITIES:
        # A median, because the first iterations can be orders of magnitude above the rest.
        data[f"training_{quantity}_smoothed"] = data.groupby("fold", sort=False)[
            f"training_{quantity}"
        ].transform(_running_median)
    colour = optimizer_colour(optimizer)
    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, 4.3)
        upper, lower = figure.subplots(2, 1, sharex=True)
        for ax, quantity in zip((upper, lower), _QUANTITIES, strict=True):
            _shade_epochs(ax, data, name_epochs=ax is upper)
            _draw_quantity(ax, data, quantity, colour)
        upper.set_ylabel(f"RMSE per entry{in_unit(rmse_unit)}")
        lower.set_ylabel(f"Loss{in_unit(rmse_unit and f'{rmse_unit}²')}")
        lower.set_xlabel(_iteration_label(data))
        upper.legend(
            loc="lower left",
            bbox_to_anchor=(-0.02, 0.98),
            ncols=3,
            handlelength=1.4,
            columnspacing=1.0,
            borderpad=0.2,
        )
        figure.supxlabel(
            f"{RMSE_DEFINITION}.\n{loss_definition}.", fontsize=5.2, color=MUTED, x=0.02, ha="left"
        )
        title = f"{optimizer_title(optimizer)}, recipe “{recipe}”"
        return finish(figure, title=title, simulated=simulated), data


def training_figure(
    history: pd.DataFrame,
    folds: pd.DataFrame,
    *,
    scheme: str,
    optimizer: str,
    recipe: str,
    simulated: bool,
    rmse_unit: str = "nats",
) -> tuple[Figure, pd.DataFrame]:
    """Draw the training curves of a network in one scheme, or say why there are none.

    Parameters
    ----------
    history : DataFrame
        As of `training_curves`, with a column scheme.
    folds : DataFrame
        How each training went: scheme, fold, member, stopped, note; empty of a network that was
        trained in no scheme.
    scheme : str
        Which scheme.
    optimizer, recipe, simulated, rmse_unit
        As of `training_curves`.

    Returns
    -------
    figure : Figure
        The reason, where the cohort cannot carry the scheme or the training diverged.
    data : DataFrame
        What it shows.
    """
    title = f"Training with {optimizer_title(optimizer)}, recipe “{recipe}”"
    own = folds[folds["scheme"] == scheme] if len(folds) else folds
    if own.empty:
        reason = f"No network was trained in scheme {scheme}: the cohort cannot carry it."
        return not_estimable_figure(title, reason, simulated=simulated)
    diverged = own[(own["member"] == 1) & (own["stopped"] == DIVERGED)]
    if len(diverged):
        return not_estimable_figure(title, str(diverged["note"].iloc[0]), simulated=simulated)
    return training_curves(
        history[history["scheme"] == scheme],
        optimizer=optimizer,
        recipe=recipe,
        simulated=simulated,
        rmse_unit=rmse_unit,
    )


def _running_median(curve: pd.Series) -> pd.Series:
    return curve.rolling(SMOOTHING_ITERATIONS, min_periods=1).median()


def _draw_quantity(ax: Axes, data: pd.DataFrame, quantity: str, colour: str) -> None:
    first = True
    for _, fold in data.groupby("fold", sort=False):
        labels = (
            ("training batch", f"median of {SMOOTHING_ITERATIONS}", "validation")
            if first
            else (None,) * 3
        )
        at = fold["iteration"]
        ax.plot(at, fold[f"training_{quantity}"], color=colour, alpha=0.3, lw=0.7, label=labels[0])
        ax.plot(at, fold[f"training_{quantity}_smoothed"], color=colour, label=labels[1])
        validated = fold.dropna(subset=[f"validation_{quantity}"])
        ax.plot(
            validated["iteration"],
            validated[f"validation_{quantity}"],
            color=INK,
            ls="--",
            lw=0.9,
            marker="o",
            ms=2.0,
            label=labels[2],
        )
        labels = (None,) * 3  # the legend names each kind once
    ax.set_ylim(*_limits(data, quantity))
    ax.margins(x=0.01)
    highest = _highest(data, quantity)
    if highest > ax.get_ylim()[1]:
        ax.annotate(
            f"▲ first iterations up to {highest:.3g}",
            (1, 1),
            xycoords="axes fraction",
            xytext=(-3, -16),
            textcoords="offset points",
            ha="right",
            va="top",
            fontsize=6,
            color=MUTED,
        )
    final = _final_validation(data, quantity)
    if len(final):
        spread = f" ({final.min():.3g} to {final.max():.3g})" if len(final) > 1 else ""
        ax.annotate(
            f"final validation {final.mean():.3g}{spread}",
            (1, 1),
            xycoords="axes fraction",
            xytext=(-3, -4),
            textcoords="offset points",
            ha="right",
            va="top",
            fontsize=7,
            fontweight="bold",
            bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1.5},
        )


def _limits(data: pd.DataFrame, quantity: str) -> tuple[float, float]:
    """Range of an axis that an explosive first iteration cannot flatten."""
    highest = _highest(data, quantity)
    late = data[data["iteration"] > data["iteration"].max() * 0.1]
    top = late[[f"training_{quantity}", f"validation_{quantity}"]].max().max()
    top = min(highest, 2.0 * top) if pd.notna(top) and top > 0 else highest
    return 0.0, 1.12 * top if top > 0 else 1.0


def _highest(data: pd.DataFrame, quantity: str) -> float:
    return float(data[[f"training_{quantity}", f"validation_{quantity}"]].max().max())


def _final_validation(data: pd.DataFrame, quantity: str) -> pd.Series:
    validated = data.dropna(subset=[f"validation_{quantity}"])
    return validated.groupby("fold", sort=False)[f"validation_{quantity}"].last()


def _shade_epochs(ax: Axes, data: pd.DataFrame, *, name_epochs: bool) -> None:
    spans = data.groupby("epoch")["iteration"].agg(["min", "max"])
    step = max(1, -(-len(spans) // 8))
    for number, (epoch, (start, stop)) in enumerate(spans.iterrows()):
        if number % 2 == 0:
            ax.axvspan(start - 0.5, stop + 0.5, color=BAND, lw=0, zorder=0)
        if name_epochs and number % step == 0:
            ax.annotate(
                f"{'Epoch ' if number == 0 else ''}{epoch}",
                ((start + stop) / 2, 0),
                xycoords=("data", "axes fraction"),
                xytext=(0, 2),
                textcoords="offset points",
                ha="center",
                fontsize=5.5,
                color=MUTED,
            )


def _iteration_label(data: pd.DataFrame) -> str:
    rates = data["learning_rate"]
    folds = data["fold"].nunique()
    more = f", {folds} folds" if folds > 1 else ""
    return f"Iteration (learning rate {rates.iloc[0]:.3g} to {rates.iloc[-1]:.3g}{more})"
