"""What ``requirements.txt`` pins: each package with its version, and what asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

_PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ \\;]+)(?: ; (?P<marker>.+?))?(?: \\)?$")
_ASKED_BY = re.compile(r"^    # (?:via |  )(?P<name>[a-z0-9][a-z0-9._-]*)$")


@dataclass(frozen=True)
class Pin:
    """A package at one version."""

    name: str
    """As package indexes write it, in small letters."""
    version: str
    marker: str
    """Where it is installed, as pip reads it; empty: everywhere."""
    asked_by: frozenset[str]
    """Packages that depend on it; without any the project itself asks for it."""

    @property
    def line(self) -> str:
        """The pin as a requirement that pip reads."""
        return f"{self.name}=={self.version}" + (f" ; {self.marker}" if self.marker else "")


def read_pins(path: str | os.PathLike[str]) -> list[Pin]:
    """Read a requirements file that `uv pip compile` wrote.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    list of Pin
        In the order of the file. A package may stand there twice, with two versions for different
        versions of Python.

    Raises
    ------
    ValueError
        A line is neither a pin nor what belongs to one: the file was not written by that command.
    """
    found: list[tuple[dict[str, str], set[str]]] = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), start=1):
        if pin := _PIN.match(line):
            found.append((pin.groupdict(default=""), set()))
        elif asked := _ASKED_BY.match(line):
            found[-1][1].add(asked["name"])
        elif not line.lstrip().startswith(("#", "--hash=")):
            raise ValueError(f"{path}, line {number} pins no package: {line}")
    return [Pin(**fields, asked_by=frozenset(asked_by)) for fields, asked_by in found]


def with_dependencies(pins: Iterable[Pin], names: Iterable[str]) -> list[Pin]:
    """Take those pins that some packages need, directly or through others.

    Parameters
    ----------
    pins : iterable of Pin
    names : iterable of str
        Packages as in `Pin.name`.

    Returns
    -------
    list of Pin
        In the order of `pins`; all that any platform needs.

    Raises
    ------
    ValueError
        A package is not pinned.
    """
    pins, needed = list(pins), set(names)
    missing = needed - {pin.name for pin in pins}
    if missing:
        raise ValueError(f"Not pinned: {', '.join(sorted(missing))}")
    before = 0
    while len(needed) > before:
        before = len(needed)
        needed |= {pin.name for pin in pins if pin.asked_by & needed}
    return [pin for pin in pins if pin.name in needed]
