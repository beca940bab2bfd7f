"""Files that reading a recording may open, so that a rule can name them (standard library only)."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from eeg2emg.recordings.layout import DATA_EXTENSIONS, ENTITY
from eeg2emg.recordings.order import scans_table

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

PEOPLE = "participants.tsv"
"""The table of all people, of which a recording concerns one line."""

_ENDINGS = (
    *("channels.tsv", "events.tsv", "events.json"),
    *("electrodes.tsv", "coordsystem.json", "eeg.json", "emg.json"),
)
_HEADER_BYTES = 8192
_NAMED_BY_HEADER = re.compile(rb"(?im)^[ \t]*(?:Data|Marker)File[ \t]*=[ \t]*([^\r\n]+)")
_SMALL_BYTES = 1_000_000  # up to which Snakemake compares contents, too


class Folders:
    """Listings of folders, each made once: thousands of recordings share some of them."""

    def __init__(self) -> None:
        self._names: dict[Path, tuple[str, ...]] = {}
        self._sidecars: dict[Path, tuple[tuple[Path, dict[str, str]], ...]] = {}

    def names(self, folder: Path) -> tuple[str, ...]:
        """List what lies in a folder; nothing where there is none."""
        if folder not in self._names:
            try:
                found = tuple(sorted(path.name for path in folder.iterdir()))
            except (FileNotFoundError, NotADirectoryError):
                found = ()
            self._names[folder] = found
        return self._names[folder]

    def sidecars(self, folder: Path) -> tuple[tuple[Path, dict[str, str]], ...]:
        """List the sidecars in a folder, with the entities in their names."""
        if folder not in self._sidecars:
            self._sidecars[folder] = tuple(
                (folder / name, entities_of(name))
                for name in self.names(folder)
                if name.endswith(_ENDINGS) and not name.startswith(".")
            )
        return self._sidecars[folder]


def entities_of(name: str) -> dict[str, str]:
    """Give the entities of a file's name: ``sub``, ``task`` and so on, with their labels."""
    found = (ENTITY.fullmatch(part) for part in name.partition(".")[0].split("_"))
    return {match["key"]: match["value"] for match in found if match}


def files_read(path: Path, folders: Folders | None = None) -> list[Path]:
    """List the files of a BIDS dataset that reading one recording may open.

    They are its own, those of an EMG in a file of its own, and of the sidecars in its folder and
    in all above (inheritance) those whose names do not speak of another recording: which of them
    counts, the readers decide. A sidecar that is added therefore changes the list.

    Parameters
    ----------
    path : Path
        The data file, ``sub-01/eeg/sub-01_task-arm_eeg.edf`` in the folder of the dataset.
    folders : Folders, optional
        Listings that are shared between recordings.

    Returns
    -------
    list of Path
        Sorted; those that exist. A link whose file was not fetched is not among them.
    """
    folders = folders or Folders()
    root, places = _places(path, folders)
    own = entities_of(path.name)
    found = {
        file for data in (path, *_emg_beside(path, folders)) for file in parts_of(data, folders)
    }
    for folder in places:
        for file, entities in folders.sidecars(folder):
            if all(own.get(key, label) == label for key, label in entities.items()):
                found.add(file)
    shared = {
        *(scans_table(path), root / PEOPLE, root / "dataset_description.json"),
    }
    found |= {file for file in shared if file.name in folders.names(file.parent)}
    return sorted(file for file in found if file.is_file())


def parts_of(path: Path, folders: Folders | None = None) -> list[Path]:
    """List the files that hold one recording: the named one, and those that it continues in.

    Parameters
    ----------
    path : Path
        A data file, in a BIDS dataset or not. Of BrainVision, the header names the samples and the
        markers; of EEGLAB, the samples may lie beside; FIF, and BIDS by the entity ``split``,
        divide long recordings.
    folders : Folders, optional
        Listings that are shared between recordings.

    Returns
    -------
    list of Path
        Those that exist, `path` first.
    """
    beside = (folders or Folders()).names(path.parent)
    ending = path.suffix.lower()
    found = [path]
    if ending == ".vhdr":
        found += _named_by_header(path)
        found += [path.with_suffix(other) for other in (".eeg", ".vmrk")]
    elif ending == ".set":
        # The name inside may be an older one: of samples that are of no other header.
        headers = {Path(name).stem for name in beside if name.lower().endswith(".set")}
        found += [
            path.parent / name
            for name in beside
            if name.lower().endswith(".fdt")
            and (Path(name).stem == path.stem or Path(name).stem not in headers)
        ]
    found += [path.parent / name for name in beside if continues(name, path.name)]
    return [file for file in dict.fromkeys(found) if file.is_file()]


