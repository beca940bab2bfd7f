"""Folders and files that were named and cannot be used, and why (standard library only)."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Literal

from eeg2emg.errors import ConfigurationError

_READ_AS_VARIABLE = re.compile(r"\{.*\}|<[a-z][a-z0-9_]*>")

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFREG: "a file",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def why_unusable(path: str | os.PathLike[str], wanted: Literal["file", "folder"]) -> str:
    """Say why a path is not the file or the folder that was asked for.

    Parameters
    ----------
    path : path-like
        As it was named; a link counts for what it leads to.
    wanted : {"file", "folder"}
        What it must be.

    Returns
    -------
    str
        As the end of a sentence about it ("does not exist"); empty where it can be read.
    """
    try:
        kind = stat.S_IFMT(os.stat(path).st_mode)  # noqa: PTH116 - tells why, unlike Path.is_file
    except (OSError, ValueError) as error:
        return _why_unreachable(Path(path), error)
    if kind != {"file": stat.S_IFREG, "folder": stat.S_IFDIR}[wanted]:
        return f"is {_KINDS.get(kind, 'something else')}, not a {wanted}"
    access = os.R_OK | (os.X_OK if wanted == "folder" else 0)
    return "" if os.access(path, access) else "cannot be read: you have no permission"


def _why_unreachable(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return f"is a link to {path.readlink()}, which does not exist"
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, NotADirectoryError):
        return "does not exist: a part of its path is a file, not a folder"
    if isinstance(error, PermissionError):
        return "lies in a folder that you have no permission to enter"
    return f"cannot be reached ({getattr(error, 'strerror', None) or error})"


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


def refuse_no_folder(folder: str | os.PathLike[str]) -> None:
    """Refuse a folder of results in whose place, or in that of one above it, something else lies.

    Parameters
    ----------
    folder : path-like
        Where the results of the run go; it need not exist.

    Raises
    ------
    ConfigurationError
        Naming what lies there: a file, or a link to what does not exist.
    """
    path = Path(folder)
    for place in (*reversed(path.parents), path):
        why = why_unusable(place, "folder") if os.path.lexists(place) else ""
        if why:
            raise ConfigurationError(
                f"{place}: it {why}",
                "the results of a run go into a folder of that name",
                "remove or rename it, or give the folder that it leads to",
            )


def refuse_other_case(folder: str | os.PathLike[str]) -> None:
    """Refuse a folder of results beside which one lies that differs in the case of letters alone.

    On some systems they are one, and the results of two runs would be mixed.

    Parameters
    ----------
    folder : path-like
        Where the results of the run go.

    Raises
    ------
    ConfigurationError
        Naming the other folder.
    """
    path = Path(folder)
    beside = path.parent.iterdir() if path.parent.is_dir() else ()
    for other in sorted(beside):
        if other.name != path.name and other.name.casefold() == path.name.casefold():
            raise ConfigurationError(
                f"The results of a run named {other.name} lie in {other}, and this one is named "
                f"{path.name}",
                "on some systems both would be one folder",
                "give the option name as it was spelled, or a name of its own",
            )
