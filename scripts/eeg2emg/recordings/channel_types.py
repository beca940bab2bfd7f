"""Types of channels in channels.tsv, compared with the configuration (standard library only)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.recordings.sidecars import find_sidecar, read_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_MOST_NAMED = 5


def type_notes(path: Path, matched: Mapping[str, str], kinds: Mapping[str, str]) -> list[str]:
    """Say which channels are of another type in channels.tsv than in the configuration.

    Parameters
    ----------
    path : Path
        The data file within a BIDS dataset.
    matched : mapping of str to str
        The file's name of each configured channel.
    kinds : mapping of str to str
        ``EEG`` or ``EMG`` for each configured channel of this file.

    Returns
    -------
    list of str
        One note, or none where all agree or nothing is said.
    """
    table = find_sidecar(path, "channels", ".tsv")
    if table is None:
        return []
    columns, lines = read_lines(table, needed=("name", "type"))
    name, kind = columns.index("name"), columns.index("type")
    stated = {cells[name]: cells[kind].upper() for _, cells in lines}
    other = [
        f"{matched[channel]} {stated[matched[channel]]} (configured as {wanted})"
        for channel, wanted in kinds.items()
        if stated.get(matched[channel], wanted) not in (wanted, "", "N/A")
    ]
    return [f"{table.name} states other types: {_few(other)}"] if other else []


def _few(items: Sequence[str]) -> str:
    more = f" and {len(items) - _MOST_NAMED} more" if len(items) > _MOST_NAMED else ""
    return ", ".join(items[:_MOST_NAMED]) + more
