"""Figure of recovery: estimated against known couplings of simulated muscles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.evaluation.metrics import pearson_r
from eeg2emg.figures.style import (
    COLUMN_WIDTH_IN,
    INK,
    PAGE_WIDTH_IN,
    SMALLEST_PT,
    figure_style,
    finish,
    in_words,
    new_figure,
    phase_colours,
)
from eeg2emg.recovery.muscles import regression_slope

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.figure import Figure


def recovery_scatter(
    entries: pd.DataFrame,
    *,
    phase_order: Sequence[str] | None = None,
    title: str = "Recovery of the muscles' couplings",
    unit: str = "nats",
) -> tuple[Figure, pd.DataFrame]:
    """Draw estimated against true Granger causality of the simulated cohort, by phase.

    Parameters
    ----------
    entries : DataFrame
        As from `eeg2emg.recovery.muscles.recovery_entries`.
    phase_order : sequence of str, optional
        The phases in their configured order, which decides their colours.
    title : str
        Title of the figure.
    unit : str
        Unit of the entries.

    Returns
    -------
    figure : Figure
        One panel per definition of the truth, with the identity line, r and slope by phase.
    data : DataFrame
        The entries.
    """
    colours = phase_colours(phase_order or list(dict.fromkeys(entries["phase"])))
    definitions = list(dict.fromkeys(entries["truth"]))
    said = []
    with figure_style():
        figure = new_figure(PAGE_WIDTH_IN if len(definitions) > 1 else COLUMN_WIDTH_IN, 3.7)
        axes = figure.subplots(1, len(definitions), squeeze=False)[0]
        for ax, definition in zip(axes, definitions, strict=True):
            part = entries[entries["truth"] == definition]
            top = 1.04 * max(part["true"].max(), part["estimated"].max(), 1e-12)
            low = min(0.0, part["true"].min(), part["estimated"].min()) - 0.02 * top
            for phase, of_phase in part.groupby("phase", sort=False):
                pair = of_phase["true"].to_numpy(), of_phase["estimated"].to_numpy()
                r, slope = pearson_r(*pair), regression_slope(*pair)
                said.append(
                    f"against the {definition} in {phase} r is {in_words(r)}, slope "
                    f"{in_words(slope)}"
                )
                ax.scatter(
                    of_phase["true"],
                    of_phase["estimated"],
                    s=5,
                    color=colours[phase],
                    alpha=0.4,
                    linewidths=0,
                    rasterized=True,
                    label=f"{phase}: r = {in_words(r)}, slope {in_words(slope)}",
                )
            ax.plot([low, top], [low, top], color=INK, lw=0.8, ls=":", label="identity")
            ax.set(
                xlim=(low, top),
                ylim=(low, top),
                aspect="equal",
                xlabel=f"true, source → sink ({unit}):\n{definition}",
                ylabel=f"estimated, source → sink ({unit})",
            )
            ax.legend(loc="upper left", fontsize=SMALLEST_PT, markerscale=2)
        alt = f"{title}, estimated against true values: {'; '.join(said)}."
        return finish(figure, title=title, simulated=True, alt=alt), entries
