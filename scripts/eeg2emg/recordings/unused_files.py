"""Data files of a dataset of which nothing is read, and why (standard library only)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.recordings.files_read import continues, parts_of
from eeg2emg.recordings.layout import DATA_EXTENSIONS, ENTITY, all_recordings, folder_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

KINDS = ("eeg", "emg")
"""Folders and suffixes of the signals that are read."""

_OTHER_KINDS = ("ieeg", "meg", "nirs", "motion")
_NOT_RAW = ("derivatives", "sourcedata", "code", "stimuli", "phenotype")  # of BIDS, at the root
_SIDECARS = (".json", ".tsv", ".tsv.gz", ".txt", ".md", ".pdf", ".html", ".png", ".jpg", ".log")
_HEADERS = {".eeg": ".vhdr", ".vmrk": ".vhdr", ".fdt": ".set"}  # read by way of these
_SIGNALS = (
    *(*DATA_EXTENSIONS, *_HEADERS, ".cnt", ".mff", ".gdf", ".acq", ".xdf", ".nwb", ".cdt"),
    *(".ahdr", ".nxe", ".trc", ".mefd", ".ds", ".con", ".sqd", ".snirf", ".egi", ".rec"),
)
_PACKED = (".gz", ".bz2", ".xz", ".zip", ".7z")


class UnusedFile(NamedTuple):
    """A data file that is not read: its path within the dataset, and why."""

    path: str
    reason: str


def unused_files(
    root: str | os.PathLike[str],
    *,
    subjects: Sequence[str] | None = None,
    tasks: Sequence[str] | None = None,
) -> list[UnusedFile]:
    """List the recordings in a dataset of which nothing can be read, wherever they lie.

    Recordings that the configuration does not ask for are not among them: they were chosen so.
    Nor is what BIDS keeps apart from the raw data (``derivatives``, ``sourcedata``, ``code``,
    ``stimuli``) or what is hidden (``.git``, ``._`` files). A ``.bidsignore`` is for validators:
    what it names is listed.

    Parameters
    ----------
    root : path-like
        The folder that holds ``dataset_description.json``.
    subjects, tasks : sequence of str, optional
        Labels to which the list is restricted, with or without ``sub-`` or ``task-``.

    Returns
    -------
    list of UnusedFile
        Sorted by path.
    """
    folder = Path(root)
    used = {recording.path for recording in all_recordings(folder)}
    # The EMG of a recording belongs to one that is read.
    read = {(path.parent.parent, _split_name(path)[0]) for path in used}
    unused = [
        path
        for path in sorted(_data_files(folder))
        if path not in used and not _is_emg_of(path, read)
    ]
    named = _read_by_way_of({path for path in used if path.parent in {x.parent for x in unused}})
    return [
        UnusedFile(path.relative_to(folder).as_posix(), _why_unused(folder, path, used))
        for path in unused
        if path not in named
        and _asked(folder, path, "sub", subjects)
        and _asked(folder, path, "task", tasks)
    ]


def _data_files(folder: Path) -> Iterator[Path]:
    """Find what may hold signals: all but sidecars and the files that a header beside names."""
    waiting = [folder]
    visited = {folder.resolve()}
    while waiting:
        place = waiting.pop()
        with os.scandir(place) as entries:
            found = [entry for entry in entries if not entry.name.startswith(".")]
        names = {entry.name.lower() for entry in found}
        for entry in found:
            path = place / entry.name
            if _is_data(path):
                if not _has_its_header(path, names):
                    yield path
            elif entry.is_dir() and not (place == folder and entry.name in _NOT_RAW):
                real = path.resolve() if entry.is_symlink() else path
                if real not in visited:  # a link may lead back
                    visited.add(real)
                    waiting.append(path)


def _is_data(path: Path) -> bool:
    name = path.name.lower()
    if name.endswith(_SIDECARS):
        return False
    _, kind, ending = _split_name(path)
    if ending.lower().startswith(_SIGNALS):
        return True
    in_place = path.parent.name in KINDS or kind in KINDS
    return in_place and bool(path.suffix) and not path.is_dir()


def _has_its_header(path: Path, beside: Container[str]) -> bool:
    header = _HEADERS.get(path.suffix.lower())
    return header is not None and f"{path.stem}{header}".lower() in beside


def _read_by_way_of(used: Iterable[Path]) -> set[Path]:
    """List what is read with recordings: named by a header, or the later parts of a FIF."""
    return {
        part
        for path in used
        for part in parts_of(path)
        if path.suffix.lower() == ".fif" or not continues(part.name, path.name)
    }


def _asked(folder: Path, path: Path, key: str, labels: Sequence[str] | None) -> bool:
    if labels is None:
        return True
    parts = [*path.relative_to(folder).parts[:-1], *_split_name(path)[0].split("_")]
    own = {match["value"] for part in parts if (match := ENTITY.fullmatch(part))
           and match["key"] == key}  # fmt: skip
    return not own or bool(own & {label.removeprefix(f"{key}-") for label in labels})


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


def _why_unused(root: Path, path: Path, used: Iterable[Path]) -> str:
    name, kind, ending = _split_name(path)
    parts = [part for part in name.split("_") if ENTITY.fullmatch(part) is None]
    entities = dict(part.split("-", 1) for part in name.split("_") if part not in parts)
    place = folder_of(root, entities.get("sub", ""), entities.get("ses"), kind)
    header = _HEADERS.get(ending.lower())
    formats = ", ".join(DATA_EXTENSIONS)
    other = next((one for one in _OTHER_KINDS if one in (kind, path.parent.name)), "")
    split = re.search(r"(?:^|_)split-0*(\d+)(?=_|$)", name)
    first = any(continues(path.name, one.name) for one in used if one.parent == path.parent)
    reasons = {
        f"it is of the kind {other}: only EEG and EMG are read": bool(other),
        f"{path.stem}{header}, by which it is read, is missing: restore it": header is not None,
        f"files that end in {ending} are not read, only {formats}: convert or unpack it": (
            ending.lower() not in DATA_EXTENSIONS
        ),
        "its name does not end in _eeg or _emg: rename it as BIDS asks": kind not in KINDS,
        f"it does not lie in a folder {kind}: move it there": path.parent.name != kind,
        f"{', '.join(map(repr, parts))} in its name is no part that BIDS has, such as task-arm, of "
        "letters and digits: rename it and its sidecars": bool(parts),
        "its name does not say whose it is (sub-): rename it as BIDS asks": "sub" not in entities,
        f"by its name it belongs into the folder {place.relative_to(root).as_posix()}: move it "
        "there, or rename it": path.parent != place,
        "it continues a recording in parts, of which the first alone is read: join them": first,
        "it continues a recording whose first part (split-01) is missing: restore that": (
            split is not None and int(split[1]) > 1 and kind == "eeg"
        ),
    }
    otherwise = "no EEG of the same name is read"
    return next((reason for reason, applies in reasons.items() if applies), otherwise)
