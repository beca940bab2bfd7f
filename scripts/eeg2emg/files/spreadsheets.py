"""Text that a spreadsheet would run as a formula (standard library only).

Excel, LibreOffice and Google Sheets compute a cell that begins with one of a few signs, whatever
the file means by it. In tables such text carries an apostrophe before it.
"""

from __future__ import annotations

import re

_SIGNS = "=+-@＝＋－＠\t\r\n"  # the wide ones are taken for the others in some languages
# A spreadsheet may be set to divide cells at a semicolon or a tab instead of a comma.
_BEGINNING = r"(?:^|(?<=[;\t\r\n]))"
_RUN = re.compile(rf"{_BEGINNING}('*[{re.escape(_SIGNS)}])")
_ESCAPED = re.compile(rf"{_BEGINNING}'('*[{re.escape(_SIGNS)}])")
_NUMBER = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf|nan)", re.ASCII)


def begins_a_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run a cell of this text; it does not run a number."""
    return text[:1] in tuple(_SIGNS) and not _NUMBER.fullmatch(text)


def escaped(text: str) -> str:
    """Put an apostrophe before whatever a spreadsheet would run.

    Parameters
    ----------
    text : str
        Of a cell. A number stays as it is.

    Returns
    -------
    str
        Different for different texts, so that `unescaped` gives back the text exactly.
    """
    return text if _NUMBER.fullmatch(text) else _RUN.sub(r"'\1", text)


def unescaped(text: str) -> str:
    """Give the text that `escaped` was given."""
    return _ESCAPED.sub(r"\1", text)
