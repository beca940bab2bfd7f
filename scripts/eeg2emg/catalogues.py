"""Catalogues: entries by name, whose functions are found when they are first used.

A catalogue lists what there is of a kind (measures, targets, split schemes, regressions, input
formats), one entry each, with all that the rest of the library needs to know of it. An entry names
its function as ``"eeg2emg.package.module:function"``, so that a catalogue can be read with the
standard library alone while a workflow is parsed, and so that the digest of a script
(`eeg2emg.jobs.library_digest`) follows it to the module.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Entry(Protocol):
    """What can stand in a catalogue."""

    @property
    def name(self) -> str:
        """Name in files, tables and the configuration."""


E = TypeVar("E", bound=Entry)


def catalogue(*entries: E) -> Mapping[str, E]:
    """Make a catalogue.

    Parameters
    ----------
    *entries : Entry
        In the order in which people see them.

    Returns
    -------
    mapping of str to Entry
        By name, in that order; it cannot be changed.

    Raises
    ------
    ValueError
        If two entries have one name.
    """
    found = {entry.name: entry for entry in entries}
    if len(found) < len(entries):
        names = [entry.name for entry in entries]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"the catalogue has two entries named {', '.join(twice)}")
    return MappingProxyType(found)


def resolve(reference: str) -> Callable[..., Any]:
    """Find the function that an entry names.

    Parameters
    ----------
    reference : str
        ``"eeg2emg.package.module:function"``.

    Returns
    -------
    callable
    """
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)
