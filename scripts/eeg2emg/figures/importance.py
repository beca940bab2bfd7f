"""Figures of the measures and electrodes that an estimate rests on."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.connectivity.catalogue import measure_title
from eeg2emg.figures.style import (
    FAINT,
    INK,
    MUTED,
    PAGE_HEIGHT_IN,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    figure_style,
    finish,
    in_words,
    measure_colour,
    new_figure,
)
from eeg2emg.figures.topography import draw_map, electrode_places
from eeg2emg.learning.catalogue import model_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = ["name", "importance", "low", "high"]

NOT_SHOWN = "not shown"
"""Status of a model whose importance can be estimated and would mislead."""

_MOST_BARS = 20
"""Electrodes that are drawn as bars where their positions are unknown."""

_NAMED_UP_TO = 32
"""Electrodes whose names have room on a map."""

LOSS_OF_SKILL = "loss of skill (no unit)"
"""When a part of the features is permuted among segments of the same person and phase."""


def importance_figure(
    importance: pd.DataFrame,
    channels: Sequence[str],
    *,
    simulated: bool,
    positions_m: np.ndarray | None = None,
) -> tuple[Figure, pd.DataFrame]:
    """Draw, model by model, the importance of measures as bars and of electrodes as a map.

    Parameters
    ----------
    importance : DataFrame
        Columns model, skill, method (permutation, refit), kind (measure, channel), name,
        importance, low, high, status, reason; other kinds are passed over, and models without
        permutations too, unless they are not estimable.
    channels : sequence of str
        Names of the electrodes.
    simulated : bool
        Whether the recordings were simulated.
    positions_m : ndarray, shape (n, 3), optional
        Positions of the electrodes, in metres; by default those of the 10-05 system.

    Returns
    -------
    figure : Figure
        One row per model: left the measures, with a diamond for what a refit without the measure
        loses; right the electrodes (bars where positions are unknown), ringed where the interval
        lies above 0. Models that are not estimable have the reason in place of both.
    data : DataFrame
        Columns model, method, kind, name, importance, low, high.
    """
    permuted = importance[importance["method"] == "permutation"]
    models = list(dict.fromkeys(permuted["model"]))
    missing = missing_models(importance)
    located = electrode_places(channels, positions_m)
    drawn = []
    with figure_style():
        count = len(models) + len(missing)
        shares = row_shares(len(models), len(missing))
        figure = new_figure(PAGE_WIDTH_IN, min(PAGE_HEIGHT_IN, 0.4 + 2.6 * sum(shares)))
        rows = figure.subplots(count, 2, squeeze=False, height_ratios=shares)
        draw_missing(rows[len(models) :], missing)
        for (left, right), model in zip(rows, models, strict=False):
            own = permuted[permuted["model"] == model]
            measures = _sorted(own[own["kind"] == "measure"])
            electrodes = own[own["kind"] == "channel"]
            refits = importance[(importance["model"] == model) & (importance["method"] == "refit")]
            draw_bars(left, measures, kind="measure")
            _draw_refits(left, measures, refits)
            left.set_title(model_with_skill(model, own["skill"].iloc[0]), loc="left")
            if located is None:
                electrodes = _sorted(electrodes).head(_MOST_BARS)
                draw_bars(right, electrodes, kind="channel")
            else:
                electrodes = electrodes.set_index("name")[_COLUMNS[1:]]
                electrodes = electrodes.reindex(list(channels)).reset_index(names="name")
                _draw_electrodes(right, electrodes, located)
            right.set_title("electrodes", loc="left")
            drawn += [
                rows[_COLUMNS].assign(model=model, method=method, kind=kind)
                for rows, method, kind in (
                    (measures, "permutation", "measure"),
                    (refits, "refit", "measure"),
                    (electrodes, "permutation", "channel"),
                )
                if len(rows)
            ]
        figure = finish(
            figure,
            title="What the skill rests on: its loss when features are permuted",
            simulated=simulated,
            alt=_alternative(permuted, missing),
        )
    columns = ["model", "method", "kind", *_COLUMNS]
    data = pd.concat([pd.DataFrame(columns=columns), *drawn][bool(drawn) :], ignore_index=True)
    return figure, data[columns]


def _alternative(permuted: pd.DataFrame, missing: Mapping[str, str]) -> str:
    """Say of each model which measure and which electrode cost most skill."""
    said = []
    for model, own in permuted.groupby("model", sort=False):
        most = []
        for kind, words in (("measure", "measure"), ("channel", "electrode")):
            part = own[(own["kind"] == kind) & np.isfinite(own["importance"].astype(float))]
            if part.empty:
                continue
            top = part.loc[part["importance"].idxmax()]
            name = measure_title(top["name"]) if kind == "measure" else top["name"]
            most.append(f"{words} {name} ({in_words(top['importance'], 3)})")
        skill = in_words(own["skill"].iloc[0])
        said.append(f"{model_title(model)}, skill {skill}: {' and '.join(most) or 'nothing'}")
    said += [f"{model_title(model)}: {words_of(reason)}" for model, reason in missing.items()]
    return f"What costs most skill when it is permuted within person and phase. {'; '.join(said)}."


def words_of(reason: str) -> str:
    """Shorten why a model is missing to whether it is not shown or not estimable."""
    return reason.partition(":")[0].lower()


def missing_models(importance: pd.DataFrame) -> dict[str, str]:
    """Say by model why its importance is not estimable; those of which it is are absent."""
    missing = importance[importance["method"].isna()]
    return {
        row.model: row.reason if row.status == NOT_SHOWN else f"Not estimable: {row.reason}"
        for row in missing.itertuples()
    }


def row_shares(models: int, missing: int) -> list[float]:
    """Give the heights of rows of panels: a sentence needs less than a drawing."""
    return [1.0] * models + [0.22] * missing


def draw_missing(rows: np.ndarray, missing: Mapping[str, str]) -> None:
    """Write in a row of panels, model by model, why it is not estimable.

    Parameters
    ----------
    rows : ndarray of Axes, shape (models, 2)
        The panels.
    missing : mapping of str to str
        As from `missing_models`.
    """
    for (left, right), (model, reason) in zip(rows, missing.items(), strict=True):
        left.set_title(model_title(model), loc="left")
        text = "\n".join(textwrap.wrap(reason, 50))
        left.text(0, 0.5, text, va="center", color=MUTED, transform=left.transAxes)
        left.set_axis_off()
        right.set_axis_off()


def model_with_skill(model: str, skill: float) -> str:
    """Name a model and, on a line of its own, what it has to lose."""
    return f"{model_title(model)}\nskill {skill:.2f}".replace("-", "\N{MINUS SIGN}")


def draw_bars(ax: Axes, data: pd.DataFrame, *, kind: str) -> None:
    """Draw importances as horizontal bars from top to bottom, with their intervals.

    Parameters
    ----------
    ax : Axes
        Where.
    data : DataFrame
        Columns name, importance, low, high (missing where there is no interval).
    kind : str
        What the names are: ``measure`` (coloured as everywhere), ``channel`` or ``edge``.
    """
    is_measure = kind == "measure"
    colours = [measure_colour(name) if is_measure else MUTED for name in data["name"]]
    ax.barh(range(len(data)), data["importance"], color=colours, height=0.7)
    known = np.isfinite(data[["low", "high"]].astype(float)).all(axis=1).to_numpy()
    rows = np.flatnonzero(known)
    ax.hlines(rows, data["low"].to_numpy()[rows], data["high"].to_numpy()[rows], color=INK, lw=1.0)
    ax.axvline(0, color=INK, lw=0.8)
    names = [measure_title(name) if is_measure else name for name in data["name"]]
    ax.set_yticks(range(len(data)), names)
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=FAINT, lw=0.4)
    ax.set_axisbelow(True)
    ax.locator_params(axis="x", nbins=5)
    ax.set_xlabel(LOSS_OF_SKILL)
    ax.set_ylabel({"channel": "electrode", "edge": "pair of electrodes"}.get(kind, kind))


def _draw_refits(ax: Axes, measures: pd.DataFrame, refits: pd.DataFrame) -> None:
    """Draw what the same model loses when it never had the measure."""
    found = measures[["name"]].merge(refits[_COLUMNS], on="name", how="left")
    if found["importance"].isna().all():
        return
    below = found.index + 0.22
    known = np.isfinite(found[["low", "high"]].astype(float)).all(axis=1)
    ends = found["low"].where(known), found["high"].where(known)
    ax.hlines(below, *ends, color=INK, lw=0.7, ls=":")
    ax.plot(
        found["importance"],
        below,
        "D",
        ms=4,
        mfc="white",
        mec=INK,
        mew=0.9,
        label="left out and fitted anew",
    )
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0.2)


def _sorted(importance: pd.DataFrame) -> pd.DataFrame:
    order = importance.sort_values(["importance", "name"], ascending=[False, True])
    return order[_COLUMNS].reset_index(drop=True)


def _draw_electrodes(ax: Axes, data: pd.DataFrame, located: tuple[np.ndarray, np.ndarray]) -> None:
    rows, places = located
    values = data["importance"].to_numpy(dtype=float)[rows]
    if not np.isfinite(values).all():
        raise ValueError("an electrode has no importance")
    limit = max(float(np.abs(values).max()), 1e-12)
    above = data["low"].to_numpy(dtype=float)[rows] > 0
    image = draw_map(
        ax, values, places, cmap="RdBu_r", limits=(-limit, limit), ringed=above, dots=2.5
    )
    if len(rows) <= _NAMED_UP_TO:
        for row, (x, y) in zip(rows, places, strict=True):
            ax.text(
                *(x, y - 0.065, data["name"].iloc[int(row)]),
                ha="center",
                va="top",
                fontsize=SMALLEST_PT,
                bbox={"facecolor": "white", "alpha": 0.6, "edgecolor": "none", "pad": 0.3},
            )
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.045, pad=0.02)
    bar.set_label(LOSS_OF_SKILL, fontsize=SMALLEST_PT)
    bar.ax.tick_params(labelsize=SMALLEST_PT)
    bar.outline.set_visible(False)
