"""The import table of a set that is no BIDS dataset, written from what was fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.files.atomic import atomic_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eeg2emg.datasets.description import PublicSet
    from eeg2emg.datasets.record import FetchRecord

_COLUMNS = ("file", "subject", "task", "run", "unit", "layout")


def write_import_table(path: Path, chosen: PublicSet, record: FetchRecord) -> int:
    """Write the table of all recordings that were fetched.

    Parameters
    ----------
    path : Path
        In the folder of the set; an earlier one is replaced.
    chosen : PublicSet
        The set.
    record : FetchRecord
        What was fetched.

    Returns
    -------
    int
        How many recordings it lists.
    """
    rows = list(_rows(chosen, record))
    lines = ["\t".join(_COLUMNS), *("\t".join(row) for row in rows)]
    with atomic_path(path) as temporary:
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(rows)


def _rows(chosen: PublicSet, record: FetchRecord) -> Iterator[tuple[str, ...]]:
    for label in sorted(record.whole):
        for one in chosen.recordings:
            file = one.file.format(n=chosen.number(label))
            # A person may lack a recording; the archive tells.
            if file in record.files:
                yield file, label, one.task, one.run, one.unit, one.layout