def continues(name: str, first: str) -> bool:
    """Tell whether a file's name is that of a later part of the recording in the file `first`.

    Parts are named ``..._split-02_eeg.fif`` in BIDS, and ``..._eeg-1.fif`` by the writer of FIF.
    """
    stem, dot, ending = first.rpartition(".")
    if not name.endswith(dot + ending):
        return False
    if ending == "fif" and re.fullmatch(re.escape(stem) + r"-[1-9]\d*\.fif", name):
        return True
    split = re.search(r"_split-0*1(?=_)", first)
    if split is None:
        return False
    before, after = map(re.escape, (first[: split.start()], first[split.end() :]))
    other = re.fullmatch(rf"{before}_split-(\d+){after}", name)
    return other is not None and int(other[1]) > 1


def state_of_files(files: Iterable[str | os.PathLike[str]], subject: str = "") -> str:
    """Digest what files hold, to notice that one has changed, whatever its time of change.

    Of files up to 1 MB the contents count; of larger ones, which are not read for this, size and
    time of change (to the nanosecond). Of the table of all people the lines count that concern
    `subject`: one person more changes nothing for the others.

    Parameters
    ----------
    files : iterable of path-like
        The files.
    subject : str
        The person, ``sub-01``.

    Returns
    -------
    str
        Twelve hexadecimal digits.
    """
    digest = hashlib.sha256()
    for path in sorted(map(Path, files)):
        about = path.stat()
        digest.update(f"{path.name}\0{about.st_size if path.name != PEOPLE else ''}\0".encode())
        if path.name == PEOPLE:
            lines = path.read_bytes().splitlines()
            own = re.compile(rf"(^|.*\t){re.escape(subject)}(\t|$)".encode())
            digest.update(b"\n".join([*lines[:1], *(line for line in lines if own.match(line))]))
        elif about.st_size <= _SMALL_BYTES:
            digest.update(path.read_bytes())
        else:
            digest.update(str(about.st_mtime_ns).encode())
    return digest.hexdigest()[:12]


def _places(path: Path, folders: Folders) -> tuple[Path, list[Path]]:
    """Give the root of the dataset, and the folders in which a reader looks for sidecars."""
    upper = path.parent.parent
    in_session = "ses" in entities_of(path.name) and upper.name.startswith("ses-")
    subject = upper.parent if in_session else upper
    # Readers look into the sessions too where the recording is of none.
    sessions = [upper] if in_session else list(_sessions(subject, folders))
    tops = [subject, *sessions]
    return subject.parent, [
        *(subject.parent, *tops),
        *(top / kind for top in tops for kind in ("eeg", "emg")),
    ]


def _emg_beside(path: Path, folders: Folders) -> list[Path]:
    folder, stem = path.parent.parent / "emg", f"{path.stem.removesuffix('_eeg')}_emg"
    return [
        folder / name
        for name in folders.names(folder)
        if name.startswith(f"{stem}.") and name.lower().endswith(DATA_EXTENSIONS)
    ]


def _sessions(subject: Path, folders: Folders) -> Iterator[Path]:
    return (subject / name for name in folders.names(subject) if name.startswith("ses-"))


def _named_by_header(path: Path) -> list[Path]:
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_BYTES)
    except OSError:  # the reading of the recording says so
        return []
    found = []
    for name in _NAMED_BY_HEADER.findall(head):
        for encoding in ("utf-8", "latin-1"):
            try:
                text = name.decode(encoding).strip().replace("$b", path.stem)
            except UnicodeDecodeError:
                continue
            found.append(path.parent / text)
            break
    return found
