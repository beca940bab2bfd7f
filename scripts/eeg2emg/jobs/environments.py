"""Conda environments of the families of rules: what their scripts import, at the pinned versions.

Each rule names a family (``environment("signals")``). Each family has a file in ``envs/``, which is
written from the imports of its scripts and from ``requirements.txt``.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from eeg2emg.jobs.library_digest import PACKAGE, modules_used
from eeg2emg.jobs.requirements import Pin, read_pins, with_dependencies
from eeg2emg.jobs.versions import PINS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PYTHON = "3.11"
"""The oldest that is supported: `requirements.txt` is compiled for it and those that follow."""

FAMILIES = {
    "signals": "Reading, simulating and cleaning recordings, and connectivity.",
    "learning": "Splits, models, evaluation.",
    "report": "Figures and the report.",
    "fetch": "Fetching public recordings.",
}

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
"""Packages whose module has another name, and those of which another package is a part."""

RUNTIMES = {
    "iclabel.py": {"onnxruntime"},  # runs ICLabel's network for mne-icalabel
}
"""What an option runs on inside another package, so that no module of this project imports it: the
module that offers the option, and what it needs besides."""

ONLY_PIP = {
    "bioread": "AcqKnowledge files (.acq) cannot be imported",
    "spectral-connectivity": "the rule cross_check, a part of every run, fails",
}
"""Packages that conda-forge is not known to have, and what does not work without them."""

_RULE = re.compile(
    r'rule (\w+):(?:(?!rule ).)*?environment\("(\w+)"\).*?script_of\("(\w+)"\)', re.DOTALL
)
_CHANNELS = ["channels:", "  - conda-forge", "  - nodefaults", "dependencies:"]
_GENERATED = f"# Written by scripts/generate_environments.py from {PINS_FILE}: do not edit."


@dataclass(frozen=True)
class RuleWithScript:
    """A rule, the family whose environment it runs in, and its script."""

    rule: str
    family: str
    script: str


def rules_with_scripts(root: Path) -> list[RuleWithScript]:
    """List the rules that run a script.

    Parameters
    ----------
    root : Path
        Folder of the project.

    Returns
    -------
    list of RuleWithScript
    """
    files = sorted((root / "workflow" / "rules").rglob("*.smk"))
    texts = [path.read_text(encoding="utf-8") for path in files]
    return [RuleWithScript(*found) for text in texts for found in _RULE.findall(text)]


def modules_imported(script: Path) -> set[str]:
    """Name the foreign modules that a script imports, itself or through the library.

    Parameters
    ----------
    script : Path
        A Python file in the folder that holds the library.

    Returns
    -------
    set of str
        Names at the top, as ``netCDF4``; the standard library is left out.
    """
    files = [script, *modules_used(script)]
    foreign = set().union(*map(_modules_named, files))
    return foreign - set(sys.stdlib_module_names) - {PACKAGE}


@cache
def _modules_named(file: Path) -> frozenset[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return frozenset(names)


def packages_of_script(script: Path) -> set[str]:
    """Name the packages that a script needs, as `requirements.txt` does, without what they need."""
    packages = {PACKAGES.get(name, name) for name in modules_imported(script)}
    return packages.union(*(RUNTIMES.get(path.name, set()) for path in modules_used(script)))


def packages_of_family(root: Path, family: str) -> set[str]:
    """Name the packages that the scripts of a family need, without what these need."""
    scripts = {rule.script for rule in rules_with_scripts(root) if rule.family == family}
    needed = [packages_of_script(root / "scripts" / f"{script}.py") for script in scripts]
    return set().union(*needed)


def environment_files(root: Path) -> dict[str, str]:
    """Write the texts of all files of conda environments.

    Parameters
    ----------
    root : Path
        Folder of the project: its rules, scripts and ``requirements.txt`` are read.

    Returns
    -------
    dict of str to str
        By the path of each file within `root`.
    """
    pins = read_pins(root / PINS_FILE)
    files = {"environment.yaml": _environment_of_all()}
    for family, about in FAMILIES.items():
        direct = packages_of_family(root, family)
        needed = with_dependencies(pins, direct)
        files[f"envs/{family}.yaml"] = _with_pip(about, needed)
        files[f"envs/conda-forge/{family}.yaml"] = _without_pip(
            about, [pin for pin in needed if pin.name in direct]
        )
    return files


def _with_pip(about: str, pins: Iterable[Pin]) -> str:
    head = [f"# {about} For `snakemake --sdm conda`.", _GENERATED]
    return _text([*head, *_CHANNELS, *_python_with_pip(pin.line for pin in pins)])


def _environment_of_all() -> str:
    head = [
        "# For people who live in conda: conda env create --file environment.yaml",
        "# Every package at the version of requirements.txt, and pip checks its hashes.",
        f"{_GENERATED.partition(' from')[0]}: do not edit.",
        "name: eeg2emg",
    ]
    return _text([*head, *_CHANNELS, *_python_with_pip([f"-r {PINS_FILE}"])])


def _python_with_pip(lines: Iterable[str]) -> list[str]:
    return [
        f"  - python={PYTHON}",
        "  - pip",  # it installs, and no number depends on it: as the channel has it
        "  - pip:",
        *(f"      - {line}" for line in lines),
    ]


def _without_pip(about: str, pins: Iterable[Pin]) -> str:
    absent = [pin for pin in pins if pin.name in ONLY_PIP]
    head = [
        f"# {about} Packages of conda-forge alone, without pip.",
        _GENERATED,
        "# Never solved: no channel that has these packages was at hand. The versions are those of",
        "# requirements.txt, which conda-forge may lack; what they need is left to the solver.",
        *(
            f"# Not known on conda-forge: {pin.name}. Without it, {ONLY_PIP[pin.name]}."
            for pin in absent
        ),
    ]
    lines = [f"  - {pin.name}={pin.version}" for pin in pins if pin not in absent]
    return _text([*head, *_CHANNELS, f"  - python={PYTHON}", *lines])


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
