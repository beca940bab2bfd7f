"""The library's layers are held by `lint-imports`; here is what that cannot see."""

import ast
import importlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
LIBRARY = SCRIPTS / "eeg2emg"
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}
PACKAGES = sorted(path.parent.name for path in LIBRARY.glob("*/__init__.py"))
MODULES = sorted(
    path.relative_to(SCRIPTS).with_suffix("").as_posix().replace("/", ".")
    for path in LIBRARY.rglob("*.py")
    if path.name != "__init__.py"
)
# Packages that offer names of their modules, found when they are first used.
LAZY = [
    name
    for name in PACKAGES
    if "def __getattr__" in (LIBRARY / name / "__init__.py").read_text(encoding="utf-8")
]
PYTHON_FILES = sorted(SCRIPTS.rglob("*.py"))


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_of_rules():
    """List the lines by which the Snakefile and its rules import from the library."""
    files = [ROOT / "Snakefile", *sorted((ROOT / "workflow" / "rules").glob("*.smk"))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return re.findall(r"^ *((?:from|import) eeg2emg\b[^\n(]*(?:\([^)]*\))?)", text, re.MULTILINE)


def within(module, package):
    """Tell whether a module is `package` or lies in it; ``*`` stands for any one name."""
    return len(module) >= len(package) and all(
        theirs in ("*", ours) for ours, theirs in zip(module, package, strict=False)
    )


def modules_loaded_by(code):
    """Name the modules that a fresh interpreter has loaded after running `code`."""
    found = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"],
        env={"PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(found.stdout))


def test_parsing_the_workflow_loads_no_heavy_library():
    lines = imports_of_rules()
    assert any("load_configuration" in line for line in lines)
    loaded = modules_loaded_by("\n".join(lines))
    assert "eeg2emg" in loaded
    assert loaded.isdisjoint(CONTRACTS["parsing"]["forbidden_modules"])


def test_a_heavy_library_would_be_noticed():
    loaded = modules_loaded_by("import eeg2emg.connectivity.correlations")
    assert not loaded.isdisjoint(CONTRACTS["parsing"]["forbidden_modules"])


def test_the_contract_about_parsing_names_all_that_the_rules_import():
    named = [name.split(".") for name in CONTRACTS["parsing"]["source_modules"]]
    for line in imports_of_rules():
        module = line.split()[1].split(".")
        assert any(within(module, package) for package in named), line


def test_no_import_goes_through_a_package():
    """What a package offers is for notebooks.

    An import from a package's `__init__` hides the module that is meant from the digest of a
    script, so that a change there would rerun nothing.
    """
    packages = {f"eeg2emg.{name}" for name in PACKAGES} | {"eeg2emg"}
    known = {*MODULES, *packages}
    for path in PYTHON_FILES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and node.module in packages:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                assert known.issuperset(names), f"{path}, line {node.lineno}"
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{path}, line {node.lineno}: name the module in full"
            elif isinstance(node, ast.Import):
                names = {alias.name for alias in node.names}
                assert names.isdisjoint(packages), f"{path}, line {node.lineno}"


@pytest.mark.parametrize("name", LAZY)
def test_no_name_that_a_package_offers_is_that_of_a_module(name):
    """Once the module was imported, the package's name would mean the module."""
    offered = set(importlib.import_module(f"eeg2emg.{name}").__all__)
    assert offered
    assert offered.isdisjoint(path.stem for path in (LIBRARY / name).glob("*.py"))


@pytest.mark.parametrize("name", LAZY)
def test_every_name_that_a_package_offers_is_found(name):
    package = importlib.import_module(f"eeg2emg.{name}")
    for offered in package.__all__:
        assert getattr(package, offered) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing_of_the_kind'"):
        package.nothing_of_the_kind  # noqa: B018


def test_importing_a_package_imports_none_of_its_modules():
    """An eager package would make every change of one of its modules a change of all of them."""
    loaded = modules_loaded_by("\n".join(f"import eeg2emg.{name}" for name in PACKAGES))
    assert loaded.issuperset(f"eeg2emg.{name}" for name in PACKAGES)
    assert loaded.isdisjoint(MODULES)


@pytest.mark.parametrize("name", [*PACKAGES, ""])
def test_every_package_says_in_one_line_what_it_is_about(name):
    docstring = ast.get_docstring(parsed(LIBRARY / name / "__init__.py")) or ""
    first = docstring.partition("\n")[0]
    assert 10 < len(first) <= 100
    assert first.endswith((".", "?"))
