"""Documentation of the options: the schema and the table, generated from the typed model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, get_args

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
    for path, description, default, allowed in _options(Configuration, ()):
        if path[:-1] != section:
            section = path[:-1]
            lines += ["", f"## `{'.'.join(section)}`" if section else "## Top level", ""]
            lines += ["| option | default | allowed | meaning |", "|---|---|---|---|"]
        meaning = description.replace("|", chr(92) + "|")
        lines.append(f"| `{'.'.join(path)}` | {default} | {allowed} | {meaning} |")
    return "\n".join(lines) + "\n"


def _options(
    model: type[BaseModel], path: tuple[str, ...], values: BaseModel | None = None
) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    sections = []
    for name, field in model.model_fields.items():
        value = getattr(values, name) if values else field.get_default()
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            sections.append((inner, (*path, name), value))
            continue
        hint = Annotated[(inner, *field.metadata)] if field.metadata else inner
        yield (*path, name), field.description or "", _shown(value), _allowed(hint)
        sections += [
            (item, (*path, f"{name}[]"), None)
            for item in get_args(inner)
            if isinstance(item, type) and issubclass(item, BaseModel)
        ]
    for inner, inner_path, value in sections:
        yield from _options(inner, inner_path, value)


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
