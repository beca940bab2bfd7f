"""The way from the recordings to the verdict, with what a run has of everything (Figure 1)."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from eeg2emg.connectivity.catalogue import TARGETS, measure_title
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.figures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PAGE_WIDTH_IN,
    PURPLE,
    SMALLEST_PT,
    add_panel,
    figure_style,
    finish,
    in_words,
    listed,
    new_figure,
)
from eeg2emg.learning.catalogue import RIVALS, model_title
from eeg2emg.names.models import PRIMARY_CHOSEN, ModelName
from eeg2emg.names.muscles import muscles_in_words
from eeg2emg.splitting.split import PARTS
from eeg2emg.verdict.questions import VERDICT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.cohort.exclusions import Exclusion
    from eeg2emg.splitting.split import Split

TITLE = "From the recordings to the verdict"


@dataclass(frozen=True)
class Run:
    """What the drawing is about.

    Attributes
    ----------
    dataset : ConnectivityDataset
        The cohort.
    scheme : str
        That of the primary analysis.
    split : Split
        Its division.
    metrics, quality, ica, verdict : DataFrame
        Tables of the run.
    exclusions : sequence of Exclusion
        What was left out.
    """

    dataset: ConnectivityDataset
    scheme: str
    split: Split
    metrics: pd.DataFrame
    quality: pd.DataFrame
    ica: pd.DataFrame
    verdict: pd.DataFrame
    exclusions: Sequence[Exclusion]


def counts_of(run: Run) -> pd.DataFrame:
    """Count what goes through each stage.

    Parameters
    ----------
    run : Run
        The run.

    Returns
    -------
    DataFrame
        Columns stage, what, value: numbers, and in words the primary model and the verdict.
    """
    data, recordings = run.dataset, run.quality
    kept = data.segments
    left_out = pd.Series([item.level for item in run.exclusions], dtype=object).value_counts()
    used = run.split.used if not run.split.reason else None
    parts = {
        name: used.loc[used["part"] == name, "segment"].nunique() if used is not None else 0
        for name in PARTS
    }
    skills = run.metrics[
        (run.metrics["scheme"] == run.scheme)
        & (run.metrics["part"] == PRIMARY["part"])
        & (run.metrics["metric"] == PRIMARY["metric"])
        & (run.metrics["status"] == "estimated")
    ].drop_duplicates("model")
    fitted = [name for name in skills["model"] if not ModelName.parse(name).is_chosen]
    rivals = [name for name in fitted if name in RIVALS]
    primary = skills[skills["model"] == PRIMARY_CHOSEN]
    of_verdict = run.verdict.loc[run.verdict["step"] == VERDICT, "what"]
    m = len(data.emg_channels)
    rows = [
        ("recordings", "people", recordings["subject"].nunique()),
        ("recordings", "recordings", len(recordings)),
        ("recordings", "EEG electrodes", len(data.eeg_channels)),
        ("recordings", "EMG channels", m),
        ("quality", "people left out", int(left_out.get("subject", 0))),
        ("quality", "recordings left out", len(recordings) - kept["recording"].nunique()),
        ("quality", "recordings used", kept["recording"].nunique()),
        ("quality", "people used", kept["subject"].nunique()),
        ("cleaning", "components", int(run.ica["component"].notna().sum())),
        ("cleaning", "components removed", int(run.ica["removed"].sum())),
        ("segments", "segments found", int(recordings["segments"].fillna(0).sum())),
        ("segments", "segments used", len(kept)),
        ("EEG connectivity", "planes", len(data.planes)),
        ("muscle network", "edges", m * (m - 1)),
        *[("split", f"{name} segments", count) for name, count in parts.items()],
        ("models", "models with EEG", len(fitted) - len(rivals)),
        ("models", "predictors without EEG", len(rivals)),
        ("estimates", "primary model", primary["chosen"].iloc[0] if len(primary) else "none"),
        ("estimates", "skill", primary["value"].iloc[0] if len(primary) else float("nan")),
        ("verdict", "verdict", of_verdict.iloc[0] if len(of_verdict) else "none"),
    ]
    return pd.DataFrame(rows, columns=["stage", "what", "value"])


_MARGIN_IN, _BOX_IN, _GAP_IN = 0.05, 1.27, 0.635
_LINE_IN, _HEAD_IN = 0.126, 0.24
_ROWS_IN = ((0.4, 0.76), (1.5, 0.9), (2.74, 0.9))
"""Top and height of the three rows of boxes."""

_BELOW_IN = 0.06


def pipeline_figure(run: Run) -> tuple[Figure, pd.DataFrame]:
    """Draw the stages as boxes, and on the arrows between them what goes on.

    Parameters
    ----------
    run : Run
        The run.

    Returns
    -------
    figure : Figure
        Recordings, quality, cleaning, segments; EEG connectivity and muscle network; split, models,
        estimates, verdict.
    data : DataFrame
        As from `counts_of`.
    """
    counts = counts_of(run)
    of = dict(zip(counts["what"], counts["value"], strict=True))
    data = run.dataset
    phases = list(dict.fromkeys(data.segments["phase"]))
    top_in, tall_in = _ROWS_IN[-1]
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN, top_in + tall_in + _BELOW_IN, laid_out=False)
        width_in, height_in = figure.get_size_inches()
        ax = add_panel(figure, 0, 0, width_in, height_in)
        ax.set(xlim=(0, width_in), ylim=(height_in, 0))
        ax.set_axis_off()
        found, kept = of["segments found"], of["segments used"]
        first = {
            "Recordings": _of_recordings(of),
            "Quality checks": _of_quality(of),
            "Cleaning": _of_cleaning(of),
            "Segments": f"each within one phase ({listed(phases)}): {found} found, {kept} used",
        }
        last = {
            f"Split “{run.scheme}”": _of_split(run, of),
            "Models": _of_models(of),
            "Estimates": _of_estimates(of),
            "Verdict": str(of["verdict"]),
        }
        used = of["recordings used"]
        _draw_row(
            ax,
            0,
            first,
            (f"{of['recordings']}\nrecordings", f"{used}\nrecordings", f"{used}\ncleaned"),
        )
        learned = f"{of['training segments']} + {of['validation segments']}"
        tested = of["test segments"]
        _draw_row(
            ax,
            2,
            last,
            (f"{learned}\nsegments", f"{tested} test\nsegments", f"skill\n{_skill(of)}"),
        )
        _draw_networks(ax, run, of)
        alt = _alternative(run, of)
        return finish(figure, title=TITLE, simulated=data.simulated, alt=alt), counts


def _skill(of: dict[str, object]) -> str:
    return in_words(float(str(of["skill"])))


def _number(count: object, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def _of_recordings(of: dict[str, object]) -> str:
    people = _number(of["people"], "person", "people")
    return f"{people}; {of['EEG electrodes']} EEG electrodes, {of['EMG channels']} muscles"


def _of_quality(of: dict[str, object]) -> str:
    return (
        f"left out: {_number(of['recordings left out'], 'recording')}, "
        f"{_number(of['people left out'], 'person', 'people')}; "
        f"{_number(of['people used'], 'person stays', 'people stay')}"
    )


def _of_cleaning(of: dict[str, object]) -> str:
    if not of["components"]:
        return "filters, bad channels interpolated; no component analysis"
    return (
        f"filters, bad channels; {of['components removed']} of {of['components']} independent "
        "components removed"
    )


def _of_split(run: Run, of: dict[str, object]) -> str:
    if run.split.reason:
        return "not estimable: the cohort cannot carry it"
    return (
        f"{of['training segments']} training, {of['validation segments']} validation, "
        f"{of['test segments']} test segments"
    )


def _of_models(of: dict[str, object]) -> str:
    return (
        f"{of['models with EEG']} with EEG, beside {of['predictors without EEG']} predictors "
        "without it; validation chooses"
    )


def _of_estimates(of: dict[str, object]) -> str:
    if of["primary model"] == "none":
        return "not estimable"
    return (
        f"muscle networks from EEG alone, by the {model_title(str(of['primary model']))}, beside "
        "those from EMG"
    )


_COLOURS = {0: BLUE, 2: GREEN}
"""Of the boxes of a row."""


def _draw_row(ax: Axes, row: int, boxes: Mapping[str, str], passed_on: Sequence[str]) -> None:
    top, height = _ROWS_IN[row]
    middle = top + height / 2
    for place, box in enumerate(boxes.items()):
        left = _MARGIN_IN + place * (_BOX_IN + _GAP_IN)
        _draw_box(ax, (left, top, _BOX_IN, height), box, _COLOURS[row])
        if place:
            _draw_arrow(ax, (left - _GAP_IN + 0.03, middle), (left - 0.03, middle))
            ax.text(
                *(left - _GAP_IN / 2, middle - 0.05, passed_on[place - 1]),
                ha="center",
                va="bottom",
                fontsize=SMALLEST_PT,
                linespacing=1.05,
            )


def _draw_networks(ax: Axes, run: Run, of: dict[str, object]) -> None:
    """Draw the two networks side by side between the rows, and the ways in and out."""
    data = run.dataset
    top, height = _ROWS_IN[1]
    wide = (PAGE_WIDTH_IN - 2 * _MARGIN_IN - 0.3) / 2
    right = _MARGIN_IN + wide + 0.3
    n = len(data.eeg_channels)
    target = TARGETS[data.target_name].title if data.target_name in TARGETS else "none"
    planes = listed([measure_title(name) for name in data.planes], 6)
    muscles = muscles_in_words(data.emg_channels) or listed(data.emg_channels, 12)
    eeg = (f"EEG connectivity: {of['planes']} planes of {n} × {n}", planes)
    emg = (f"Muscle network: {of['edges']} edges", f"{target}, of {muscles}")
    _draw_box(ax, (_MARGIN_IN, top, wide, height), eeg, PURPLE)
    _draw_box(ax, (right, top, wide, height), emg, ORANGE)
    above = _ROWS_IN[0][0] + _ROWS_IN[0][1]
    segments = PAGE_WIDTH_IN - _MARGIN_IN - _BOX_IN / 2
    turn = (above + top) / 2
    ways = ((_MARGIN_IN + wide / 2, "from EEG"), (right + wide / 2, "from EMG"))
    ax.plot([segments, segments], [above + 0.02, turn], color=INK, lw=0.9)
    ax.plot([ways[0][0], segments], [turn, turn], color=INK, lw=0.9)
    below, goal = top + height, _ROWS_IN[2][0]
    back = (below + goal) / 2
    split = _MARGIN_IN + _BOX_IN / 2
    for (x, name), passed in zip(ways, ("features", "targets"), strict=True):
        _draw_arrow(ax, (x, turn), (x, top - 0.02))
        ax.text(
            x + 0.05, top - 0.03, f"{of['segments used']} segments, {name}", va="bottom",
            fontsize=SMALLEST_PT,
        )  # fmt: skip
        ax.plot([x, x], [below + 0.02, back], color=INK, lw=0.9)
        ax.text(x + 0.05, back - 0.02, passed, va="bottom", fontsize=SMALLEST_PT)
    ax.plot([split, ways[1][0]], [back, back], color=INK, lw=0.9)
    _draw_arrow(ax, (split, back), (split, goal - 0.02))


def _draw_box(
    ax: Axes,
    place: tuple[float, float, float, float],
    title_and_words: tuple[str, str],
    colour: str,
) -> None:
    """Draw a box (left, top, width, height) with a title and words."""
    from matplotlib.patches import FancyBboxPatch

    (left, top, width, height), (title, words) = place, title_and_words
    shape = "round,pad=0,rounding_size=0.05"
    ax.add_patch(
        FancyBboxPatch(
            (left, top), width, height, boxstyle=shape, fc="white", ec=colour, lw=1.2, zorder=2
        )
    )
    ax.text(left + 0.06, top + 0.05, title, va="top", weight="bold", zorder=3)
    letters = int((width - 0.1) / 0.0525)
    most = int((height - _HEAD_IN) / _LINE_IN)
    lines = textwrap.wrap(words, letters, max_lines=most, placeholder=" …")
    ax.text(
        left + 0.06,
        top + _HEAD_IN,
        "\n".join(lines),
        va="top",
        fontsize=SMALLEST_PT,
        linespacing=1.12,
        color=INK,
        zorder=3,
    )


def _draw_arrow(ax: Axes, start: tuple[float, float], stop: tuple[float, float]) -> None:
    ax.annotate(
        "",
        xy=stop,
        xytext=start,
        arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 0.9, "shrinkA": 0, "shrinkB": 0,
                    "mutation_scale": 7},
    )  # fmt: skip


def _alternative(run: Run, of: dict[str, object]) -> str:
    return (
        f"Drawing of the analysis: {of['recordings']} recordings of {of['people']} people, "
        f"{of['recordings used']} used; {of['components removed']} of {of['components']} "
        f"independent components removed; {of['segments used']} segments; {of['planes']} planes of "
        f"EEG connectivity and {of['edges']} muscle edges; scheme {run.scheme} with "
        f"{of['training segments']} training, {of['validation segments']} validation and "
        f"{of['test segments']} test segments; skill {_skill(of)}; verdict: {of['verdict']}."
    )
