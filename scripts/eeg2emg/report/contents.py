"""Contents of a section: what it says, and the tables and figures it lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Contents:
    """What the template of a section is filled with.

    Attributes
    ----------
    say : mapping of str to object
        Sentences, or lists of them, by the names by which the template asks for them.
    tables : mapping of str to object
        Tables (`eeg2emg.report.tables.Table`), or mappings of several; None where there is nothing
        to list.
    """

    say: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Any] = field(default_factory=dict)
