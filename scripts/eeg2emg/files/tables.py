"""Tables and JSON of the project's own: one way to write them, one to read them."""

from __future__ import annotations

import io
import json
import math
from typing import TYPE_CHECKING, Any

from eeg2emg.files.atomic import write_text
from eeg2emg.files.reading import reading
from eeg2emg.files.spreadsheets import escaped, unescaped

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    import pandas as pd

IDENTIFIERS = ("subject", "fold", "phase", "channel", "sink", "source")
"""Columns that stay text: the subject ``01`` is not the number 1, nor is a channel named so."""


def write_table(
    path: str | os.PathLike[str], table: pd.DataFrame, *, float_format: str | None = None
) -> None:
    """Write a table as CSV: UTF-8, no index, lines that end with a line feed.

    Text that a spreadsheet would run as a formula gets an apostrophe before it, which `read_table`
    takes away again.

    Parameters
    ----------
    path : path-like
        Written whole or not at all.
    table : DataFrame
        What to write.
    float_format : str, optional
        Of numbers, as in ``"%.8g"``; by default the shortest text that reads back as the same.
    """
    write_text(path, table_text(table, float_format=float_format))


def table_text(table: pd.DataFrame, *, float_format: str | None = None, divider: str = ",") -> str:
    """Give the text of a table, as `write_table` writes it; `divider` stands between cells."""
    return _each_text(table, escaped).to_csv(
        sep=divider, index=False, lineterminator="\n", float_format=float_format
    )


def read_table(
    path: str | os.PathLike[str], *, dtype: Mapping[str, Any] | type | None = None
) -> pd.DataFrame:
    """Read a table that `write_table` wrote.

    Text is read as it was written: a channel named ``NA`` has that name, only an empty cell is
    missing.

    Parameters
    ----------
    path : path-like
        The file.
    dtype : mapping or type, optional
        As in pandas; by default the columns `IDENTIFIERS` are text.

    Returns
    -------
    DataFrame

    Raises
    ------
    OwnFileError
        If it is missing or damaged.
    """
    import pandas as pd

    with reading(path, "a table") as file:
        content = file.read_bytes()
        if b"\0" in content:  # pandas takes what a full disk or a power cut left for cells
            raise ValueError("it holds zero bytes")
        refuse_cut(content)
        table = pd.read_csv(
            io.BytesIO(content),
            dtype=dtype or dict.fromkeys(IDENTIFIERS, str),
            keep_default_na=False,
            na_values=[""],
            lineterminator="\n",  # a carriage return in a text ends no line
        )
        return _each_text(table, unescaped)


def _each_text(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """Change every text of a table, those of the header as well."""

    def changed(cell: Any) -> Any:
        return change(cell) if isinstance(cell, str) else cell

    table = table.copy()
    for name in table.select_dtypes(exclude=["number", "bool"]).columns:
        # The same few texts stand in most columns of a long table.
        texts = {cell for cell in table[name] if isinstance(cell, str)}
        differing = {text: new for text in texts if (new := change(text)) != text}
        if differing:
            table[name] = [
                differing.get(cell, cell) if isinstance(cell, str) else cell for cell in table[name]
            ]
    return table.rename(columns=changed)


def empty_text(values: Any) -> Any:
    """Put empty text where text is missing.

    Parameters
    ----------
    values : DataFrame or Series
        Text, or columns in which all of it is missing, which are read as numbers.

    Returns
    -------
    DataFrame or Series
        Of objects.
    """
    return values.astype(object).fillna("")


def refuse_cut(content: bytes) -> None:
    """Refuse the content of a table that ends in the middle of a line."""
    if content and not content.endswith(b"\n"):
        raise ValueError("it ends in the middle of a line")


def write_json(path: str | os.PathLike[str], value: Any) -> None:
    """Write what JSON can hold, with sorted keys, whole or not at all; NaN becomes null."""
    text = json.dumps(
        _without_nan(value), indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False
    )
    write_text(path, text + "\n")


def read_json(path: str | os.PathLike[str]) -> Any:
    """Read what `write_json` wrote; raises `OwnFileError` if it is missing or damaged."""
    with reading(path, "JSON") as file:
        return json.loads(file.read_text(encoding="utf-8"))


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
