"""Files with their sizes and digests, as a record lists them and as they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eeg2emg.files.digests import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RECORD = "provenance.json"
"""The record of a run, in its folder."""

CRATE_ENDING = ".crate.zip"
MEASURED = ("resources.html", "resources.csv")
"""Files that differ from run to run: what it took."""

_BESIDE = ("logs", "benchmarks")
"""Folders of what jobs say and take, which no result is made from."""


def entry_of(name: str, path: Path) -> dict[str, Any]:
    """Describe a file: its name, its size in bytes, and its SHA-256."""
    return {"path": name, "bytes": path.stat().st_size, "sha256": sha256_of(path)}


def files_of_run(folder: Path) -> Iterator[str]:
    """Name the files in the folder of a run, sorted.

    Logs and measured times, hidden files, the record itself and crates are left out.
    """
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in place.parts)
        beside = place.parts[0] in _BESIDE
        own = place.as_posix() == RECORD or place.as_posix().endswith(CRATE_ENDING)
        if path.is_file() and not (hidden or beside or own):
            yield place.as_posix()
