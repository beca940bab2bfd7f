"""Style of every figure: sizes, fonts, colours, words.

A figure is as wide as one column or the whole of a journal's page, to the point: nothing is cut off
or added when it is saved, so that letters have the size that they were given. Figures are made
without pyplot, so that drawing leaves no state behind. The font is the one that matplotlib ships,
so that the same figure has the same bytes on machines with other fonts.
"""

from __future__ import annotations

import math
import re
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from eeg2emg.connectivity.catalogue import measure_family
from eeg2emg.learning.catalogue import KERNEL_RIDGE, REGRESSIONS, RIDGE
from eeg2emg.names.models import ModelName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

_MM_PER_IN = 25.4

COLUMN_WIDTH_IN = 85 / _MM_PER_IN
"""Width of one column of a journal page, in inches."""

PAGE_WIDTH_IN = 180 / _MM_PER_IN
"""Width of the text of a journal page, in inches."""

PAGE_HEIGHT_IN = 230 / _MM_PER_IN
"""Largest height of a figure, in inches: with its caption it fits on a page."""

SMALLEST_PT = 7.0
"""Size of the smallest letters, in points."""

_RASTER_DPI = 300
"""Pixels per inch of what is an image within a PDF or SVG."""

INK = "#222222"
MUTED = "#6b6b6b"
FAINT = "#d9d9d9"
BAND = "#eeeeee"
EXCLUDED = "#c4c4c4"

# The palette of Okabe and Ito (2008), which people with any form of colour blindness tell apart.
BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
SKY, AMBER, PURPLE = "#56B4E9", "#E69F00", "#CC79A7"

OPTIMIZER_COLOURS = {"adam": BLUE, "sgd": ORANGE, "rmsprop": GREEN}
REGRESSION_COLOURS = {RIDGE: PURPLE, "pls": AMBER, KERNEL_RIDGE: SKY}
FURTHER_COLOURS = ("#882255", "#999933", "#332288", "#44AA99", "#CC6677", "#117733", "#DDCC77")
"""Of regressions without a colour of their own, in the catalogue's order: Paul Tol's palette of
muted colours, which differ from all of the above."""

PHASE_COLOURS = (SKY, ORANGE, GREEN, PURPLE)
"""Colours of the phases in their configured order; the first is rest."""

PART_MARKERS = {"training": "o", "validation": "s", "test": "D", "total": "^"}

FAMILY_COLOURS = {
    "correlation": BLUE,
    "coherence": GREEN,
    "dtf": ORANGE,
    "granger": PURPLE,
    "pli": AMBER,
}
"""Colours of the families of measures."""

_RC: Any = {
    # An SVG names all of them, for machines without the first.
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "Helvetica"],
    "font.size": 7.5,
    "axes.titlesize": 8,
    "axes.titleweight": "bold",
    "axes.labelsize": 7.5,
    "axes.linewidth": 0.6,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.fontsize": 7,
    "legend.handlelength": 1.4,
    "legend.frameon": False,
    "lines.linewidth": 1.1,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    # What people named may hold dollar signs; it is no formula, and it must not fail as one.
    "text.parse_math": False,
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "svg.hashsalt": "eeg2emg",
}


@contextmanager
def figure_style() -> Iterator[None]:
    """Draw, or save, in the style of this project, on top of the defaults of matplotlib.

    What a person has set in a ``matplotlibrc`` does not count.
    """
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_RC)
        yield


def new_figure(width_in: float, height_in: float, *, laid_out: bool = True) -> Figure:
    """Make an empty figure.

    Parameters
    ----------
    width_in : float
        `COLUMN_WIDTH_IN` or `PAGE_WIDTH_IN`.
    height_in : float
        At most `PAGE_HEIGHT_IN`.
    laid_out : bool
        Whether its parts are moved until none overlaps another, which takes its time; else they
        stay where `add_panel` puts them.

    Returns
    -------
    Figure
        With a canvas of its own; pyplot does not know it.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    layout: Literal["constrained"] | None = "constrained" if laid_out else None
    figure = Figure(figsize=(width_in, height_in), layout=layout, dpi=_RASTER_DPI)
    FigureCanvasAgg(figure)
    return figure


def add_panel(
    figure: Figure, left_in: float, top_in: float, width_in: float, height_in: float
) -> Axes:
    """Add axes at a place that is measured in inches from the left and from the top."""
    width, height = figure.get_size_inches()
    return figure.add_axes(
        (
            left_in / width,
            1 - (top_in + height_in) / height,
            width_in / width,
            height_in / height,
        )
    )


def is_laid_out(figure: Figure) -> bool:
    """Tell whether the parts of a figure are moved until none overlaps another."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    return isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine)


