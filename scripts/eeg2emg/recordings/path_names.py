"""Names of folders and files that the workflow cannot carry (standard library only)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eeg2emg.errors import ConfigurationError

if TYPE_CHECKING:
    import os

_READ_AS_VARIABLE = re.compile(r"\{.*\}|<[a-z][a-z0-9_]*>")


def refuse_variables(path: str | os.PathLike[str]) -> None:
    """Refuse a path of which Snakemake would take a part for a wildcard or a variable.

    There is no way to mark such a part as plain text, and a variable that happens to exist
    (``<results>``) would be replaced without a word.

    Parameters
    ----------
    path : path-like
        A dataset, or a file to import.

    Raises
    ------
    ConfigurationError
        If the path has a part in braces, or a word in angle brackets.
    """
    found = _READ_AS_VARIABLE.search(str(path))
    if found:
        raise ConfigurationError(
            f"{path}: the workflow cannot use a path with {found.group()}",
            "Snakemake takes it for a variable",
            "Rename that folder or file, or make a link to it without these characters (ln -s) "
            "and name the link",
        )
