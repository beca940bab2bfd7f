"""Versions of the libraries that numbers depend on: those that are there, and those pinned."""

from __future__ import annotations

import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

MODULES = {
    "snakemake": "snakemake",
    "numpy": "numpy",
    "scipy": "scipy",
    "mne": "mne",
    "mne-bids": "mne_bids",
    "spectral-connectivity": "spectral_connectivity",
    "scikit-learn": "sklearn",
    "tensorflow": "tensorflow",
    "pandas": "pandas",
    "matplotlib": "matplotlib",
    "netcdf4": "netCDF4",
}
"""Libraries whose versions the report names, and the modules that they are imported as."""

ABSENT = "not installed"
PINS_FILE = "requirements.txt"

_PIN = re.compile(r"^([a-z0-9._-]+)==([^ \\;\n]+)", re.MULTILINE)


def pinned_versions(path: str | os.PathLike[str]) -> dict[str, str]:
    """Read which versions of `MODULES` are pinned.

    Parameters
    ----------
    path : path-like
        ``requirements.txt``; a file that does not exist pins nothing.

    Returns
    -------
    dict of str to str
    """
    pins = _pins(Path(path))
    return {name: pins[name] for name in MODULES if name in pins}


def _pins(file: Path) -> dict[str, str]:
    return dict(_PIN.findall(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def versions_here() -> dict[str, str]:
    """Tell the versions of `MODULES`: of what is imported, else of what would be."""
    return {name: _version(name, module) for name, module in MODULES.items()}


def versions_used(pins: Mapping[str, str], *, conda: bool) -> dict[str, str]:
    """Tell the versions that a run uses, Python's first.

    Parameters
    ----------
    pins : mapping of str to str
        As from `pinned_versions`.
    conda : bool
        Whether jobs run in environments of their own, which hold the pinned versions. Of what this
        job has not imported itself the pins count then.

    Returns
    -------
    dict of str to str
    """
    here = versions_here()
    if conda:
        imported = {name for name, module in MODULES.items() if sys.modules.get(module)}
        here |= {name: pin for name, pin in pins.items() if name not in imported}
    return {"Python": platform.python_version()} | here


def packages_used(project: Path, *, conda: bool) -> dict[str, str]:
    """Tell the versions of all packages that the project pins.

    Parameters
    ----------
    project : Path
        The folder with `PINS_FILE`.
    conda : bool
        As in `versions_used`.

    Returns
    -------
    dict of str to str
        By package; `ABSENT` for what this machine does without.
    """
    pins = _pins(project / PINS_FILE)
    return pins if conda else {name: _installed(name) for name in pins}


def differences(found: Mapping[str, str], pins: Mapping[str, str]) -> list[str]:
    """List the libraries that have another version than the pinned one, in words."""
    return [
        f"{name} is {found[name]} and pinned to {pinned}"
        for name, pinned in pins.items()
        if found.get(name, pinned) != pinned
    ]


def _version(name: str, module: str) -> str:
    imported = getattr(sys.modules.get(module), "__version__", None)
    return imported if isinstance(imported, str) else _installed(name)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ABSENT
