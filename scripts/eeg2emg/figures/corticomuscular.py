"""Coherence of brain and muscles: maps by muscle, and spectra at electrodes named beforehand."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.figures.style import (
    INK,
    MUTED,
    PAGE_HEIGHT_IN,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    add_panel,
    figure_style,
    finish,
    in_words,
    listed,
    new_figure,
    not_estimable_figure,
    phase_colours,
)
from eeg2emg.figures.topography import draw_map, electrode_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_MAPS = 8
"""Maps side by side, at most."""

MOST_MUSCLES = 8
"""Rows of maps, and columns of spectra, at most; all muscles are in the data."""

_TOP_IN, _HEAD_IN, _LEFT_IN, _RIGHT_IN = 0.32, 0.42, 0.62, 0.72

_NOBODY = (
    "nobody has two phases whose coherence could be set beside that of surrogates; "
    "tables/corticomuscular_refused.csv says why"
)


def corticomuscular_figures(
    group: pd.DataFrame,
    spectra: pd.DataFrame,
    phases: Sequence[str],
    electrodes: Sequence[str],
    *,
    confidence: float,
    simulated: bool,
) -> dict[str, tuple[Figure, pd.DataFrame]]:
    """Draw both figures.

    Parameters
    ----------
    group, spectra : DataFrame
        As from `eeg2emg.corticomuscular.group`.
    phases : sequence of str
        The configured phases; the first is rest.
    electrodes : sequence of str
        Electrodes whose spectra are drawn, named beforehand.
    confidence : float
        Level of the intervals and the tests.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    dict of str to (Figure, DataFrame)
        ``corticomuscular_maps`` and ``corticomuscular_spectra``.
    """
    return {
        "corticomuscular_maps": maps_figure(group, confidence=confidence, simulated=simulated),
        "corticomuscular_spectra": spectra_figure(
            spectra,
            phases,
            electrodes,
            confidence=confidence,
            simulated=simulated,
        ),
    }


def maps_figure(
    group: pd.DataFrame, *, confidence: float, simulated: bool
) -> tuple[Figure, pd.DataFrame]:
    """Draw the coherence of each muscle with all electrodes as maps of the head.

    Parameters
    ----------
    group : DataFrame
        As from `eeg2emg.corticomuscular.group.group_table`.
    confidence : float
        1 less the level at which an electrode is ringed.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    figure : Figure
        A row per muscle; for each band rest, and each other phase.
    data : DataFrame
        The table.
    """
    title = "Corticomuscular coherence on the head"
    if group.empty:
        return not_estimable_figure(title, _NOBODY, simulated=simulated)
    located = electrode_places(list(dict.fromkeys(group["electrode"])))
    if located is None:
        reason = "the positions of the electrodes are unknown; the values are in the data"
        return not_estimable_figure(title, reason, simulated=simulated)[0], group
    columns, muscles = _columns(group), list(dict.fromkeys(group["muscle"]))[:MOST_MUSCLES]
    high = max(float(group[["coherence", "coherence_at_rest"]].max(axis=None)), 1e-6)
    width_in = PAGE_WIDTH_IN - _LEFT_IN - _RIGHT_IN
    map_in = min(
        width_in / max(len(columns), 4),
        (PAGE_HEIGHT_IN - _TOP_IN - _HEAD_IN - 0.1) / len(muscles),
        1.3,
    )
    step_in = width_in / len(columns)
    with figure_style():
        height_in = _TOP_IN + _HEAD_IN + map_in * len(muscles) + 0.08
        figure = new_figure(PAGE_WIDTH_IN, height_in, laid_out=False)
        for row, muscle in enumerate(muscles):
            top_in = _TOP_IN + _HEAD_IN + row * map_in
            for place, column in enumerate(columns):
                left_in = _LEFT_IN + place * step_in + (step_in - map_in) / 2
                ax = add_panel(figure, left_in, top_in, map_in, map_in - 0.02)
                rows = group[
                    (group["muscle"] == muscle)
                    & (group["phase"] == column["of"])
                    & (group["low_hz"] == column["band"][0])
                    & (group["high_hz"] == column["band"][1])
                ]
                image = _draw_map(
                    ax, rows, column["value"], located, high=high, alpha=round(1 - confidence, 12)
                )
                if not row:
                    ax.set_title(column["phase"], fontsize=SMALLEST_PT, weight="normal", pad=1)
            figure.text(
                *(0.08 / PAGE_WIDTH_IN, 1 - (top_in + map_in / 2) / height_in, _wrapped(muscle, 8)),
                va="center",
                fontsize=8,
                fontweight="bold",
            )
        _name_bands(figure, columns, step_in, height_in)
        beside = add_panel(
            figure,
            PAGE_WIDTH_IN - 0.62,
            _TOP_IN + _HEAD_IN + 0.05,
            0.09,
            min(map_in * len(muscles) - 0.1, 1.8),
        )
        bar = figure.colorbar(image, cax=beside)
        bar.set_label("coherence above chance", fontsize=SMALLEST_PT)
        bar.ax.tick_params(labelsize=SMALLEST_PT, length=2, pad=1.5)
        bar.outline.set_visible(False)
        alt = _maps_in_words(group, confidence)
        return finish(figure, title=title, simulated=simulated, alt=alt), group


def _columns(group: pd.DataFrame) -> list[dict[str, Any]]:
    """List the columns of maps: of each band rest and the other phases, as far as they fit."""
    bands = _bands_of(group)
    phases = list(dict.fromkeys(zip(group["phase"], group["rest"], strict=True)))
    of_band: list[dict[str, Any]] = []
    for phase, rest in phases:
        if phase != rest and not of_band:
            of_band.append({"phase": rest, "of": phase, "value": "coherence_at_rest"})
        of_band.append({"phase": phase, "of": phase, "value": "coherence"})
    fit = max(MOST_MAPS // len(of_band), 1)
    return [{**one, "band": band} for band in bands[:fit] for one in of_band[:MOST_MAPS]]


def _bands_of(group: pd.DataFrame) -> list[tuple[float, float]]:
    return list(dict.fromkeys(zip(group["low_hz"], group["high_hz"], strict=True)))


def _draw_map(
    ax: Axes,
    rows: pd.DataFrame,
    value: str,
    located: tuple[np.ndarray, np.ndarray],
    *,
    high: float,
    alpha: float,
) -> Any:
    differs = rows["phase"].iloc[0] != rows["rest"].iloc[0]
    tested = rows["p_cluster" if differs else "p_cluster_surrogates"]
    ringed = (tested.to_numpy(dtype=float) <= alpha) & (value == "coherence")
    at, places = located
    return draw_map(
        ax,
        rows[value].to_numpy(dtype=float)[at],
        places,
        cmap=_colours(),
        limits=(0.0, high),
        ringed=ringed[at],
        dots=1.5,
    )


def _colours() -> Any:
    """Give colours from light to a red on which dark marks are still seen."""
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    return ListedColormap(colormaps["YlOrRd"](np.linspace(0, 0.75, 256)))


def _wrapped(name: str, letters: int) -> str:
    """Break a name into lines of so many letters."""
    return "\n".join(textwrap.wrap(name, letters))


def _name_bands(
    figure: Figure, columns: list[dict[str, Any]], step_in: float, height_in: float
) -> None:
    """Write each band over its columns, with a line under it."""
    from matplotlib.lines import Line2D

    for band in dict.fromkeys(column["band"] for column in columns):
        own = [place for place, column in enumerate(columns) if column["band"] == band]
        left_in, right_in = _LEFT_IN + own[0] * step_in, _LEFT_IN + (own[-1] + 1) * step_in
        y = 1 - (_TOP_IN + 0.1) / height_in
        figure.text(
            *((left_in + right_in) / 2 / PAGE_WIDTH_IN, y, in_band(*band)),
            ha="center",
            va="center",
            fontsize=8,
            fontweight="bold",
        )
        y -= 0.1 / height_in
        ends = [(left_in + 0.06) / PAGE_WIDTH_IN, (right_in - 0.06) / PAGE_WIDTH_IN]
        figure.add_artist(Line2D(ends, [y, y], color=MUTED, lw=0.6))


def in_band(low_hz: float, high_hz: float) -> str:
    """Name a band by its edges."""
    return f"{low_hz:g}\N{EN DASH}{high_hz:g} Hz"


def _maps_in_words(group: pd.DataFrame, confidence: float) -> str:
    """Say where the largest coherence is, and how many pairs differ from rest."""
    top = group.loc[group["coherence"].idxmax()]
    people = int(top["people"])
    differs = group["p_cluster"] <= round(1 - confidence, 12)
    tested = group["p_cluster"].notna().any()
    found = (
        f"{int(differs.sum())} of {len(group)} combinations of electrode, muscle and band lie in a "
        "cluster that differs from rest"
        if tested
        else "clusters were not tested"
    )
    return (
        f"Maps of the coherence above chance of each muscle with the EEG, mean of {people} people. "
        f"It is largest, {in_words(top['coherence'], 3)}, at {top['electrode']} with "
        f"{top['muscle']} in {in_band(top['low_hz'], top['high_hz'])} ({top['phase']}); {found}."
    )


def spectra_figure(
    spectra: pd.DataFrame,
    phases: Sequence[str],
    electrodes: Sequence[str],
    *,
    confidence: float,
    simulated: bool,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the spectra of coherence at electrodes that were named beforehand.

    Parameters
    ----------
    spectra : DataFrame
        As from `eeg2emg.corticomuscular.group.spectra_table`.
    phases : sequence of str
        The configured phases, which give the colours.
    electrodes : sequence of str
        Electrodes, not chosen by what they show.
    confidence : float
        Level of the intervals and the tests.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    figure : Figure
        A row per electrode, a column per muscle, one line per phase.
    data : DataFrame
        What is drawn.
    """
    title = "Corticomuscular coherence at electrodes named beforehand"
    if spectra.empty:
        return not_estimable_figure(title, _NOBODY, simulated=simulated)
    shown = [name for name in electrodes if name in set(spectra["electrode"])]
    data = spectra[spectra["electrode"].isin(shown)]
    if not shown:
        reason = (
            f"none of the electrodes of corticomuscular.electrodes ({', '.join(electrodes)}) was "
            "recorded: name those over the motor cortex"
        )
        return not_estimable_figure(title, reason, simulated=simulated)
    muscles = list(dict.fromkeys(data["muscle"]))[:MOST_MUSCLES]
    colours = phase_colours(phases)
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, 1.0 + 1.1 * len(shown))
        axes = figure.subplots(len(shown), len(muscles), sharex=True, sharey=True, squeeze=False)
        for row, electrode in enumerate(shown):
            for column, muscle in enumerate(muscles):
                ax = axes[row, column]
                own = data[(data["electrode"] == electrode) & (data["muscle"] == muscle)]
                _draw_spectra(ax, own, colours, round(1 - confidence, 12))
                if not row:
                    ax.set_title(_wrapped(muscle, 60 // len(muscles)))
                if not column:
                    ax.set_ylabel(f"{electrode}\ncoherence")
        highest = np.nanmax(data[["coherence", "high", "threshold"]].to_numpy(dtype=float))
        axes[0, 0].set_ylim(0, 1.12 * highest)
        axes[-1, (len(muscles) - 1) // 2].set_xlabel("frequency (Hz)")
        _add_legend(figure, data, colours)
        alt = _spectra_in_words(data, shown, confidence)
        return finish(figure, title=title, simulated=simulated, alt=alt), data


def _draw_spectra(ax: Axes, own: pd.DataFrame, colours: dict[str, str], alpha: float) -> None:
    for phase, rows in own.groupby("phase", sort=False):
        colour = colours.get(str(phase), INK)
        at_hz = rows["frequency_hz"].to_numpy()
        if rows["low"].notna().all():
            edges = rows["low"].to_numpy(), rows["high"].to_numpy()
            ax.fill_between(at_hz, *edges, color=colour, alpha=0.25, lw=0)
        ax.plot(at_hz, rows["coherence"].to_numpy(), color=colour)
        differs = rows["p_cluster"].to_numpy(dtype=float) <= alpha
        if differs.any():
            ax.fill_between(
                at_hz,
                *(0.95, 0.99),
                where=differs,
                step="mid",
                transform=ax.get_xaxis_transform(),
                color=INK,
                lw=0,
            )
    chance = own.drop_duplicates("frequency_hz")
    ax.plot(
        chance["frequency_hz"].to_numpy(), chance["of_surrogates"].to_numpy(), color=MUTED, lw=0.8
    )
    ax.axhline(float(own["threshold"].max()), color=MUTED, lw=0.8, ls="--")
    ax.margins(x=0)


def _add_legend(figure: Figure, data: pd.DataFrame, colours: dict[str, str]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    phases = list(dict.fromkeys(data["phase"]))
    handles: list[Any] = [
        Line2D([], [], color=colours.get(phase, INK), label=phase)
        for phase in sorted(phases, key=list(colours).index)
    ]
    handles += [
        Line2D([], [], color=MUTED, lw=0.8, label="surrogates"),
        Line2D([], [], color=MUTED, lw=0.8, ls="--", label="threshold of one person"),
    ]
    if data["p_cluster"].notna().any():
        handles.append(Patch(color=INK, label="cluster that differs from rest"))
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))


def _spectra_in_words(data: pd.DataFrame, shown: Sequence[str], confidence: float) -> str:
    """Say where the largest mean is in each phase, and whether clusters differ from rest."""
    tops = []
    for phase, rows in data.groupby("phase", sort=False):
        top = rows.loc[rows["coherence"].idxmax()]
        tops.append(
            f"{in_words(top['coherence'], 3)} in {phase} ({top['electrode']} with "
            f"{top['muscle']} at {top['frequency_hz']:g} Hz)"
        )
    differs = data[data["p_cluster"] <= round(1 - confidence, 12)]
    if data["p_cluster"].notna().any():
        where = listed(list(dict.fromkeys(differs["electrode"]))) or "no electrode"
        cluster = f"clusters that differ from rest reach {where}"
    else:
        cluster = "clusters were not tested"
    return (
        f"Mean spectra of coherence of {int(data['people'].iloc[0])} people at {listed(shown)}, by "
        f"muscle. The largest is {listed(tops)}; the threshold of one person is "
        f"{in_words(float(data['threshold'].max()), 3)}; {cluster}."
    )
