"""Tables that a paper would print, as LaTeX: what each shows, and what it is made of.

A new one is an entry here and its function in `eeg2emg.report.latex.PARTS`. Standard library only:
the workflow reads the names while it is parsed.
"""

from __future__ import annotations

from dataclasses import dataclass

from eeg2emg.catalogues import catalogue


@dataclass(frozen=True)
class PrintedTable:
    """A table for print, or several that belong together.

    Attributes
    ----------
    name : str
        Its file, ``tables/<name>.tex``.
    caption : str
        What it shows, one sentence.
    tables : tuple of str
        Tables of the run (``tables/<table>.csv``) that it is made of.
    simulated_only : bool
        Whether it is about the known truth of simulated recordings.
    """

    name: str
    caption: str
    tables: tuple[str, ...] = ()
    simulated_only: bool = False


PRINTED_TABLES = catalogue(
    PrintedTable("cohort", "Recordings and segments by subject."),
    PrintedTable(
        "metrics",
        "Skill on test segments over the EEG-free rival, by model and scheme, with intervals.",
        ("metrics",),
    ),
    PrintedTable(
        "subjects",
        "Skill on the test segments of each subject.",
        ("subjects",),
    ),
    PrintedTable(
        "verdict",
        "The checks that the verdict rests on; the one that decided is in bold type.",
        ("verdict",),
    ),
    PrintedTable(
        "null",
        "Skill over the model's own base, and that with the EEG of other people.",
        ("null",),
    ),
    PrintedTable(
        "controls",
        "Skill from parts of the EEG, and what the whole EEG adds.",
        ("controls",),
    ),
    PrintedTable(
        "limits",
        "Skill as a share of what could be reached.",
        ("limits",),
    ),
    PrintedTable(
        "reliability",
        "Reliability of the target by pair of muscles, and the share of each in the skill.",
        ("reliability",),
    ),
    PrintedTable(
        "recovery",
        "Estimated couplings of the muscles against the known truth.",
        ("recovery",),
        simulated_only=True,
    ),
    PrintedTable(
        "audit",
        "What of the published Table 3 cannot be true.",
        ("audit",),
    ),
    PrintedTable(
        "claims",
        "Claims of the paper, and what this run has instead.",
        ("claims",),
    ),
)
"""All of them by name."""


def printed_tables(*, simulated: bool) -> tuple[str, ...]:
    """Name those that a run makes."""
    return tuple(
        name for name, one in PRINTED_TABLES.items() if simulated or not one.simulated_only
    )


def tables_needed(*, simulated: bool) -> tuple[str, ...]:
    """Name the tables of the run that they are made of, each once."""
    names = printed_tables(simulated=simulated)
    return tuple(dict.fromkeys(table for name in names for table in PRINTED_TABLES[name].tables))
