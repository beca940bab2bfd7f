"""A digest of the library modules that a script uses.

Snakemake notices when a script changes, not when a module that the script imports does. Each rule
therefore carries this digest among its parameters: it changes with any module that the script
reaches, and with no other.
"""

from __future__ import annotations

import ast
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

PACKAGE = "eeg2emg"
_CATALOGUES = f"{PACKAGE}.catalogues"

_FUNCTION_NAME = re.compile(rf"^({PACKAGE}(?:\.\w+)+):\w+$")


def library_digest(script: Path) -> str:
    """Digest the modules of this library that `script` imports, directly or through others.

    Parameters
    ----------
    script : Path
        A Python file in the folder that holds the package.

    Returns
    -------
    str
        Twelve hexadecimal digits.
    """
    digest = hashlib.sha256()
    for module in sorted(modules_used(script)):
        digest.update(module.relative_to(script.parent).as_posix().encode())
        digest.update(module.read_bytes())
    return digest.hexdigest()[:12]


def modules_used(script: Path) -> set[Path]:
    """List the files of the package that `script` reaches through imports.

    Imports inside functions count, and so do names of the form ``"package.module:function"``, which
    a child process imports or a catalogue lists; imports that serve type checking alone do not.
    """
    return _reached(script, lambda _file, _found: True)


def modules_run(script: Path) -> set[Path]:
    """List the files of the package that `script` can run.

    They are those of `modules_used`, but for functions that a catalogue lists and nobody looks up:
    whoever only reads titles from a catalogue needs none of the packages that its functions need.
    A function is looked up by a module that imports the catalogue and
    `eeg2emg.catalogues.resolve`.
    """
    root = script.parent

    def are_looked_up(file: Path, found: set[Path]) -> bool:
        if f"{_CATALOGUES}.catalogue" not in _mentions(file, root).imports:
            return True
        return any(
            f"{_CATALOGUES}.resolve" in _mentions(other, root).imports
            and file in {other, *_files(_mentions(other, root).imports, root)}
            for other in (script, *found)
        )

    return _reached(script, are_looked_up)


def _reached(script: Path, follows: Callable[[Path, set[Path]], bool]) -> set[Path]:
    """Follow imports, and the functions that a file names where `follows` says so of the file."""
    root = script.parent
    found: set[Path] = set()
    while True:
        reached: set[Path] = set()
        for file in (script, *found):
            mentions = _mentions(file, root)
            reached |= _files(mentions.imports, root)
            if follows(file, found):
                reached |= _files(mentions.functions, root)
        if reached <= found:
            return found
        found |= reached


class _Mentions(NamedTuple):
    """Names that a file imports, and modules of the package whose functions it names."""

    imports: frozenset[str]
    functions: frozenset[str]


@cache
def _mentions(file: Path, root: Path) -> _Mentions:
    tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
    names: set[str] = set()
    functions: set[str] = set()
    for node in _running_nodes(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute_name(node, file, root)
            names.add(base)
            names.update(f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            functions.update(_FUNCTION_NAME.findall(node.value))
    return _Mentions(frozenset(names), frozenset(functions))


def _files(names: Iterable[str], root: Path) -> set[Path]:
    return {path for name in names for path in _files_of(name, root)}


def _running_nodes(tree: ast.AST) -> list[ast.AST]:
    nodes: list[ast.AST] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
        else:
            waiting.extend(ast.iter_child_nodes(node))
    return nodes


def _absolute_name(node: ast.ImportFrom, file: Path, root: Path) -> str:
    if not node.level:
        return node.module or ""
    parts = file.relative_to(root).with_suffix("").parts[: -node.level]
    return ".".join([*parts, *([node.module] if node.module else [])])


@cache
def _files_of(name: str, root: Path) -> list[Path]:
    """Files that importing `name` runs: its own, and the ``__init__`` of each package above it."""
    parts = name.split(".")
    if parts[0] != PACKAGE:
        return []
    folders = [root.joinpath(*parts[: depth + 1]) for depth in range(len(parts))]
    candidates = [folder / "__init__.py" for folder in folders]
    candidates.append(folders[-1].with_suffix(".py"))
    return [path for path in candidates if path.is_file()]
