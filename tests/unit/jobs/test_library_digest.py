"""A script's digest follows its imports, and nothing else."""

import ast
import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path

import pytest
from eeg2emg.jobs.library_digest import (
    _FUNCTION_NAME,
    _functions_named,
    _imports,
    _running_nodes,
    library_digest,
    modules_used,
)

ROOT = Path(__file__).parents[3]


@pytest.fixture
def tree(tmp_path):
    files = {
        "eeg2emg/__init__.py": "",
        "eeg2emg/direct.py": "from eeg2emg import indirect\n",
        "eeg2emg/indirect.py": "def f():\n    from .package.inner import g\n",
        "eeg2emg/package/__init__.py": "",
        "eeg2emg/package/inner.py": "from ..base import b\n",
        "eeg2emg/base.py": "b = 1\n",
        "eeg2emg/typed.py": "",
        "eeg2emg/child.py": "",
        "eeg2emg/unrelated.py": "",
        "eeg2emg/kinds/__init__.py": "",
        "eeg2emg/kinds/catalogue.py": "KINDS = {'a': 'eeg2emg.kinds.first:make'}\n",
        "eeg2emg/kinds/first.py": "from eeg2emg.base import b\n",
        "eeg2emg/kinds/using.py": (
            "from eeg2emg.kinds.catalogue import KINDS\n"
            "def make():\n    return resolve(KINDS['a'])()\n"
        ),
        "resolving.py": "from eeg2emg.kinds.using import make\n",
        "reading.py": "from eeg2emg.kinds.catalogue import KINDS\n",
        "script.py": (
            "from typing import TYPE_CHECKING\nimport eeg2emg.direct\n"
            "if TYPE_CHECKING:\n    from eeg2emg.typed import T\n"
            "run('eeg2emg.child:work')\n"
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_imports_are_followed_through_functions_packages_and_child_processes(tree):
    used = {p.relative_to(tree / "eeg2emg").as_posix() for p in modules_used(tree / "script.py")}
    assert used == {
        "__init__.py",
        "base.py",
        "child.py",
        "direct.py",
        "indirect.py",
        "package/__init__.py",
        "package/inner.py",
    }


@pytest.mark.parametrize(
    ("module", "changes"),
    [("base", True), ("direct", True), ("child", True), ("unrelated", False), ("typed", False)],
)
def test_the_digest_changes_with_the_modules_used_and_only_with_them(tree, module, changes):
    before = library_digest(tree / "script.py")
    (tree / "eeg2emg" / f"{module}.py").write_text("changed = 1\n")
    _imports.cache_clear()
    assert (library_digest(tree / "script.py") != before) == changes


def test_functions_of_a_catalogue_count_where_they_are_resolved_and_not_where_they_are_read(tree):
    used = {
        script: {path.stem for path in modules_used(tree / f"{script}.py")}
        for script in ("resolving", "reading")
    }
    assert used["resolving"] == {"__init__", "using", "catalogue", "first", "base"}
    assert used["reading"] == {"__init__", "catalogue"}


CATALOGUES = [
    path
    for path in sorted((ROOT / "scripts" / "eeg2emg").rglob("*.py"))
    if " = catalogue(" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_function_that_a_catalogue_names_is_one_that_the_digest_sees(file):
    """A name that is put together from pieces would be resolved all the same, and never rerun."""
    parts = file.relative_to(ROOT / "scripts").with_suffix("").parts
    module = import_module(".".join(parts))
    named = {
        value
        for found in vars(module).values()
        if isinstance(found, Mapping)
        for entry in found.values()
        if is_dataclass(entry) and type(entry).__module__ == module.__name__
        for value in vars(entry).values()
        if isinstance(value, str) and _FUNCTION_NAME.match(value)
    }
    seen = _functions_named(_running_nodes(ast.parse(file.read_text(encoding="utf-8"))))
    assert {name.partition(":")[0] for name in named} <= seen


def test_every_rule_script_reaches_the_library():
    for script in (ROOT / "scripts").glob("*.py"):
        assert modules_used(script), f"{script.name} imports nothing of the library"


def reached(files):
    """Follow imports from some files of the library."""
    found, waiting = set(), list(files)
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += _imports(file, ROOT / "scripts")
    return found


def test_every_module_of_the_library_serves_a_script_the_parsing_or_the_start_of_the_workflow():
    scripts = ROOT / "scripts"
    common = (ROOT / "workflow" / "rules" / "common.smk").read_text(encoding="utf-8")
    named = re.findall(r"^from (eeg2emg[\w.]*) import", common, re.MULTILINE)
    named += re.findall(r"-m (eeg2emg[\w.]*)", (ROOT / "run.sh").read_text(encoding="utf-8"))
    used = reached(scripts / f"{name.replace('.', '/')}.py" for name in named)
    used |= set().union(*(modules_used(script) for script in scripts.glob("*.py")))
    library = {path for path in (scripts / "eeg2emg").rglob("*.py") if path.stem != "__init__"}
    assert sorted(str(path.relative_to(scripts)) for path in library - used) == []
