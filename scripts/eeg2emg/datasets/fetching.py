"""Fetching a public set: sizes first, then only what is lacking, each file whole or not at all."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from eeg2emg.datasets.description import RemoteFile
from eeg2emg.datasets.record import FetchedFile, FetchRecord, read_record, size_of, write_record
from eeg2emg.datasets.source import ResumingDownload, Source
from eeg2emg.errors import MachineError, RecordingError, machine_fault
from eeg2emg.files.atomic import atomic_path
from eeg2emg.files.digests import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from eeg2emg.datasets.description import PublicSet

_OWN_CHECKSUMS = "SHA256SUMS"
_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_LINE = re.compile(r"([0-9a-fA-F]{32,128})\s+\*?(?:\./)?(\S.*?)\s*")
_ROOM = 1.05  # of the disk, beside what is fetched


@dataclass(frozen=True)
class _Wanted:
    """A file to fetch: whose it is, where it lies and how large it is said to be."""

    file: RemoteFile
    of: str
    at: str
    size_bytes: int | None


class Fetching:
    """Fetches the chosen people of a set into a folder.

    Parameters
    ----------
    chosen : PublicSet
        The set.
    folder : Path
        Where it is put.
    source : str, optional
        Address of a mirror, which has the files by the paths of `RemoteFile.path`; by default the
        set's own.
    say : callable
        Takes a line about what is done.
    """

    def __init__(
        self,
        chosen: PublicSet,
        folder: Path,
        *,
        source: str | None = None,
        say: Callable[[str], object] = print,
    ) -> None:
        self._set, self._folder, self._say = chosen, folder, say
        self._mirror = source is not None
        self._source = Source(source or chosen.source)
        self._record = read_record(folder, chosen.name)

    def fetch(self, people: Sequence[str]) -> FetchRecord:
        """Fetch what is lacking, and check what is there.

        Parameters
        ----------
        people : sequence of str
            Labels.

        Returns
        -------
        FetchRecord

        Raises
        ------
        RecordingError
            A file that is there is not what was fetched, or the source lacks a file.
        MachineError
            No connection, not enough disk, or a transfer that does not succeed; what has arrived is
            kept, and another call goes on.
        """
        self._check(people)
        missing = [one for one in people if one not in self._record.whole]
        if not missing:
            self._say(
                f"{self._set.name}: everything is there and whole "
                f"({_people(people)}, {in_words(self._size_of(people))}); nothing is fetched."
            )
            return self._record
        wanted = self._wanted(["", *missing])
        lacking = [one for one in wanted if not self._is_there(one)]
        self._announce(missing, wanted, lacking)
        known = self._known_checksums()
        self._record.source = self._source.base
        for number, one in enumerate(lacking, 1):
            size = "" if one.size_bytes is None else f" ({in_words(one.size_bytes)})"
            self._say(f"[{number}/{len(lacking)}] {one.file.path}{size}")
            self._fetch_one(one, known)
        self._record.whole = sorted({*self._record.whole, *missing})
        self._write()
        self._say(f"Fetched: {_people(missing)} of {self._set.name}, in {self._folder}.")
        return self._record

    def _write(self) -> None:
        write_record(self._folder, self._record)

    def _size_of(self, people: Iterable[str]) -> int:
        return sum(one.size_bytes for one in self._record.files.values() if one.of in ("", *people))

    def _check(self, people: Iterable[str]) -> None:
        """Compare what is there with what was fetched."""
        for one in self._record.files.values():
            path = self._folder / one.path
            size = size_of(path)
            if one.of not in ("", *people) or size is None:
                continue
            if size != one.size_bytes:
                raise _damaged(path, f"it has {size:,} bytes, and was fetched with "
                                     f"{one.size_bytes:,}")  # fmt: skip
            if sha256_of(path) != one.sha256:
                raise _damaged(path, "its content is not what was fetched (sha256)")
        gone = {
            one.of
            for one in self._record.files.values()
            if size_of(self._folder / one.path) is None
        }
        # What was deleted is fetched again; of what all share, with the first person.
        self._record.whole = [
            one for one in self._record.whole if one not in gone and "" not in gone
        ]

    def _wanted(self, owners: Iterable[str]) -> list[_Wanted]:
        found: list[_Wanted] = []
        for label in owners:
            listed = self._listed(label) if label else None
            found += listed if listed is not None else self._by_name(label)
        return found

    def _listed(self, label: str) -> list[_Wanted] | None:
        """List a person's files as the store lists them."""
        if not self._set.listing:
            return None
        listing = self._source.listing(self._set.listing.format(label=label))
        if listing is None:
            return None
        if not listing:
            raise _not_there(self._set, self._source.base, f"any file of {label}")
        return [
            _Wanted(RemoteFile(path), label, path, size) for path, size in sorted(listing.items())
        ]

    def _by_name(self, label: str) -> list[_Wanted]:
        """Ask for a person's files by their names."""
        found = []
        for file in self._set.files_of(label) if label else self._set.shared:
            at = file.path if self._mirror else file.at or file.path
            offer = self._source.offer(at)
            if offer is not None:
                found.append(_Wanted(file, label, at, offer.size_bytes))
            elif file.needed:
                raise _not_there(self._set, self._source.base, at)
        return found

    def _is_there(self, one: _Wanted) -> bool:
        """Tell whether a file needs no fetching; takes one into the record that is there whole."""
        if one.file.members:
            own = [file for file in self._record.files.values() if file.archive == one.file.path]
            return bool(own) and all(size_of(self._folder / file.path) is not None for file in own)
        path = self._folder / one.file.path
        size = size_of(path)
        if size is None:
            return False
        if one.file.path not in self._record.files:
            if one.size_bytes is not None and size != one.size_bytes:
                raise _damaged(path, f"it has {size:,} bytes, and the source says "
                                     f"{one.size_bytes:,}")  # fmt: skip
            self._note(one, path)
        return True

    def _announce(
        self, people: Sequence[str], wanted: Sequence[_Wanted], lacking: Sequence[_Wanted]
    ) -> None:
        known = sum(one.size_bytes or 0 for one in lacking)
        there = len(wanted) - len(lacking)
        untold = sum(one.size_bytes is None for one in lacking)
        self._say(
            f"{self._set.name}: {_people(people)}, {len(lacking)} files, {in_words(known)} to "
            f"fetch from {self._source.base} into {self._folder}"
            + (f"; of {untold} files the server does not tell the size" if untold else "")
            + (f"; {there} files are there already" if there else "")
            + "."
        )
        # An archive and what is unpacked from it lie beside each other for a while.
        largest = max((one.size_bytes or 0 for one in lacking if one.file.members), default=0)
        self._folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self._folder).free
        needed = _ROOM * known + 2 * largest
        if needed > free:
            raise MachineError(
                f"{self._folder}: {in_words(free)} of disk are free, and {in_words(needed)} are "
                "needed",
                "nothing was fetched",
                "make room, choose fewer people (subjects), or name another folder",
            )

    def _known_checksums(self) -> dict[str, str]:
        """Read the checksums that the source has beside the data, by path."""
        for name in dict.fromkeys((self._set.checksums, _OWN_CHECKSUMS)):
            text = self._source.text(name) if name else None
            found = {} if text is None else checksums_in(text)
            if found:
                self._say(f"Checksums of the source: {name}, {len(found)} files.")
                return found
        return {}

    def _fetch_one(self, one: _Wanted, known: dict[str, str]) -> None:
        import pooch

        path = self._folder / one.file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        pooch.get_logger().setLevel("WARNING")
        try:
            pooch.retrieve(
                self._source.url(one.at),
                known_hash=known.get(one.file.path),
                fname=path.name,
                path=path.parent,
                downloader=ResumingDownload(self._source, part, one.size_bytes),
            )
        except ValueError as error:
            raise MachineError(
                f"{one.file.path}: what arrived has not the checksum that the source tells",
                "it was damaged on the way, or the source's list is of another version",
                "fetch again; if it happens again, tell those who publish the set",
            ) from error
        except OSError as error:
            raise machine_fault(error, path) or error from error
        if one.file.members:
            self._unpack(one, path)
        else:
            self._note(one, path)

    def _note(self, one: _Wanted, path: Path) -> None:
        self._record.files[one.file.path] = FetchedFile(
            one.file.path, path.stat().st_size, sha256_of(path), one.of
        )
        self._write()

    def _unpack(self, one: _Wanted, archive: Path) -> None:
        """Take the members that are needed out of an archive, and remove it."""
        folder = archive.with_suffix("")
        pattern = re.compile(one.file.members)
        try:
            with zipfile.ZipFile(archive) as packed:
                chosen = [
                    entry
                    for entry in packed.infolist()
                    if pattern.fullmatch(PurePosixPath(entry.filename).name)
                ]
                for entry in chosen:
                    final = folder / PurePosixPath(entry.filename).name
                    with (
                        atomic_path(final) as path,
                        packed.open(entry) as inner,
                        path.open("wb") as file,
                    ):
                        shutil.copyfileobj(inner, file, 1 << 20)
                    own = str(PurePosixPath(one.file.path).with_suffix("") / final.name)
                    self._record.files[own] = FetchedFile(
                        own, final.stat().st_size, sha256_of(final), one.of, one.file.path
                    )
        except (zipfile.BadZipFile, EOFError) as error:
            archive.unlink(missing_ok=True)
            raise MachineError(
                f"{one.file.path}: the archive is damaged ({error})",
                "it was removed, and nothing of it is used",
                "fetch again; if it happens again, tell those who publish the set",
            ) from error
        if not chosen:
            raise RecordingError(
                f"{archive}: no file in the archive is named like {one.file.members}",
                "the set is packed in another way than is known",
                "unpack it by hand and write an import table (docs/importing.md)",
            )
        self._write()
        archive.unlink()


