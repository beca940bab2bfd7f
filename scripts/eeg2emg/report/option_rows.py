"""Options of a run in rows, with values as a person would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def configuration_rows(configuration: Mapping[str, Any], prefix: str = "") -> list[list[str]]:
    """Flatten nested options into pairs of dotted name and value."""
    rows: list[list[str]] = []
    for key, value in configuration.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value:
            rows += configuration_rows(value, f"{name}.")
        else:
            rows.append([name, _option(value)])
    return rows


def _option(value: Any) -> str:
    """Write the value of an option as a person would write it into the configuration."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_option(item) for item in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_option(item)}" for name, item in value.items()) or "none"
    return str(value)