def finish(figure: Figure, *, title: str, simulated: bool, alt: str) -> Figure:
    """Give a figure its title, the mark that its data are simulated if so, and its words.

    Parameters
    ----------
    figure : Figure
        Changed in place.
    title : str
        Title above all panels.
    simulated : bool
        Whether the recordings were simulated.
    alt : str
        What the figure shows, in one or two sentences with its numbers, for those who do not see
        it. It is stored within the files.

    Returns
    -------
    Figure
        The same figure.
    """
    wide = figure.get_figwidth() > 1.5 * COLUMN_WIDTH_IN
    lines = textwrap.wrap(title, _LETTERS_OF_A_TITLE[wide])
    mark = [_MARK] if simulated else []
    # Of a wide figure the mark stands behind the title where there is room.
    if wide and mark and lines and len(lines[-1]) < _LETTERS_OF_A_TITLE[wide] - len(_MARK) - 3:
        lines, mark = [*lines[:-1], f"{lines[-1]} · {_MARK}"], []
    heading = figure.suptitle("\n".join([*lines, *mark]), fontsize=8.5, fontweight="bold")
    if not is_laid_out(figure):
        heading.set_y(1 - _TITLE_MARGIN_IN / figure.get_figheight())
    figure.alt_text = textwrap.shorten(alt, _LONGEST_ALT, placeholder=" …")  # type: ignore[attr-defined]
    figure.title_text = title  # type: ignore[attr-defined]
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            if axis.get_scale() == "log":
                _label_powers(axis)
    return figure


_MARK = "SIMULATED DATA"
_LONGEST_ALT = 500  # letters; programs that read aloud cannot pause within it
_LETTERS_OF_A_TITLE = {True: 96, False: 44}
_TITLE_MARGIN_IN = 0.05


def alt_text(figure: Figure) -> str:
    """Give the words of a figure for those who do not see it."""
    return getattr(figure, "alt_text", "")


def in_words(value: float, digits: int = 2) -> str:
    """Write a number for a sentence, with a true minus sign; one that is missing is said to be."""
    if not math.isfinite(value):
        return "not estimable"
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def listed(names: Sequence[str], most: int = 6) -> str:
    """List names in a sentence; of many the first, and how many more there are."""
    shown = list(names)[:most]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER = re.compile(r"\^\{([^}]*)\}")


def _label_powers(axis: Axis) -> None:
    """Label a logarithmic axis by powers of ten in characters, since no text is a formula.

    An axis with labels of its own keeps them.
    """
    from matplotlib.ticker import LogFormatter, LogFormatterSciNotation

    if not isinstance(axis.get_major_formatter(), LogFormatter):
        return

    class Powers(LogFormatterSciNotation):
        def __call__(self, x: float, pos: int | None = None) -> str:
            formula = super().__call__(x, pos)
            for mark, plain in (("$", ""), (r"\mathdefault{", ""), (r"\times", "×")):
                formula = formula.replace(mark, plain)
            return _POWER.sub(_raised, formula).replace("}", "")

    axis.set_major_formatter(Powers())
    axis.set_minor_formatter(Powers())


def _raised(found: re.Match[str]) -> str:
    return found[1].translate(_SUPERSCRIPTS)


def in_unit(unit: str) -> str:
    """Give the unit as it stands behind a quantity on an axis; nothing where there is none."""
    return f" ({unit})" if unit else ""


def not_estimable_figure(
    title: str, reason: str, *, simulated: bool, status: str = "not estimable"
) -> tuple[Figure, pd.DataFrame]:
    """Draw, in place of a figure that the cohort cannot carry, the reason why.

    Parameters
    ----------
    title : str
        Title of the figure that is not drawn.
    reason : str
        Why.
    simulated : bool
        Whether the recordings were simulated.
    status : str
        Or ``not shown``, where it could be drawn and would mislead.

    Returns
    -------
    figure : Figure
        The reason in words.
    data : DataFrame
        Columns status, reason.
    """
    import pandas as pd

    with figure_style():
        text = textwrap.wrap(f"{status.capitalize()}: {reason}", 54)
        figure = new_figure(COLUMN_WIDTH_IN, 0.75 + 0.15 * len(text))
        ax = figure.subplots()
        ax.set_axis_off()
        ax.text(
            *(0.5, 0.5, "\n".join(text)),
            ha="center",
            va="center",
            color=MUTED,
            transform=ax.transAxes,
        )
        alt = f"In place of the figure “{title}” it is said why it is {status}: {reason}"
        figure = finish(figure, title=title, simulated=simulated, alt=alt)
    return figure, pd.DataFrame([{"status": status, "reason": reason}])


def measure_colour(measure: str) -> str:
    """Colour of a connectivity measure; variants and bands share their family's colour."""
    return FAMILY_COLOURS.get(measure_family(measure), SKY)


def optimizer_colour(optimizer: str) -> str:
    """Colour of an optimizer, the same in every figure."""
    return OPTIMIZER_COLOURS.get(optimizer.lower(), INK)


def model_colour(model: str) -> str:
    """Colour of a model: a network's is that of its optimizer, an EEG-free predictor's is grey."""
    name = ModelName.parse(model)
    if name.is_network or name.is_chosen:
        return optimizer_colour(name.optimizer)
    if model in REGRESSION_COLOURS or model not in REGRESSIONS:
        return REGRESSION_COLOURS.get(model, MUTED)
    further = [name for name in REGRESSIONS if name not in REGRESSION_COLOURS]
    return FURTHER_COLOURS[further.index(model) % len(FURTHER_COLOURS)]


def phase_colours(phases: Iterable[str]) -> dict[str, str]:
    """Colour of each phase, by the configured order of the phases."""
    return {name: PHASE_COLOURS[k % len(PHASE_COLOURS)] for k, name in enumerate(phases)}


def channel_colours(channels: Iterable[str]) -> dict[str, str]:
    """Colour of each channel by its place; beyond eight channels the colours repeat."""
    palette = (BLUE, ORANGE, GREEN, PURPLE, AMBER, SKY, INK, MUTED)
    return {name: palette[k % len(palette)] for k, name in enumerate(channels)}
