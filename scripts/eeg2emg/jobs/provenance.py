"""Where a result comes from: the code's commit, and the date of the data."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

DATE_VARIABLE = "SOURCE_DATE_EPOCH"
"""Seconds since 1970 that stand for the date of a build, as reproducible builds agree on it."""


class CheckoutState(NamedTuple):
    """The commit of a checkout, or why it is not known.

    Attributes
    ----------
    commit : str
        40 hexadecimal digits; empty where it is not known.
    changed : bool
        Whether tracked files were changed since.
    why_unknown : str
        Empty where the commit is known.
    """

    commit: str
    changed: bool
    why_unknown: str


def checkout_state(root: str | os.PathLike[str]) -> CheckoutState:
    """Tell the commit of a checkout, and whether tracked files were changed since.

    Parameters
    ----------
    root : path-like
        Its topmost folder.

    Returns
    -------
    CheckoutState
    """
    root = Path(root)
    if not (root / ".git").exists():
        return CheckoutState("", False, "the code does not lie in a checkout of git")
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    except FileNotFoundError:
        return CheckoutState("", False, "git is not installed")
    except (OSError, subprocess.SubprocessError) as error:
        return CheckoutState("", False, f"git failed ({type(error).__name__})")
    return CheckoutState(commit, bool(changed), "")


def commit_of(root: str | os.PathLike[str]) -> str:
    """Name the commit of a checkout, and say whether tracked files were changed since.

    Parameters
    ----------
    root : path-like
        Its topmost folder.

    Returns
    -------
    str
        Empty where it is no checkout of its own, or git is not there.
    """
    state = checkout_state(root)
    short = state.commit[:12]
    return f"{short}, with changes that are not committed" if state.changed else short


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments],
        check=True,
        capture_output=True,
        text=True,
        timeout=20,
    )
    return done.stdout.strip()


def date_of_data(acquired: Iterable[str]) -> str:
    """Date the data: by `DATE_VARIABLE`, else by when the files say that they were recorded.

    The clock is never asked, so that the same data give the same page on any day.

    Parameters
    ----------
    acquired : iterable of str
        Times of acquisition as ISO 8601 text; empty text where a file states none.

    Returns
    -------
    str
        A day, or the first and the last day; empty where nothing is known.
    """
    given = os.environ.get(DATE_VARIABLE, "")
    if given.isdecimal():
        return datetime.fromtimestamp(int(given), UTC).date().isoformat()
    days = sorted(time[:10] for time in acquired if time)
    if not days:
        return ""
    return days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
