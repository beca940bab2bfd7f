"""The conda environments hold the pinned versions, and all that their scripts import."""

import ast
import re
import sys
from pathlib import Path

import pytest
import yaml
from eeg2emg.jobs.library_digest import modules_used

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "mne_bids": "mne-bids",
    "mne_icalabel": "mne-icalabel",
    "netCDF4": "netcdf4",
    "PIL": "pillow",
    "picard": "python-picard",
    "sklearn": "scikit-learn",
    "spectral_connectivity": "spectral-connectivity",
    "yaml": "pyyaml",
    "markupsafe": "jinja2",  # jinja2 is made of it
    "keras": "tensorflow",  # TensorFlow brings it
    "pydantic_core": "pydantic",  # pydantic is made of it
}
# What an option runs on inside another package, so that no module of ours imports it: the module
# that offers the option, and what it needs besides.
RUNTIMES = {
    "iclabel.py": {"onnxruntime"},  # runs ICLabel's network for mne-icalabel
}


def pins(text):
    return dict(re.findall(r"^\s*(?:- )?([a-z0-9-]+)==([^ \\;\n]+)", text, re.MULTILINE))


def packages_of(environment):
    content = yaml.safe_load((ROOT / "envs" / f"{environment}.yaml").read_text(encoding="utf-8"))
    (pip,) = (item["pip"] for item in content["dependencies"] if isinstance(item, dict))
    return pins("\n".join(pip))


RULE_FILES = sorted((ROOT / "workflow" / "rules").rglob("*.smk"))


def rules():
    found = []
    for path in RULE_FILES:
        found += re.findall(
            r'rule (\w+):(?:(?!rule ).)*?environment\("(\w+)"\).*?script_of\("(\w+)"\)',
            path.read_text(encoding="utf-8"),
            re.DOTALL,
        )
    return found


def third_party_imports(script):
    names = set()
    for path in [script, *modules_used(script)]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add((node.module or "").split(".")[0])
    return names - set(sys.stdlib_module_names) - {"eeg2emg"}


def packages_needed(script):
    path = ROOT / "scripts" / f"{script}.py"
    imported = {PACKAGES.get(name, name) for name in third_party_imports(path)}
    return imported.union(*(RUNTIMES.get(module.name, set()) for module in modules_used(path)))


ENVIRONMENTS = sorted(path.stem for path in (ROOT / "envs").glob("*.yaml"))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_versions_are_those_of_the_requirements(environment):
    required = pins((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    for package, version in packages_of(environment).items():
        assert required[package] == version, package


def test_every_rule_with_a_script_is_seen_by_this_test():
    texts = [path.read_text(encoding="utf-8") for path in RULE_FILES]
    assert len(rules()) == sum(text.count(" script:\n") for text in texts)


@pytest.mark.parametrize(("rule", "environment", "script"), rules())
def test_an_environment_holds_what_its_scripts_import(rule, environment, script):
    # Snakemake appends its own packages to the path of a script, which would hide a missing one.
    assert packages_needed(script) <= set(packages_of(environment)), rule


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_no_environment_holds_what_nothing_imports(environment):
    scripts = [script for _, used, script in rules() if used == environment]
    needed = set().union(*(packages_needed(script) for script in scripts))
    assert set(packages_of(environment)) <= needed


def test_requirements_for_tests_contain_those_for_a_run():
    run = pins((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    everything = pins((ROOT / "requirements-dev.txt").read_text(encoding="utf-8"))
    assert run.items() <= everything.items()