def checksums_in(text: str) -> dict[str, str]:
    """Read a list of checksums, a line each, as ``sha256sum`` and ``md5sum`` write them.

    Parameters
    ----------
    text : str
        Lines that are no checksum are passed over.

    Returns
    -------
    dict of str to str
        As `pooch` takes them (``md5:...``), by path.
    """
    found = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match and len(match[1]) in _ALGORITHMS:
            found[match[2]] = f"{_ALGORITHMS[len(match[1])]}:{match[1].lower()}"
    return found


def in_words(size_bytes: float) -> str:
    """Write a size for people."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size_bytes >= size:
            return f"{size_bytes / size:.1f} {unit}"
    return f"{size_bytes:.0f} bytes"


def _people(labels: Sequence[str]) -> str:
    return f"{len(labels)} {'person' if len(labels) == 1 else 'people'}"


def _damaged(path: Path, why: str) -> RecordingError:
    return RecordingError(
        f"{path} is damaged: {why}",
        "a run would take it for the recording",
        "delete this file and fetch again",
    )


def _not_there(chosen: PublicSet, base: str, path: str) -> RecordingError:
    return RecordingError(
        f"{base} has not {path}",
        f"it belongs to {chosen.name} as far as is known",
        "see docs/datasets.md on what was not seen in the original; leave the person out (subjects)"
        ", or name another place in public.source",
    )
