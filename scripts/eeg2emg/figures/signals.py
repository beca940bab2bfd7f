"""Signals of one recording: traces and spectra before and after cleaning."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.figures.style import (
    BLUE,
    COLUMN_WIDTH_IN,
    INK,
    MUTED,
    ORANGE,
    PAGE_HEIGHT_IN,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    channel_colours,
    figure_style,
    finish,
    in_words,
    new_figure,
)
from eeg2emg.names.muscles import muscles_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STAGE_COLOURS = {"before": ORANGE, "after": BLUE}


def before_after(
    before_v: np.ndarray,
    after_v: np.ndarray,
    rate_hz: float,
    channels: Sequence[str],
    *,
    title: str,
    simulated: bool,
    onset_s: float = 0.0,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the same stretch of a recording before and after cleaning, one above the other.

    Parameters
    ----------
    before_v, after_v : ndarray, shape (channels, t)
        Signals in volts.
    rate_hz : float
        Sampling rate of both.
    channels : sequence of str
        Names of the rows.
    title : str
        Title of the figure.
    simulated : bool
        Whether the recordings were simulated.
    onset_s : float
        Where in the recording the stretch begins.

    Returns
    -------
    figure : Figure
        Traces about their medians, with a scale bar in microvolts.
    data : DataFrame
        Columns stage (before, after), channel, time_s, amplitude_uv.
    """
    data = pd.concat(
        [
            _traces(x_v, rate_hz, channels, onset_s).assign(stage=stage)
            for stage, x_v in (("before", before_v), ("after", after_v))
        ],
        ignore_index=True,
    )
    spacing = _spacing(data)
    with figure_style():
        height_in = min(PAGE_HEIGHT_IN, 0.8 + 0.25 * len(channels))
        figure = new_figure(PAGE_WIDTH_IN, height_in)
        ax = figure.subplots()
        for (stage, channel), trace in data.groupby(["stage", "channel"], sort=False):
            ax.plot(
                trace["time_s"],
                trace["amplitude_uv"] - spacing * list(channels).index(channel),
                color=STAGE_COLOURS[stage],
                lw=0.6,
                rasterized=True,
                label=f"{stage} cleaning" if channel == channels[0] else None,
            )
        _stack_axis(ax, data, channels, spacing, height_in - 0.8)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 0.99), ncols=2, borderpad=0.1)
        alt = _change(title, data, onset_s)
        figure = finish(figure, title=title, simulated=simulated, alt=alt)
    return figure, data[["stage", "channel", "time_s", "amplitude_uv"]]


def _change(title: str, data: pd.DataFrame, onset_s: float) -> str:
    """Say how large the traces are before and after, and which channel changed most."""
    spread = data.groupby(["channel", "stage"], sort=False)["amplitude_uv"].std().unstack()
    change = (spread["after"] - spread["before"]).abs()
    most = change.idxmax() if change.notna().any() else ""
    return (
        f"{title}, {len(spread)} channels from {onset_s:.0f} s on. Standard deviation of a "
        f"channel, median: {in_words(spread['before'].median(), 1)} µV before and "
        f"{in_words(spread['after'].median(), 1)} µV after; most changed is {most}, "
        f"{in_words(spread['before'].get(most, np.nan), 1)} to "
        f"{in_words(spread['after'].get(most, np.nan), 1)} µV."
    )


