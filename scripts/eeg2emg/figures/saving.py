"""Files of figures: for print and for the screen, with stable bytes, and what is drawn as CSV.

Nothing is cut off or added when a figure is saved, so that it keeps the width that it was given.
"""

from __future__ import annotations

import gc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.figures.style import alt_text, figure_style, is_laid_out
from eeg2emg.files.atomic import atomic_path
from eeg2emg.files.tables import write_table

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    Drawn = tuple[Figure, pd.DataFrame]

PNG_DPI = 600
"""Pixels per inch that journals ask of drawings."""

_PNG_COMPRESSION = 3
"""Of zlib; the highest level takes five times as long for a twentieth of the size."""


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
        What to save. Its words (`alt_text`) are the ``Description`` of a ``.png`` and an ``.svg``
        and the subject of a ``.pdf``.
    data : DataFrame
        What it shows.
    paths : iterable of path-like
        The suffix decides what is written: ``.pdf``, ``.svg``, ``.png`` the figure, ``.csv`` the
        data.
    png_dpi : int
        Pixels per inch of the ``.png``.

    Raises
    ------
    ValueError
        For another suffix.
    """
    _settle(figure)
    write: Mapping[str, Callable[[Figure, Path], None]] = {
        ".pdf": _write_pdf,
        ".svg": _write_svg,
        ".png": partial(_write_png, dpi=png_dpi),
    }
    for path in map(Path, paths):
        if path.suffix == ".csv":
            write_table(path, data)
        elif path.suffix in write:
            with figure_style(), atomic_path(path) as temporary:
                write[path.suffix](figure, temporary)
        else:
            raise ValueError(f"no figure is saved as {path.suffix!r}")


# The writers of the canvases are called themselves: `Figure.savefig` draws figures with bars of
# colours once more than it writes them, to lay out what is laid out already.


def _write_pdf(figure: Figure, path: Path) -> None:
    from matplotlib.backends.backend_pdf import FigureCanvasPdf

    words = {"Title": getattr(figure, "title_text", ""), "Subject": alt_text(figure)}
    unsaid = {"Creator": None, "Producer": None, "CreationDate": None}
    FigureCanvasPdf(figure).print_pdf(path, metadata=words | unsaid)


def _write_svg(figure: Figure, path: Path) -> None:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    words = {"Title": getattr(figure, "title_text", ""), "Description": alt_text(figure)}
    FigureCanvasSVG(figure).print_svg(path, metadata=words | {"Creator": None, "Date": None})


def _write_png(figure: Figure, path: Path, *, dpi: int) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image, PngImagePlugin

    before = figure.dpi
    figure.dpi = dpi
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    # Nothing is seen through a figure: three channels are written faster than four.
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])
    figure.dpi = before
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Title", getattr(figure, "title_text", ""))
    words.add_itxt("Description", alt_text(figure))
    picture.save(path, format="png", dpi=(dpi, dpi), pnginfo=words, compress_level=_PNG_COMPRESSION)


_LAYOUT_ROUNDS = 2
"""Where numbers on an axis lie is known once it was drawn: the first round is without them."""


def _settle(figure: Figure) -> None:
    """Lay a figure out once, and round where its parts lie.

    The solver of the layout visits its variables in the order of their addresses in memory, so
    that the last digits differ between two runs, and with them names within an SVG.
    """
    if not is_laid_out(figure):
        return
    with figure_style():
        for _ in range(_LAYOUT_ROUNDS):
            figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for ax in figure.axes:
        left, bottom, width, height = ax.get_position(original=True).bounds
        ax.set_position((round(left, 6), round(bottom, 6), round(width, 6), round(height, 6)))
    for heading in figure.texts:
        x, y = heading.get_position()
        heading.set_position((round(x, 6), round(y, 6)))


def save_figures(
    drawn: dict[str, Drawn] | Iterator[tuple[str, Drawn]], paths: Sequence[str | os.PathLike[str]]
) -> None:
    """Save several figures, each to those of the paths that have its name.

    Parameters
    ----------
    drawn : dict of str to (Figure, DataFrame), or iterator over its items
        Figures and what they show, by name; empty afterwards. Every letter of a figure holds the
        pixels that it was drawn on, a hundred MB for a page, so none is kept that is saved; an
        iterator may draw one after the other.
    paths : sequence of path-like
        ``figures/<name>.<ending>`` of all figures that are asked for; a figure that is not among
        them is not saved.
    """
    for name, figure in _emptied(drawn) if isinstance(drawn, dict) else drawn:
        save_figure(*figure, [path for path in paths if Path(path).stem == name])
        del figure
        gc.collect()  # figures and their parts refer to each other in circles


def _emptied(drawn: dict[str, Drawn]) -> Iterator[tuple[str, Drawn]]:
    for name in list(drawn):
        yield name, drawn.pop(name)
