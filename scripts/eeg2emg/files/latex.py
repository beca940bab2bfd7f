"""LaTeX: texts whose characters all print as they are, and tables of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_SPECIAL = {character: f"\\{character}" for character in "#$%&_{}"} | {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": "'",
    "`": r"\textasciigrave{}",
    "[": "{[}",  # after the end of a row it would begin an option
    "]": "{]}",
    "*": "{*}",
    "\0": "{}",  # `_LIGATURE` puts it between two that would become another character
}
_SIGNS = {
    "−": "$-$",
    "–": "--",
    "—": "---",
    "²": r"\textsuperscript{2}",
    "³": r"\textsuperscript{3}",
    "¹": r"\textsuperscript{1}",
    "±": r"\textpm{}",
    "×": r"$\times$",
    "·": r"\textperiodcentered{}",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "≠": r"$\neq$",
    "≈": r"$\approx$",
    "→": r"$\rightarrow$",
    "←": r"$\leftarrow$",
    "∞": r"$\infty$",
    "√": r"$\surd$",
    "µ": r"\textmu{}",
    "μ": r"\textmu{}",
    "α": r"$\alpha$",
    "β": r"$\beta$",
    "γ": r"$\gamma$",
    "δ": r"$\delta$",
    "θ": r"$\theta$",
    "σ": r"$\sigma$",
    "Δ": r"$\Delta$",
    "Σ": r"$\Sigma$",
    "°": r"\textdegree{}",
    "…": r"\ldots{}",
    "“": "``",
    "”": "''",
    "„": ",,",
    "‘": "`",
    "’": "'",
    "\u00a0": "~",
    "\u202f": r"\,",
}
_CHARACTERS = str.maketrans(_SPECIAL | _SIGNS)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")

_LIGATURE = re.compile(r"([-',])(?=\1)")

_LONG_CELL = 28
"""Characters from which on the cells of a column are broken into lines."""

_WIDTH_OF_LONG = 0.9
"""Share of the width of a line that the columns with long cells have together, at most."""

_CHARACTERS_OF_LINE = 110.0
_MOST_ROWS = 40
_MOST_CHARACTERS = 4000
"""What a page holds; a table beyond either may break over pages."""


def latex_text(text: str) -> str:
    """Write a text so that LaTeX prints its characters as they are.

    Parameters
    ----------
    text : str
        Any text. Line ends and control characters become spaces. Letters of other languages stay:
        UTF-8 is what LaTeX reads.

    Returns
    -------
    str
    """
    return _LIGATURE.sub("\\1\0", _UNPRINTABLE.sub(" ", text)).translate(_CHARACTERS)


def latex_table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str,
    label: str,
    numeric: Collection[int] = (),
    marked: Collection[int] = (),
    note: str = "",
) -> str:
    """Lay a table out for the package booktabs, and longtable where it is longer than a page.

    Parameters
    ----------
    headings : sequence of str
        One per column; plain text, as all that follows.
    rows : sequence of sequence of str
        The cells.
    caption, label : str
        What it shows, and by which name the text refers to it.
    numeric : collection of int
        Columns that are aligned to the right.
    marked : collection of int
        Rows in bold type.
    note : str
        Stands below the table.

    Returns
    -------
    str
    """
    columns = "".join(_column(k, headings, rows, numeric) for k in range(len(headings)))
    head = _row(headings)
    body = [_row(row, bold=k in marked) for k, row in enumerate(rows)]
    title = rf"\caption{{{latex_text(caption)}}}\label{{tab:{_label(label)}}}"
    below = [rf"\par\smallskip\footnotesize {latex_text(note)}"] if note else []
    characters = sum(len(cell) for row in rows for cell in row)
    if len(rows) > _MOST_ROWS or characters > _MOST_CHARACTERS:
        lines = [
            *(r"\begingroup", r"\small"),
            rf"\begin{{longtable}}{{{columns}}}",
            title + r" \\",
            *(r"\toprule", head, r"\midrule", r"\endfirsthead"),
            *(r"\toprule", head, r"\midrule", r"\endhead"),
            *(r"\bottomrule", r"\endfoot"),
            *body,
            r"\end{longtable}",
            *(r"{" + line + r"\par}" for line in below),
            r"\endgroup",
        ]
    else:
        lines = [
            *(r"\begin{table}", r"\centering", r"\small"),
            title,
            rf"\begin{{tabular}}{{{columns}}}",
            *(r"\toprule", head, r"\midrule", *body, r"\bottomrule"),
            r"\end{tabular}",
            *below,
            r"\end{table}",
        ]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str], *, bold: bool = False) -> str:
    texts = [latex_text(cell) for cell in cells]
    if bold:
        texts = [rf"\textbf{{{text}}}" if text.strip() else text for text in texts]
    return " & ".join(texts) + r" \\"


def _column(
    place: int, headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: Collection[int]
) -> str:
    """Choose how a column is set: numbers to the right, long texts in lines of some width."""
    if place in numeric:
        return "r"
    longest = [max((len(row[k]) for row in rows), default=0) for k in range(len(headings))]
    if longest[place] <= _LONG_CELL:
        return "l"
    long = [length for k, length in enumerate(longest) if length > _LONG_CELL and k not in numeric]
    short = sum(length for length in longest if length <= _LONG_CELL) / _CHARACTERS_OF_LINE
    room = max(0.3, _WIDTH_OF_LONG - short)
    # Roots, so that one long text does not take all the room from the others.
    share = room * longest[place] ** 0.5 / sum(length**0.5 for length in long)
    share = min(share, longest[place] / _CHARACTERS_OF_LINE)
    return rf">{{\raggedright\arraybackslash}}p{{{share:.2f}\linewidth}}"


def _label(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