def spectra_before_after(
    frequencies_hz: np.ndarray,
    before_psd: np.ndarray,
    after_psd: np.ndarray,
    *,
    title: str,
    simulated: bool,
    highest_hz: float = 90.0,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the power spectrum before and after cleaning, its median and range over channels.

    Parameters
    ----------
    frequencies_hz : ndarray, shape (f,)
        Frequencies.
    before_psd, after_psd : ndarray, shape (channels, f)
        Power spectral densities, in V^2/Hz.
    title : str
        Title of the figure.
    simulated : bool
        Whether the recordings were simulated.
    highest_hz : float
        Where the frequency axis ends at the latest.

    Returns
    -------
    figure : Figure
        Median over channels as a line, lowest to highest channel as a band.
    data : DataFrame
        Columns stage, frequency_hz, median, lowest, highest (in µV²/Hz).
    """
    shown = (frequencies_hz >= 0.5) & (frequencies_hz <= highest_hz)
    data = pd.concat(
        [
            pd.DataFrame(
                {
                    "stage": stage,
                    "frequency_hz": frequencies_hz[shown],
                    "median": np.median(psd, axis=0)[shown] * 1e12,
                    "lowest": psd.min(axis=0)[shown] * 1e12,
                    "highest": psd.max(axis=0)[shown] * 1e12,
                }
            )
            for stage, psd in (("before", before_psd), ("after", after_psd))
        ],
        ignore_index=True,
    )
    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, 2.6)
        ax = figure.subplots()
        for stage, part in data.groupby("stage", sort=False):
            colour = STAGE_COLOURS[stage]
            ax.fill_between(
                part["frequency_hz"], part["lowest"], part["highest"], color=colour, alpha=0.2, lw=0
            )
            ax.plot(part["frequency_hz"], part["median"], color=colour, label=f"{stage} cleaning")
        _power_axes(ax, data["median"])
        ax.legend(loc="upper right")
        at = {
            stage: np.interp([2.0, 10.0, 40.0], part["frequency_hz"], part["median"])
            for stage, part in data.groupby("stage", sort=False)
        }
        values = "; ".join(
            f"{stage} {', '.join(f'{power:.3g}' for power in powers)}"
            for stage, powers in at.items()
        )
        alt = (
            f"{title}, median over {len(before_psd)} channels. Power in µV²/Hz at 2, 10 and 40 Hz: "
            f"{values}."
        )
        return finish(figure, title=title, simulated=simulated, alt=alt), data


def emg_excerpt(
    emg_v: np.ndarray,
    rate_hz: float,
    channels: Sequence[str],
    frequencies_hz: np.ndarray,
    psd: np.ndarray,
    *,
    title: str,
    simulated: bool,
    onset_s: float = 0.0,
) -> tuple[Figure, pd.DataFrame]:
    """Draw cleaned EMG: traces of an excerpt, spectra of the whole recording.

    Parameters
    ----------
    emg_v : ndarray, shape (m, t)
        Signals in volts.
    rate_hz : float
        Sampling rate.
    channels : sequence of str
        Names of the m muscles.
    frequencies_hz : ndarray, shape (f,)
        Frequencies of the spectra.
    psd : ndarray, shape (m, f)
        Power spectral densities, in V^2/Hz.
    title : str
        Title of the figure.
    simulated : bool
        Whether the recordings were simulated.
    onset_s : float
        Where in the recording the excerpt begins.

    Returns
    -------
    figure : Figure
        Left traces, right spectra, one colour per muscle.
    data : DataFrame
        Columns kind (trace, spectrum), channel, time_s, amplitude_uv, frequency_hz, power (in
        µV²/Hz); what a kind does not have is missing.
    """
    traces = _traces(emg_v, rate_hz, channels, onset_s)
    positive = frequencies_hz > 0
    spectra = pd.DataFrame(
        {
            "channel": np.repeat(np.asarray(channels, dtype=object), positive.sum()),
            "frequency_hz": np.tile(frequencies_hz[positive], len(channels)),
            "power": (psd[:, positive] * 1e12).ravel(),
        }
    )
    spacing = _spacing(traces)
    colours = channel_colours(channels)
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, min(PAGE_HEIGHT_IN, max(2.9, 0.25 * len(channels))))
        left, right = figure.subplots(1, 2, width_ratios=(1.7, 1))
        for k, (channel, trace) in enumerate(traces.groupby("channel", sort=False)):
            left.plot(
                trace["time_s"],
                trace["amplitude_uv"] - spacing * k,
                color=colours[channel],
                lw=0.3,
                rasterized=True,
            )
        _stack_axis(left, traces, channels, spacing, figure.get_figheight() - 0.8)
        for channel, spectrum in spectra.groupby("channel", sort=False):
            right.plot(
                spectrum["frequency_hz"],
                spectrum["power"],
                color=colours[channel],
                lw=0.7,
            )
        _power_axes(right, spectra["power"])
        right.set_title("whole recording, colours as on the left", fontsize=SMALLEST_PT)
        key = muscles_in_words(channels)
        if key:
            figure.supxlabel(
                "\n".join(textwrap.wrap(key, 128)),
                fontsize=SMALLEST_PT,
                color=MUTED,
                x=0.02,
                ha="left",
            )
        spreads = traces.groupby("channel", sort=False)["amplitude_uv"].std()
        alt = (
            f"{title}, {len(channels)} muscles. Standard deviation in the excerpt: "
            f"{', '.join(f'{name} {in_words(uv, 1)}' for name, uv in spreads.items())} µV."
        )
        figure = finish(figure, title=title, simulated=simulated, alt=alt)
    data = pd.concat(
        [traces.assign(kind="trace"), spectra.assign(kind="spectrum")], ignore_index=True
    )
    return figure, data[["kind", "channel", "time_s", "amplitude_uv", "frequency_hz", "power"]]


def _traces(
    x_v: np.ndarray, rate_hz: float, channels: Sequence[str], onset_s: float
) -> pd.DataFrame:
    amplitude_uv = (x_v - np.median(x_v, axis=1, keepdims=True)) * 1e6
    return pd.DataFrame(
        {
            "channel": np.repeat(np.asarray(channels, dtype=object), x_v.shape[1]),
            "time_s": np.tile(onset_s + np.arange(x_v.shape[1]) / rate_hz, len(channels)),
            "amplitude_uv": amplitude_uv.ravel(),
        }
    )


def _spacing(traces: pd.DataFrame) -> float:
    """Distance between traces, in microvolts: a round number that keeps most of them apart."""
    wide = traces["amplitude_uv"].abs().groupby(traces["channel"]).quantile(0.95)
    return _round_up(3.0 * float(wide.median()))


def _stack_axis(
    ax: Axes, traces: pd.DataFrame, channels: Sequence[str], spacing: float, height_in: float
) -> None:
    start, stop = traces["time_s"].min(), traces["time_s"].max()
    step = max(1, int(np.ceil(1.15 * SMALLEST_PT * len(channels) / (72 * height_in))))
    ax.set_yticks(-spacing * np.arange(len(channels))[::step], list(channels)[::step])
    places = traces["channel"].map({name: -spacing * k for k, name in enumerate(channels)})
    heights = traces["amplitude_uv"] + places
    # Blinks are far larger than the spacing: the axis ends where the highest of them does.
    ax.set_ylim(
        min(-spacing * (len(channels) - 0.2), heights.min()),
        max(spacing * 0.95, heights.max() + 0.1 * spacing),
    )
    ax.set_xlim(start, stop + 0.07 * (stop - start))
    ax.set(xlabel="time in the recording (s)", ylabel=f"channel (spacing {spacing:g} µV)")
    x = stop + 0.03 * (stop - start)
    ax.plot([x, x], [-spacing, 0], color=INK, lw=1.5, solid_capstyle="butt")
    ax.annotate(
        f"{spacing:g} µV",
        (x, -spacing / 2),
        xytext=(3, 0),
        textcoords="offset points",
        rotation=90,
        va="center",
        fontsize=SMALLEST_PT,
        color=MUTED,
    )


def _power_axes(ax: Axes, power: pd.Series) -> None:
    ax.set_yscale("log")
    # A notch reaches down to rounding errors, which would flatten all the rest.
    ax.set_ylim(bottom=max(power.quantile(0.05) / 30, 1e-12))
    ax.set(xlabel="frequency (Hz)", ylabel="power spectral density (µV²/Hz)")


def _round_up(value: float) -> float:
    """Smallest of 1, 2, 5 times a power of ten that is not below `value`."""
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= value))
