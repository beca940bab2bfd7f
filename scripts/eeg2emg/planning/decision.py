"""Decision: what is proposed for an option, where it was seen, and what is left to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Decision(NamedTuple):
    """A proposed value.

    Attributes
    ----------
    value : Any
        What stands in the configuration; holds `eeg2emg.names.questions.QUESTION` in the
        place of what a person has to decide.
    seen : tuple of str
        Sentences for the comment above it: where it was seen, or what there is to choose from.
    """

    value: Any
    seen: tuple[str, ...] = ()


def named(names: Sequence[str], most: int = 4) -> str:
    """List names, the first few of them."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def in_all(count: int) -> str:
    """Say that something holds for all of some recordings."""
    return "in the one recording" if count == 1 else f"in all {count} recordings"


def times(count: int) -> str:
    """Write how often something happens."""
    return "once" if count == 1 else f"{count} times"


def counted(count: int, what: str) -> str:
    """Write a number of things: ``1 recording``, ``2 recordings``."""
    irregular = {"person": "people"}
    return f"{count} {what if count == 1 else irregular.get(what, what + 's')}"
