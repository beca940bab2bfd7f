"""Style of every figure (fonts, sizes, colours), and files with stable bytes.

Figures are made without pyplot, so that drawing leaves no state behind. The font is the one that
matplotlib ships, so that the same figure has the same bytes on machines with other fonts.
"""

from __future__ import annotations

import re
import textwrap
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.connectivity.catalogue import measure_family
from eeg2emg.files.atomic import atomic_path
from eeg2emg.files.tables import write_table
from eeg2emg.learning.catalogue import KERNEL_RIDGE, REGRESSIONS, RIDGE
from eeg2emg.names.models import ModelName

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

COLUMN_WIDTH_IN = 3.5
"""Width of one column of a journal page, in inches."""

PAGE_WIDTH_IN = 7.1
"""Width of the text of a journal page, in inches."""

PNG_DPI = 200

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
    "font.family": "DejaVu Sans",
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
    "legend.frameon": False,
    "lines.linewidth": 1.1,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    # What people named may hold dollar signs; it is no formula, and it must not fail as one.
    "text.parse_math": False,
    "svg.fonttype": "path",
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


def new_figure(width_in: float, height_in: float) -> Figure:
    """Make an empty figure whose parts are laid out without overlap.

    Parameters
    ----------
    width_in, height_in : float
        Size, in inches.

    Returns
    -------
    Figure
        With a canvas of its own; pyplot does not know it.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def finish(figure: Figure, *, title: str = "", simulated: bool) -> Figure:
    """Give a figure its title and, if so, the mark that its data are simulated.

    Parameters
    ----------
    figure : Figure
        Changed in place.
    title : str
        Title above all panels.
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    Figure
        The same figure.
    """
    separator = "\n" if figure.get_figwidth() < PAGE_WIDTH_IN / 1.5 else " · "
    heading = separator.join(
        part for part in (title, "SIMULATED DATA" if simulated else "") if part
    )
    if heading:
        figure.suptitle(heading, fontsize=8.5, fontweight="bold")
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            if axis.get_scale() == "log":
                _label_powers(axis)
    return figure


_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER = re.compile(r"\^\{([^}]*)\}")


def _label_powers(axis: Axis) -> None:
    """Label a logarithmic axis by powers of ten in characters, since no text is a formula."""
    from matplotlib.ticker import LogFormatterSciNotation

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
    title: str, reason: str, *, simulated: bool
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

    Returns
    -------
    figure : Figure
        The reason in words.
    data : DataFrame
        Columns status, reason.
    """
    import pandas as pd

    with figure_style():
        figure = new_figure(COLUMN_WIDTH_IN, 1.6)
        ax = figure.subplots()
        ax.set_axis_off()
        text = "\n".join(textwrap.wrap(f"Not estimable: {reason}", 58))
        ax.text(0.5, 0.5, text, ha="center", va="center", color=MUTED, transform=ax.transAxes)
        figure = finish(figure, title=title, simulated=simulated)
    return figure, pd.DataFrame([{"status": "not estimable", "reason": reason}])


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


def hide_unused(axes: Iterable[Axes], used: int) -> None:
    """Take away the panels of a grid from the number `used` on."""
    for ax in list(axes)[used:]:
        ax.set_axis_off()


def save_figure(
    figure: Figure,
    data: pd.DataFrame,
    paths: Iterable[str | os.PathLike[str]],
    *,
    png_dpi: int = PNG_DPI,
) -> None:
    """Save a figure and its data, each file atomically; equal figures give equal bytes.

    Parameters
    ----------
    figure : Figure
        What to save.
    data : DataFrame
        What it shows.
    paths : iterable of path-like
        The suffix decides what is written: ``.pdf``, ``.svg``, ``.png`` the figure, ``.csv`` the
        data.
    png_dpi : int
        Pixels per inch of the ``.png``; less for large figures of which a report has many.

    Raises
    ------
    ValueError
        For another suffix.
    """
    _settle(figure)
    metadata = {
        ".pdf": {"Creator": None, "Producer": None, "CreationDate": None},
        ".svg": {"Creator": None, "Date": None},
        ".png": {"Software": None},
    }
    for path in map(Path, paths):
        if path.suffix == ".csv":
            write_table(path, data)
        elif path.suffix in metadata:
            with figure_style(), atomic_path(path) as temporary:
                figure.savefig(
                    temporary,
                    format=path.suffix[1:],
                    dpi=png_dpi,
                    bbox_inches="tight",
                    pad_inches=0.03,
                    metadata=metadata[path.suffix],
                )
        else:
            raise ValueError(f"no figure is saved as {path.suffix!r}")


_LAYOUT_ROUNDS = 2
"""A compressed layout comes to rest in the second round only."""


def _settle(figure: Figure) -> None:
    """Lay a figure out once, and round where its parts lie.

    The solver of the layout visits its variables in the order of their addresses in memory, so
    that the last digits differ between two runs, and with them names within an SVG.
    """
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    if not isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        return
    with figure_style():
        for _ in range(_LAYOUT_ROUNDS):
            figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for ax in figure.axes:
        left, bottom, width, height = ax.get_position(original=True).bounds
        ax.set_position((round(left, 6), round(bottom, 6), round(width, 6), round(height, 6)))
        ax.set_in_layout(True)  # it still counts for what is cut out of the page
    for heading in figure.texts:
        x, y = heading.get_position()
        heading.set_position((round(x, 6), round(y, 6)))


def save_figures(
    drawn: Mapping[str, tuple[Figure, pd.DataFrame]],
    paths: Sequence[str | os.PathLike[str]],
    *,
    png_dpi: Mapping[str, int] | None = None,
) -> None:
    """Save several figures, each to those of the paths that have its name.

    Parameters
    ----------
    drawn : mapping of str to (Figure, DataFrame)
        Figures and what they show, by name.
    paths : sequence of path-like
        ``figures/<name>.<ending>`` of all figures that are asked for; a figure that is not among
        them is not saved.
    png_dpi : mapping of str to int, optional
        Pixels per inch of figures that have other ones.
    """
    for name, (figure, data) in drawn.items():
        own = [path for path in paths if Path(path).stem == name]
        save_figure(figure, data, own, png_dpi=(png_dpi or {}).get(name, PNG_DPI))
