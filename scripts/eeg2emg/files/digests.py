"""SHA-256 of files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

SHOWN = 12
"""Digits of a digest that are shown to people."""


def sha256_of(path: str | os.PathLike[str]) -> str:
    """Digest a file.

    Parameters
    ----------
    path : path-like
        A file; it is read in pieces.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
