"""Figures on a page: their address, width, caption and data."""

from __future__ import annotations

import base64
import fnmatch
import html
import io
import re
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from eeg2emg.figures.saving import PNG_DPI
from eeg2emg.files.reading import reading
from eeg2emg.files.tables import refuse_cut
from eeg2emg.report.context import ReportFigure

if TYPE_CHECKING:
    import os

LARGEST_CSV_BYTES = 300_000
"""Data of a figure up to this size can be downloaded from the page."""

DESCRIPTION = "Description"
"""Key under which a PNG says what can be seen in it."""

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CSS_DPI = 96
_INCH_M = 0.0254
_WIDE_PX = 500
_SCREEN_DPI = 200
"""Pixels per inch of figures on the page: sharp when enlarged, and a fraction of the print's."""

_ENLARGED = 1.15
"""Figures on the page against their width in print."""
_CAPTION_HEAD = re.compile(r"^\*\*([\w*-]+)\*\*\s*")


def caption_of(text: str, figure: str) -> str:
    """Choose the paragraphs of a caption file that are about one figure.

    Parameters
    ----------
    text : str
        reStructuredText. A paragraph that begins with the figure's name in bold (``**skill**``) is
        about that figure alone (``**components_***`` about all whose names begin so), one that
        begins with no name about all of them.
    figure : str
        Name of the figure.

    Returns
    -------
    str
        Its paragraphs, without the names.
    """
    chosen = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        head = _CAPTION_HEAD.match(paragraph)
        if head is None:
            chosen.append(paragraph)
        elif fnmatch.fnmatchcase(figure, head[1]):
            chosen.append(paragraph[head.end() :])
    return "\n\n".join(chosen)


def caption_html(text: str) -> Markup:
    """Turn a caption's reStructuredText (paragraphs, ``code``, *emphasis*) into safe HTML."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        safe = html.escape(" ".join(paragraph.split()), quote=False)
        safe = re.sub(r"``(.+?)``", r"<code>\1</code>", safe)
        safe = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", safe)
        safe = re.sub(r"\*(.+?)\*", r"<em>\1</em>", safe)
        paragraphs.append(safe)
    # The text was escaped above; only the marks of this function are HTML.
    return Markup("<br>".join(paragraphs))


def figure_parts(name: str, figure: ReportFigure, origin: str = "") -> dict[str, Any]:
    """Prepare a figure for the template: address, size, caption, alternative, download, origin."""
    is_png = figure.image.startswith(_PNG_SIGNATURE)
    width = height = None
    image = figure.image
    if is_png:
        dpi = _png_dpi(image)
        pixels = struct.unpack(">II", image[16:24])
        width, height = (round(side * _CSS_DPI / dpi * _ENLARGED) for side in pixels)
        image = _for_the_screen(image, dpi)
    data = figure.data_csv.encode()
    return {
        "name": name,
        "address": _data_address("image/png" if is_png else "image/svg+xml", image),
        "width": width,
        "height": height,
        "wide": width is None or width > _WIDE_PX,
        "caption": caption_html(caption_of(figure.caption, name)),
        "alt": figure.alternative or f"Figure {name}; the caption says what it shows.",
        "csv": _data_address("text/csv", data) if 0 < len(data) <= LARGEST_CSV_BYTES else "",
        "has_data": bool(data),
        "origin": origin,
    }


def _for_the_screen(image: bytes, dpi: float) -> bytes:
    """Make a picture smaller that was drawn for print; others stay as they are."""
    if dpi <= _SCREEN_DPI:
        return image
    from PIL import Image

    with Image.open(io.BytesIO(image)) as picture:
        # By a whole number: each pixel is the mean of a square of pixels.
        smaller = picture.convert("RGB").reduce(max(round(dpi / _SCREEN_DPI), 1))
    # The colours that cover all that occur: those chosen by how often they occur change the hue of
    # small marks, by which models are told apart.
    colours = smaller.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    written = io.BytesIO()
    colours.save(written, "PNG")
    return written.getvalue()


def _alternative(image: bytes) -> str:
    """Read what a picture says of itself for those who cannot see it."""
    from PIL import Image

    with Image.open(io.BytesIO(image)) as picture:
        # It stands before the pixels, which need not be read for it.
        return str(picture.info.get(DESCRIPTION, ""))


def _png_dpi(image: bytes) -> float:
    """Read the resolution that a picture states, before its pixels; else that of all figures."""
    place = image.find(b"pHYs", 0, max(image.find(b"IDAT"), 0))
    if place < 0:
        return PNG_DPI
    return struct.unpack(">I", image[place + 4 : place + 8])[0] * _INCH_M


def _data_address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def read_figure(image: str | os.PathLike[str], caption: str | os.PathLike[str]) -> ReportFigure:
    """Read a figure for a page: its picture, the data beside it, and its caption.

    Parameters
    ----------
    image : path-like
        Its PNG file; the data stand beside it as CSV.
    caption : path-like
        reStructuredText; the paragraphs about this figure are taken.

    Returns
    -------
    ReportFigure

    Raises
    ------
    OwnFileError
        If a file is missing or damaged.
    """
    path = Path(image)
    with reading(path, "a figure") as file:
        picture = file.read_bytes()
        _refuse_damaged_png(picture)
    with reading(path.with_suffix(".csv"), "data of a figure") as file:
        data = file.read_bytes()
        if not data:
            raise ValueError("it is empty")
        refuse_cut(data)
        data_csv = data.decode()
    with reading(caption, "captions") as file:
        words = caption_of(file.read_text(encoding="utf-8"), path.stem)
    return ReportFigure(
        image=picture, caption=words, data_csv=data_csv, alternative=_alternative(picture)
    )


def _refuse_damaged_png(content: bytes) -> None:
    """Refuse a picture of which a chunk is missing, cut or changed: browsers show it in part."""
    if not content.startswith(_PNG_SIGNATURE):
        raise ValueError("it is no PNG")
    place, kind = len(_PNG_SIGNATURE), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, place)
        checked = content[place + 4 : place + 8 + length]
        (given,) = struct.unpack_from(">I", content, place + 8 + length)
        if zlib.crc32(checked) != given:
            raise ValueError("a part of the picture was changed")
        place += 12 + length
    if place != len(content):
        raise ValueError("the picture is followed by something else")
