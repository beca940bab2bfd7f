"""Records of jobs: which rule made which files of what, written by each job beside its log.

Snakemake knows this too, in notes of its own whose form is not promised. A record is plain JSON
that moves with the results, and that every job writes, wherever it runs.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.files.atomic import write_text
from eeg2emg.files.reading import reading

if TYPE_CHECKING:
    from collections.abc import Iterable

ENDING = ".json"
"""Of a record, in place of the ``.log`` of the log that it stands beside."""


@dataclass(frozen=True)
class JobRecord:
    """What one job read and made.

    Attributes
    ----------
    rule : str
        Name of its rule.
    wildcards : mapping of str to str
        What the rule was asked for.
    library : str
        Digest of the library modules behind its script, as the rule carried it then.
    inputs, outputs : tuple of str
        Files and folders, as Snakemake names them: from where the workflow ran.
    """

    rule: str
    wildcards: dict[str, str]
    library: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def record_of(snakemake: Any) -> JobRecord:
    """Tell what a job read and made, from what Snakemake gives to its script."""
    return JobRecord(
        rule=_own_name(snakemake.rule, Path(snakemake.log[0])),
        wildcards={name: str(value) for name, value in snakemake.wildcards.items()},
        library=snakemake.params.library,
        inputs=tuple(dict.fromkeys(map(str, snakemake.input))),
        outputs=tuple(map(str, snakemake.output)),
    )


def _own_name(rule: str, log: Path) -> str:
    """Name a rule as this project does: another workflow that uses it puts a prefix before.

    The log of a rule, or the folder of its logs, has the name of the rule.
    """
    parts = log.with_suffix("").parts
    return max((part for part in parts if f"_{rule}".endswith(f"_{part}")), key=len, default=rule)


def write_record(log: Path, record: JobRecord) -> None:
    """Write the record of a job beside its log."""
    text = json.dumps(asdict(record), indent=1, sort_keys=True, ensure_ascii=False)
    write_text(log.with_suffix(ENDING), text + "\n")


def read_records(folder: Path) -> list[JobRecord]:
    """Read the records of all jobs of a run.

    Parameters
    ----------
    folder : Path
        That of their logs.

    Returns
    -------
    list of JobRecord
        In the order of the files' names.

    Raises
    ------
    OwnFileError
        If one is damaged.
    """
    records = []
    for path in sorted(folder.rglob(f"*{ENDING}")):
        with reading(path, "the record of a job") as file:
            found = json.loads(file.read_text(encoding="utf-8"))
            found |= {name: tuple(found[name]) for name in ("inputs", "outputs")}
            records.append(JobRecord(**found))
    return records


class Makers:
    """Finds the job that made a file, or the folder that it lies in.

    Parameters
    ----------
    records : iterable of JobRecord
        Those of a run.
    """

    def __init__(self, records: Iterable[JobRecord]) -> None:
        self._made = {path: record for record in records for path in record.outputs}

    def of(self, path: str) -> JobRecord | None:
        """Give the job that made a file; None for a file that no job made."""
        # An output may be a folder, whose files have no record of their own.
        for place in (path, *map(str, Path(path).parents)):
            if place in self._made:
                return self._made[place]
        return None
