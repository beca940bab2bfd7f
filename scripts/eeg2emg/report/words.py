"""Numbers and lists in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


_PLURALS = {"matrix": "matrices", "person": "people"}


def counted(number: int, noun: str) -> str:
    """Put a number before a noun: ``1 segment``, ``2 segments``."""
    plural = _PLURALS.get(noun) or (f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s")
    return f"{number} {noun if number == 1 else plural}"


def listed(items: Sequence[str]) -> str:
    """List in words: ``a``, ``a and b``, ``a, b and c``."""
    items = list(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def number(value: Any, digits: int = 2) -> str:
    """Write a number with so many decimals, and a true minus; a dash where there is none."""
    if value is None or not isinstance(value, int | float | np.number) or not math.isfinite(value):
        return "–"
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def interval(low: Any, high: Any, digits: int = 2) -> str:
    """Write an interval, ``0.1 to 0.4``; a side without a bound in words, empty where none is."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return ""
    if math.isfinite(low) and math.isfinite(high):
        return f"{number(low, digits)} to {number(high, digits)}"
    if math.isfinite(low):
        return f"{number(low, digits)} or more"
    return f"{number(high, digits)} or less" if math.isfinite(high) else "any value"


def p_value(p: float) -> str:
    """Write a p-value, ``p = 0.025``; what three decimals do not show is said to be below them."""
    return "p < 0.001" if p < 0.0005 else f"p = {number(p, 3)}"


def lowered(text: str) -> str:
    """Lower the first letter, unless it begins an abbreviation or a proper name."""
    first = text.split(maxsplit=1)[0]
    proper = first.isupper() or first in {"Granger", "Pearson", "Adam"}
    return text if proper else text[:1].lower() + text[1:]


def ended(text: str) -> str:
    """End a sentence with a full stop, where it does not end already."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
