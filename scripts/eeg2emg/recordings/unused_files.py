"""Data files of a dataset of which nothing is read, and why (standard library only)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.recordings.layout import DATA_EXTENSIONS, ENTITY, find_recordings

if TYPE_CHECKING:
    import os
    from collections.abc import Container, Sequence

KINDS = ("eeg", "emg")
"""Folders and suffixes of the signals that are read."""

_SIDECARS = (".json", ".tsv", ".tsv.gz", ".txt", ".md", ".pdf", ".html", ".png", ".jpg", ".log")
_HEADERS = {".eeg": ".vhdr", ".vmrk": ".vhdr", ".fdt": ".set"}  # read by way of these
_PACKED = (".gz", ".bz2", ".xz", ".zip", ".7z")


class UnusedFile(NamedTuple):
    """A data file that is not read: its path within the dataset, and why."""

    path: str
    reason: str


def unused_files(
    root: str | os.PathLike[str], *, subjects: Sequence[str] | None = None
) -> list[UnusedFile]:
    """List the EEG and EMG files of a dataset of which nothing can be read.

    Recordings that the configuration does not ask for are not among them: they were chosen so.

    Parameters
    ----------
    root : path-like
        The folder that holds ``dataset_description.json``.
    subjects : sequence of str, optional
        Labels of the subjects to which the list is restricted, with or without ``sub-``.

    Returns
    -------
    list of UnusedFile
        Sorted by path.
    """
    folder = Path(root)
    used = {recording.path for recording in find_recordings(folder)}
    # The EMG of a recording, and the later parts of a FIF, belong to one that is read.
    read = {(path.parent.parent, _split_name(path)[0]) for path in used}
    asked = {f"sub-{label.removeprefix('sub-')}" for label in subjects or ()}
    return [
        UnusedFile(path.relative_to(folder).as_posix(), _why_unused(path))
        for path in sorted(_data_files(folder))
        if (not asked or path.relative_to(folder).parts[0] in asked)
        and path not in used
        and not _is_emg_of(path, read)
        and not _continues_fif(path, read)
    ]


def _data_files(folder: Path) -> set[Path]:
    """Find what may hold signals: all but sidecars and the files that a header names."""
    subjects = [path for path in folder.glob("sub-*") if path.is_dir()]
    places = [*subjects, *(place for path in subjects for place in path.glob("ses-*"))]
    patterns = [pattern for kind in KINDS for pattern in (f"{kind}/*", f"*_{kind}.*")]
    found = {path for place in places for pattern in patterns for path in place.glob(pattern)}
    return {
        path
        for path in found
        if path.suffix
        and not path.name.startswith(".")
        and not path.name.lower().endswith(_SIDECARS)
        and not _has_its_header(path)
    }


def _has_its_header(path: Path) -> bool:
    header = _HEADERS.get(path.suffix.lower())
    return header is not None and any(
        other.suffix.lower() == header for other in path.parent.glob(f"{path.stem}.*")
    )


def _split_name(path: Path) -> tuple[str, str, str]:
    """Divide a name: ``sub-01_task-arm``, ``eeg`` and ``.edf`` (or ``.edf.gz``)."""
    packed = path.suffix if path.suffix.lower() in _PACKED else ""
    rest = Path(path.name.removesuffix(packed))
    name, _, kind = rest.stem.rpartition("_")
    return name, kind, rest.suffix + packed


def _is_emg_of(path: Path, read: Container[tuple[Path, str]]) -> bool:
    name, kind, ending = _split_name(path)
    in_place = (path.parent.name, kind) == ("emg", "emg") and ending.lower() in DATA_EXTENSIONS
    return in_place and (path.parent.parent, name) in read


def _continues_fif(path: Path, read: Container[tuple[Path, str]]) -> bool:
    name, kind, ending = _split_name(path)
    first = re.sub(r"_split-(0*)\d+(?=_|$)", r"_split-\g<1>1", name)
    return (kind, ending) == ("eeg", ".fif") and (path.parent.parent, first) in read


def _why_unused(path: Path) -> str:
    name, kind, ending = _split_name(path)
    parts = [part for part in name.split("_") if ENTITY.fullmatch(part) is None]
    header = _HEADERS.get(ending.lower())
    formats = ", ".join(DATA_EXTENSIONS)
    reasons = {
        f"{path.stem}{header}, by which it is read, is missing: restore it": header is not None,
        f"files that end in {ending} are not read, only {formats}: convert or unpack it": (
            ending.lower() not in DATA_EXTENSIONS
        ),
        "its name does not end in _eeg or _emg: rename it as BIDS asks": kind not in KINDS,
        f"it does not lie in a folder {kind}: move it there": path.parent.name != kind,
        f"{', '.join(map(repr, parts))} in its name is no part that BIDS has, such as task-arm, of "
        "letters and digits: rename it and its sidecars": bool(parts),
        "no EEG of the same name is read": kind == "emg",
    }
    otherwise = "it continues a recording in parts, of which the first alone is read: join them"
    return next((reason for reason, applies in reasons.items() if applies), otherwise)
