"""Provenance of what the page shows: of each file the rule, its library, digest and inputs."""

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


class FileProvenance(NamedTuple):
    """Where a file comes from: rule and library are empty where no job has left a record."""

    rule: str
    library: str
    sha256: str
    inputs: tuple[str, ...]


def provenance_of(files: Iterable[Path], places: Places) -> dict[str, FileProvenance]:
    """Tell where files of a run come from, by the records of its jobs.

    Parameters
    ----------
    files : iterable of Path
        Those that the page is made of.
    places : Places
        Folders of the run.

    Returns
    -------
    dict of str to FileProvenance
        By name relative to the run (``tables/metrics.csv``), sorted.
    """
    makers = Makers(read_records(places.run / "logs"))
    found = {}
    for path in sorted(files):
        job = makers.of(path.as_posix())
        inputs = tuple(places.name_of(one) for one in job.inputs) if job else ()
        rule, library = (job.rule, job.library) if job else ("", "")
        found[places.name_of(path)] = FileProvenance(rule, library, sha256_of(path), inputs)
    return found


def anchor_of(file: str) -> str:
    """Name the place of the page that tells where a file comes from."""
    return "from-" + re.sub(r"[^\w-]+", "-", file.rpartition(".")[0])


def provenance_table(provenance: Mapping[str, FileProvenance]) -> Table | None:
    """List where each file comes from, each with its anchor; None where nothing is known.

    Parameters
    ----------
    provenance : mapping of str to FileProvenance
        As from `provenance_of`.

    Returns
    -------
    Table or None
    """
    rows = [
        [
            Markup('<span id="{}">{}</span>').format(anchor_of(file), file),
            found.rule or NOT_KNOWN,
            found.library,
            found.sha256[:SHOWN],
            _inputs(found.inputs, provenance),
        ]
        for file, found in provenance.items()
    ]
    return Table(["file", "rule", "library", "SHA-256", "inputs"], rows) if rows else None


def _inputs(inputs: tuple[str, ...], provenance: Mapping[str, FileProvenance]) -> Markup:
    groups: dict[str, list[str]] = {}
    for name in inputs:
        folder, ending = name.rpartition("/")[0], name.rpartition(".")[2]
        kind = name if name in provenance or not folder else f"{folder}/*.{ending}"
        groups.setdefault(kind, []).append(name)
    named = []
    for kind, names in groups.items():
        if len(names) > LISTED_ALONE:
            named.append(f"{kind} ({len(names)})")
        else:
            named += [_linked(name, provenance) for name in names]
    return Markup(", ").join(named)


def _linked(name: str, provenance: Mapping[str, FileProvenance]) -> str:
    if name not in provenance:
        return name
    return Markup('<a href="#{}">{}</a>').format(anchor_of(name), name)
