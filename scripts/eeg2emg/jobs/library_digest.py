"""Digest of the library modules that a script uses.

Snakemake notices when a script changes, not when a module that the script imports does. Each rule
therefore carries this digest among its parameters: it changes with any module that the script
reaches, and with no other.
"""

from __future__ import annotations

import ast
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "eeg2emg"

_CATALOGUE = "catalogue"
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
    a child process imports; imports that serve type checking alone do not. The functions that the
    entries of a catalogue name count for the modules that call `eeg2emg.catalogues.resolve` on
    them, and not for those that only read the entries.
    """
    root = script.parent
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        for module in _imports(waiting.pop(), root):
            if module not in found:
                found.add(module)
                waiting.append(module)
    return found


@cache
def _imports(file: Path, root: Path) -> frozenset[Path]:
    nodes = _running_nodes(ast.parse(file.read_text(encoding="utf-8"), filename=str(file)))
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute_name(node, file, root)
            names.add(base)
            names.update(f"{base}.{alias.name}" for alias in node.names)
    if file.stem != _CATALOGUE:
        names |= _functions_named(nodes)
    if any(isinstance(node, ast.Call) and _is_resolve(node.func) for node in nodes):
        for path in {path for name in names for path in _files_of(name, root)}:
            if path.stem == _CATALOGUE:
                names |= _functions_named(_running_nodes(ast.parse(path.read_text("utf-8"))))
    return frozenset(path for name in names for path in _files_of(name, root))


def _functions_named(nodes: list[ast.AST]) -> set[str]:
    texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return {name for text in texts for name in _FUNCTION_NAME.findall(text)}


def _is_resolve(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id == "resolve"


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


def _files_of(name: str, root: Path) -> list[Path]:
    """Files that importing `name` runs: its own, and the ``__init__`` of each package above it."""
    parts = name.split(".")
    if parts[0] != PACKAGE:
        return []
    folders = [root.joinpath(*parts[: depth + 1]) for depth in range(len(parts))]
    candidates = [folder / "__init__.py" for folder in folders]
    candidates.append(folders[-1].with_suffix(".py"))
    return [path for path in candidates if path.is_file()]
