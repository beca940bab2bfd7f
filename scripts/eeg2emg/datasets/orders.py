"""An order to fetch, as the configuration gives it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eeg2emg.datasets.catalogue import SETS
from eeg2emg.datasets.fetching import Fetching
from eeg2emg.datasets.import_table import write_import_table
from eeg2emg.datasets.record import chosen_people, folder_of_set

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def fetch_ordered(
    *,
    name: str,
    source: str | None,
    subjects: Sequence[str] | None,
    dataset: str | None,
    import_table: str | None,
    say: Callable[[str], object] = print,
) -> None:
    """Fetch the chosen people of a set, and write its import table if it needs one.

    Parameters
    ----------
    name : str
        The set.
    source : str, optional
        A mirror.
    subjects : sequence of str, optional
        Labels of the people; None means all.
    dataset, import_table : str, optional
        Where the set is put: the folder of a BIDS dataset, or the table beside which the files lie.
    say : callable
        Takes a line about what is done.

    Raises
    ------
    UserError
        As `eeg2emg.datasets.fetching.Fetching.fetch`.
    """
    chosen = SETS[name]
    people = chosen_people(chosen, subjects)
    folder = folder_of_set(dataset, import_table)
    say(f"{chosen.title}. Licence: {chosen.licence}. To cite: {chosen.citation}.")
    record = Fetching(chosen, folder, source=source, say=say).fetch(people)
    if chosen.input == "import" and import_table:
        count = write_import_table(Path(import_table), chosen, record)
        say(f"Import table: {import_table}, {count} recordings.")
