"""What is said of a public set: where its files lie, what they hold, and what was not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Event = tuple[float, float, str]
"""Onset in s, duration in s, name."""


@dataclass(frozen=True)
class RemoteFile:
    """A file of a set, as it is published.

    Attributes
    ----------
    path : str
        Where it is put, relative to the folder of the set; a mirror has it by the same path.
    at : str
        Where it lies below the set's own source, if not by that path.
    members : str
        For an archive: a regular expression for the names of the files that are taken from it. They
        are put into a folder named after the archive.
    needed : bool
        Whether the set is of no use without it.
    """

    path: str
    at: str = ""
    members: str = ""
    needed: bool = True


@dataclass(frozen=True)
class ExpectedRecording:
    """A recording as the publication describes it, of which a plan is made before any download.

    Attributes
    ----------
    task : str
        Of its BIDS name.
    run : str
        The same; empty where the name has a session in its place.
    session : str
        The same.
    duration_s : float
        Its length.
    events : tuple of (float, float, str)
        Onset in s, duration in s and name, as its file holds them.
    file : str
        The file to import, with ``{n}`` for the number of the person; empty for BIDS.
    layout, unit : str
        What the import table says of it.
    """

    task: str
    run: str
    duration_s: float
    events: tuple[Event, ...]
    session: str = ""
    file: str = ""
    layout: str = ""
    unit: str = ""


@dataclass(frozen=True)
class PublicSet:
    """One public set.

    Attributes
    ----------
    name : str
        Its name in the option ``public.name``.
    title, citation, doi, licence : str
        Of the publication; the citation is what a report has to cite.
    source : str
        Address below which the files lie.
    people : int
        How many there are.
    label : str
        BIDS label of the n-th person, ``{n:03d}``.
    size_bytes, person_bytes : float
        What fetching everybody takes, and one person, as far as known before asking.
    disk_factor : float
        Disk that a person takes at most while it is fetched and unpacked, in sizes of its files.
    input : {"bids", "import"}
        How it is read.
    files : tuple of RemoteFile
        Those of a person, with ``{n}``, ``{label}`` and ``{at}`` in the paths.
    at : tuple of str
        For each person what stands for ``{at}``.
    shared : tuple of RemoteFile
        Those that all share.
    listing : str
        Folder of a person in a store that lists its files as S3 does; empty where names are known.
    checksums : str
        A file of checksums beside the data, if the source has one.
    rate_hz, emg_rate_hz : float
        Sampling rates as published.
    channels : str
        The channels, in words.
    muscles : dict of str to str
        Full name of the muscle of each EMG channel.
    phases : dict of str to str
        What the person does in each phase of the recipe.
    traps : tuple of str
        What has misled others: units, names, confounds.
    not_seen : tuple of str
        What is written from memory or from the publication alone, and was not seen in the files.
    expectation : str
        What is to be expected of a run, where that is known: of a negative control.
    recordings : tuple of ExpectedRecording
        Those of one person.
    """

    name: str
    title: str
    citation: str
    doi: str
    licence: str
    source: str
    people: int
    label: str
    size_bytes: float
    person_bytes: float
    input: Literal["bids", "import"]
    files: tuple[RemoteFile, ...]
    rate_hz: float
    emg_rate_hz: float
    channels: str
    muscles: dict[str, str]
    phases: dict[str, str]
    traps: tuple[str, ...]
    not_seen: tuple[str, ...]
    recordings: tuple[ExpectedRecording, ...]
    at: tuple[str, ...] = ()
    shared: tuple[RemoteFile, ...] = ()
    listing: str = ""
    checksums: str = ""
    disk_factor: float = 1.0
    expectation: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """BIDS labels of all people."""
        return tuple(self.label.format(n=n) for n in range(1, self.people + 1))

    def number(self, label: str) -> int:
        """Give the number of a person, from 1."""
        return self.labels.index(label) + 1

    def files_of(self, label: str) -> tuple[RemoteFile, ...]:
        """List the files of a person."""
        n = self.number(label)
        said = {"n": n, "label": label, "at": self.at[n - 1] if self.at else ""}
        return tuple(
            RemoteFile(
                file.path.format(**said), file.at.format(**said), file.members, needed=file.needed
            )
            for file in self.files
        )
