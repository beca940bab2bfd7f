"""The conda environments hold the pinned versions, all that their scripts need, and no more."""

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
import yaml
from eeg2emg.jobs.environments import (
    FAMILIES,
    ONLY_PIP,
    PYTHON,
    environment_files,
    packages_of_family,
    packages_of_script,
    rules_with_scripts,
)
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
FILES = ["environment.yaml"] + [
    f"{folder}/{family}.yaml" for folder in ("envs", "envs/conda-forge") for family in FAMILIES
]
RULES = rules_with_scripts(ROOT)
PLATFORMS = [
    {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64"},
]
"""Where this project runs (docs/guide/quick-start.md)."""


def requirement_lines(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return set(re.findall(r"^(\S+==[^\\\n]+?) *\\?$", text, re.MULTILINE))


def dependencies_of(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))["dependencies"]


def pip_section(path):
    (section,) = (item["pip"] for item in dependencies_of(path) if isinstance(item, dict))
    return section


def packages_of(family):
    return {Requirement(line).name for line in pip_section(f"envs/{family}.yaml")}


def holds(marker):
    """Tell whether a condition is true with this Python on any platform where the project runs."""
    python = {"python_version": PYTHON, "python_full_version": f"{PYTHON}.0", "extra": ""}
    return marker is None or any(marker.evaluate(platform | python) for platform in PLATFORMS)


def needed_by(package):
    """List what a package itself says that it needs; `requirements.txt` is not asked."""
    found = [Requirement(line) for line in requires(package) or []]
    return {canonicalize_name(item.name) for item in found if holds(item.marker)}


def test_the_files_are_as_generated():
    generated = environment_files(ROOT)
    assert set(generated) == set(FILES)
    for path, text in generated.items():
        written = (ROOT / path).read_text(encoding="utf-8")
        assert written == text, "PYTHONPATH=scripts python scripts/generate_environments.py"


def test_no_other_file_lies_beside_them():
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "envs").rglob("*.yaml")}
    assert found == set(FILES) - {"environment.yaml"}
    assert set(FAMILIES) == {rule.family for rule in RULES}


def test_python_is_the_oldest_that_is_supported():
    """Of all that the requirements are compiled for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"].startswith(f">={PYTHON},")
    compiled = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()[1]
    assert f"--python-version {PYTHON} " in compiled
    for path in FILES:
        assert f"python={PYTHON}" in dependencies_of(path)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_package_is_pinned_as_the_requirements_pin_it(family):
    assert set(pip_section(f"envs/{family}.yaml")) <= requirement_lines("requirements.txt")


def test_the_environment_of_all_is_made_of_the_requirements():
    """Conda puts the lines of the section into a file beside this one, where pip reads them."""
    assert pip_section("environment.yaml") == ["-r requirements.txt"]
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert all(f"{line} \\\n    --hash=" in text for line in requirement_lines("requirements.txt"))


def test_every_rule_with_a_script_is_seen_by_this_test():
    files = (ROOT / "workflow" / "rules").rglob("*.smk")
    texts = [path.read_text(encoding="utf-8") for path in files]
    assert len(RULES) == sum(text.count(" script:\n") for text in texts)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_an_environment_holds_what_its_scripts_import(rule):
    # Snakemake appends its own packages to the path of a script, which would hide a missing one.
    needed = packages_of_script(ROOT / "scripts" / f"{rule.script}.py")
    assert needed <= packages_of(rule.family)


@pytest.mark.parametrize("family", FAMILIES)
def test_an_environment_holds_what_its_packages_say_that_they_need_and_nothing_else(family):
    reached, waiting = set(), packages_of_family(ROOT, family)
    while waiting:
        reached |= waiting
        waiting = set().union(*map(needed_by, waiting)) - reached
    pinned = {
        requirement.name: requirement.marker
        for requirement in map(Requirement, pip_section(f"envs/{family}.yaml"))
    }
    assert reached <= set(pinned)
    assert {name for name, marker in pinned.items() if holds(marker)} <= reached


@pytest.mark.parametrize("family", FAMILIES)
def test_the_alternative_without_pip_has_the_same_packages_at_the_same_versions(family):
    listed = dependencies_of(f"envs/conda-forge/{family}.yaml")
    assert all(isinstance(item, str) for item in listed)
    versions = dict(item.split("=") for item in listed)
    direct = packages_of_family(ROOT, family)
    assert set(versions) == (direct - set(ONLY_PIP)) | {"python"}
    pins = {f"{name}=={version}" for name, version in versions.items() if name != "python"}
    assert pins <= requirement_lines("requirements.txt")
    text = (ROOT / "envs" / "conda-forge" / f"{family}.yaml").read_text(encoding="utf-8")
    assert "Never solved" in text
    assert set(re.findall(r"Not known on conda-forge: ([\w-]+)", text)) == direct & set(ONLY_PIP)


def test_requirements_for_tests_contain_those_for_a_run():
    run, everything = (
        {line.partition(" ;")[0] for line in requirement_lines(name)}
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert run <= everything
