"""Origins of what the page shows: of each file the rule, its library, digest and inputs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from eeg2emg.files.digests import SHOWN, sha256_of
from eeg2emg.jobs.records import Makers, read_records
from eeg2emg.report.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from eeg2emg.provenance.places import Places

LISTED_ALONE = 2
"""More files of one folder and ending are counted; provenance.json names each."""

NOT_KNOWN = "not known: the job left no record"


class Origin(NamedTuple):
    """Where a file comes from: rule and library are empty where no job has left a record."""

    rule: str
    library: str
    sha256: str
    inputs: tuple[str, ...]


def origins_of(files: Iterable[Path], places: Places) -> dict[str, Origin]:
    """Tell where files of a run come from, by the records of its jobs.

    Parameters
    ----------
    files : iterable of Path
        Those that the page is made of.
    places : Places
        Folders of the run.

    Returns
    -------
    dict of str to Origin
        By name relative to the run (``tables/metrics.csv``), sorted.
    """
    makers = Makers(read_records(places.run / "logs"))
    found = {}
    for path in sorted(files):
        job = makers.of(path.as_posix())
        inputs = tuple(places.name_of(one) for one in job.inputs) if job else ()
        rule, library = (job.rule, job.library) if job else ("", "")
        found[places.name_of(path)] = Origin(rule, library, sha256_of(path), inputs)
    return found


def anchor_of(file: str) -> str:
    """Name the place of the page that tells where a file comes from."""
    return "from-" + re.sub(r"[^\w-]+", "-", file.rpartition(".")[0])


def origins_table(origins: Mapping[str, Origin]) -> Table | None:
    """List where each file comes from, each with its anchor; None where nothing is known.

    Parameters
    ----------
    origins : mapping of str to Origin
        As from `origins_of`.

    Returns
    -------
    Table or None
    """
    rows = [
        [
            Markup('<span id="{}">{}</span>').format(anchor_of(file), file),
            origin.rule or NOT_KNOWN,
            origin.library,
            origin.sha256[:SHOWN],
            _inputs(origin.inputs, origins),
        ]
        for file, origin in origins.items()
    ]
    return Table(["file", "rule", "library", "SHA-256", "inputs"], rows) if rows else None


def _inputs(inputs: tuple[str, ...], origins: Mapping[str, Origin]) -> Markup:
    groups: dict[str, list[str]] = {}
    for name in inputs:
        folder, ending = name.rpartition("/")[0], name.rpartition(".")[2]
        kind = name if name in origins or not folder else f"{folder}/*.{ending}"
        groups.setdefault(kind, []).append(name)
    named = []
    for kind, names in groups.items():
        alone = len(names) <= LISTED_ALONE
        named += [_linked(name, origins) for name in names] if alone else [f"{kind} ({len(names)})"]
    return Markup(", ").join(named)


def _linked(name: str, origins: Mapping[str, Origin]) -> str:
    if name not in origins:
        return name
    return Markup('<a href="#{}">{}</a>').format(anchor_of(name), name)
