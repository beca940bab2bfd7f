"""Record of what was fetched: sizes and checksums, beside the data (standard library only).

Snakemake reads it while it parses, to tell whether a run can begin.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.datasets.catalogue import SETS
from eeg2emg.errors import ConfigurationError, OwnFileError
from eeg2emg.files.atomic import atomic_path
from eeg2emg.recordings.path_names import refuse_variables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.datasets.description import PublicSet

NAME = "fetched.json"


@dataclass(frozen=True)
class FetchedFile:
    """One file that was fetched, or that was unpacked from an archive.

    Attributes
    ----------
    path : str
        Relative to the folder of the set.
    size_bytes : int
        Its size.
    sha256 : str
        Its checksum.
    of : str
        The label of the person; empty for what all share.
    archive : str
        The remote file that it came from, if that was an archive.
    """

    path: str
    size_bytes: int
    sha256: str
    of: str = ""
    archive: str = ""


@dataclass
class FetchRecord:
    """All that was fetched of a set.

    Attributes
    ----------
    name : str
        The set.
    source : str
        Where it came from.
    whole : list of str
        Labels of people of whom nothing is lacking.
    files : dict of str to FetchedFile
        By path.
    """

    name: str
    source: str = ""
    whole: list[str] = field(default_factory=list)
    files: dict[str, FetchedFile] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """Give it as plain values."""
        files = [asdict(self.files[path]) for path in sorted(self.files)]
        return {
            "set": self.name,
            "source": self.source,
            "whole": sorted(self.whole),
            "files": files,
        }


def read_record(folder: Path, name: str) -> FetchRecord:
    """Read the record of a folder; an empty one where nothing was fetched.

    Parameters
    ----------
    folder : Path
        Of the set.
    name : str
        The set that is expected there.

    Returns
    -------
    FetchRecord

    Raises
    ------
    ConfigurationError
        Another set lies there.
    OwnFileError
        The record is damaged.
    """
    path = folder / NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        files = {one["path"]: FetchedFile(**one) for one in content["files"]}
        record = FetchRecord(
            str(content["set"]), str(content["source"]), list(content["whole"]), files
        )
    except FileNotFoundError:
        return FetchRecord(name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OwnFileError(
            f"{path}: the record of what was fetched cannot be read ({error})",
            "without it nobody knows whether the files are whole",
            "delete it and fetch again: what is there is checked against the source's sizes",
        ) from error
    if record.name != name:
        raise ConfigurationError(
            f"{folder} holds the set {record.name}, not {name}",
            "two sets in one folder would be taken for one",
            "give each a folder of its own (dataset, or the folder of import_table)",
        )
    return record


def write_record(folder: Path, record: FetchRecord) -> None:
    """Write the record of a folder."""
    with atomic_path(folder / NAME) as path:
        path.write_text(json.dumps(record.content(), indent=1) + "\n", encoding="utf-8")


def chosen_people(chosen: PublicSet, subjects: Sequence[str] | None) -> tuple[str, ...]:
    """List the labels of the people that are asked for.

    Parameters
    ----------
    chosen : PublicSet
        The set.
    subjects : sequence of str, optional
        Labels, with or without ``sub-``; None means all.

    Returns
    -------
    tuple of str
        In the order of the set.

    Raises
    ------
    ConfigurationError
        The set has no such person.
    """
    if subjects is None:
        return chosen.labels
    asked = [one.removeprefix("sub-") for one in subjects]
    strange = [one for one in asked if one not in chosen.labels]
    if strange:
        raise ConfigurationError(
            f"subjects: {chosen.name} has nobody named {', '.join(strange)}",
            f"its {chosen.people} people are {chosen.labels[0]} to {chosen.labels[-1]}",
            "correct the option subjects; write labels in quotes",
            options=("subjects",),
        )
    return tuple(one for one in chosen.labels if one in asked)


def folder_of_set(dataset: str | None, import_table: str | None) -> Path:
    """Place the folder of a set: the dataset, or where the import table lies."""
    refuse_variables(dataset or import_table or "")
    return Path(dataset) if dataset else Path(import_table or "").parent


def why_not_fetched(
    name: str, folder: Path, subjects: Sequence[str] | None, *, table: str | None = None
) -> str:
    """Say what a run lacks; nothing where all that it needs was fetched and is there in full size.

    Parameters
    ----------
    name : str
        The set.
    folder : Path
        Where it lies.
    subjects : sequence of str, optional
        People asked for.
    table : str, optional
        The import table that has to be there.

    Returns
    -------
    str
    """
    people = chosen_people(SETS[name], subjects)
    record = read_record(folder, name)
    missing = [one for one in people if one not in record.whole]
    if len(missing) == len(people):
        return f"none of the {len(people)} people asked for was fetched yet"
    if missing:
        return f"{len(missing)} of {len(people)} people were not fetched yet: {_few(missing)}"
    damaged = [
        one.path
        for one in record.files.values()
        if one.of in ("", *people) and size_of(folder / one.path) != one.size_bytes
    ]
    if damaged:
        return f"missing, or not in the size in which it was fetched: {_few(damaged)}"
    if table and not Path(table).is_file():
        return f"the import table {table} is not there"
    return ""


def size_of(path: Path) -> int | None:
    """Give the size of a file; None where there is none."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
