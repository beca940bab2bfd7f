"""What became of the files of a run since its record was written."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from eeg2emg.errors import OwnFileError
from eeg2emg.files.digests import sha256_of
from eeg2emg.provenance.listing import RECORD, files_of_run
from eeg2emg.provenance.places import places_of
from eeg2emg.provenance.record import DIGEST, digest_of_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

log = logging.getLogger("eeg2emg")


class Change(NamedTuple):
    """A file that is not as it was: ``kind`` is changed, missing or added."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


def recorded_files(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """List the files that a record holds, those of recordings too, without temporary ones."""
    yield from record["inputs"]["files"]
    for job in record["jobs"]:
        yield from (file for file in job["outputs"] if file.get("kept", True))
    yield from record["others"]
    yield from record["times"]["files"]


def changes_since(run: Path, project: Path, record: Mapping[str, Any]) -> list[Change]:
    """Compare the files of a run, and the recordings that it read, with its record.

    Parameters
    ----------
    run, project : Path
        Folder of the run, and of the code.
    record : mapping
        As from `eeg2emg.provenance.record.build_record`.

    Returns
    -------
    list of Change
        Sorted by name.
    """
    places = places_of(run, project, record["configuration"])
    found = [Change("changed", RECORD)] if record[DIGEST] != digest_of_record(record) else []
    known = set()
    for file in recorded_files(record):
        known.add(file["path"])
        path = places.path_of(file["path"])
        if not path.is_file():
            found.append(Change("missing", file["path"]))
        elif _differs(path, file):
            found.append(Change("changed", file["path"]))
    temporary = {file["path"] for job in record["jobs"] for file in job["outputs"]} - known
    added = set(files_of_run(run)) - known - temporary
    found += [Change("added", name) for name in added]
    return sorted(found, key=lambda change: (change.name, change.kind))


def refuse_changes(run: Path, changes: Sequence[Change]) -> None:
    """Name each file that is not as it was; nothing happens where there is none.

    Parameters
    ----------
    run : Path
        Folder of the run.
    changes : sequence of Change
        As from `changes_since`; each becomes a line of the log.

    Raises
    ------
    OwnFileError
        If there is one.
    """
    for change in changes:
        log.error("%s", change)
    if changes:
        files = "1 file is" if len(changes) == 1 else f"{len(changes)} files are"
        raise OwnFileError(
            f"{run}: {files} not as {RECORD} says",
            "what was made from them, or is told of them, may no longer be true",
            "Put them back, or delete them and run the workflow again; where they are meant to be "
            "so, snakemake --cores 1 --forcerun write_provenance records them as they are",
        )


def _differs(path: Path, recorded: Mapping[str, Any]) -> bool:
    return path.stat().st_size != recorded["bytes"] or sha256_of(path) != recorded["sha256"]
