"""Training curves: error and loss against iteration, as in the paper's Figures 3 and 4."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from eeg2emg.figures.style import (
    BAND,
    INK,
    MUTED,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    figure_style,
    finish,
    in_unit,
    new_figure,
    not_estimable_figure,
    optimizer_colour,
)
from eeg2emg.names.models import DIVERGED, optimizer_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RMSE_DEFINITION = "RMSE: root of the mean squared error over segments and matrix entries"
LOSS_DEFINITION = "Loss: half the sum of squared errors of a segment's matrix, mean over segments"

SMOOTHING_ITERATIONS = 9
_QUANTITIES = ("rmse", "loss")

_OWN_SCALE_FROM = 2.5
"""An optimizer whose curves reach so many times higher than the lowest has axes of its own."""


class Training(NamedTuple):
    """How a network was trained with one optimizer.

    Attributes
    ----------
    history : DataFrame
        One row per iteration (and fold): fold, iteration, epoch, learning_rate, training_loss,
        training_rmse, validation_loss, validation_rmse. The last two are missing where the
        iteration was not validated.
    reason : str
        Why there is no curve; else empty.
    """

    history: pd.DataFrame
    reason: str = ""


def training_of(history: pd.DataFrame, folds: pd.DataFrame, *, scheme: str) -> Training:
    """Take the training in one scheme, or the reason why there is none.

    Parameters
    ----------
    history : DataFrame
        As of `Training`, with a column scheme.
    folds : DataFrame
        How each training went: scheme, fold, member, stopped, note; empty of a network that was
        trained in no scheme.
    scheme : str
        Which scheme.

    Returns
    -------
    Training
        Without history where the cohort cannot carry the scheme, or the training diverged.
    """
    own = folds[folds["scheme"] == scheme] if len(folds) else folds
    if own.empty:
        reason = f"No network was trained in scheme {scheme}: the cohort cannot carry it."
        return Training(history.iloc[:0], reason)
    diverged = own[(own["member"] == 1) & (own["stopped"] == DIVERGED)]
    if len(diverged):
        return Training(history.iloc[:0], str(diverged["note"].iloc[0]))
    return Training(history[history["scheme"] == scheme])


def training_curves(
    trainings: Mapping[str, Training],
    *,
    network: str,
    simulated: bool,
    rmse_unit: str = "nats",
    loss_definition: str = LOSS_DEFINITION,
) -> tuple[Figure, pd.DataFrame]:
    """Draw RMSE and loss of training and validation against iteration, by optimizer.

    Parameters
    ----------
    trainings : dict of str to Training
        By optimizer (``adam``, ``sgd``, ``rmsprop``): a column of panels each.
    network : str
        Title of the network, for people.
    simulated : bool
        Whether the recordings were simulated.
    rmse_unit : str
        Unit of the target; empty where it has none.
    loss_definition : str
        What the loss is; printed under the figure.

    Returns
    -------
    figure : Figure
        RMSE above, loss below, on common axes; bands mark every other epoch. An optimizer that is
        far beyond the others has a scale of its own, which its panel says. The reason, where no
        training gave a curve.
    data : DataFrame
        The histories with a column optimizer, and the smoothed training curves that are drawn in
        full colour.
    """
    title = f"Training of the {network}"
    drawn = {name: _smoothed(one) for name, one in trainings.items() if not one.reason}
    if not drawn:
        reasons = dict.fromkeys(one.reason for one in trainings.values())
        return not_estimable_figure(title, " ".join(reasons), simulated=simulated)
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 4.2)
        grid = figure.subplots(2, len(trainings), sharex=True, squeeze=False)
        for column, (optimizer, training) in enumerate(trainings.items()):
            grid[0, column].set_title(optimizer_title(optimizer))
            for ax, quantity in zip(grid[:, column], _QUANTITIES, strict=True):
                if training.reason:
                    _write_reason(ax, training.reason if quantity == "rmse" else "")
                    continue
                _shade_epochs(ax, drawn[optimizer])
                _draw_quantity(ax, drawn[optimizer], quantity, optimizer_colour(optimizer))
        for row, quantity in enumerate(_QUANTITIES):
            axes = dict(zip(trainings, grid[row], strict=True))
            _scale({name: axes[name] for name in drawn}, drawn, quantity)
        grid[0, 0].set_ylabel(f"RMSE per entry{in_unit(rmse_unit)}")
        grid[1, 0].set_ylabel(f"Loss{in_unit(rmse_unit and f'{rmse_unit}²')}")
        for ax, (optimizer, training) in zip(grid[1], trainings.items(), strict=True):
            if not training.reason:
                ax.set_xlabel(_iteration_label(drawn[optimizer]))
        first = grid[0, list(trainings).index(next(iter(drawn)))]
        handles, labels = first.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower right", borderpad=0.1)
        figure.supxlabel(
            f"{RMSE_DEFINITION}.\n{loss_definition}.",
            fontsize=SMALLEST_PT,
            color=MUTED,
            x=0.02,
            ha="left",
        )
        alt = _alternative(title, trainings, drawn, rmse_unit)
        figure = finish(figure, title=title, simulated=simulated, alt=alt)
    parts = [frame.assign(optimizer=name) for name, frame in drawn.items()]
    return figure, pd.concat(parts, ignore_index=True)


def _smoothed(training: Training) -> pd.DataFrame:
    data = training.history.sort_values(["fold", "iteration"], ignore_index=True)
    for quantity in _QUANTITIES:
        # A median, because the first iterations can be orders of magnitude above the rest.
        data[f"training_{quantity}_smoothed"] = data.groupby("fold", sort=False)[
            f"training_{quantity}"
        ].transform(_running_median)
    return data


def _scale(axes: Mapping[str, Axes], drawn: Mapping[str, pd.DataFrame], quantity: str) -> None:
    """Give all optimizers one vertical axis, and those far beyond the others their own."""
    tops = {name: _limits(drawn[name], quantity)[1] for name in axes}
    common = {n: top for n, top in tops.items() if top <= _OWN_SCALE_FROM * min(tops.values())}
    for name, ax in axes.items():
        top = max(common.values()) if name in common else tops[name]
        ax.set_ylim(0.0, top)
        notes = [] if name in common else ["scale of its own"]
        highest = _highest(drawn[name], quantity)
        if highest > top:
            notes.append(f"▲ up to {highest:.3g}" if highest < 1e4 else f"▲ up to {highest:,.0f}")
        _note(ax, "\n".join(notes), offset=-15, color=MUTED)


def _write_reason(ax: Axes, reason: str) -> None:
    ax.set_axis_off()
    words = "\n".join(textwrap.wrap(f"Not estimable: {reason}" if reason else "", 32))
    ax.text(0.5, 0.5, words, ha="center", va="center", color=MUTED, transform=ax.transAxes)


def _alternative(
    title: str,
    trainings: Mapping[str, Training],
    drawn: Mapping[str, pd.DataFrame],
    unit: str,
) -> str:
    """Say what each training ended with, and whether it improved on its first validation."""
    said = []
    for optimizer in trainings:
        name = optimizer_title(optimizer)
        if optimizer not in drawn:
            said.append(f"{name}: not estimable")
            continue
        values = drawn[optimizer].dropna(subset=["validation_rmse"])["validation_rmse"]
        final = _final_validation(drawn[optimizer], "rmse")
        said.append(
            f"{name} from {values.iloc[0]:.3g} to {final.mean():.3g}"
            if len(final)
            else f"{name} without validation, "
            f"{drawn[optimizer]['training_rmse'].iloc[-1]:.3g} in the last training batch"
        )
    return (
        f"{title}: root mean squared error per entry on validation segments from the first to the "
        f"last iteration{in_unit(unit)}: {'; '.join(said)}."
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
    ax.margins(x=0.01)
    final = _final_validation(data, quantity)
    if len(final):
        spread = f" ({final.min():.3g} to {final.max():.3g})" if len(final) > 1 else ""
        _note(ax, f"final validation {final.mean():.3g}{spread}", offset=-3, weight="bold")


def _note(ax: Axes, words: str, *, offset: float, color: str = INK, weight: str = "normal") -> None:
    """Write into the upper right corner of a panel."""
    if not words:
        return
    ax.annotate(
        words,
        (1, 1),
        xycoords="axes fraction",
        xytext=(-3, offset),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=SMALLEST_PT,
        fontweight=weight,
        color=color,
        bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1.0},
    )


def _limits(data: pd.DataFrame, quantity: str) -> tuple[float, float]:
    """Range of an axis that single iterations far beyond all others cannot flatten."""
    highest = _highest(data, quantity)
    late = data[data["iteration"] > data["iteration"].max() * 0.5]
    top = late[[f"training_{quantity}_smoothed", f"validation_{quantity}"]].max().max()
    top = min(highest, 2.0 * top) if pd.notna(top) and top > 0 else highest
    return 0.0, 1.12 * top if top > 0 else 1.0


def _highest(data: pd.DataFrame, quantity: str) -> float:
    return float(data[[f"training_{quantity}", f"validation_{quantity}"]].max().max())


def _final_validation(data: pd.DataFrame, quantity: str) -> pd.Series:
    validated = data.dropna(subset=[f"validation_{quantity}"])
    return validated.groupby("fold", sort=False)[f"validation_{quantity}"].last()


_MOST_BANDS = 10


def _epochs_of_a_band(data: pd.DataFrame) -> int:
    return -(-int(data["epoch"].nunique()) // (2 * _MOST_BANDS))


def _shade_epochs(ax: Axes, data: pd.DataFrame) -> None:
    spans = data.groupby("epoch")["iteration"].agg(["min", "max"])
    step = _epochs_of_a_band(data)
    for first in range(0, len(spans), 2 * step):
        band = spans.iloc[first : first + step]
        ax.axvspan(band["min"].min() - 0.5, band["max"].max() + 0.5, color=BAND, lw=0, zorder=0)


def _iteration_label(data: pd.DataFrame) -> str:
    rates = data["learning_rate"]
    folds = data["fold"].nunique()
    more = f", {folds} folds" if folds > 1 else ""
    step = _epochs_of_a_band(data)
    bands = f"grey: {step} epochs" if step > 1 else "grey: every other epoch"
    return f"Iteration ({bands}{more})\nlearning rate {rates.iloc[0]:.3g} to {rates.iloc[-1]:.3g}"
