"""A script's digest follows its imports, and nothing else."""

from pathlib import Path

import pytest
from eeg2emg.jobs.library_digest import _mentions, library_digest, modules_run, modules_used

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
    _mentions.cache_clear()
    assert (library_digest(tree / "script.py") != before) == changes


def test_every_rule_script_reaches_the_library():
    for script in (ROOT / "scripts").glob("*.py"):
        assert modules_used(script), f"{script.name} imports nothing of the library"


CATALOGUE = (
    "from eeg2emg.catalogues import catalogue\n"
    "ALL = catalogue(Entry('one', title='One', run='eeg2emg.child:work'))\n"
)


@pytest.mark.parametrize(
    ("script", "runs"),
    [
        ("from eeg2emg.direct import ALL\nprint(ALL['one'].title)\n", False),
        ("from eeg2emg.direct import ALL\nfrom eeg2emg.catalogues import resolve\n", True),
    ],
    ids=["titles only", "looked up"],
)
def test_what_a_catalogue_lists_is_run_only_where_it_is_looked_up(tree, script, runs):
    (tree / "eeg2emg" / "catalogues.py").write_text("def catalogue(*e): ...\ndef resolve(r): ...\n")
    (tree / "eeg2emg" / "direct.py").write_text(CATALOGUE)
    (tree / "script.py").write_text(script)
    child = tree / "eeg2emg" / "child.py"
    assert child in modules_used(tree / "script.py")
    assert (child in modules_run(tree / "script.py")) == runs
