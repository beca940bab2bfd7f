"""Documentation of the options: the schema and the table, generated from the typed model."""

from __future__ import annotations

import json
import types
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from eeg2emg.configuration.model import Configuration
from eeg2emg.limits import Limits, limits_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRODUCTION = """\
# Every option

A run reads `config/config.yaml`; a file given with `--configfile` is merged over it, key by key,
and `--config key=value` over both. Lists are replaced whole, sections are merged. An option that is
not in this table is refused, and so is a number beyond what is allowed (of a list: each of its
numbers), a list that names something twice, and a key that stands twice in one section. What does
not fit together (bands, filters and rates, orders and lengths) is refused too, before any work.

| file | what it is for |
|---|---|
| `config.yaml` | the default: a small simulated cohort, minutes |
| `paper.yaml` | a simulated cohort of the paper's size, with the paper's recipe to the letter |
| `dataset.yaml` | template for a laboratory's own BIDS dataset |

Options that matter only to some inputs are ignored by the others: `simulation` with `input: bids`,
`dataset`, `subjects` and `tasks` with `input: simulated`.

This page is generated: `python scripts/generate_configuration_docs.py` writes it and the schema
anew.
"""


def json_schema() -> str:
    """Give the JSON schema (Draft 2020-12) of the configuration as text."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= Configuration.model_json_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def options_page() -> str:
    """Give the Markdown page that describes every option."""
    lines = [_INTRODUCTION]
    section = None
    for path, description, default, hint in _options(Configuration, ()):
        if path[:-1] != section:
            section = path[:-1]
            lines += ["", f"## `{'.'.join(section)}`" if section else "## Top level", ""]
            lines += [
                "| option | type | unit | allowed | default | meaning |",
                "|---|---|---|---|---|---|",
            ]
        cells = [type_in_words(hint), unit_of(path[-1]), _allowed(hint), default, description]
        shown = " | ".join(cell.replace("|", chr(92) + "|") for cell in cells)
        lines.append(f"| `{'.'.join(path)}` | {shown} |")
    return "\n".join(lines) + "\n"


def _options(
    model: type[BaseModel], path: tuple[str, ...], values: BaseModel | None = None
) -> Iterator[tuple[tuple[str, ...], str, str, Any]]:
    sections = []
    for name, field in model.model_fields.items():
        value = getattr(values, name) if values else field.get_default()
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            sections.append((inner, (*path, name), value))
            continue
        hint = Annotated[(inner, *field.metadata)] if field.metadata else inner
        yield (*path, name), field.description or "", _shown(value), hint
        sections += [
            (item, (*path, f"{name}[]"), None)
            for item in get_args(inner)
            if isinstance(item, type) and issubclass(item, BaseModel)
        ]
    for inner, inner_path, value in sections:
        yield from _options(inner, inner_path, value)


_UNITS = {
    "_hz": "Hz", "_s": "s", "_ms": "ms", "_ms_per_min": "ms per minute", "_uv": "µV", "_db": "dB",
    "_share": "share", "_epochs": "epochs", "_samples_per_parameter": "samples per parameter",
}  # fmt: skip
"""Units by the ending of an option's name."""

_TYPES = {bool: "yes or no", int: "whole number", float: "number", str: "text"}


def unit_of(name: str) -> str:
    """Give the unit that the name of an option ends with; empty where it has none.

    Parameters
    ----------
    name : str
        The last part of its dotted name.

    Returns
    -------
    str
    """
    found = [ending for ending in _UNITS if name.endswith(ending)]
    return _UNITS[max(found, key=len)] if found else ""


def type_in_words(hint: Any) -> str:
    """Say what kind of value an option takes.

    Parameters
    ----------
    hint : object
        Its annotation.

    Returns
    -------
    str
    """
    if get_origin(hint) is None:
        is_section = isinstance(hint, type) and issubclass(hint, BaseModel)
        return "section" if is_section else _TYPES.get(hint, "text")
    return _composed(get_origin(hint), get_args(hint))


def _composed(origin: Any, inner: tuple[Any, ...]) -> str:
    """Say what kind of value is made of others."""
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in inner)
    if origin is Annotated:  # what follows the type are its limits
        return type_in_words(inner[0])
    words = list(
        dict.fromkeys(type_in_words(one) for one in inner if one not in (type(None), Ellipsis))
    )
    if origin in {Union, types.UnionType}:
        return " or ".join([*words, *(["`null`"] if type(None) in inner else [])])
    if origin is tuple and inner[-1] is not Ellipsis:
        return f"list of {len(inner)}: {' and '.join(words)}"
    return f"list of {words[0]}" if origin in {list, tuple} else f"{words[-1]} by name"


def _allowed(hint: Any) -> str:
    return "; ".join(item.short for item in limits_in(hint) if isinstance(item, Limits))


def _shown(value: Any) -> str:
    if isinstance(value, BaseModel) or not isinstance(
        value, str | int | float | list | tuple | None
    ):
        return "required"
    if isinstance(value, list) and value and isinstance(value[0], BaseModel):
        return "`" + json.dumps([item.model_dump() for item in value]) + "`"
    return "`" + json.dumps(value) + "`"
