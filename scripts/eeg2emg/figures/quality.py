"""Grid of recordings and quality checks: which passes which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eeg2emg.figures.style import (
    EXCLUDED,
    FAINT,
    INK,
    ORANGE,
    PAGE_HEIGHT_IN,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    figure_style,
    finish,
    listed,
    new_figure,
)
from eeg2emg.recordings.order import order_of_recordings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eeg2emg.quality.recording_quality import RecordingQuality

# signal, check, factor to the limit's unit, limit, whether larger values are worse, label
_CHECKS = (
    ("eeg", "not_finite_share", 1.0, None, True, "not a number"),
    ("eeg", "flat_share", 1.0, "max_flat_share", True, "flat"),
    ("eeg", "clipped_share", 1.0, "max_clipped_share", True, "clipped"),
    ("eeg", "line_share", 1.0, "max_line_share", True, "line noise"),
    ("eeg", "amplitude_v", 1e6, "max_eeg_uv", True, "amplitude"),
    ("eeg", "noise_ratio", 1.0, "max_noise_ratio", True, "noise above 50 Hz"),
    ("eeg", "correlation", 1.0, "min_correlation", False, "unlike all others"),
    ("eeg", "dropped_share", 1.0, "max_dropped_share", True, "dropped samples"),
    ("eeg", "bad_channels", 1.0, "max_bad_eeg", True, "bad channels"),
    ("emg", "not_finite_share", 1.0, None, True, "not a number"),
    ("emg", "flat_share", 1.0, "max_flat_share", True, "flat"),
    ("emg", "clipped_share", 1.0, "max_clipped_share", True, "clipped"),
    ("emg", "line_share", 1.0, "max_line_share", True, "line noise"),
    ("emg", "amplitude_v", 1e6, "max_emg_uv", True, "amplitude"),
    ("emg", "snr_db", 1.0, "min_emg_snr_db", False, "no louder in activity"),
)
_MEDIAN_DECIDES = frozenset({"snr_db"})
_OF_RECORDINGS = frozenset({"bad_channels", "dropped_share"})
_NUMBERED_UP_TO = 60
_LEAST_IN = 3.0  # the bar of colours and its words


def quality_checks(
    qualities: Sequence[RecordingQuality], limits: Mapping[str, float]
) -> pd.DataFrame:
    """Compare the worst channel of each recording with the limit of each check.

    Parameters
    ----------
    qualities : sequence of RecordingQuality
        One per recording.
    limits : mapping of str to float
        The limits by name, as in `eeg2emg.quality.thresholds.QualityThresholds`.

    Returns
    -------
    DataFrame
        One row per recording and check: subject, recording, usable, signal, check, label, value
        (of the worst channel; of the median channel where the rule looks at the median), limit,
        ratio (1 at the limit, larger is worse, NaN where unknown), channels_beyond.
    """
    rows = []
    by_name = {quality.recording: quality for quality in qualities}
    for name in order_of_recordings({item.recording: item.acquired for item in qualities}):
        quality = by_name[name]
        for signal, check, factor, limit_name, larger_is_worse, label in _CHECKS:
            limit = limits[limit_name] if limit_name else 0.0
            values = factor * _values(quality, signal, check)
            ratios = _ratios(values, limit, larger_is_worse=larger_is_worse)
            if not ratios.size:
                value = ratio = np.nan
            elif check in _MEDIAN_DECIDES:
                value = float(np.median(values))
                ratio = float(_ratios(np.array([value]), limit, larger_is_worse=False)[0])
            else:
                worst = int(np.argmax(ratios))
                value, ratio = float(values[worst]), float(ratios[worst])
            rows.append(
                {
                    "subject": quality.subject,
                    "recording": quality.recording,
                    "usable": quality.usable,
                    "signal": signal,
                    "check": check,
                    "label": label,
                    "value": value,
                    "limit": limit,
                    "ratio": ratio,
                    "channels_beyond": int(np.sum(ratios > 1)),
                }
            )
    return pd.DataFrame(rows)


def quality_matrix(
    qualities: Sequence[RecordingQuality],
    limits: Mapping[str, float],
    *,
    simulated: bool,
    kept: Sequence[str] | None = None,
) -> tuple[Figure, pd.DataFrame]:
    """Draw recordings against checks, each cell shaded by its distance from the limit.

    Parameters
    ----------
    qualities, limits
        As in `quality_checks`.
    simulated : bool
        Whether the recordings were simulated.
    kept : sequence of str, optional
        Recordings that the analysis uses; by default those that are usable by themselves. The
        others are marked as left out.

    Returns
    -------
    figure : Figure
        Beyond the limit a cell is orange and holds the number of channels beyond it. Recordings
        none of which has EMG have no columns for it.
    data : DataFrame
        As from `quality_checks`, and whether the recording is kept.
    """
    data = quality_checks(qualities, limits)
    data["kept"] = data["recording"].isin(kept) if kept is not None else data["usable"]
    recordings = data["recording"].drop_duplicates().tolist()
    has_emg = any(quality.emg for quality in qualities)
    checks = [check for check in _CHECKS if has_emg or check[0] == "eeg"]
    shown = data if has_emg else data[data["signal"] == "eeg"]
    ratios = shown["ratio"].to_numpy().reshape(len(recordings), len(checks))
    height = min(PAGE_HEIGHT_IN, max(_LEAST_IN, 1.6 + 0.13 * len(recordings)))
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, height)
        ax = figure.subplots()
        _draw_cells(ax, ratios, shown, checks)
        _label_rows(ax, data)
        ax.set_xticks(
            range(len(checks)),
            [f"{signal.upper()}: {label}" for signal, *_, label in checks],
            rotation=40,
            ha="left",
            rotation_mode="anchor",
            fontsize=SMALLEST_PT,
        )
        ax.xaxis.tick_top()
        ax.tick_params(length=0)
        if has_emg:
            ax.axvline(sum(check[0] == "eeg" for check in checks) - 0.5, color=INK, lw=1)
        for spine in ax.spines.values():
            spine.set(visible=True, color=FAINT)
        title = "Quality of the recordings"
        alt = _alternative(title, data)
        return finish(figure, title=title, simulated=simulated, alt=alt), data


def _alternative(title: str, data: pd.DataFrame) -> str:
    """Count the recordings that are used, and name the checks that some fail."""
    kept = data.drop_duplicates("recording")["kept"]
    beyond = data[data["ratio"] > 1]
    names = beyond["signal"].str.upper() + " " + beyond["label"]
    counts = [f"{name} in {count}" for name, count in names.value_counts().items()]
    limits = f"Beyond a limit: {listed(counts)}." if counts else "No check is beyond its limit."
    return f"{title}: {int(kept.sum())} of {len(kept)} recordings are used. {limits}"


def _values(quality: RecordingQuality, signal: str, check: str) -> np.ndarray:
    """Values of a check by channel; none for a recording that could not be read."""
    channels = quality.eeg if signal == "eeg" else quality.emg
    if check == "bad_channels" and channels:
        return np.array([len(quality.bad_eeg_channels)], dtype=float)
    if check == "dropped_share" and channels:
        return np.array([quality.dropped_share], dtype=float)
    values = [checks.get(check) for checks in channels.values()]
    return np.array([value for value in values if value is not None], dtype=float)


def _ratios(values: np.ndarray, limit: float, *, larger_is_worse: bool) -> np.ndarray:
    if larger_is_worse:
        return values / limit if limit > 0 else np.where(values > 0, np.inf, 0.0)
    return np.where(values > 0, limit / np.where(values > 0, values, 1.0), np.inf)


def _draw_cells(
    ax: Axes, ratios: np.ndarray, data: pd.DataFrame, checks: Sequence[tuple[Any, ...]]
) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    within = LinearSegmentedColormap.from_list("within", ["#ffffff", "#4f7ea8"])
    shades = within.with_extremes(over=ORANGE, bad=EXCLUDED)
    shown = np.ma.masked_invalid(np.where(np.isinf(ratios), 1e9, ratios))
    image = ax.imshow(
        shown, cmap=shades, vmin=0, vmax=1, aspect="auto", interpolation="none", zorder=0
    )
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.02, pad=0.02, aspect=25, extend="max")
    bar.set_label("share of the limit\n(no unit)", fontsize=SMALLEST_PT)
    bar.ax.tick_params(labelsize=SMALLEST_PT)
    bar.outline.set_visible(False)
    # Most values are far from their limits: without lines white cells would look like no cells.
    ax.set_xticks(np.arange(len(checks)) - 0.5, minor=True)
    ax.grid(which="minor", axis="x", color=FAINT, lw=0.6)
    if len(ratios) > _NUMBERED_UP_TO:
        ax.tick_params(which="minor", length=0)
        return
    ax.set_yticks(np.arange(len(ratios)) - 0.5, minor=True)
    ax.grid(which="minor", axis="y", color=FAINT, lw=0.6)
    ax.tick_params(which="minor", length=0)
    counts = data["channels_beyond"].to_numpy().reshape(ratios.shape)
    for row, column in np.argwhere(np.nan_to_num(ratios) > 1):
        of_channels = checks[column][1] not in {*_MEDIAN_DECIDES, *_OF_RECORDINGS}
        text = str(counts[row, column]) if of_channels else "×"
        ax.text(column, row, text, ha="center", va="center", fontsize=SMALLEST_PT, color="white")


def _label_rows(ax: Axes, data: pd.DataFrame) -> None:
    """Name each recording, or each subject where there are too many recordings."""
    rows = data.drop_duplicates("recording").reset_index(drop=True)
    marks = rows["kept"].map({True: "", False: "left out  "})
    ax.set_ylabel("recording")
    if len(rows) <= _NUMBERED_UP_TO:
        ax.set_yticks(range(len(rows)), marks + rows["recording"], fontsize=SMALLEST_PT)
        for label, is_kept in zip(ax.get_yticklabels(), rows["kept"], strict=True):
            label.set_color(INK if is_kept else ORANGE)
    else:
        groups = rows.reset_index().groupby("subject", sort=False)
        names = [
            f"{subject} ({int(group['kept'].sum())} of {len(group)} kept)"
            for subject, group in groups
        ]
        ax.set_yticks([group["index"].mean() for _, group in groups], names, fontsize=SMALLEST_PT)
    for border in rows.index[rows["subject"].ne(rows["subject"].shift())][1:]:
        ax.axhline(border - 0.5, color=INK, lw=0.5)
