"""Where options come from: configuration files, and the arguments of the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from eeg2emg.errors import ConfigurationError

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

COMMAND_LINE = "--config"


@dataclass(frozen=True)
class Source:
    """One place that sets options; a later one wins.

    Attributes
    ----------
    name : str
        The file as it was named, or ``--config``.
    content : mapping
        What it sets.
    """

    name: str
    content: Mapping[str, Any]

    def names(self, option: Sequence[str | int]) -> str:
        """Name the place of an option in it."""
        if self.name == COMMAND_LINE and option:
            return f"{COMMAND_LINE} {option[0]}"
        return self.name

    def sets(self, option: Sequence[str | int]) -> bool:
        """Tell whether it sets an option, alone or with the whole list or section around it."""
        inner: Any = self.content
        for part in option:
            if not isinstance(inner, dict):
                return True
            if part not in inner:
                return False
            inner = inner[part]
        return True


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice, of which YAML's own loader takes the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str | int | float | bool | None) and key in seen:
                raise _TwiceError(key, key_node.start_mark.line + 1)
            seen.add(key if isinstance(key, str | int | float | bool | None) else id(key_node))
        return super().construct_mapping(node, deep)


class _TwiceError(Exception):
    def __init__(self, key: object, line: int | None = None) -> None:
        self.key, self.line = key, line
        super().__init__(key, line)


def read_source(path: str | os.PathLike[str]) -> Source:
    """Read a configuration file (JSON or YAML), more strictly than Snakemake does.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    Source

    Raises
    ------
    ConfigurationError
        It is missing or cannot be read, is not UTF-8, neither JSON nor YAML, holds no options, or a
        key stands twice in one section. One line, which names the file.
    """
    name = str(path)
    try:
        if Path(path).is_fifo():
            raise ValueError("it is a pipe, which can be read once only")  # noqa: TRY301
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigurationError(
            f"{name}: there is no such configuration file",
            remedy="Correct the path after --configfile",
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{name}: byte {error.start + 1} is not UTF-8",
            "configuration files are UTF-8 text",
            "save it as UTF-8 in your editor",
        ) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(
            f"{name}: the configuration file cannot be read ({said})",
            remedy="Name a text file that you may read after --configfile",
        ) from None
    try:
        content = _parsed(text)
    except _TwiceError as error:
        line = f", the second time in line {error.line}" if error.line else ""
        raise ConfigurationError(
            f"{name}: `{error.key}` stands twice in one section{line}",
            "the first would be passed over in silence",
            "keep one of them",
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        said = getattr(error, "problem", None) or str(error).partition("\n")[0][:200]
        raise ConfigurationError(
            f"{name}: neither YAML nor JSON{where}: {said}",
            remedy="Indent with blanks, never with tabs, and quote text that holds `: ` or `#`",
        ) from None
    if not isinstance(content, dict) or not content:
        raise ConfigurationError(
            f"{name}: the file holds no options",
            "it is empty, or no list of `option: value`",
            "write one option at least, such as `name: my-study`, or leave the file out",
        )
    return Source(name, content)


def _parsed(text: str) -> Any:
    """Parse as Snakemake does: JSON, else YAML."""
    try:
        return json.loads(text, object_pairs_hook=_different)
    except ValueError:
        return yaml.load(text, Loader=_Loader)


def _different(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found
