"""Figures of cleaning judged by the clean twin, and of recovery by length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.catalogue import measure_title
from eeg2emg.figures.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PAGE_WIDTH_IN,
    figure_style,
    finish,
    in_words,
    new_figure,
    phase_colours,
)
from eeg2emg.recovery.muscles import AFTER, ALL_SITES, BEFORE, SITES, SOURCES, TWIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIGNAL_COLOURS = {TWIN: GREEN, BEFORE: ORANGE, AFTER: BLUE}
_KINDS = {
    "blink": "blinks",
    "saccade": "horizontal\neye movements",
    "muscle_left": "temporal\nmuscle, left",
    "muscle_right": "temporal\nmuscle, right",
    "heart": "heart",
}


def recovery_by_length_figure(
    table: pd.DataFrame, *, phase_order: Sequence[str], unit: str = "nats"
) -> tuple[Figure, pd.DataFrame]:
    """Draw how well known muscle networks are estimated from windows of different lengths.

    Parameters
    ----------
    table : DataFrame
        Columns recording, length_s, phase, windows, r, slope, rmse.
    phase_order : sequence of str
        The phases in their configured order, which decides their colours.
    unit : str
        Unit of the error.

    Returns
    -------
    figure : Figure
        Correlation and error against length: a thin line per recording, a thick one for the median.
    data : DataFrame
        The table.
    """
    colours = phase_colours(phase_order)
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 2.7)
        for ax, (column, label) in zip(
            figure.subplots(1, 2),
            (("r", "correlation with the truth"), ("rmse", f"error per entry, RMS ({unit})")),
            strict=True,
        ):
            for phase, part in table.groupby("phase", sort=False):
                for _, own in part.groupby("recording"):
                    ax.plot(own["length_s"], own[column], color=colours[phase], lw=0.5, alpha=0.5)
                middle = part.groupby("length_s")[column].median()
                ax.plot(
                    middle.index,
                    middle,
                    color=colours[phase],
                    lw=1.8,
                    marker="o",
                    ms=3,
                    label=phase,
                )
            lengths = sorted(table["length_s"].unique())
            ax.set_xscale("log")
            ax.set_xticks(lengths, [f"{length:g}" for length in lengths])
            ax.minorticks_off()
            ax.set(xlabel="length of the window (s)", ylabel=label)
            ax.margins(y=0.08)
            ax.legend()
        title = "Recovery of the muscles' couplings against length"
        middle = table.groupby(["phase", "length_s"], sort=False)["r"].median()
        said = [
            f"{phase} {in_words(own.iloc[0])} at {own.index[0][1]:g} s and "
            f"{in_words(own.iloc[-1])} at {own.index[-1][1]:g} s"
            for phase, own in middle.sort_index().groupby(level=0)
        ]
        alt = f"{title}: median correlation with the truth, {'; '.join(said)}."
        return finish(figure, title=title, simulated=True, alt=alt), table


def eeg_recovery_figure(table: pd.DataFrame) -> tuple[Figure, pd.DataFrame]:
    """Draw how close brain networks before and after cleaning are to the known ones.

    Parameters
    ----------
    table : DataFrame
        Columns recording, measure, signal, phase, segments, r, r_of_changes.

    Returns
    -------
    figure : Figure
        Left the correlation of the matrices, right that of their changes from segment to segment; a
        dot per recording and phase, a bar for the median.
    data : DataFrame
        The table.
    """
    measures = list(dict.fromkeys(table["measure"]))
    names = ["Sources, Granger\n(known truth)" if m == SOURCES else _wrapped(m) for m in measures]
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 3.0)
        axes = figure.subplots(1, 2, sharey=True)
        for ax, (column, label) in zip(
            axes,
            (("r", "all entries"), ("r_of_changes", "changes between segments of a phase")),
            strict=True,
        ):
            for place, measure in enumerate(measures):
                own = table[table["measure"] == measure]
                groups = {
                    signal: own.loc[own["signal"] == signal, column].dropna().to_numpy()
                    for signal in _SIGNAL_COLOURS
                }
                _strips(ax, place, groups, _SIGNAL_COLOURS)
            ax.set_xticks(range(len(measures)), names, rotation=40, ha="right")
            ax.set(title=label)
        axes[0].set_ylabel("correlation (r)")
        _legend(axes[0], _SIGNAL_COLOURS)
        title = "EEG networks against those of the clean twin"
        middle = table.groupby(["measure", "signal"], sort=False)["r"].median().unstack()
        said = [
            f"{names[k].replace(chr(10), ' ')} "
            + ", ".join(f"{signal} {in_words(middle.loc[measure, signal])}" for signal in known)
            for k, measure in enumerate(measures)
            if (
                known := [
                    one
                    for one in _SIGNAL_COLOURS
                    if one in middle and np.isfinite(middle.loc[measure, one])
                ]
            )
        ]
        alt = f"{title}: median correlation over the entries. {'; '.join(said)}."
        return finish(figure, title=title, simulated=True, alt=alt), table


def artefact_reduction_figure(table: pd.DataFrame) -> tuple[Figure, pd.DataFrame]:
    """Draw what cleaning took from the artefacts and from the brain.

    Parameters
    ----------
    table : DataFrame
        Columns recording, what, artefact_before_uv, artefact_after_uv, reduction_db, brain_uv,
        brain_changed_share.

    Returns
    -------
    figure : Figure
        Reduction by kind of artefact; brain-to-artefact ratio before and after by site; the share
        of the brain's power that cleaning changed.
    data : DataFrame
        The table.
    """
    kinds = [kind for kind in _KINDS if kind in set(table["what"])]
    sites = [site for site in (*SITES, ALL_SITES) if site in set(table["what"])]
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 2.9)
        first, second, third = figure.subplots(1, 3)
        for place, kind in enumerate(kinds):
            values = table.loc[table["what"] == kind, "reduction_db"].dropna().to_numpy()
            _strips(first, place, {"": values}, {"": BLUE})
        first.set_xticks(
            range(len(kinds)), [_KINDS[kind] for kind in kinds], rotation=40, ha="right"
        )
        first.axhline(0, color=INK, lw=0.6)
        first.set(ylabel="reduction (dB)", title="by kind of artefact")
        for place, site in enumerate(sites):
            own = table[table["what"] == site]
            ratios = {
                signal: 20 * np.log10(own["brain_uv"] / own[column]).to_numpy()
                for signal, column in (
                    (BEFORE, "artefact_before_uv"),
                    (AFTER, "artefact_after_uv"),
                )
            }
            _strips(second, place, ratios, _SIGNAL_COLOURS)
            _strips(third, place, {"": 100 * own["brain_changed_share"].to_numpy()}, {"": BLUE})
        second.axhline(0, color=INK, lw=0.6)
        second.set(ylabel="brain to artefacts (dB)", title="at the electrodes")
        _legend(second, {signal: _SIGNAL_COLOURS[signal] for signal in (BEFORE, AFTER)})
        third.set(ylabel="brain's power changed (%)", title="damage to the brain's signal")
        third.set_ylim(bottom=0)
        for ax in (second, third):
            ax.set_xticks(range(len(sites)), sites, rotation=40, ha="right")
        title = "Artefacts and cleaning"
        medians = table.groupby("what")[["reduction_db", "brain_changed_share"]].median()
        gone = [
            f"{' '.join(_KINDS[kind].split())} {in_words(medians.loc[kind, 'reduction_db'], 1)} dB"
            for kind in kinds
        ]
        changed = [
            f"{site} {in_words(100 * medians.loc[site, 'brain_changed_share'], 1)} %"
            for site in sites
        ]
        alt = (
            f"{title}: median reduction of {'; '.join(gone)}. Of the brain's own power cleaning "
            f"changed {'; '.join(changed)}."
        )
        return finish(figure, title=title, simulated=True, alt=alt), table


def _wrapped(measure: str) -> str:
    return measure_title(measure).replace(" ", "\n", 1)


def _strips(
    ax: Axes, place: int, groups: Mapping[str, np.ndarray], colours: Mapping[str, str]
) -> None:
    """Draw the values of a few groups side by side about a place: dots, and a bar at the median."""
    width = 0.8 / len(groups)
    for number, (name, values) in enumerate(groups.items()):
        if not values.size:
            continue
        centre = place + (number - (len(groups) - 1) / 2) * width
        spread = np.linspace(-0.25, 0.25, values.size) * width if values.size > 1 else [0.0]
        ax.plot(centre + np.asarray(spread), values, ".", ms=3, color=colours[name], alpha=0.6)
        ax.plot(
            [centre - 0.35 * width, centre + 0.35 * width],
            [np.median(values)] * 2,
            color=colours[name],
            lw=1.8,
        )


def _legend(ax: Axes, colours: Mapping[str, str]) -> None:
    for name, colour in colours.items():
        ax.plot([], [], color=colour, lw=1.8, label=name)
    ax.legend(labelcolor=MUTED)
